'use strict';

// V8 compiles WebAssembly on threads of its own, which does not keep the event loop alive. Node itself waits for
// such threads when a loop is drained, but for those of all isolates; so here the compilation counts as work.

const { apply } = Reflect;
const { then } = Promise.prototype;
const longest = 0x7fffffff;

/** Makes the functions that compile keep the loop alive until they are done. */
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
