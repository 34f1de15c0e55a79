'use strict';

// Writes log records like the platform's console: time, request id, level and text, separated by tabs. A newline inside
// the text stays: the record is one entry of the log. Rules: docs/platform.md, "Log lines".

const util = require('util');
const errors = require('./errors.js');

// Captured, because a handler may replace them.
const { Date } = globalThis;
const { apply } = Reflect;
const { toISOString } = Date.prototype;
const { format } = util;

const requestIdKey = Symbol.for('aws.lambda.runtime.requestId');

const levels = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};

/**
 * Replaces the methods of the global console.
 *
 * @param {(text: string) => void} write receives each record, with the newline that ends it
 * @returns `setRequestId(id)`, and `logError(label, error)`, which also writes a record
 */
function patchConsole(write) {
  function log(level, values) {
    const text = apply(format, undefined, values);
    write(`${apply(toISOString, new Date(), [])}\t${globalThis[requestIdKey]}\t${level}\t${text}\n`);
  }

  for (const [method, level] of Object.entries(levels)) {
    // The first parameter always counts, so that a call without one writes `undefined`.
    console[method] = (message, ...values) => log(level, [message, ...values]);
  }

  // A variable behind an accessor, so that our own code can set it faster than a property.
  let requestId;
  Object.defineProperty(globalThis, requestIdKey, {
    configurable: true,
    enumerable: true,
    get: () => requestId,
    set(id) {
      requestId = id;
    },
  });

  return {
    setRequestId(id) {
      requestId = id;
    },
    logError(label, error) {
      log(levels.error, [label, errors.format(error)]);
    },
  };
}

module.exports = { patchConsole };
