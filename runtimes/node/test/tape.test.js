'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { createBuilder, createFlattener, createGiven, kinds } = require('../tape.js');

const memberNames = ['Records', 'cf', 'uri', 'host', 'status', 'key', 'value', 'headers'];

/** A generator of pseudo-random whole numbers below a bound. */
function generator(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Lays JSON text out on a tape, as the host's writer does; without changing the order or what is repeated. */
function tapeOf(json) {
  let text = '';
  const tokens = [];
  const put = (kind, content = '') => {
    tokens.push((content.length << 4) | kinds[kind]);
    text += content;
  };
  let at = 0;
  const string = () => {
    const [raw] = /^"(?:[^"\\]|\\.)*"/.exec(json.slice(at));
    at += raw.length;
    return JSON.parse(raw);
  };
  const key = () => {
    const name = string();
    at++;
    const number = memberNames.indexOf(name);
    if (number < 0) put('key', name);
    else tokens.push((number << 4) | kinds.name);
  };
  const value = () => {
    const isEntry = /^\{"key":("(?:[^"\\]|\\.)*"),"value":("(?:[^"\\]|\\.)*")\}/.exec(json.slice(at));
    if (isEntry) {
      at += isEntry[0].length;
      const content = JSON.parse(isEntry[2]);
      put('entry', JSON.parse(isEntry[1]));
      tokens.push(content.length);
      text += content;
    } else if (json[at] === '{' || json[at] === '[') {
      const isObject = json[at] === '{';
      put(isObject ? 'object' : 'array');
      for (at++; json[at] !== '}' && json[at] !== ']'; at += json[at] === ',' ? 1 : 0) {
        if (isObject) key();
        value();
      }
      at++;
      put(isObject ? 'endOfObject' : 'endOfArray');
    } else if (json[at] === '"') {
      put('string', string());
    } else {
      const [word] = /^(?:null|true|false|-?\d+)/.exec(json.slice(at));
      at += word.length;
      if (/\d/.test(word)) put('json', word);
      else put(word);
    }
  };
  value();
  return { text, tokens };
}

const shared = new Int32Array(512);
const given = createGiven();
const builder = createBuilder(shared, memberNames, given);
const flattener = createFlattener(shared, given);

function build(json) {
  const { text, tokens } = tapeOf(json);
  shared.set(tokens);
  return builder(text);
}

/** Everything that a handler can tell of a value. */
function describe(value) {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : value;
  const members = Reflect.ownKeys(value).map((key) => {
    const { value: content, ...flags } = Object.getOwnPropertyDescriptor(value, key);
    return [key, flags, describe(content)];
  });
  return [Object.getPrototypeOf(value) === (Array.isArray(value) ? Array.prototype : Object.prototype), members];
}

function flatten(value, acceptTape = () => false) {
  let json;
  flattener.flatten(value);
  flattener.send(acceptTape, (text) => (json = text));
  return json;
}

/** What the platform's runtime does. */
const stringified = (value) => JSON.stringify(value === undefined ? null : value) ?? 'null';

const keys = [
  'host', 'uri', 'key', 'value', 'x-forwarded-for', '__proto__', 'constructor', 'toString', '0', '17', '-1', '', 'a b',
  'toJSON', 'length', '4294967295', 'quo"te',
];

function randomEvent(random, depth = 0) {
  const kind = random(depth > 4 ? 5 : 9);
  const string = () => 'x'.repeat(random(20)) + random(100);
  switch (kind) {
    case 0: return null;
    case 1: return random(2) === 0;
    case 2: return random(2) === 0 ? -random(999) - 1 : random(999999999) * 1000000;
    case 3: return string();
    case 4: return { key: string(), value: string() };
    case 5: return Array.from({ length: random(5) }, () => randomEvent(random, depth + 1));
    default: {
      const made = {};
      for (let i = random(6); i > 0; i--) {
        const value = randomEvent(random, depth + 1);
        Object.defineProperty(made, keys[random(keys.length)], {
          value, writable: true, enumerable: true, configurable: true,
        });
      }
      return made;
    }
  }
}

