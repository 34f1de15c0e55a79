import assert from 'node:assert/strict';
import { test } from 'node:test';

import { counterpart, difference, isGenerated } from '../difference.js';

const header = (key, ...values) => values.map((value) => ({ key, value }));
const request = (more = {}) => ({
  clientIp: '127.0.0.1',
  method: 'GET',
  uri: '/',
  querystring: '',
  headers: { host: header('Host', 'a.example'), cookie: header('Cookie', 'a=1', 'b=2') },
  ...more,
});

test('equal values have no difference, in any order of members', () => {
  const turned = Object.fromEntries(Object.entries(request()).reverse());
  assert.deepEqual(difference(request(), turned), []);
  assert.deepEqual(difference({ a: { x: [1, { b: 1, c: 2 }] } }, { a: { x: [1, { c: 2, b: 1 }] } }), []);
});

test('members are named by their path', () => {
  const origin = { custom: { port: 443, path: '' } };
  const changed = { custom: { port: 80, path: '', protocol: 'http' } };
  assert.deepEqual(difference(request({ origin }), request({ origin: changed, uri: '/b', querystring: undefined })), [
    { kind: 'changed', path: 'uri', before: '"/"', after: '"/b"' },
    { kind: 'removed', path: 'querystring', before: '""' },
    { kind: 'changed', path: 'origin.custom.port', before: '443', after: '80' },
    { kind: 'added', path: 'origin.custom.protocol', after: '"http"' },
  ]);
});

test('another type is a difference', () => {
  assert.deepEqual(difference({ status: '200' }, { status: 200 }), [
    { kind: 'changed', path: 'status', before: '"200"', after: '200' },
  ]);
  assert.equal(difference({ a: {} }, { a: [] }).length, 1);
  assert.equal(difference({ a: null }, { a: {} }).length, 1);
});

test('headers are named, with all their values', () => {
  const headers = { HOST: [{ value: 'a.example' }], cookie: header('Cookie', 'b=2', 'a=1'), 'x-new': header('X-New', '1') };
  assert.deepEqual(difference(request(), request({ headers })), [
    { kind: 'changed', path: 'headers.cookie', before: 'a=1\nb=2', after: 'b=2\na=1' },
    { kind: 'added', path: 'headers.x-new', after: '1' },
  ]);
  assert.deepEqual(difference(request(), request({ headers: {} })).map(({ kind, path }) => `${kind} ${path}`), [
    'removed headers.cookie',
    'removed headers.host',
  ]);
});

test('the case of a key is a difference only when both have a key', () => {
  const with_ = (entry) => ({ headers: { 'x-a': [entry] } });
  assert.deepEqual(difference(with_({ key: 'X-A', value: '1' }), with_({ value: '1' })), []);
  assert.deepEqual(difference(with_({ key: 'X-A', value: '1' }), with_({ key: 'x-a', value: '1' })), [
    { kind: 'changed', path: 'headers.x-a', before: 'X-A: 1', after: 'x-a: 1' },
  ]);
});

for (const odd of [null, 'text', 7, [], [null], [['a']], [{}], [{ value: null }], { value: 'x' }]) {
  test(`a header that is ${JSON.stringify(odd)} is harmless`, () => {
    assert.ok(Array.isArray(difference(request(), request({ headers: { host: odd } }))));
  });
}

test('a member called __proto__ is an ordinary one', () => {
  const changes = difference({}, JSON.parse('{"__proto__":{"a":1},"constructor":2}'));
  assert.deepEqual(changes.map(({ path }) => path), ['__proto__', 'constructor']);
  assert.equal({}.a, undefined);
});

test('very deep levels are compared as a whole', () => {
  const deep = (levels, end) => JSON.parse(`${'{"a":'.repeat(levels)}${end}${'}'.repeat(levels)}`);
  assert.deepEqual(difference(deep(50, 1), deep(50, 1)), []);
  assert.equal(difference(deep(50, 1), deep(50, 2)).length, 1);
  assert.ok(Array.isArray(difference(deep(100_000, 1), deep(100_000, 2))));
});

test('a result replaces the response if there is one, otherwise the request', () => {
  const event = (cf) => ({ Records: [{ cf }] });
  const [asked, answer] = [request(), { status: '200' }];
  assert.equal(counterpart(event({ request: asked }), asked), asked);
  assert.equal(counterpart(event({ request: asked, response: answer }), answer), answer);
  assert.equal(counterpart(event({ request: asked }), { status: 302 }), null);
  for (const result of [null, undefined, 'text', 5, []]) assert.equal(counterpart(event({ request: asked }), result), null);
  for (const odd of [null, {}, { Records: [] }, { Records: [{}] }]) assert.equal(counterpart(odd, {}), null);
});

test('a request function that returns a status generated the response', () => {
  const event = (cf) => ({ Records: [{ cf }] });
  assert.ok(isGenerated(event({ request: {} }), { status: 302 }));
  assert.ok(!isGenerated(event({ request: {}, response: {} }), { status: '200' }));
  assert.ok(!isGenerated(event({ request: {} }), { uri: '/' }));
  assert.ok(!isGenerated(event({ request: {} }), null));
});
