'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { build, encode, generator, kinds, shared, stringified } = require('./tapes.js');

/** Generates a request with headers of one entry and of several. */
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

test('headers are encoded as JSON.stringify would, however they were changed', () => {
  const random = generator(7);
  for (let i = 0; i < 20000; i++) {
    const request = build(JSON.stringify({ Records: [{ cf: { request: randomRequest(random) } }] })).Records[0].cf.request;
    for (let j = random(3); j > 0; j--) {
      const names = Object.keys(request.headers);
      changes[random(changes.length)](request.headers, names[random(names.length)] ?? 'host');
    }
    assert.strictEqual(encode(request), stringified(request));
  }
});

test('headers of another event, or in another place, are encoded in full', () => {
  const json = JSON.stringify({ headers: { host: [{ key: 'Host', value: 'a' }], via: [{ key: 'Via', value: 'b' }] } });
  const earlier = build(json);
  const event = build(json);
  const results = [
    earlier, { headers: earlier.headers }, { headers: { ...event.headers, host: earlier.headers.host } },
    { headers: { via: event.headers.host, host: event.headers.via } }, { other: event.headers }, event.headers,
    { headers: [event.headers.host] }, { headers: event.headers.host }, { headers: new Map() }, { headers: null },
    { headers: 'text' }, { headers: () => 1, status: '200' }, { headers: { toJSON: () => undefined }, uri: '/' },
    { headers: { toJSON: (key) => key } }, { headers: new Proxy(event.headers, {}) }, { headers: Object(7) },
    { deeper: { headers: event.headers } },
  ];
  for (const result of results) assert.strictEqual(encode(result), stringified(result));
});

test('unchanged headers are encoded as their index', () => {
  const entry = (key, value) => [{ key, value }];
  const headers = { host: entry('Host', 'a'), cookie: [...entry('Cookie', 'b'), ...entry('Cookie', 'c')], via: entry('Via', 'd') };
  const event = build(JSON.stringify({ headers }));
  let tokens, text;
  encode(event, (encoded, count) => ((text = encoded), (tokens = Array.from(shared.slice(0, count)))));

  const numbers = tokens.filter((token) => (token & 15) === kinds.given).map((token) => token >> 4);
  assert.deepStrictEqual(numbers, [0, 3]);
  assert.strictEqual(text, 'headerscookieCookiebCookiec');
});

test('each member of the headers is read once, in the order of JSON.stringify', () => {
  const event = build(JSON.stringify({ headers: { host: [{ key: 'Host', value: 'a' }] } }));
  const log = [];
  const watched = (target, name) =>
    new Proxy(target, {
      get(from, key) {
        log.push(`${name}.${String(key)}`);
        return from[key];
      },
    });
  const result = () => watched({ headers: watched({ ...event.headers, more: watched([], 'list') }, 'headers') }, 'result');
  const ours = encode(result());
  const seen = log.splice(0);

  assert.strictEqual(ours, stringified(result()));
  assert.deepStrictEqual(seen, log);
});
