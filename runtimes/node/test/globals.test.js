'use strict';

// Tests of modules that change a process's globals, each in a separate process.

const test = require('node:test');
const assert = require('node:assert');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = path.join(__dirname, '..');

/** Runs a script with `sink` and `out` defined, and returns the values that it has passed to `out`. */
function run(script) {
  const preamble = `
    const output = []; const written = [];
    const sink = (fd, chunk) => written.push([fd, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()]);
    const out = (value) => output.push(value);
    const say = process.stdout.write.bind(process.stdout);
    process.on('exit', () => say(JSON.stringify(output)));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', preamble + script], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.strictEqual(status, 0, stderr);
  return JSON.parse(stdout);
}

test('the console writes time, request id, level and text, and keeps inner newlines', () => {
  const [before, lines] = run(`
    const log = require('./console.js').patchConsole((text) => written.push(text));
    console.log('a\\nb %d', 3);
    out(written.pop());
    log.setRequestId('id');
    for (const method of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) console[method]('x');
    out(written);`);

  assert.match(before, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tundefined\tINFO\ta\nb 3\n$/);
  assert.deepStrictEqual(
    lines.map((line) => line.split('\t').slice(1).join('\t')),
    ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].map((level) => `id\t${level}\tx\n`),
  );
});

test('a console call without values writes undefined', () => {
  const [lines] = run(`
    require('./console.js').patchConsole((text) => written.push(text.split('\\t').pop()));
    console.log(); console.error(); console.log(undefined); console.log('');
    out(written);`);

  assert.deepStrictEqual(lines, ['undefined\n', 'undefined\n', 'undefined\n', '\n']);
});

test('a release has its globals, whatever the embedded one has', () => {
  const [kinds, detail, agent] = run(`
    require('./release-features.js').applyRelease(22);
    out(['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'File', 'CustomEvent', 'navigator'].map((name) => typeof globalThis[name]));
    out(new CustomEvent('x', { detail: 1 }).detail);
    out(navigator.userAgent);`);

  assert.deepStrictEqual(kinds, ['object', 'function', 'function', 'function', 'function', 'function', 'object']);
  assert.strictEqual(detail, 1);
  assert.strictEqual(agent, 'Node.js/22');
});

test('a release lacks the functions that it no longer has, and an older one has them', () => {
  const kinds = (release) => run(`
    require('./release-features.js').applyRelease(${release});
    const { isDate, isArray } = require('util');
    out([isDate, isArray, process.assert, require('timers').enroll].map((f) => typeof f));`)[0];

  assert.deepStrictEqual(kinds(22), ['function', 'function', 'function', 'function']);
  assert.deepStrictEqual(kinds(24), ['undefined', 'function', 'undefined', 'undefined']);
});

test('an error is logged as JSON with its own properties', () => {
  const [line] = run(`
    const log = require('./console.js').patchConsole((text) => written.push(text));
    log.logError('Invoke Error', Object.assign(new TypeError('boom'), { code: 'E', extra: 1 }));
    out(written[0]);`);

  assert.match(line, /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"boom","code":"E","extra":1,"stack":\["TypeError: boom",/);
});

test('close leaves the standard descriptors open and closes others', () => {
  const [results] = run(`
    const fs = require('fs');
    const other = [fs.openSync('/dev/null'), fs.openSync('/dev/null')];
    require('./standard-streams.js').replaceStandardStreams(sink);
    const isOpen = (fd) => { try { fs.fstatSync(fd); return true; } catch { return false; } };
    for (const fd of [0, 1, 2, other[0]]) fs.closeSync(fd);
    let called = 0;
    for (const fd of [0, 1, 2]) fs.close(fd, (error) => { if (error === null) called += 1; });
    fs.close(other[1], () => setImmediate(() => out([[0, 1, 2, ...other].map(isOpen), called])));`);

  assert.deepStrictEqual(results, [[true, true, true, false, false], 3]);
});

test('the standard streams and the descriptors write to the sink', () => {
  const [written, isTTY] = run(`
    require('./standard-streams.js').replaceStandardStreams(sink);
    process.stdout.write('out');
    process.stdout.write('656e64', 'hex');
    process.stderr.write('err');
    require('fs').writeSync(1, Buffer.from('xfsx'), 1, 2);
    out(written); out(process.stdout.isTTY === undefined);`);

  assert.deepStrictEqual(written, [
    [1, 'out'],
    [1, 'end'],
    [2, 'err'],
    [1, 'fs'],
  ]);
  assert.strictEqual(isTTY, true);
});

test('process.env holds strings in the given order, without variables of the host', () => {
  const [names, coerced, symbol] = run(`
    const values = require('./environment.js').replaceEnvironment();
    Object.assign(values, { _HANDLER: 'index.handler', AWS_REGION: 'us-east-1' });
    out(Object.keys(process.env));
    process.env.NUMBER = 5; process.env.NOTHING = undefined;
    out([process.env.NUMBER, process.env.NOTHING]);
    try { process.env.X = Symbol('x'); } catch (error) { out(error.message); }`);

  assert.deepStrictEqual(names, ['_HANDLER', 'AWS_REGION']);
  assert.deepStrictEqual(coerced, ['5', 'undefined']);
  assert.strictEqual(symbol, 'Cannot convert a Symbol value to a string');
});

test('a handler cannot affect the process', () => {
  const [chdir, signals, cwd, relative] = run(`
    const ended = [];
    require('./process-guards.js').guardProcess({ exitBySignal: (signal) => ended.push(signal) })('/tmp');
    try { process.chdir('/'); } catch (error) { out(error.message); }
    process.kill(process.pid, 0); process.kill(process.pid, 'SIGKILL'); process.kill(0, 'SIGTERM'); process.abort();
    process.on('SIGUSR2', () => {});
    out(ended); out(process.cwd()); out(require('fs').existsSync('.') && require('path').resolve('x'));`);

  assert.match(chdir, /^process\.chdir\(\) is not available/);
  assert.deepStrictEqual(signals, [9, 15, 6]);
  assert.strictEqual(cwd, '/tmp');
  assert.strictEqual(relative, '/tmp/x');
});
