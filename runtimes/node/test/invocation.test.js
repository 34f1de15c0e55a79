'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { createInvoker } = require('../invocation.js');
const { createGiven } = require('../tape.js');

/** Invokes a handler like the host, and returns what the host receives. */
async function invoke(handler, { release = 22, isLoopAlive = false, turns = 2, listens = false } = {}) {
  const completions = [];
  const host = {
    tokens: new Int32Array(256),
    completeTape: () => false,
    complete: (text) => completions.push(['complete', text]),
    fail: (type, message) => completions.push(['fail', type, message]),
    exit: (status) => completions.push(['exit', status]),
    isLoopAlive: () => isLoopAlive,
  };
  const listensForExit = () => listens;
  const logged = [];
  const log = { logError: (label, error) => logged.push([label, String(error?.message ?? error)]) };
  const fixed = { release, listensForExit, functionName: 'f', memoryLimitInMB: '128' };
  const invoker = createInvoker(host, fixed, log, createGiven());
  invoker.setHandler(handler);
  invoker.invoke({ n: 1 }, 'id', Date.now() + 1000, 'Root=1');
  for (let i = 0; i < turns; i++) await new Promise(setImmediate);
  const before = completions.length;
  invoker.drained();
  return { completion: completions[0], completions, logged, isBeforeDrained: before > 0 };
}

const cases = [
  ['an async result', async (event) => event, {}, ['complete', '{"n":1}']],
  ['undefined becomes null', async () => {}, {}, ['complete', 'null']],
  ['a plain return is ignored', () => 1, {}, ['complete', 'null']],
  ['a plain return is the result on 24', () => 1, { release: 24 }, ['complete', '1']],
  ['a thenable is awaited', () => ({ then: (resolve) => resolve(2) }), {}, ['complete', '2']],
  ['a callback', (event, context, callback) => callback(null, 3), {}, ['complete', '3']],
  ['a callback with an error', (event, context, callback) => callback('no'), {}, ['fail', 'string', 'no']],
  ['the first result counts', (e, context, callback) => (callback(new Error('1st')), callback(null, 2)), {}, ['fail', 'Error', '1st']],
  ['context.succeed', (event, context) => context.succeed(4), {}, ['complete', '4']],
  ['context.fail without an error', (event, context) => context.fail(), {}, ['fail', 'string', 'handled']],
  ['context.done', (event, context) => context.done(null, 5), {}, ['complete', '5']],
  ['a throw', () => { throw new RangeError('r'); }, {}, ['fail', 'RangeError', 'r']],
  ['a throw on 24', () => { throw new RangeError('r'); }, { release: 24 }, ['fail', 'RangeError', 'r']],
  ['a rejection with a number', async () => { throw 7; }, {}, ['fail', 'number', '7']],
  ['a cycle', async () => { const a = {}; a.a = a; return a; }, {}, ['fail', 'Error', 'Unable to stringify response body']],
  ['a BigInt on 24', async () => 1n, { release: 24 }, ['fail', 'Runtime.JSONStringifyError', 'Unable to stringify response body']],
  ['a promise that never settles, not async', () => new Promise(() => {}), {}, ['complete', 'null']],
];

for (const [name, handler, options, expected] of cases) {
  test(name, async () => {
    const { completion, completions } = await invoke(handler, options);

    assert.deepStrictEqual(completion, expected);
    assert.strictEqual(completions.length, 1);
  });
}

test('an async handler that never settles fails when the event loop is empty', async () => {
  const { completion, logged } = await invoke(async () => new Promise(() => {}));

  assert.strictEqual(completion[1], 'Runtime.NodeJsExit');
  assert.strictEqual(logged[0][0], 'Invoke Error');
});

test('a callback waits for the empty event loop by default', async () => {
  const waiting = await invoke((event, context, callback) => callback(null, 1));
  const hasty = await invoke((event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    callback(null, 1);
  });

  assert.strictEqual(waiting.isBeforeDrained, false);
  assert.strictEqual(hasty.isBeforeDrained, true);
});

test('24 completes after one setImmediate if the event loop has work', async () => {
  const early = await invoke(async () => 1, { release: 24, isLoopAlive: true, turns: 0 });
  const later = await invoke(async () => 1, { release: 24, isLoopAlive: true });

  assert.strictEqual(early.isBeforeDrained, false);
  assert.deepStrictEqual(later.completion, ['complete', '1']);
});

test('a promise that never settles on 24 is not answered', async () => {
  const { completions } = await invoke(() => new Promise(() => {}), { release: 24 });

  assert.deepStrictEqual(completions, []);
});

test('a callback answers after the listeners for the empty event loop', async () => {
  const { completions } = await invoke((event, context, callback) => callback(null, 1), { listens: true });

  assert.deepStrictEqual(completions, []);
  await new Promise(setImmediate);
  assert.deepStrictEqual(completions, [['complete', '1']]);
});

