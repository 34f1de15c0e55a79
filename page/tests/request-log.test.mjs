import assert from 'node:assert/strict';
import { test } from 'node:test';

import { missed } from '../live.js';
import { RequestLog } from '../request-log.js';

const made = (id, more = {}) => ({ id, time: `t${id}`, ...more });
const ids = (log) => log.newestFirst.map(({ id }) => id);

test('the newest is first, in any order of arrival', () => {
  const log = new RequestLog();
  log.add([made(2), made(5)]);
  log.add([made(3), made(6), made(1)]);
  assert.deepEqual(ids(log), [6, 5, 3, 2, 1]);
  assert.equal(log.last.id, 6);
});

test('a known number is replaced in its position', () => {
  const log = new RequestLog();
  log.add([made(1), made(2)]);
  log.add([made(1, { bytes: 5 })]);
  assert.deepEqual(ids(log), [2, 1]);
  assert.equal(log.get(1).bytes, 5);
  assert.equal(log.last.id, 2);
});

test('the oldest are dropped beyond the limit', () => {
  const log = new RequestLog(3);
  log.add([made(1), made(2), made(3)]);
  assert.deepEqual(ids(log), [3, 2, 1]);
  log.add([made(4)]);
  assert.deepEqual(ids(log), [4, 3, 2]);
  log.add([made(1)]);
  assert.deepEqual(ids(log), [4, 3, 2]);
});

test('invalid requests are ignored', () => {
  const log = new RequestLog();
  log.add([made(0), made('7'), made(1.5), made(-1), {}]);
  assert.deepEqual(ids(log), []);
});

test('a pause holds back requests, each number once', () => {
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

test('cleared requests do not come back, new ones appear', () => {
  const log = new RequestLog();
  log.add([made(1), made(2)]);
  log.clear();
  log.add([made(2), made(3)]);
  assert.deepEqual(ids(log), [3]);
});

test('a restarted server starts over, even after a clear', () => {
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

test('only requests after the last known one are fetched while it is unchanged', async () => {
  const { requests, isContinued } = await missed(made(2), server(made(1), made(2), made(3)));
  assert.deepEqual([requests.map(({ id }) => id), isContinued], [[2, 3], true]);
});

test('everything is fetched from a server that was restarted, has dropped the last one, or is empty', async () => {
  for (const kept of [[], [made(1)], [made(1), made(2, { time: 'other' })], [made(900)]]) {
    assert.deepEqual(await missed(made(2), server(...kept)), { requests: kept, isContinued: false });
  }
});

test('everything is fetched when nothing is known', async () => {
  assert.deepEqual(await missed(undefined, server(made(1))), { requests: [made(1)], isContinued: true });
});
