'use strict';

// The second argument of a handler. Rules: spec 5.3.

const { now } = Date;

/**
 * Makes the context of one invocation on nodejs22.x and below.
 *
 * @param fixed what stays the same for all invocations of an instance
 * @param answer the invocation's `succeed`, `fail`, `done`, and `waitsForEmptyEventLoop`
 */
function callbackContext(fixed, requestId, deadline, answer) {
  return {
    get callbackWaitsForEmptyEventLoop() {
      return answer.waitsForEmptyEventLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      answer.waitsForEmptyEventLoop = value;
    },
    succeed: answer.succeed,
    fail: answer.fail,
    done: answer.done,
    functionVersion: fixed.functionVersion,
    functionName: fixed.functionName,
    memoryLimitInMB: fixed.memoryLimitInMB,
    logGroupName: fixed.logGroupName,
    logStreamName: fixed.logStreamName,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: fixed.invokedFunctionArn,
    awsRequestId: requestId,
    tenantId: undefined,
    getRemainingTimeInMillis() {
      return deadline - now();
    },
  };
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
