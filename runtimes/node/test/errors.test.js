'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { UnhandledPromiseRejection, describe } = require('../errors.js');
const { versionHint } = require('../version-hints.js');

const withMember = (name, value) => Object.defineProperty(new Error('m'), name, { value });

const cases = [
  ['an error', new RangeError('r'), 22, ['RangeError', 'r']],
  ['a name that is no text', withMember('name', 7), 22, ['handled']],
  ['a message that is no text', withMember('message', {}), 22, ['handled']],
  ['no stack', withMember('stack', undefined), 22, ['handled']],
  ['no stack on 24', withMember('stack', undefined), 24, ['Error', 'm']],
  ['no name', withMember('name', undefined), 22, ['', 'm']],
  ['an object like an error', { name: 'N', message: 'm', stack: 's' }, 22, ['N', 'm']],
  ['an object like an error on 24', { name: 'N', message: 'm', stack: 's' }, 24, ['object', '[object Object]']],
  ['undefined', undefined, 22, ['handled']],
  ['undefined on 24', undefined, 24, ['undefined', 'undefined']],
  ['an object without a prototype', Object.create(null), 22, ['handled']],
  ['a rejection without a reason', new UnhandledPromiseRejection(undefined), 22, ['Runtime.UnhandledPromiseRejection', '']],
];

for (const [name, thrown, release, expected] of cases) {
  test(`described: ${name}`, () => {
    const { type, message } = describe(thrown, release);

    assert.deepStrictEqual([type, message].slice(0, expected.length), expected);
  });
}

const versions = [
  [22, new TypeError('Object.groupBy is not a function'), true],
  [24, new ReferenceError('URLPattern is not defined'), true],
  [22, new ReferenceError('URLPattern is not defined'), false],
  [22, new TypeError('mine is not a function'), false],
  [22, new SyntaxError('Unexpected token'), false],
  [22, new TypeError('Cannot read properties of undefined'), undefined],
  [22, 'mine is not a function', undefined],
  [18, new TypeError('Object.groupBy is not a function'), undefined],
];

for (const [release, error, isCertain] of versions) {
  const says = { true: 'comes from', false: 'may come from', undefined: 'does not come from' }[isCertain];
  const isNewer = release > Number(process.versions.node.split('.')[0]);

  test(`on ${release}, "${error.message ?? error}" ${says} the version`, { skip: isCertain !== undefined && !isNewer }, () => {
    const hint = versionHint(error, release);

    assert.strictEqual(hint?.isCertain, isCertain);
    if (hint) assert.ok(hint.text.includes(`nodejs${release}.x`) && hint.text.includes(process.versions.node));
  });
}
