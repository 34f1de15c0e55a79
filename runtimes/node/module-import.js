'use strict';

// import() and require() on behalf of files of the user's. Only code that was compiled by Node's module
// loader has a working import(), and both resolve relative to the file that they are called from.

const Module = require('module');
const path = require('path');

// The name that the platform's runtime has in the messages of its module loader.
const runtimeFile = '/var/runtime/index.mjs';

const importers = new Map();

/** Gives the import() of a file, which need not exist. */
function importFrom(file) {
  if (!importers.has(file)) {
    const module = makeModule(file);
    module._compile('module.exports = (specifier) => import(specifier);', file);
    importers.set(file, module.exports);
  }
  return importers.get(file);
}

/** Gives the require() of a file, which need not exist. */
function requireFrom(file) {
  return Module.createRequire(file);
}

/** Makes an empty CommonJS module that stands in a file, and finds its packages from there. */
function makeModule(file) {
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  return module;
}

module.exports = { importFrom, makeModule, requireFrom, runtimeFile };
