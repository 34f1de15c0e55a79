'use strict';

// The platform's error classes, and the format of an error for the caller and for the log.
// Rules: docs/platform.md, "Node.js handlers" and "Error payloads".

const { versionHint } = require('./version-hints.js');
const { isNativeError } = require('util').types;
const { stringify } = JSON;
const { apply } = Reflect;
const { replaceAll } = String.prototype;
const { assign, defineProperty } = Object;

function errorClass(name) {
  const type = class extends Error {};
  defineProperty(type, 'name', { value: name });
  type.prototype.name = `Runtime.${name}`;
  return type;
}

const MalformedHandlerName = errorClass('MalformedHandlerName');
const HandlerNotFound = errorClass('HandlerNotFound');
const CallbackHandlerDeprecated = errorClass('CallbackHandlerDeprecated');
const JSONStringifyError = errorClass('JSONStringifyError');
const NodeJsExit = errorClass('NodeJsExit');
const ImportModuleError = errorClass('ImportModuleError');
const UserCodeSyntaxError = errorClass('UserCodeSyntaxError');
const InvalidStreamingOperation = errorClass('InvalidStreamingOperation');
const MalformedStreamingHandler = errorClass('MalformedStreamingHandler');

class UnhandledPromiseRejection extends errorClass('UnhandledPromiseRejection') {
  constructor(reason, promise) {
    super(reason === undefined ? '' : String(reason));
    this.reason = reason;
    this.promise = promise;
    showPositionOf(reason, this);
  }
}

/**
 * Wraps an error in one of the platform's, with its message and its position in the user's code.
 *
 * @param {string} [position] the position, if its own stack lacks it
 */
function wrap(Type, original, position) {
  const error = new Type(String(original));
  showPositionOf(original, error);
  if (position && !error.stack.includes(position.split('\n')[0])) error.stack += `\n${position}`;
  return error;
}

/** Copies the user error's position to ours: its frames, and the line of a syntax error. */
function showPositionOf(original, error) {
  error.stack = `${error.name}: ${error.message}`;
  if (!isNativeError(original) || typeof original.stack !== 'string') return;
  const lines = original.stack
    .replace(String(original), '')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('(node:internal/') && !line.includes('at node:internal/'));
  for (const line of lines) error.stack += `\n${line}`;
}

function isErrorLike(value) {
  return (
    isNativeError(value) ||
    (value &&
      typeof value.name === 'string' &&
      typeof value.message === 'string' &&
      typeof value.stack === 'string' &&
      value.name !== '' &&
      value.message !== '' &&
      value.stack !== '')
  );
}

/** Describes a thrown value in the fields that the platform of a release posts. Never throws. */
function describe(error, release) {
  try {
    const isNewer = release >= 24;
    if (isNewer ? error instanceof Error : isErrorLike(error)) {
      const { name, message, stack } = error;
      // A missing stack is a problem, as on the platform; a missing name or message is left out there.
      return {
        type: escaped(name ?? ''),
        message: escaped(message ?? '') + explanation(error, release),
        trace: escaped(isNewer ? (stack ?? '') : stack),
      };
    }
    return { type: typeof error, message: isNewer ? String(error) : error.toString(), trace: '' };
  } catch {
    return {
      type: 'handled',
      message:
        'callback called with Error argument, but there was a problem while retrieving one or more of its ' +
        'message, name, and stack',
      trace: '',
    };
  }
}

/** Returns what the message of an error lacks that comes from the versions. */
function explanation(error, release) {
  const hint = versionHint(error, release);
  return hint?.isCertain ? ` (${hint.text})` : '';
}

/** Escapes text for an HTTP header, as the platform does. Throws for anything but text. */
function escaped(text) {
  if (typeof text !== 'string') throw new TypeError('not a string');
  return apply(replaceAll, text, ['\x7f', '%7F']);
}

function withOwnProperties(value) {
  if (!(value instanceof Error)) return value;
  const shown = assign({ errorType: value.name, errorMessage: value.message, code: value.code }, value);
  if (typeof value.stack === 'string') shown.stack = value.stack.split('\n');
  return shown;
}

/** Formats a thrown value for the log: a tab and one line of JSON. Never throws. */
function format(thrown) {
  try {
    const error = thrown instanceof Error ? thrown : new Error(thrown);
    return '\t' + stringify(error, (_key, value) => withOwnProperties(value));
  } catch {
    const { type, message, trace } = describe(thrown);
    return '\t' + stringify({ errorType: type, errorMessage: message, trace: trace ? trace.split('\n') : [] });
  }
}

module.exports = {
  CallbackHandlerDeprecated,
  HandlerNotFound,
  ImportModuleError,
  InvalidStreamingOperation,
  JSONStringifyError,
  MalformedHandlerName,
  MalformedStreamingHandler,
  NodeJsExit,
  UnhandledPromiseRejection,
  UserCodeSyntaxError,
  describe,
  format,
  wrap,
};
