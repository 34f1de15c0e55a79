'use strict';

// import() and require() on behalf of the user's files. import() only works in code that Node's module loader has
// compiled, and both resolve relative to the file that calls them.

const Module = require('module');
const path = require('path');

// The file of the platform's runtime, which appears in the messages of the module loader.
const runtimeFile = '/var/runtime/index.mjs';

const importers = new Map();

/** Returns the import() of a file, which need not exist. */
function importFrom(file) {
  if (!importers.has(file)) {
    const module = makeModule(file);
    module._compile('module.exports = (specifier) => import(specifier);', file);
    importers.set(file, module.exports);
  }
  return importers.get(file);
}

/** Returns the require() of a file, which need not exist. */
function requireFrom(file) {
  return Module.createRequire(file);
}

/**
 * Makes require() look in the folders of NODE_PATH last, as Node does that finds the variable when it starts.
 *
 * @param {string} folders the variable's value
 */
function searchFolders(folders) {
  const last = folders.split(':').filter((folder) => folder !== '');
  const { _resolveLookupPaths: resolvePaths } = Module;
  Module._resolveLookupPaths = function (request, parent) {
    const paths = resolvePaths.call(this, request, parent);
    return paths === null || /^\.\.?(?:\/|$)/.test(request) ? paths : [...paths, ...last];
  };
}

/** Creates an empty CommonJS module at the path of a file, from which it finds its packages. */
function makeModule(file) {
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  return module;
}

module.exports = { importFrom, makeModule, requireFrom, runtimeFile, searchFolders };
