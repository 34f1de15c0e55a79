'use strict';

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { loadHandler } = require('../handler-loader.js');

/** Writes a package and returns its folder. */
function packageOf(files) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'handler-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

async function run(files, entry, release = 22) {
  const root = packageOf(files);
  const settings = typeof entry === 'string' ? { handler: entry } : { handler: 'x.y', ...entry(root) };
  const handler = await loadHandler({ task_root: root, ...settings }, release, () => 'position');
  return handler();
}

const one = 'exports.handler = async () => 1;';
const two = 'export const handler = async () => 2;';

const found = [
  ['.js by require', { 'index.js': one }, 'index.handler', 22, 1],
  ['.js by import in a module package', { 'package.json': '{"type":"module"}', 'index.js': two }, 'index.handler', 22, 2],
  ['.mjs', { 'index.mjs': two }, 'index.handler', 22, 2],
  ['.cjs', { 'index.cjs': one }, 'index.handler', 22, 1],
  ['.js before .mjs', { 'index.js': one, 'index.mjs': two }, 'index.handler', 22, 1],
  ['a folder', { 'src/index.js': one }, 'src/index.handler', 22, 1],
  ['nested exports', { 'index.js': 'exports.a = { b: { c: () => 3 } };' }, 'index.a.b.c', 22, 3],
  ['top-level await', { 'index.mjs': 'const n = await 4; export const handler = () => n;' }, 'index.handler', 22, 4],
  ['a package in node_modules', { 'node_modules/app/index.js': one }, 'app.handler', 22, 1],
  ['CommonJS by import on 24', { 'index.js': 'const e = { handler: () => 5 }; module.exports = e;' }, 'index.handler', 24, 5],
];

for (const [name, files, handler, release, expected] of found) {
  test(`finds ${name}`, async () => {
    assert.strictEqual(await run(files, handler, release), expected);
  });
}

const refused = [
  ['..', {}, '../index.handler', 'Runtime.MalformedHandlerName', /^'\.\.\/index\.handler' is not a valid handler name\. Use absolute paths/],
  ['no dot', {}, 'index', 'Runtime.MalformedHandlerName', /^Bad handler$/],
  ['no file', {}, 'index.handler', 'Runtime.ImportModuleError', /^Error: Cannot find module 'index'/],
  ['a missing package', { 'index.js': 'require("nope")' }, 'index.handler', 'Runtime.ImportModuleError', /Cannot find module 'nope'\nRequire stack:\n- /],
  ['a syntax error', { 'index.js': 'const = 1' }, 'index.handler', 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
  ['no export', { 'index.js': '' }, 'index.handler', 'Runtime.HandlerNotFound', /^index\.handler is undefined or not exported$/],
  ['no function', { 'index.js': 'exports.handler = 1' }, 'index.handler', 'Runtime.HandlerNotFound', /^index\.handler is not a function$/],
  ['a throw', { 'index.js': 'throw new RangeError("r")' }, 'index.handler', 'RangeError', /^r$/],
];

for (const [name, files, handler, type, message] of refused) {
  test(`refuses ${name}`, async () => {
    await assert.rejects(run(files, handler), { name: type, message });
  });
}

test('a file\'s default export takes precedence, then handler, then lambda_handler', async () => {
  const entry = (root) => ({ path: path.join(root, 'a.js') });

  assert.strictEqual(await run({ 'a.js': 'module.exports = () => 1' }, entry), 1);
  assert.strictEqual(await run({ 'a.js': 'exports.default = () => 2; exports.handler = () => 0' }, entry), 2);
  assert.strictEqual(await run({ 'a.js': 'exports.handler = () => 3' }, entry), 3);
  assert.strictEqual(await run({ 'a.js': 'exports.lambda_handler = () => 4' }, entry), 4);
});

test('a missing file and a folder cannot be imported', async () => {
  for (const name of ['nope.js', '']) {
    await assert.rejects(
      run({}, (root) => ({ path: path.join(root, name) })),
      { name: 'Runtime.ImportModuleError', message: /^Error: Cannot find module '\// },
    );
  }
});

test('CommonJS text runs as if it were in its file', async () => {
  const result = await run({ 'other.js': 'module.exports = 7' }, (root) => ({
    path: path.join(root, 'virtual.js'),
    text: 'exports.handler = () => [require("./other.js"), require("path").basename(__filename)];',
  }));

  assert.deepStrictEqual(result, [7, 'virtual.js']);
});

test('ES module text runs as if it were in its file', () => {
  const root = packageOf({ 'other.mjs': 'export const n = 8;' });
  const script = `
    const { loadHandler } = require(${JSON.stringify(path.join(__dirname, '../handler-loader.js'))});
    const text = 'import { n } from "./other.mjs"; export default () => [n, import.meta.url];';
    loadHandler({ handler: 'x.y', task_root: '/', path: ${JSON.stringify(path.join(root, 'virtual.ts'))}, text }, 22)
      .then((handler) => console.log(JSON.stringify(handler())));`;

  const { stdout, stderr } = spawnSync(process.execPath, ['--experimental-vm-modules', '-e', script], {
    encoding: 'utf8',
  });

  assert.deepStrictEqual(JSON.parse(stdout || stderr), [8, `file://${root}/virtual.ts`]);
});
