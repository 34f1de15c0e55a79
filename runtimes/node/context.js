'use strict';

// The second argument of a handler. Rules: docs/platform.md, "Node.js context".

const { now } = Date;
const { defineProperty, getPrototypeOf } = Object;

// The invocation of the context that was created last.
let latest;

/** Attaches the invocation to a context, invisibly to the handler. */
class Tie extends (function (context) {
  return context;
}) {
  #invocation;

  constructor(context, invocation) {
    super(context);
    this.#invocation = invocation;
    latest = invocation;
  }

  /** Returns the invocation of a context, or of an object that inherits from one; otherwise the latest. */
  static invocationOf(context) {
    for (let held = context; typeof held === 'object' && held !== null; held = getPrototypeOf(held)) {
      if (#invocation in held) return held.#invocation;
    }
    return latest;
  }
}

// Shared by all contexts: with separate functions, V8 would create a hidden class per context, and so much long-lived
// garbage that every thousandth invocation would pay for a full collection.
const waitsForEmptyEventLoop = {
  configurable: true,
  enumerable: true,
  get() {
    return Tie.invocationOf(this).waitsForEmptyEventLoop;
  },
  set(value) {
    Tie.invocationOf(this).waitsForEmptyEventLoop = value;
  },
};

// The same without a prototype, for handlers that have added `value` or `writable` to Object.prototype. V8 is slower
// with it.
const isolated = { __proto__: null, ...waitsForEmptyEventLoop };
const plain = {};

function CallbackContext(fixed, requestId, deadline, invocation) {
  const descriptor = 'value' in plain || 'writable' in plain ? isolated : waitsForEmptyEventLoop;
  defineProperty(this, 'callbackWaitsForEmptyEventLoop', descriptor);
  this.succeed = invocation.succeed;
  this.fail = invocation.fail;
  this.done = invocation.done;
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
// The handler sees a plain object; the constructor lets V8 allocate room for all its members at once.
CallbackContext.prototype = Object.prototype;

/**
 * Creates the context of one invocation on nodejs22.x and below.
 *
 * @param fixed the members that are the same for all invocations of an instance
 * @param invocation `succeed`, `fail`, `done` and `waitsForEmptyEventLoop` of the invocation
 */
function callbackContext(fixed, requestId, deadline, invocation) {
  const context = new CallbackContext(fixed, requestId, deadline, invocation);
  new Tie(context, invocation);
  return context;
}

/** Creates the context of one invocation on nodejs24.x. */
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
