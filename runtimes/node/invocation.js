'use strict';

// What becomes of an event: the handler's call, and the one answer that counts. Rules: spec 5.2.

const errors = require('./errors.js');
const { callbackContext, promiseContext } = require('./context.js');
const { createFlattener } = require('./answer-flattener.js');

const { apply } = Reflect;
const { toString: sourceOf } = Function.prototype;
const { isPromise } = require('util').types;
const { then } = Promise.prototype;
const resolved = Promise.resolve.bind(Promise);
const { setImmediate } = globalThis;

/**
 * Makes what invokes handlers by the rules of one runtime.
 *
 * @param host receives the answer: `completeTape(text, count, tokens)`, `complete(text)` where that says false,
 *   `fail(type, message, trace)`; knows `isLoopAlive()`, and lends `tokens`
 * @param fixed the parts of the context that stay the same; its `release` says whose rules hold
 * @param log `logError(label, error)`
 * @param given the headers of the event, as the builder of events keeps them
 */
function createInvoker(host, fixed, log, given) {
  const flattener = createFlattener(host.tokens, given);
  const { complete: completeText, completeTape } = host;
  const invokeAlike = fixed.release >= 24 ? invokeForPromise : invokeWithCallback;
  let handler;
  let handlerIsAsync;
  let seesEventAlone;

  // The answer that is waited for. An earlier one comes too late.
  let open = null;

  return {
    /** Sets the handler that is invoked from now on. */
    setHandler(loaded) {
      handler = loaded;
      handlerIsAsync = loaded.constructor?.name === 'AsyncFunction';
      seesEventAlone = handlerIsAsync && fixed.release < 24 && seesOneArgument(loaded);
    },
    /** Calls the handler; its answer goes to the host, now or later. */
    invoke(event, requestId, deadline, traceId) {
      if (seesEventAlone) invokeWithEvent(event);
      else invokeAlike(event, requestId, deadline, traceId);
    },
    /** Ends the invocation when nothing is left that could. */
    drained() {
      if (open !== null) open.drained();
    },
  };

  function complete(answer, result) {
    if (open !== answer) return;
    try {
      flattener.flatten(result);
    } catch {
      const StringifyError = fixed.release >= 24 ? errors.JSONStringifyError : Error;
      fail(answer, new StringifyError('Unable to stringify response body'));
      return;
    }
    open = null;
    flattener.send(completeTape, completeText);
  }

  function fail(answer, error) {
    if (open !== answer) return;
    open = null;
    const { type, message, trace } = errors.describe(error);
    host.fail(type, message, trace);
    log.logError('Invoke Error', error);
  }

  /** The same as with a callback, for a handler that would see neither that nor a context. */
  function invokeWithEvent(event) {
    const answer = {
      drained() {
        fail(answer, nodeJsExit());
      },
    };
    open = answer;
    try {
      apply(then, handler(event), [(result) => complete(answer, result), (error) => fail(answer, error ?? 'handled')]);
    } catch (error) {
      fail(answer, error ?? 'handled');
    }
  }

  function invokeWithCallback(event, requestId, deadline) {
    const answer = {
      waitsForEmptyEventLoop: true,
      drained() {
        if (handlerIsAsync) fail(answer, nodeJsExit());
        else complete(answer, null);
      },
      succeed(result) {
        if (take()) complete(answer, result);
      },
      fail(error) {
        if (take()) fail(answer, error ?? 'handled');
      },
      done(error, result) {
        if (take()) settle(error, result);
      },
    };
    let isTaken = false;

    function take() {
      return isTaken ? false : (isTaken = true);
    }

    function settle(error, result) {
      if (error !== undefined && error !== null) fail(answer, error);
      else complete(answer, result);
    }

    function callback(error, result) {
      if (!take()) return;
      const hasFailed = error !== undefined && error !== null;
      if (hasFailed || !answer.waitsForEmptyEventLoop) settle(error, result);
      else answer.drained = () => complete(answer, result);
    }

    open = answer;
    try {
      const result = handler(event, callbackContext(fixed, requestId, deadline, answer), callback);
      if (isPromise(result)) apply(then, result, [answer.succeed, answer.fail]);
      else if (result && typeof result.then === 'function') result.then(answer.succeed, answer.fail);
    } catch (error) {
      callback(error);
    }
  }

  function invokeForPromise(event, requestId, deadline, traceId) {
    const answer = {
      drained() {
        host.exit(13);
      },
    };
    const succeed = (result) => afterTurn(() => complete(answer, result));
    const reject = (error) => afterTurn(() => fail(answer, error));

    open = answer;
    try {
      const result = handler(event, promiseContext(fixed, requestId, deadline, traceId));
      apply(then, resolved(result), [succeed, reject]);
    } catch (error) {
      reject(error);
    }
  }

  /** The platform answers after one setImmediate, which nobody can tell when nothing else is on the loop. */
  function afterTurn(send) {
    if (host.isLoopAlive()) setImmediate(send);
    else send();
  }
}

/**
 * Whether an asynchronous function can see no argument but its first: it names one, and neither gathers the others nor
 * speaks of what gathers them. Making a context takes as long as many a handler.
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
