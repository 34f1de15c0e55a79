import assert from 'node:assert/strict';
import { test } from 'node:test';

import { missed } from '../live.js';
import { RequestLog } from '../request-log.js';

const made = (id, more = {}) => ({ id, time: `t${id}`, ...more });
const ids = (log) => log.newestFirst.map(({ id }) => id);

test('the newest is first, in whatever order they come', () => {
  const log = new RequestLog();
  log.add([made(2), made(5)]);
  log.add([made(3), made(6), made(1)]);
  assert.deepEqual(ids(log), [6, 5, 3, 2, 1]);
  assert.equal(log.last.id, 6);
});

test('a number that is there already is replaced where it stands', () => {
  const log = new RequestLog();
  log.add([made(1), made(2)]);
  log.add([made(1, { bytes: 5 })]);
  assert.deepEqual(ids(log), [2, 1]);
  assert.equal(log.get(1).bytes, 5);
  assert.equal(log.last.id, 2);
});

test('no more than the limit are kept, and the oldest go', () => {
  const log = new RequestLog(3);
  log.add([made(1), made(2), made(3)]);
  assert.deepEqual(ids(log), [3, 2, 1]);
  log.add([made(4)]);
  assert.deepEqual(ids(log), [4, 3, 2]);
  log.add([made(1)]);
  assert.deepEqual(ids(log), [4, 3, 2]);
});

test('what is no request is left out', () => {
  const log = new RequestLog();
  log.add([made(0), made('7'), made(1.5), made(-1), {}]);
  assert.deepEqual(ids(log), []);
});

test('a pause holds back what comes, each number once', () => {
  const log = new RequestLog();
  log.add([made(1)]);
  log.pause();
  log.add([made(2), made(1, { bytes: 5 })]);
  log.add([made(2), made(3)]);
  assert.deepEqual([ids(log), log.heldCount, log.last.id], [[1], 2, 3]);
  log.resume();
  assert.deepEqual([ids(log), log.heldCount, log.get(1).bytes], [[3, 2, 1], 0, 5]);
});

test('a long pause does not fill the memory', () => {
  const log = new RequestLog(10);
  log.pause();
  for (let id = 1; id <= 1000; id += 1) log.add([made(id)]);
  assert.ok(log.heldCount <= 20);
  log.resume();
  assert.deepEqual(ids(log), [1000, 999, 998, 997, 996, 995, 994, 993, 992, 991]);
});

test('what was cleared does not come back, what is new does', () => {
  const log = new RequestLog();
  log.add([made(1), made(2)]);
  log.clear();
  log.add([made(2), made(3)]);
  assert.deepEqual(ids(log), [3]);
});

test('another server begins anew, also after a clear', () => {
  const log = new RequestLog();
  log.add([made(50)]);
  log.clear();
  log.replace([made(1)]);
  log.add([made(2)]);
  assert.deepEqual(ids(log), [2, 1]);
});

function server(...kept) {
  return async (after) => kept.filter(({ id }) => id > after);
}

test('only what came after the last known is taken when it is still the same', async () => {
  const { requests, isContinued } = await missed(made(2), server(made(1), made(2), made(3)));
  assert.deepEqual([requests.map(({ id }) => id), isContinued], [[2, 3], true]);
});

test('everything is taken from a server that counts anew, has forgotten, or has nothing', async () => {
  for (const kept of [[], [made(1)], [made(1), made(2, { time: 'other' })], [made(900)]]) {
    assert.deepEqual(await missed(made(2), server(...kept)), { requests: kept, isContinued: false });
  }
});

test('without anything known everything is taken', async () => {
  assert.deepEqual(await missed(undefined, server(made(1))), { requests: [made(1)], isContinued: true });
});
