'use strict';

// The second argument of a handler. Rules: spec 5.3.

const { now } = Date;
const { defineProperty, getPrototypeOf } = Object;

// The answer of the context that was made last.
let latest;

/** Ties a context to its invocation's answer, out of the handler's sight. */
class Tie extends (function (context) {
  return context;
}) {
  #answer;

  constructor(context, answer) {
    super(context);
    this.#answer = answer;
    latest = answer;
  }

  /** Finds the answer of a context, of an object that inherits from one, or else the latest. */
  static answerOf(context) {
    for (let held = context; typeof held === 'object' && held !== null; held = getPrototypeOf(held)) {
      if (#answer in held) return held.#answer;
    }
    return latest;
  }
}

// One for all contexts: with functions of its own for each, V8 would make every context a shape of its own, and
// leave so much garbage of long life that each thousandth invocation would pay for a full collection.
const waitsForEmptyEventLoop = {
  configurable: true,
  enumerable: true,
  get() {
    return Tie.answerOf(this).waitsForEmptyEventLoop;
  },
  set(value) {
    Tie.answerOf(this).waitsForEmptyEventLoop = value;
  },
};

// The same where a handler has given all objects what would contradict it; V8 is slower with such a one.
const aloof = { __proto__: null, ...waitsForEmptyEventLoop };
const plain = {};

function CallbackContext(fixed, requestId, deadline, answer) {
  const descriptor = 'value' in plain || 'writable' in plain ? aloof : waitsForEmptyEventLoop;
  defineProperty(this, 'callbackWaitsForEmptyEventLoop', descriptor);
  this.succeed = answer.succeed;
  this.fail = answer.fail;
  this.done = answer.done;
  this.functionVersion = fixed.functionVersion;
  this.functionName = fixed.functionName;
  this.memoryLimitInMB = fixed.memoryLimitInMB;
  this.logGroupName = fixed.logGroupName;
  this.logStreamName = fixed.logStreamName;
  this.clientContext = undefined;
  this.identity = undefined;
  this.invokedFunctionArn = fixed.invokedFunctionArn;
  this.awsRequestId = requestId;
  this.tenantId = undefined;
  this.getRemainingTimeInMillis = function getRemainingTimeInMillis() {
    return deadline - now();
  };
}
// A plain object to whoever looks, with room for all its members from the start.
CallbackContext.prototype = Object.prototype;

/**
 * Makes the context of one invocation on nodejs22.x and below.
 *
 * @param fixed what stays the same for all invocations of an instance
 * @param answer the invocation's `succeed`, `fail`, `done`, and `waitsForEmptyEventLoop`
 */
function callbackContext(fixed, requestId, deadline, answer) {
  const context = new CallbackContext(fixed, requestId, deadline, answer);
  new Tie(context, answer);
  return context;
}

/** Makes the context of one invocation on nodejs24.x. */
function promiseContext(fixed, requestId, deadline, traceId) {
  return {
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: fixed.invokedFunctionArn,
    awsRequestId: requestId,
    tenantId: undefined,
    xRayTraceId: traceId,
    getRemainingTimeInMillis() {
      return deadline - now();
    },
    w3c() {
      return Object.freeze({});
    },
    functionName: fixed.functionName,
    functionVersion: fixed.functionVersion,
    memoryLimitInMB: fixed.memoryLimitInMB,
    logGroupName: fixed.logGroupName,
    logStreamName: fixed.logStreamName,
  };
}

module.exports = { callbackContext, promiseContext };