test('an event is what JSON.parse gives: order, prototypes, descriptors', () => {
  const random = generator(1);
  for (let i = 0; i < 4000; i++) {
    const json = JSON.stringify(randomEvent(random));
    assert.deepStrictEqual(describe(build(json)), describe(JSON.parse(json)), json);
  }
});

test('of repeated keys the last wins, in the place of the first', () => {
  const repeated = ['{"a":1,"b":2,"a":3}', '{"uri":1,"cf":2,"uri":3}', '{"__proto__":1,"__proto__":null}', '{"1":1,"1":2}'];
  for (const json of repeated) {
    assert.deepStrictEqual(describe(build(json)), describe(JSON.parse(json)));
  }
});

test('an event does not call setters, nor fail at read-only members, that it inherits', () => {
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

test('an answer goes out as JSON.stringify would tell it', () => {
  for (const make of odd) {
    for (const wrap of wraps) {
      assert.strictEqual(flatten(wrap(make())), stringified(wrap(make())), String(make));
    }
  }
});

function randomAnswer(random, depth = 0) {
  if (depth > 3 || random(3) === 0) return odd[random(odd.length)]();
  if (random(3) === 0) return Array.from({ length: random(4) }, () => randomAnswer(random, depth + 1));
  const made = random(9) === 0 ? new Point(1) : {};
  for (let i = random(5); i > 0; i--) {
    Object.defineProperty(made, keys[random(keys.length)], {
      value: randomAnswer(random, depth + 1), enumerable: random(9) > 0, configurable: true, writable: true,
    });
  }
  return made;
}

test('so does what is put together from odd parts', () => {
  for (let seed = 0; seed < 3000; seed++) {
    const make = () => randomAnswer(generator(seed));
    assert.strictEqual(flatten(make()), stringified(make()), `seed ${seed}`);
  }
});

test('what a handler can see happens once, and in the same order', () => {
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

  assert.strictEqual(flatten(watched(log)), stringified(watched(expected)));
  assert.deepStrictEqual(log, expected);
});

test('what JSON.stringify throws at is thrown at, and the next answer is whole', () => {
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
    assert.throws(() => flatten(value));
    assert.strictEqual(flatten(['next']), '["next"]');
  }
});

test('patched prototypes count where they do for JSON.stringify, and nowhere else', () => {
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
      json = flatten(value());
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

test('the host gets text and tokens, and those of a large answer in an array of their own', () => {
  const tapes = [];
  const accept = (text, count, grown) => {
    tapes.push({ text, tokens: [...(grown ?? shared).slice(0, count)], isGrown: grown !== undefined });
    return true;
  };

  const large = JSON.stringify(new Array(5000).fill('x'));
  for (const json of ['{"a":[{"key":"k","value":"v"},null,true,12]}', large, '[""]']) {
    flatten(JSON.parse(json), accept);
    const { text, tokens } = tapeOf(json);
    assert.deepStrictEqual(tapes.pop(), { text, tokens, isGrown: tokens.length > 512 });
  }
});

/** An event's request with headers of one entry and of several. */
function randomRequest(random) {
  const headers = {};
  for (let i = random(8); i > 0; i--) {
    const name = ['host', 'via', 'cookie', 'x-a', 'x-b', '7', '__proto__', 'toJSON'][random(8)];
    const entries = Array.from({ length: random(4) === 0 ? random(3) : 1 }, () => ({ key: name, value: `v${random(9)}` }));
    Object.defineProperty(headers, name, { value: entries, writable: true, enumerable: true, configurable: true });
  }
  return { uri: '/', headers };
}

const changes = [
  () => {},
  (headers, name) => delete headers[name],
  (headers, name) => (headers[name] = [{ key: 'new', value: 'new' }]),
  (headers) => (headers['x-added'] = [{ key: 'X-Added', value: 'yes' }]),
  (headers, name) => (headers[name] = undefined),
  (headers, name) => (headers[name] = headers.host),
  (headers, name) => headers[name]?.push?.({ key: 'second', value: '2' }),
  (headers, name) => headers[name]?.pop?.(),
  (headers, name) => headers[name]?.[0] && (headers[name][0].value = 'changed'),
  (headers, name) => headers[name]?.[0] && (headers[name][0].key = 5),
  (headers, name) => headers[name]?.[0] && (headers[name][0].value = { nested: [1] }),
  (headers, name) => headers[name]?.[0] && (headers[name][0].more = 1),
  (headers, name) => headers[name]?.[0] && delete headers[name][0].key,
  (headers, name) => headers[name]?.[0] && (headers[name][0] = { value: 'v', key: 'k' }),
  (headers, name) => headers[name] && (headers[name].toJSON = () => 'list'),
  (headers, name) => headers[name]?.[0] && (headers[name][0].toJSON = (key) => `entry ${key}`),
  (headers, name) => headers[name] && (headers[name].length = 2),
  (headers, name) => headers[name]?.[0] && Object.setPrototypeOf(headers[name][0], { inherited: 1 }),
];

test('headers that come back are told as JSON.stringify would, whatever was done to them', () => {
  const random = generator(7);
  for (let i = 0; i < 20000; i++) {
    const request = build(JSON.stringify({ Records: [{ cf: { request: randomRequest(random) } }] })).Records[0].cf.request;
    for (let j = random(3); j > 0; j--) {
      const names = Object.keys(request.headers);
      changes[random(changes.length)](request.headers, names[random(names.length)] ?? 'host');
    }
    assert.strictEqual(flatten(request), stringified(request));
  }
});

test('headers that came with another event, or stand elsewhere, are told in full', () => {
  const json = JSON.stringify({ headers: { host: [{ key: 'Host', value: 'a' }], via: [{ key: 'Via', value: 'b' }] } });
  const earlier = build(json);
  const event = build(json);
  const answers = [
    earlier, { headers: earlier.headers }, { headers: { ...event.headers, host: earlier.headers.host } },
    { headers: { via: event.headers.host, host: event.headers.via } }, { other: event.headers }, event.headers,
    { headers: [event.headers.host] }, { headers: event.headers.host }, { headers: new Map() }, { headers: null },
    { headers: 'text' }, { headers: () => 1, status: '200' }, { headers: { toJSON: () => undefined }, uri: '/' },
    { headers: { toJSON: (key) => key } }, { headers: new Proxy(event.headers, {}) }, { headers: Object(7) },
    { deeper: { headers: event.headers } },
  ];
  for (const answer of answers) assert.strictEqual(flatten(answer), stringified(answer));
});

test('what is as it was given goes as a number', () => {
  const entry = (key, value) => [{ key, value }];
  const headers = { host: entry('Host', 'a'), cookie: [...entry('Cookie', 'b'), ...entry('Cookie', 'c')], via: entry('Via', 'd') };
  const event = build(JSON.stringify({ headers }));
  let tokens, text;
  flatten(event, (laidOut, count) => ((text = laidOut), (tokens = Array.from(shared.slice(0, count)))));

  const numbers = tokens.filter((token) => (token & 15) === kinds.given).map((token) => token >> 4);
  assert.deepStrictEqual(numbers, [0, 3]);
  assert.strictEqual(text, 'headerscookieCookiebCookiec');
});

test('each member of headers is read once, in the order of JSON.stringify', () => {
  const event = build(JSON.stringify({ headers: { host: [{ key: 'Host', value: 'a' }] } }));
  const log = [];
  const watched = (target, name) =>
    new Proxy(target, {
      get(from, key) {
        log.push(`${name}.${String(key)}`);
        return from[key];
      },
    });
  const answer = () => watched({ headers: watched({ ...event.headers, more: watched([], 'list') }, 'headers') }, 'answer');
  const ours = flatten(answer());
  const seen = log.splice(0);

  assert.strictEqual(ours, stringified(answer()));
  assert.deepStrictEqual(seen, log);
});
