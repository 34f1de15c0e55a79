'use strict';

const test = require('node:test');
const assert = require('node:assert');
const {
  build, builder, describe, encode, generator, keys, kinds, randomEvent, shared, stringified, tapeOf,
} = require('./tapes.js');

test('an event equals the value of JSON.parse: order, prototypes, descriptors', () => {
  const random = generator(1);
  for (let i = 0; i < 4000; i++) {
    const json = JSON.stringify(randomEvent(random));
    assert.deepStrictEqual(describe(build(json)), describe(JSON.parse(json)), json);
  }
});

test('the last of repeated keys wins, at the position of the first', () => {
  const repeated = ['{"a":1,"b":2,"a":3}', '{"uri":1,"cf":2,"uri":3}', '{"__proto__":1,"__proto__":null}', '{"1":1,"1":2}'];
  for (const json of repeated) {
    assert.deepStrictEqual(describe(build(json)), describe(JSON.parse(json)));
  }
});

test('an event ignores inherited setters and read-only members', () => {
  const json = '{"host":"a","x":[1,2,[]],"toString":"b","Records":[{"key":"k","value":"v"}]}';
  const { text, tokens } = tapeOf(json);
  for (const holder of [Object.prototype, Array.prototype]) {
    for (const name of ['host', 'x', '0', '1', 'Records', 'value']) {
      let calls = 0;
      let event, expected;
      shared.set(tokens);
      Object.defineProperty(holder, name, { configurable: true, get: () => 'inherited', set: () => calls++ });
      try {
        event = builder(text);
        expected = JSON.parse(json);
      } finally {
        delete holder[name];
      }
      assert.strictEqual(calls, 0);
      assert.deepStrictEqual(describe(event), describe(expected));
    }
  }
});

class Point {
  #hidden = 1;
  constructor(x) {
    this.x = x;
    this.hidden = () => this.#hidden;
  }
  get inherited() {
    return 1;
  }
}
class List extends Array {}

const odd = [
  () => undefined, () => null, () => () => {}, () => Symbol('s'), () => -0, () => NaN, () => Infinity, () => 1e21,
  () => 1.5e-7, () => 0.1, () => 2 ** 53, () => '', () => 'é', () => 'Ā', () => '\u{1F600}', () => '\ud800',
  () => '\udc00x', () => '\u0000\u001f\u007f"\\/\n\u2028', () => new Date(0), () => new Date(NaN),
  () => new Map([[1, 2]]),
  () => new Set([1]), () => /x/g, () => new Error('e'), () => new Point(1), () => new List(1, 2, 3), () => [, 1, , 2],
  () => Object.assign([1], { extra: 2 }), () => new Number(3), () => new String('boxed'), () => new Boolean(false),
  () => Object.assign(new Number(4), { key: 'a', value: 'b' }),
  () => Object.setPrototypeOf(new String('ab'), Object.prototype),
  () => Object.assign(new String('z'), { toJSON: 1 }),
  () => Object(Symbol('s')), () => new Uint8Array([1, 2]), () => Buffer.from('b'), () => new ArrayBuffer(2),
  () => Object.create(null, { a: { value: 1, enumerable: true } }), () => Object.create({ inherited: 1 }),
  () => ({ __proto__: { inherited: 1 }, own: 2 }), () => JSON.parse('{"__proto__":{"a":1}}'),
  () => ({ 2: 'b', 1: 'a', z: 0 }),
  () => ({ toJSON: (...values) => values }), () => ({ toJSON: () => undefined }), () => ({ toJSON: 'no function' }),
  () => ({ toJSON() { return this === undefined ? 1 : { toJSON: () => 2, here: this.here }; }, here: 3 }),
  () => Object.assign(() => {}, { toJSON: (name) => `f ${name}` }),
  () => Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'hidden' }),
  () => ({ key: 'k', value: 'v' }), () => ({ key: 'k', value: undefined }), () => ({ key: 1, value: 'v' }),
  () => ({ key: 'k', value: 1 }), () => ({ key: undefined, value: 'v' }), () => ({ value: 'v', key: 'k' }),
  () => ({ key: 'k', value: 'v', more: 1 }), () => ({ key: () => {}, value: () => {} }),
  () => ({ key: 'é', value: '\ud800' }),
  () => ({ key: { toJSON: (name) => name }, value: { toJSON: (name) => name } }), () => new Proxy({ a: 1 }, {}),
  () => new Proxy([1, 2], {}), () => new Proxy(() => {}, {}), () => ({ [Symbol('s')]: 1 }), () => arguments_(1, 2),
  () => Object.defineProperty({ a: 1 }, 'b', { value: 2, enumerable: false }), () => globalThis.process.versions,
  () => ({ 'ключ': 1, '\ud800': 2, 'a"b': 3 }), () => ({ a: undefined, b: Symbol('s'), c: () => {} }),
  () => [undefined, () => {}],
  () => ({ 'é': () => {}, after: 'ascii' }), () => ({ 'é': { toJSON: () => undefined } }), () => nested(63),
  () => nested(64),
  () => nested(65), () => nested(300, { toJSON: (name) => name }), () => nested(70, [1]),
  () => Array.from({ length: 2000 }, (_, i) => i),
  () => Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`k${i}`, i % 7 ? `${i}` : [i]])),
];

const wraps = [
  (v) => v, (v) => [v, v], (v) => ({ a: v, b: v }), (v) => ({ key: v, value: 'x' }), (v) => ({ key: 'x', value: v }),
];

