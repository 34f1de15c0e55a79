'use strict';

// Failures that come, or may come, from an embedded Node.js that is older than the declared one.

const { apply } = Reflect;
const { exec } = RegExp.prototype;

const embedded = process.versions.node;
const embeddedRelease = Number(embedded.split('.')[0]);

// What V8 and Node say about what a release of AWS's has and those before it lack.
const certain = [
  [20, /\.(?:toReversed|toSorted|toSpliced|isWellFormed|toWellFormed) is not a function/],
  [20, /\bAbortSignal\.any is not a function/],
  [20, /Invalid (?:regular expression )?flags(?:$| supplied to RegExp constructor 'd?g?i?m?s?u?v)/],
  [22, /\b(?:Object|Map)\.groupBy is not a function|\bArray\.fromAsync is not a function/],
  [22, /\bPromise\.withResolvers is not a function|\bURL\.parse is not a function/],
  [22, /\b(?:crypto|require\(\.\.\.\))\.hash is not a function/],
  [22, /\b(?:values|keys|entries|matchAll)\(\.\.\.\)\.(?:map|filter|take|drop|flatMap|reduce|toArray|forEach|some|every|find) is not a function/],
  [22, /\.(?:symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom|transferToFixedLength) is not a function/],
  [22, /\bprocess\.(?:getBuiltinModule|loadEnvFile) is not a function|\butil\.(?:styleText|parseEnv) is not a function/],
  [22, /^(?:WebSocket|EventSource|Iterator|CloseEvent|Storage) is not defined$/],
  [22, /No such built-in module: node:sqlite|Cannot find (?:module|package) 'node:sqlite'/],
  [24, /\bPromise\.try is not a function|\bRegExp\.escape is not a function|\bError\.isError is not a function/],
  [24, /\bMath\.f16round is not a function|\.[gs]etFloat16 is not a function/],
  [24, /^(?:Float16Array|URLPattern|DisposableStack|AsyncDisposableStack) is not defined$/],
  [24, /Invalid regular expression: .*: Invalid group/],
];
const using = /(?:^|[;{}]|\n)\s*(?:await\s+)?using\s+[\w$]+\s*=/;
const possible = /is not a (?:function|constructor)|is not defined$|No such built-in module|does not provide an export named/;

/**
 * Explains an error that comes from the versions, or may come from them.
 *
 * @param {unknown} error what was thrown
 * @param {number} release the declared release
 * @returns {{ isCertain: boolean, text: string } | undefined}
 */
function versionHint(error, release) {
  if (!(release > embeddedRelease)) return undefined;
  try {
    const message = `${error.message}`;
    const isSyntax = error instanceof SyntaxError || `${error.name}`.includes('UserCodeSyntaxError');
    const isOlder = ([since]) => since > embeddedRelease && since <= release;
    const matches = ([, pattern]) => apply(exec, pattern, [message]) !== null;
    if (certain.some((entry) => isOlder(entry) && matches(entry)) || (isSyntax && isUsing(error, release))) {
      const text = `nodejs${release}.x has this; the embedded Node.js ${embedded}, on which the function ran, does not`;
      return { isCertain: true, text };
    }
    if (/Unexpected identifier 'assert'$/.test(message)) return undefined;
    if (!isSyntax && apply(exec, possible, [message]) === null) return undefined;
    const text = `the version may be the cause: the function declares nodejs${release}.x and ran on Node.js ${embedded}`;
    return { isCertain: false, text };
  } catch {
    return undefined;
  }
}

/** Returns true if the line of a syntax error, which is in its stack, has a `using` declaration. */
function isUsing(error, release) {
  return release >= 24 && apply(exec, using, [`${error.stack}`]) !== null;
}

module.exports = { versionHint };
