'use strict';

// process.env of one handler: an object of its own. Node's is the environment of the whole host process.

function coerce(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

/**
 * Makes an object that holds strings only, as process.env does, and puts it in the place of process.env.
 *
 * @returns the object itself, still empty, which can be set without the check
 */
function replaceEnvironment() {
  const values = {};
  const checked = new Proxy(values, {
    set(target, name, value) {
      target[coerce(name)] = coerce(value);
      return true;
    },
    defineProperty(target, name, descriptor) {
      return Reflect.defineProperty(target, coerce(name), {
        ...descriptor,
        ...('value' in descriptor && { value: coerce(descriptor.value) }),
      });
    },
  });
  Object.defineProperty(process, 'env', {
    value: checked,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  return values;
}

/**
 * Gives threads that a handler starts its own variables, and its own memory limit.
 *
 * @returns {(memoryMB: number) => void} sets the limit
 */
function confineWorkers() {
  const threads = require('worker_threads');
  let memoryMB;
  threads.Worker = class Worker extends threads.Worker {
    constructor(file, options = {}) {
      const isShared = options.env === undefined || options.env === null || options.env === threads.SHARE_ENV;
      super(file, {
        resourceLimits: { maxOldGenerationSizeMb: memoryMB },
        ...options,
        env: isShared ? { ...process.env } : options.env,
      });
    }
  };
  return (limit) => {
    memoryMB = limit;
  };
}

module.exports = { confineWorkers, replaceEnvironment };