test('a function is answered with the word undefined', async () => {
  for (const handler of [async () => () => 1, async () => Symbol('s'), async () => ({ toJSON() {} })]) {
    assert.deepStrictEqual((await invoke(handler)).completions, [['complete', 'undefined']]);
  }
});

const stream = (write) => Object.assign(write, { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' });
const streams = [
  ['what was written is the result', async (event, out) => { out.write('{"n":'); out.write(event.n); out.end('}'); }, ['complete', '{"n":1}']],
  ['a stream without content is an empty result', async (event, out) => out.end(), ['complete', '']],
  ['an error is reported', async () => { throw new RangeError('r'); }, ['fail', 'RangeError', 'r']],
  ['an error after a write is reported', async (event, out) => { out.write('x'); throw new RangeError('r'); }, ['fail', 'RangeError', 'r']],
  ['a handler that is not async is refused', (event, out) => out.end('x'), ['fail', 'string', 'Streaming does not support non-async handlers.']],
  [
    'a content type comes too late after a write',
    async (event, out) => { out.write('x'); out.setContentType('text/plain'); },
    ['fail', 'Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.'],
  ],
];
for (const [name, handler, expected] of streams) {
  test(`of a streaming handler, ${name}`, async () => {
    const { completions } = await invoke(stream(handler), { turns: 4 });

    assert.deepStrictEqual(completions, [expected]);
  });
}

test('a handler that breaks builtins only affects itself', async () => {
  const { then } = Promise.prototype;
  const { stringify } = JSON;
  const resolved = Promise.resolve(1);

  let result;
  try {
    result = await invoke(() => {
      Promise.prototype.then = () => {};
      JSON.stringify = () => 'broken';
      return resolved;
    });
  } finally {
    Promise.prototype.then = then;
    JSON.stringify = stringify;
  }

  assert.deepStrictEqual(result.completion, ['complete', '1']);
});

test('the context counts down and has the platform\'s members', async () => {
  let left, keys;
  await invoke(async (event, context) => {
    left = context.getRemainingTimeInMillis();
    keys = Object.keys(context);
  });

  assert.ok(left > 900 && left <= 1000);
  assert.deepStrictEqual(keys.slice(0, 4), ['callbackWaitsForEmptyEventLoop', 'succeed', 'fail', 'done']);
});

test('each context belongs to its own invocation, also through proxies and derived objects', async () => {
  const ways = [
    (context) => context,
    (context) => Object.create(context),
    (context) => new Proxy(context, {}),
    (context) => new Proxy(context, { get: (target, name, receiver) => Reflect.get(target, name, receiver) }),
  ];
  for (const way of ways) {
    let isWaiting;
    const { isBeforeDrained } = await invoke((event, context, callback) => {
      way(context).callbackWaitsForEmptyEventLoop = false;
      isWaiting = way(context).callbackWaitsForEmptyEventLoop;
      callback(null, 1);
    });
    assert.strictEqual(isWaiting, false);
    assert.strictEqual(isBeforeDrained, true);
  }

  const contexts = [];
  for (let i = 0; i < 2; i++) await invoke(async (event, context) => contexts.push(context));
  contexts[0].callbackWaitsForEmptyEventLoop = false;
  assert.strictEqual(contexts[1].callbackWaitsForEmptyEventLoop, true);
  assert.strictEqual(Object.getPrototypeOf(contexts[0]), Object.prototype);
});

test('a handler that can access its context has one', async () => {
  const handlers = [
    async (event, context) => context.functionName, async (...all) => all[1].functionName,
    async (event, { functionName } = {}) => functionName, async (event, context = null) => context.functionName,
    async function () { return arguments[1].functionName; }, async function (event) { return arguments[1].functionName; },
    async function (event) { return eval('arguments')[1].functionName; }, { async handler(event) { return arguments[1].functionName; } }.handler,
    new Proxy(async (event, context) => context.functionName, {}), (async (event, context) => context.functionName).bind(null),
  ];
  for (const handler of handlers) {
    const { completion } = await invoke(handler);
    assert.deepStrictEqual(completion, ['complete', '"f"'], String(handler));
  }
});

test('a handler of the event alone completes, fails and is awaited like any other', async () => {
  const cases = [
    [async (event) => event.n, ['complete', '1']], [async () => {}, ['complete', 'null']],
    [async (event) => { throw new TypeError(`mine ${event.n}`); }, ['fail', 'TypeError', 'mine 1']],
    [async function (event) { throw undefined; }, ['fail', 'string', 'handled']],
    [async (event) => new Promise(() => {}), ['fail', 'Runtime.NodeJsExit']],
  ];
  for (const [handler, expected] of cases) {
    const { completions } = await invoke(handler);
    assert.strictEqual(completions.length, 1);
    assert.deepStrictEqual(completions[0].slice(0, expected.length), expected);
  }
});
