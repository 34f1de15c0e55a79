'use strict';

// process.env of one handler: a separate object, because Node's is the environment of the whole host process.

function coerce(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

/**
 * Replaces process.env with an object that converts values to strings as process.env does.
 *
 * @returns the object behind it, still empty, which accepts values without conversion
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
 * Gives worker threads the handler's environment variables and memory limit.
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
