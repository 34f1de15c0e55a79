import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whySkipped } from '../skipping.js';

const ran = (type, outcome = 'accepted', result = {}) => ({ type, outcome, result });

const cases = [
  ['viewer-request', { stages: [] }, /no function is set/],
  ['origin-request', { stages: [ran('viewer-request', 'refused')] }, /viewer-request was refused/],
  ['viewer-response', { stages: [ran('origin-response', 'timed-out')] }, /origin-response timed out/],
  ['viewer-response', { stages: [ran('viewer-request'), ran('origin-request', 'unheard-of')] }, /did not succeed/],
  ['origin-request', { stages: [ran('viewer-request', 'accepted', { status: 302 })] }, /viewer-request answered/],
  ['viewer-response', { stages: [ran('viewer-request', 'accepted', { status: 302 })] }, /viewer-request answered/],
  ['origin-response', { stages: [ran('origin-request', 'accepted', { status: 200 })] }, /origin-request answered/],
  ['viewer-response', { stages: [ran('origin-request', 'accepted', { status: 200 })], status: 200 }, /no function is set/],
  ['origin-request', { cache: 'Hit from cloudfront' }, /came from the cache/],
  ['origin-response', { cache: 'Hit from cloudfront' }, /came from the cache/],
  ['viewer-response', { cache: 'Hit from cloudfront', status: 200 }, /no function is set/],
  ['origin-request', { cache: 'RefreshHit from cloudfront' }, /no function is set/],
  ['origin-request', { cache: 'Error from cloudfront', timeline: [] }, /with an error/],
  ['origin-request', { cache: 'Error from cloudfront', timeline: [{ kind: 'origin' }] }, /no function is set/],
  ['viewer-response', { status: 399 }, /no function is set/],
  ['viewer-response', { status: 400 }, /status was 400/],
  ['origin-response', { status: 404 }, /no function is set/],
];

for (const [type, request, wanted] of cases) {
  test(`${type} of ${JSON.stringify(request)}`, () => assert.match(whySkipped(type, request), wanted));
}

test("it is the origin's status that counts, not what origin-response made of it", () => {
  const event = { Records: [{ cf: { response: { status: '404' } } }] };
  const stages = [{ ...ran('origin-response', 'accepted', { status: '200' }), event }];
  assert.match(whySkipped('viewer-response', { status: 200, stages }), /status was 404/);
});
