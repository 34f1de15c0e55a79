'use strict';

// Finds the handler: the file by the platform's rules or by its path, and the export in it.
// Rules: docs/platform.md, "Node.js handlers".

const fs = require('fs');
const path = require('path');
const errors = require('./errors.js');
const { importFrom, requireFrom, runtimeFile } = require('./module-import.js');

/**
 * Loads a handler.
 *
 * @param settings `handler`, the handler string, and `task_root`; or `path` with an optional `export`, and an optional
 *   `text` to run as if it were in that file. With a path, the handler string only appears in messages.
 * @param {number} release the function's Node.js release, whose rules apply
 * @param {(error: SyntaxError) => string} positionOf returns the file, the line and its text
 * @returns {Promise<Function>}
 */
async function loadHandler(settings, release, positionOf) {
  const handler =
    settings.path === undefined
      ? await loadByHandlerString(settings.handler, settings.task_root, release, positionOf)
      : findInExports(await classified(() => loadFile(settings, release), positionOf), settings.export);
  if (!handler) throw new errors.HandlerNotFound(`${settings.handler} is undefined or not exported`);
  if (typeof handler !== 'function') {
    throw new errors.HandlerNotFound(`${settings.handler} is not a function`);
  }
  return handler;
}

async function loadByHandlerString(handlerString, taskRoot, release, positionOf) {
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

  const target = { taskRoot, moduleRoot, module: base.slice(0, dot), release };
  const load = release >= 24 ? importByName : requireByName;
  const exported = await classified(() => load(target), positionOf);
  const names = base.slice(dot + 1);
  return find(exported, names) || (release >= 24 ? find(exported?.default, names) : undefined);
}

/** Loads a module in the order of nodejs22.x and below: by require or import, depending on extension and package. */
async function requireByName({ taskRoot, moduleRoot, module, release }) {
  const file = path.resolve(taskRoot, moduleRoot, module);
  const require = requireFrom(runtimeFile);
  const isModule = isInModulePackage(path.dirname(file));
  const importModule = (path) => importFile(path, release);
  const loaders = [
    ['', require],
    ['.js', isModule ? importModule : require],
    ['.mjs', importModule],
    ['.cjs', require],
  ];
  for (const [extension, load] of loaders) {
    const exported = fs.existsSync(file + extension) && (await load(file + extension));
    if (exported) return exported;
  }
  return require(require.resolve(module, { paths: [taskRoot, moduleRoot] }));
}

/** Loads a module in the order of nodejs24.x: always by import. */
async function importByName({ taskRoot, moduleRoot, module, release }) {
  const file = path.resolve(taskRoot, moduleRoot, module);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (fs.existsSync(file + extension)) return importFile(file + extension, release);
  }
  const require = requireFrom(runtimeFile);
  return require(require.resolve(module, { paths: [taskRoot, path.join(taskRoot, moduleRoot)] }));
}

function loadFile({ path: file, text }, release) {
  const extension = path.extname(file);
  const isModule =
    extension === '.mjs' ||
    extension === '.mts' ||
    (extension !== '.cjs' && extension !== '.cts' && isInModulePackage(path.dirname(file)));
  if (text !== undefined) return require('./text-module.js').loadText(text, file, isModule);

  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw Object.assign(new Error(`Cannot find module '${file}'`), { code: 'MODULE_NOT_FOUND' });
  }
  return isModule ? importFile(file, release) : requireFrom(runtimeFile)(file);
}

function importFile(file, release) {
  if (release >= 22) refuseAssertions(file);
  return importFrom(runtimeFile)(require('url').pathToFileURL(file).href);
}

const assertion = /^[ \t]*(?:import|export)\b[^;'"`]*(['"])[^'"\n]+\1\s*\bassert\s*\{/m;

/**
 * Refuses `import … assert`, which Node.js 22 no longer has, in the handler's own file.
 *
 * The pattern may match a comment or a string; a file in which the word can be replaced by one that is no syntax has no
 * assertion.
 */
function refuseAssertions(file) {
  const text = fs.readFileSync(file, 'utf8');
  const found = assertion.exec(text);
  if (found === null) return;
  const end = found.index + found[0].length;
  const { compiles } = require('./text-module.js');
  const changed = `${text.slice(0, end).replace(/assert(?=\s*\{$)/, 'no_assertion')}${text.slice(end)}`;
  if (compiles(text) && compiles(changed)) return;
  const line = text.slice(0, end).split('\n').length;
  const error = new SyntaxError("Unexpected identifier 'assert'");
  error.stack = `file://${file}:${line}\n${text.split('\n')[line - 1]}\n\n${error}`;
  throw error;
}

/** Returns true if the nearest package.json says "type": "module"; the search ends at a node_modules folder. */
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

/** Wraps the module loader's errors in the platform's; errors of the user's code pass unchanged. */
async function classified(load, positionOf) {
  try {
    return await load();
  } catch (error) {
    if (error instanceof SyntaxError) throw errors.wrap(errors.UserCodeSyntaxError, error, positionOf(error));
    if (error?.code === 'MODULE_NOT_FOUND') throw errors.wrap(errors.ImportModuleError, error);
    throw error;
  }
}

function findInExports(exported, names) {
  if (names !== undefined) return find(exported, names) || find(exported?.default, names);
  // The default export of an imported CommonJS module is its `exports`, whose own default counts then.
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
