'use strict';

// Writes log lines like the platform's console: time, request id, level and text, separated by tabs. A newline inside
// the text becomes a carriage return, so that a record stays one line. Rules: docs/platform.md, "Log lines".

const util = require('util');
const errors = require('./errors.js');

// Captured, because a handler may replace them.
const { Date } = globalThis;
const { apply } = Reflect;
const { replaceAll } = String.prototype;
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
 * @param {(text: string) => void} write receives each line, with its newline
 * @returns `setRequestId(id)`, and `logError(label, error)`, which also writes a line
 */
function patchConsole(write) {
  function log(level, values) {
    const line = apply(replaceAll, apply(format, undefined, values), ['\n', '\r']);
    write(`${apply(toISOString, new Date(), [])}\t${globalThis[requestIdKey]}\t${level}\t${line}\n`);
  }

  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => log(level, values);
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
