import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytes, cacheWords, caseName, duration, grouped, plural, statusClass, timeOfDay } from '../format.js';

test('a time of day has milliseconds, and other text is unchanged', () => {
  const local = new Date(2026, 10, 26, 16, 0, 3, 7);
  assert.equal(timeOfDay(local.toISOString()), '16:00:03.007');
  assert.equal(timeOfDay('soon'), 'soon');
  assert.equal(timeOfDay(undefined), '');
});

test('durations have three significant digits, at each edge', () => {
  const cases = [
    [0, '0.00 ms'], [0.004, '0.00 ms'], [1.234, '1.23 ms'], [9.994, '9.99 ms'], [9.996, '10.0 ms'], [99.94, '99.9 ms'],
    [99.96, '100 ms'], [999.4, '999 ms'], [999.6, '1.00 s'], [61234, '61.2 s'], [1234567, '1,235 s'],
    [undefined, '–'], [null, '–'], [NaN, '–'], ['5', '–'],
  ];
  for (const [given, wanted] of cases) assert.equal(duration(given), wanted, String(given));
});

test('bytes change their unit at 1,024', () => {
  const cases = [
    [0, '0 B'], [1, '1 B'], [1023, '1023 B'], [1024, '1 KB'], [1536, '1.5 KB'], [102400, '100 KB'],
    [1023.6 * 1024, '1.0 MB'], [134217728, '128 MB'], [2 ** 40, '1024 GB'], [undefined, '–'], [null, '–'],
  ];
  for (const [given, wanted] of cases) assert.equal(bytes(given), wanted, String(given));
});

test('thousands are grouped, and one is not plural', () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(grouped), ['0', '999', '1,000', '1,234,567']);
  assert.deepEqual([0, 1, 2].map((count) => plural(count, 'request')), ['0 requests', '1 request', '2 requests']);
});

test('X-Cache is shortened', () => {
  const cases = {
    'Hit from cloudfront': 'Hit',
    'RefreshHit from cloudfront': 'Refresh hit',
    'LambdaGeneratedResponse from cloudfront': 'Generated',
    'LambdaValidationError from cloudfront': 'Validation error',
    'LambdaLimitExceeded from CloudFront': 'Limit exceeded',
    Error: 'Error',
    '': '',
  };
  for (const [given, wanted] of Object.entries(cases)) assert.equal(cacheWords(given), wanted);
  assert.equal(cacheWords(undefined), '');
});

test('a status has the class of its hundreds', () => {
  assert.deepEqual([200, 302, '404', 503].map(statusClass), ['status-2', 'status-3', 'status-4', 'status-5']);
  assert.deepEqual([0, 600, 'x', undefined].map(statusClass), Array(4).fill('status-other'));
});

test('the proposed name of a case is valid for the server', () => {
  const name = (method, url, status) => caseName({ method, url, status });
  assert.equal(name('GET', '/account?token=secret#x', 302), 'get-account-302');
  assert.equal(name('POST', '/', 200), 'post-200');
  assert.equal(name('GET', '/a/../b//c.html', 200), 'get-a-..-b-c.html-200');
  assert.equal(name('GET', '/é/%2e', 200), 'get-2e-200');
  assert.equal(name('', '', 0), 'request-0');
  for (const url of [`/${'long/'.repeat(100)}`, '/.hidden', `/${'.'.repeat(80)}`, '/<script>']) {
    assert.match(name('GET', url, 200), /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/);
  }
});
