'use strict';

// Calls the handler and accepts one result. Rules: docs/platform.md, "Node.js handlers".

const errors = require('./errors.js');
const { callbackContext, promiseContext } = require('./context.js');
const { createEncoder } = require('./result-encoder.js');

const { apply } = Reflect;
const { toString: sourceOf } = Function.prototype;
const { isPromise } = require('util').types;
const { then } = Promise.prototype;
const resolved = Promise.resolve.bind(Promise);
const { setImmediate } = globalThis;

/**
 * Creates an invoker for the rules of one runtime.
 *
 * @param host receives the result: `completeTape(text, count, tokens)`, `complete(text)` if that returns false,
 *   `fail(type, message, trace)`; has `isLoopAlive()`, `exit(status)` and `tokens`
 * @param fixed the constant members of the context, and `release`, whose rules apply
 * @param log `logError(label, error)`
 * @param given the headers of the event, as event-builder.js leaves them
 */
function createInvoker(host, fixed, log, given) {
  const encoder = createEncoder(host.tokens, given);
  const { complete: completeText, completeTape } = host;
  const invokeAlike = fixed.release >= 24 ? invokeForPromise : invokeWithCallback;
  let handler;
  let handlerIsAsync;
  let seesEventAlone;

  // The invocation that waits for its result. Results of earlier ones come too late.
  let open = null;

  return {
    /** Sets the handler. */
    setHandler(loaded) {
      handler = loaded;
      handlerIsAsync = loaded.constructor?.name === 'AsyncFunction';
      seesEventAlone = handlerIsAsync && fixed.release < 24 && seesOneArgument(loaded);
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

  function complete(invocation, result) {
    if (open !== invocation) return;
    try {
      encoder.encode(result);
    } catch {
      const StringifyError = fixed.release >= 24 ? errors.JSONStringifyError : Error;
      fail(invocation, new StringifyError('Unable to stringify response body'));
      return;
    }
    open = null;
    encoder.send(completeTape, completeText);
  }

  function fail(invocation, error) {
    if (open !== invocation) return;
    open = null;
    const { type, message, trace } = errors.describe(error);
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
      else invocation.drained = () => complete(invocation, result);
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
    const invocation = {
      drained() {
        host.exit(13);
      },
    };
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
