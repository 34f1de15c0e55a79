'use strict';

// Calls the handler and accepts one result. Rules: docs/platform.md, "Node.js handlers".

const errors = require('./errors.js');
const { callbackContext, promiseContext } = require('./context.js');
const { createEncoder } = require('./result-encoder.js');
const { createResponseStream, isStreaming } = require('./streaming.js');

const { apply } = Reflect;
const { toString: sourceOf } = Function.prototype;
const { isPromise } = require('util').types;
const { then } = Promise.prototype;
const resolved = Promise.resolve.bind(Promise);
const { clearInterval, setImmediate, setInterval } = globalThis;
const longest = 0x7fffffff;

/**
 * Creates an invoker for the rules of one runtime.
 *
 * @param host receives the result: `completeTape(text, count, tokens)`, `complete(text)` if that returns false,
 *   `fail(type, message, trace)`; has `isLoopAlive()`, `exit(status)` and `tokens`
 * @param fixed the constant members of the context; `release`, whose rules apply; and `listensForExit()`, true if the
 *   handler listens for `beforeExit`
 * @param log `logError(label, error)`
 * @param given the headers of the event, as event-builder.js leaves them
 */
function createInvoker(host, fixed, log, given) {
  const encoder = createEncoder(host.tokens, given);
  const { complete: completeText, completeTape } = host;
  const invokePlain = fixed.release >= 24 ? invokeForPromise : invokeWithCallback;
  let invokeAlike;
  let handler;
  let handlerIsAsync;
  let seesEventAlone;

  // The invocation that waits for its result. Results of earlier ones come too late.
  let open = null;

  return {
    /** Sets the handler. */
    setHandler(loaded) {
      handler = loaded;
      invokeAlike = isStreaming(loaded) ? invokeWithStream : invokePlain;
      handlerIsAsync = loaded.constructor?.name === 'AsyncFunction';
      seesEventAlone =
        handlerIsAsync && invokeAlike === invokeWithCallback && seesOneArgument(loaded);
    },
    /** Calls the handler. Its result goes to the host, now or later. */
    invoke(event, requestId, deadline, traceId) {
      if (seesEventAlone) invokeWithEvent(event);
      else invokeAlike(event, requestId, deadline, traceId);
    },
    /** Ends the invocation, because the event loop has nothing left to do. */
    drained() {
      if (open !== null) open.drained();
    },
  };

  function complete(invocation, result, failed = fail) {
    if (open !== invocation) return;
    let isJson;
    try {
      isJson = encoder.encode(result);
    } catch {
      const StringifyError = fixed.release >= 24 ? errors.JSONStringifyError : Error;
      failed(invocation, new StringifyError('Unable to stringify response body'));
      return;
    }
    open = null;
    if (isJson) encoder.send(completeTape, completeText);
    // The platform's client posts this word for a function, say.
    else completeText('undefined');
  }

  /** Sends the result of a callback once the event loop is empty; the error of a result that fails is uncaught. */
  function completeLate(invocation, result) {
    const send = () => complete(invocation, result, throwLater);
    // What listens for the empty loop comes first, and may throw.
    if (fixed.listensForExit()) setImmediate(send);
    else send();
  }

  function throwLater(invocation, error) {
    setImmediate(() => {
      throw error;
    });
  }

  function fail(invocation, error) {
    if (open !== invocation) return;
    open = null;
    const { type, message, trace } = errors.describe(error, fixed.release);
    host.fail(type, message, trace);
    log.logError('Invoke Error', error);
  }

  /** Like `invokeWithCallback`, for a handler that can access neither the callback nor the context. */
  function invokeWithEvent(event) {
    const invocation = {
      drained() {
        fail(invocation, nodeJsExit());
      },
    };
    open = invocation;
    try {
      const succeed = (result) => complete(invocation, result);
      const reject = (error) => fail(invocation, error ?? 'handled');
      apply(then, handler(event), [succeed, reject]);
    } catch (error) {
      fail(invocation, error ?? 'handled');
    }
  }

  function invokeWithCallback(event, requestId, deadline) {
    const invocation = {
      waitsForEmptyEventLoop: true,
      drained() {
        if (handlerIsAsync) fail(invocation, nodeJsExit());
        else complete(invocation, null);
      },
      succeed(result) {
        if (claim()) complete(invocation, result);
      },
      fail(error) {
        if (claim()) fail(invocation, error ?? 'handled');
      },
      done(error, result) {
        if (claim()) settle(error, result);
      },
    };
    let isSettled = false;

    function claim() {
      return isSettled ? false : (isSettled = true);
    }

    function settle(error, result) {
      if (error !== undefined && error !== null) fail(invocation, error);
      else complete(invocation, result);
    }

    function callback(error, result) {
      if (!claim()) return;
      const hasFailed = error !== undefined && error !== null;
      if (hasFailed || !invocation.waitsForEmptyEventLoop) settle(error, result);
      else invocation.drained = () => completeLate(invocation, result);
    }

    open = invocation;
    try {
      const result = handler(event, callbackContext(fixed, requestId, deadline, invocation), callback);
      if (isPromise(result)) apply(then, result, [invocation.succeed, invocation.fail]);
      else if (result && typeof result.then === 'function') result.then(invocation.succeed, invocation.fail);
    } catch (error) {
      callback(error);
    }
  }

  function invokeForPromise(event, requestId, deadline, traceId) {
    // Without an answer the process ends.
    const invocation = { drained() {} };
    const succeed = (result) => afterTurn(() => complete(invocation, result));
    const reject = (error) => afterTurn(() => fail(invocation, error));

    open = invocation;
    try {
      const result = handler(event, promiseContext(fixed, requestId, deadline, traceId));
      apply(then, resolved(result), [succeed, reject]);
    } catch (error) {
      reject(error);
    }
  }

  function invokeWithStream(event, requestId, deadline, traceId) {
    const isNewer = fixed.release >= 24;
    const { stream, text } = createResponseStream(handler);
    const finished = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));
    // On the platform the stream is a connection: one that is never ended lasts until the timeout.
    const connection = setInterval(() => {}, longest);
    const invocation = { waitsForEmptyEventLoop: true, drained() {} };
    const context = isNewer
      ? promiseContext(fixed, requestId, deadline, traceId)
      : callbackContext(fixed, requestId, deadline, invocation);
    for (const name of ['succeed', 'fail', 'done']) delete context[name];

    async function run() {
      const result = handler(event, stream, context);
      if (!(result && typeof result.then === 'function')) {
        const problem = 'Streaming does not support non-async handlers.';
        throw isNewer ? new Error(problem) : problem;
      }
      if ((await result) !== undefined) console.warn('Streaming handlers ignore return values.');
      await finished;
    }

    open = invocation;
    const end = (send) => {
      clearInterval(connection);
      if (isNewer) afterTurn(send);
      else send();
    };
    const succeed = () => {
      if (open === invocation) completeText(text());
      open = null;
    };
    apply(then, run(), [() => end(succeed), (error) => end(() => fail(invocation, error))]);
  }

  /** Sends the result after one setImmediate, as the platform does. Without other work on the loop, at once. */
  function afterTurn(send) {
    if (host.isLoopAlive()) setImmediate(send);
    else send();
  }
}

/**
 * Returns true if an async function can only access its first argument: it has at most one parameter, no rest
 * parameter, and mentions neither `arguments` nor `eval`. Creating a context takes as long as many a handler.
 */
function seesOneArgument(handler) {
  const source = apply(sourceOf, handler, []);
  if (/^async\s*(?:[\w$]+|\(\s*[\w$]*\s*\))\s*=>/.test(source)) return true;
  return /^async\s+function\b[\s\w$]*\(\s*[\w$]*\s*\)/.test(source) && !/\b(?:arguments|eval)\b|\\u/.test(source);
}

function nodeJsExit() {
  return new errors.NodeJsExit(
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a ' +
      'Promise that was never settled. For more information, see ' +
      'https://nodejs.org/docs/latest/api/process.html#exit-codes',
  );
}

module.exports = { createInvoker };
