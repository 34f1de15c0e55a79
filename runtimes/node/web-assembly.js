'use strict';

// V8 compiles WebAssembly on its own threads, which does not keep the event loop alive. Node waits for such threads
// when a loop is drained, but for those of all isolates. So a timer keeps the loop alive during compilation.

const { apply } = Reflect;
const { then } = Promise.prototype;
const longest = 0x7fffffff;

/** Makes the functions that compile keep the loop alive until they have finished. */
function keepLoopWhileCompiling() {
  const { clearInterval, setInterval } = globalThis;
  for (const name of ['compile', 'instantiate']) {
    const compile = WebAssembly[name];
    WebAssembly[name] = function (...values) {
      const work = setInterval(() => {}, longest);
      const done = () => clearInterval(work);
      const result = apply(compile, WebAssembly, values);
      apply(then, result, [done, done]);
      return result;
    };
  }
}

module.exports = { keepLoopWhileCompiling };