function arguments_() {
  return arguments;
}

function nested(depth, value = 1) {
  for (let i = 0; i < depth; i++) value = i % 2 ? { a: value } : [value];
  return value;
}

test('a result is encoded as JSON.stringify would', () => {
  for (const make of odd) {
    for (const wrap of wraps) {
      assert.strictEqual(encode(wrap(make())), stringified(wrap(make())), String(make));
    }
  }
});

function randomResult(random, depth = 0) {
  if (depth > 3 || random(3) === 0) return odd[random(odd.length)]();
  if (random(3) === 0) return Array.from({ length: random(4) }, () => randomResult(random, depth + 1));
  const made = random(9) === 0 ? new Point(1) : {};
  for (let i = random(5); i > 0; i--) {
    Object.defineProperty(made, keys[random(keys.length)], {
      value: randomResult(random, depth + 1), enumerable: random(9) > 0, configurable: true, writable: true,
    });
  }
  return made;
}

test('a result of odd parts is encoded as JSON.stringify would', () => {
  for (let seed = 0; seed < 3000; seed++) {
    const make = () => randomResult(generator(seed));
    assert.strictEqual(encode(make()), stringified(make()), `seed ${seed}`);
  }
});

test('everything observable happens once, in the order of JSON.stringify', () => {
  function watched(log) {
    const traps = {};
    for (const trap of ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'set', 'defineProperty', 'getPrototypeOf']) {
      traps[trap] = (target, name, ...rest) => {
        log.push([trap, typeof name === 'symbol' ? 'symbol' : typeof name === 'string' ? name : '']);
        return Reflect[trap](target, name, ...rest);
      };
    }
    const getter = (name, value) => ({ enumerable: true, get: () => (log.push(name), value) });
    const plain = Object.defineProperties({}, {
      b: getter('b', [Object.defineProperties({}, { key: getter('key', 'k'), value: getter('value', 'v') })]),
      a: getter('a', 1),
      toJSON: getter('toJSON', undefined),
    });
    return new Proxy({
      plain,
      list: new Proxy([1, plain], traps),
      entry: new Proxy({ key: 'k', value: 'v' }, traps),
      boxed: Object.defineProperty(new Number(1), 'toJSON', getter('boxed', undefined)),
      deep: nested(70, plain),
      converted: { get toJSON() { log.push('toJSON'); return () => plain; } },
    }, traps);
  }
  const [log, expected] = [[], []];

  assert.strictEqual(encode(watched(log)), stringified(watched(expected)));
  assert.deepStrictEqual(log, expected);
});

test('encode throws where JSON.stringify does, and the next result is unaffected', () => {
  const cycle = { list: [] };
  cycle.list.push(cycle);
  const exotic = new Point(1);
  exotic.self = { exotic };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = { get a() { throw new RangeError('mine'); } };
  const values = [
    cycle, exotic, 1n, { a: ['é', 1n] }, proxy, [proxy], throwing, Object.setPrototypeOf(new Number(1), null), Object(1n),
    { toJSON() { throw new Error('mine'); } },
  ];
  for (const value of values) {
    assert.throws(() => JSON.stringify(value));
    assert.throws(() => encode(value));
    assert.strictEqual(encode(['next']), '["next"]');
  }
});

test('patched prototypes have an effect exactly where they do for JSON.stringify', () => {
  const patches = [
    [Object.prototype, 'toJSON', function (name) { return Array.isArray(this) ? 'list' : name; }],
    [Array.prototype, 'toJSON', () => 'list'],
    [String.prototype, 'toJSON', () => 'string'],
    [Function.prototype, 'toJSON', () => 'function'],
    [BigInt.prototype, 'toJSON', function () { return `${this}n`; }],
    [Object.prototype, 'polluted', 'yes'],
    [Array.prototype, 1, 'hole'],
    [String.prototype, 'slice', () => 'broken'],
    [Array.prototype, Symbol.iterator, () => 'broken'],
    [Array, 'isArray', () => false],
    [Object, 'keys', () => ['broken']],
    [JSON, 'stringify', () => 'broken'],
  ];
  const value = () => ({ a: ['x', , 'é'], f: () => {}, n: BigInt.prototype.toJSON === undefined ? 1 : 1n, key: 'k' });
  const { stringify } = JSON;
  for (const [holder, name, patch] of patches) {
    const original = Object.getOwnPropertyDescriptor(holder, name);
    Object.defineProperty(holder, name, { value: patch, writable: true, enumerable: true, configurable: true });
    let json, expected, event;
    try {
      json = encode(value());
      expected = stringify(value());
      shared.set([(4 << 4) | kinds.string]);
      event = builder('text');
    } finally {
      if (original) Object.defineProperty(holder, name, original);
      else delete holder[name];
    }
    assert.strictEqual(json, expected);
    assert.strictEqual(event, 'text');
  }
});

test('the host gets text and tokens, with a separate array for the tokens of a large result', () => {
  const tapes = [];
  const accept = (text, count, grown) => {
    tapes.push({ text, tokens: [...(grown ?? shared).slice(0, count)], isGrown: grown !== undefined });
    return true;
  };

  const large = JSON.stringify(new Array(5000).fill('x'));
  for (const json of ['{"a":[{"key":"k","value":"v"},null,true,12]}', large, '[""]']) {
    encode(JSON.parse(json), accept);
    const { text, tokens } = tapeOf(json);
    assert.deepStrictEqual(tapes.pop(), { text, tokens, isGrown: tokens.length > 512 });
  }
});
