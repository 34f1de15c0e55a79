import assert from 'node:assert/strict';
import { test } from 'node:test';

import { matches, words } from '../filter.js';

const summary = () => ({
  method: 'POST',
  host: 'localhost:8080',
  url: '/Cart?item=7',
  status: 502,
  cache: 'LambdaValidationError from cloudfront',
  region: 'eu-west-1',
  distribution: 'shop',
  stages: [{ type: 'viewer-request', function: 'auth', outcome: 'refused' }],
});

test('any white space separates words', () => {
  assert.deepEqual(words('  GET\t/a \u00a0 b '), ['get', '/a', 'b']);
  assert.deepEqual(words(''), []);
});

for (const typed of ['', 'post', 'CART', 'item=7', '502', 'validation', 'eu-west', 'shop', 'auth', 'viewer-request', 'refused',
  'localhost:8080/cart', 'refused post auth 502']) {
  test(`"${typed}" is found`, () => assert.ok(matches(summary(), words(typed))));
}

for (const typed of ['get', '/cart/', '503', 'accepted', 'auth accepted', 'post502', 'undefined']) {
  test(`"${typed}" is not found`, () => assert.ok(!matches(summary(), words(typed))));
}

test('a request without functions is searched too', () => {
  assert.ok(matches({ ...summary(), stages: undefined }, ['cart']));
  assert.ok(!matches({ ...summary(), stages: [] }, ['auth']));
});
