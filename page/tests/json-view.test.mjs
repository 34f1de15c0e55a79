import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oneLine } from '../json-view.js';

test('short values are on one line', () => {
  for (const value of [null, true, 1.5, 'a"b', [], {}, [1, 'a', null], { a: { b: [1] }, 'c d': '' }]) {
    const text = oneLine(value);
    assert.deepEqual(JSON.parse(text), value);
  }
  assert.equal(oneLine([{ key: 'Host', value: 'a' }]), '[{"key": "Host", "value": "a"}]');
});

test('the limit is exact', () => {
  const value = { a: ['x'.repeat(20)] };
  const { length } = oneLine(value, 1000);
  assert.notEqual(oneLine(value, length), null);
  assert.equal(oneLine(value, length - 1), null);
  assert.equal(oneLine('x'.repeat(10), 12), '"xxxxxxxxxx"');
  assert.equal(oneLine('x'.repeat(10), 11), null);
});

test('deep, wide and long values stop early', () => {
  assert.equal(oneLine(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))), null);
  assert.equal(oneLine(Array.from({ length: 1_000_000 }, () => 1)), null);
  assert.equal(oneLine('x'.repeat(10_000_000)), null);
});
