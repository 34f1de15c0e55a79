'use strict';

// Runs program text as if it were in a file: a bundle, or a source that a test holds in memory.

const Module = require('module');
const path = require('path');
const { importFrom, makeModule } = require('./module-import.js');
const { withoutWarnings } = require('./release-features.js');

const sourceMapComment = /^\/\/# sourceMappingURL=.*$/m;

// V8's errors for ES module syntax in a script. Such text is an ES module, whatever its file name.
const moduleSyntax = new Set([
  'Cannot use import statement outside a module',
  "Cannot use 'import.meta' outside a module",
  'await is only valid in async functions and the top level bodies of modules',
  "Unexpected token 'export'",
]);

/**
 * Runs text and returns its exports: those of CommonJS, or the namespace of an ES module.
 *
 * @param {string} text
 * @param {string} file the path, from which imports are resolved
 * @param {boolean} isModule true if the file name makes it an ES module
 */
async function loadText(text, file, isModule) {
  const hasSourceMap = sourceMapComment.test(text);
  if (hasSourceMap) process.setSourceMapsEnabled(true);
  return isModule || (path.extname(file) !== '.cjs' && hasModuleSyntax(text))
    ? runModule(text, file, hasSourceMap)
    : runCommonJs(text, file);
}

function hasModuleSyntax(text) {
  if (!/\b(?:import|export|await)\b/.test(text)) return false;
  try {
    new (require('vm').Script)(Module.wrap(text));
    return false;
  } catch (error) {
    return moduleSyntax.has(error.message);
  }
}

function runCommonJs(text, file) {
  const module = makeModule(file);
  Module._cache[file] = module;
  try {
    module._compile(text, file);
  } catch (error) {
    delete Module._cache[file];
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

async function runModule(text, file, hasSourceMap) {
  const vm = require('vm');
  const importModule = importFrom(file);
  const url = require('url').pathToFileURL(file).href;
  if (hasSourceMap) registerSourceMap(text, file);

  const module = withoutWarnings(
    () =>
      new vm.SourceTextModule(text, {
        identifier: url,
        initializeImportMeta(meta) {
          meta.url = url;
          // Of nodejs20.x, harmless before.
          meta.filename = file;
          meta.dirname = path.dirname(file);
        },
        importModuleDynamically: (specifier) => importModule(specifier),
      }),
  );
  await module.link(async (specifier) => {
    const namespace = await importModule(specifier);
    const names = Object.keys(namespace);
    return new vm.SyntheticModule(names, function () {
      for (const name of names) this.setExport(name, namespace[name]);
    });
  });
  await module.evaluate();
  return module.namespace;
}

// Node finds source maps by file name, among those of live CommonJS modules.
const sourceMapHolders = [];

function registerSourceMap(text, file) {
  const holder = makeModule(file);
  holder._compile(text.match(sourceMapComment)[0], file);
  sourceMapHolders.push(holder);
}

/** Returns true if text is a module without syntax errors. */
function compiles(text) {
  try {
    withoutWarnings(() => new (require('vm').SourceTextModule)(text));
    return true;
  } catch {
    return false;
  }
}

module.exports = { compiles, loadText };
