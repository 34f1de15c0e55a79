'use strict';

// What the declared release of Node.js has and the embedded one lacks but carries under another name, and what the
// declared one no longer has. Rules: docs/platform.md, "Node.js releases".

const Module = require('module');

const { defineProperty } = Object;

// Functions by module that a release no longer has. `util.isArray` is still there: DEP0044 is a warning. Others cannot be
// removed, such as `createCipher` of crypto, or are in modules that few load.
const removed = [
  [
    24,
    'util',
    [
      'isBoolean', 'isBuffer', 'isDate', 'isError', 'isFunction', 'isNull', 'isNullOrUndefined', 'isNumber',
      'isObject', 'isPrimitive', 'isRegExp', 'isString', 'isSymbol', 'isUndefined', 'log',
    ],
  ],
  [24, 'process', ['assert']],
  [24, 'timers', ['active', 'enroll', 'unenroll', '_unrefActive']],
];

/** Defines the globals of a release that are missing, and removes what it no longer has. */
function applyRelease(release) {
  if (release >= 20) defineGlobals();
  if (release >= 22) defineNavigator(release);
  removeFunctions(release);
}

function defineGlobals() {
  const webCrypto = () => require('crypto').webcrypto;
  lazily('crypto', true, webCrypto);
  lazily('Crypto', false, () => webCrypto().constructor);
  lazily('CryptoKey', false, () => webCrypto().CryptoKey);
  lazily('SubtleCrypto', false, () => webCrypto().subtle.constructor);
  lazily('File', false, () => withoutWarnings(() => require('buffer').File));
  lazily('CustomEvent', false, makeCustomEvent);
}

/** Defines a global, unless there is one, whose value is made when it is first read. */
function lazily(name, enumerable, make) {
  if (globalThis[name] !== undefined) return;
  const define = (value) => defineProperty(globalThis, name, { configurable: true, enumerable, writable: true, value });
  defineProperty(globalThis, name, {
    configurable: true,
    enumerable,
    get() {
      const value = make();
      define(value);
      return value;
    },
    set: define,
  });
}

function makeCustomEvent() {
  return class CustomEvent extends Event {
    #detail;

    constructor(type, options) {
      super(type, options);
      this.#detail = options?.detail ?? null;
    }

    get detail() {
      return this.#detail;
    }
  };
}

function defineNavigator(release) {
  lazily('Navigator', false, () => class Navigator {});
  lazily('navigator', true, () => {
    const values = {
      hardwareConcurrency: require('os').cpus().length,
      language: 'en-US',
      languages: Object.freeze(['en-US']),
      userAgent: `Node.js/${release}`,
      platform: 'linux',
    };
    const { prototype } = globalThis.Navigator;
    for (const [name, value] of Object.entries(values)) {
      defineProperty(prototype, name, { configurable: true, enumerable: true, get: () => value });
    }
    return Object.create(prototype);
  });
}

/** Removes functions from modules that Node has loaded when it starts. */
function removeFunctions(release) {
  const gone = removed.filter(([since]) => release >= since);
  if (gone.length === 0) return;
  for (const [, name, functions] of gone) {
    for (const member of functions) Reflect.deleteProperty(require(name), member);
  }
  // The named exports that `import` sees.
  withoutWarnings(Module.syncBuiltinESMExports);
}

/** Calls a function without Node's warnings about what is experimental. */
function withoutWarnings(read) {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return read();
  } finally {
    process.emitWarning = emitWarning;
  }
}

module.exports = { applyRelease, withoutWarnings };
