'use strict';

// Finds the handler: the file by the platform's rules or by its path, and the export in it. Rules: spec 5.1.

const fs = require('fs');
const path = require('path');
const errors = require('./errors.js');
const { importFrom, requireFrom, runtimeFile } = require('./module-import.js');

/**
 * Loads a handler.
 *
 * @param entry `handlerString`; or `path` with an optional `export`, and an optional `text` to run as if it
 *   stood there. With a path, `handlerString` is only what messages call the handler.
 * @param {string} taskRoot
 * @param {number} release the declared Node, whose rules hold
 * @returns {Promise<Function>}
 */
async function loadHandler(entry, taskRoot, release) {
  const handler =
    entry.path === undefined
      ? await loadByHandlerString(entry.handlerString, taskRoot, release)
      : findInExports(await classified(() => loadFile(entry)), entry.export);
  if (!handler) throw new errors.HandlerNotFound(`${entry.handlerString} is undefined or not exported`);
  if (typeof handler !== 'function') {
    throw new errors.HandlerNotFound(`${entry.handlerString} is not a function`);
  }
  return handler;
}

async function loadByHandlerString(handlerString, taskRoot, release) {
  if (handlerString.includes('..')) {
    throw new errors.MalformedHandlerName(
      `'${handlerString}' is not a valid handler name. Use absolute paths when specifying root directories ` +
        'in handler names.',
    );
  }
  const base = path.basename(handlerString);
  const moduleRoot = handlerString.slice(0, handlerString.indexOf(base));
  const dot = base.indexOf('.');
  if (dot < 0) throw new errors.MalformedHandlerName('Bad handler');

  const place = { taskRoot, moduleRoot, module: base.slice(0, dot) };
  const load = release >= 24 ? importByName : requireByName;
  const exported = await classified(() => load(place));
  const names = base.slice(dot + 1);
  return find(exported, names) || (release >= 24 ? find(exported?.default, names) : undefined);
}

/** The order of nodejs22.x and below: each name by require or import, as its extension and package say. */
async function requireByName({ taskRoot, moduleRoot, module }) {
  const file = path.resolve(taskRoot, moduleRoot, module);
  const require = requireFrom(runtimeFile);
  const isModule = isInModulePackage(path.dirname(file));
  const loaders = [
    ['', require],
    ['.js', isModule ? importFile : require],
    ['.mjs', importFile],
    ['.cjs', require],
  ];
  for (const [extension, load] of loaders) {
    const exported = fs.existsSync(file + extension) && (await load(file + extension));
    if (exported) return exported;
  }
  return require(require.resolve(module, { paths: [taskRoot, moduleRoot] }));
}

/** The order of nodejs24.x: everything by import. */
async function importByName({ taskRoot, moduleRoot, module }) {
  const file = path.resolve(taskRoot, moduleRoot, module);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (fs.existsSync(file + extension)) return importFile(file + extension);
  }
  const require = requireFrom(runtimeFile);
  return require(require.resolve(module, { paths: [taskRoot, path.join(taskRoot, moduleRoot)] }));
}

function loadFile({ path: file, text }) {
  const extension = path.extname(file);
  const isModule =
    extension === '.mjs' ||
    extension === '.mts' ||
    (extension !== '.cjs' && extension !== '.cts' && isInModulePackage(path.dirname(file)));
  if (text !== undefined) return require('./text-module.js').loadText(text, file, isModule);

  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw Object.assign(new Error(`Cannot find module '${file}'`), { code: 'MODULE_NOT_FOUND' });
  }
  return isModule ? importFile(file) : requireFrom(runtimeFile)(file);
}

function importFile(file) {
  return importFrom(runtimeFile)(require('url').pathToFileURL(file).href);
}

/** Tells whether the nearest package.json says "type": "module"; the search ends at a node_modules folder. */
function isInModulePackage(folder) {
  if (folder.endsWith('/node_modules')) return false;
  const file = path.join(folder, 'package.json');
  if (fs.existsSync(file)) {
    try {
      return JSON.parse(fs.readFileSync(file)).type === 'module';
    } catch (error) {
      console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  return folder === '/' ? false : isInModulePackage(path.dirname(folder));
}

/** Gives errors of the module loader the platform's names; what the user's code throws stays what it is. */
async function classified(load) {
  try {
    return await load();
  } catch (error) {
    if (error instanceof SyntaxError) throw errors.wrap(errors.UserCodeSyntaxError, error);
    if (error?.code === 'MODULE_NOT_FOUND') throw errors.wrap(errors.ImportModuleError, error);
    throw error;
  }
}

function findInExports(exported, names) {
  if (names !== undefined) return find(exported, names) || find(exported?.default, names);
  // A default export of CommonJS that was imported is the module's exports, whose own default counts then.
  const defaults = [exported?.default?.default, exported?.default, exported];
  const functions = defaults.filter((candidate) => typeof candidate === 'function');
  return (
    functions[0] ||
    findInExports(exported, 'handler') ||
    findInExports(exported, 'lambda_handler')
  );
}

function find(exported, names) {
  return names.split('.').reduce((nested, name) => nested && nested[name], exported);
}

module.exports = { loadHandler };
