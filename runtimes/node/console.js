'use strict';

// Lines as the platform's console writes them: time, request id, level and text, separated by tabs.
// Rules: spec 5.6. A newline inside the text becomes a carriage return, so that a record stays one line.

const util = require('util');
const errors = require('./errors.js');

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
 * @returns what else writes lines: `setRequestId(id)`, and `logError(label, error)`
 */
function patchConsole(write) {
  const { format } = util;
  const { Date } = globalThis;

  function log(level, values) {
    const text = format(...values);
    const line = text.includes('\n') ? text.replaceAll('\n', '\r') : text;
    write(`${new Date().toISOString()}\t${globalThis[requestIdKey]}\t${level}\t${line}\n`);
  }

  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => log(level, values);
  }

  return {
    setRequestId(id) {
      globalThis[requestIdKey] = id;
    },
    logError(label, error) {
      log(levels.error, [label, errors.format(error)]);
    },
  };
}

module.exports = { patchConsole };
