'use strict';

// Tapes for tests, written and read like the host does.

const { createBuilder } = require('../event-builder.js');
const { createEncoder } = require('../result-encoder.js');
const { createGiven, kinds } = require('../tape.js');

const memberNames = ['Records', 'cf', 'uri', 'host', 'status', 'key', 'value', 'headers'];

/** Creates a generator of pseudo-random integers below a bound. */
function generator(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Converts JSON text to a tape like the host's writer, but keeps the order and repeated keys. */
function tapeOf(json) {
  let text = '';
  const tokens = [];
  const put = (kind, content = '') => {
    tokens.push((content.length << 4) | kinds[kind]);
    text += content;
  };
  let at = 0;
  const string = () => {
    const [raw] = /^"(?:[^"\\]|\\.)*"/.exec(json.slice(at));
    at += raw.length;
    return JSON.parse(raw);
  };
  const key = () => {
    const name = string();
    at++;
    const number = memberNames.indexOf(name);
    if (number < 0) put('key', name);
    else tokens.push((number << 4) | kinds.name);
  };
  const value = () => {
    const isEntry = /^\{"key":("(?:[^"\\]|\\.)*"),"value":("(?:[^"\\]|\\.)*")\}/.exec(json.slice(at));
    if (isEntry) {
      at += isEntry[0].length;
      const content = JSON.parse(isEntry[2]);
      put('entry', JSON.parse(isEntry[1]));
      tokens.push(content.length);
      text += content;
    } else if (json[at] === '{' || json[at] === '[') {
      const isObject = json[at] === '{';
      put(isObject ? 'object' : 'array');
      for (at++; json[at] !== '}' && json[at] !== ']'; at += json[at] === ',' ? 1 : 0) {
        if (isObject) key();
        value();
      }
      at++;
      put(isObject ? 'endOfObject' : 'endOfArray');
    } else if (json[at] === '"') {
      put('string', string());
    } else {
      const [word] = /^(?:null|true|false|-?\d+)/.exec(json.slice(at));
      at += word.length;
      if (/\d/.test(word)) put('json', word);
      else put(word);
    }
  };
  value();
  return { text, tokens };
}

const shared = new Int32Array(512);
const given = createGiven();
const builder = createBuilder(shared, memberNames, given);
const encoder = createEncoder(shared, given);

function build(json) {
  const { text, tokens } = tapeOf(json);
  shared.set(tokens);
  return builder(text);
}

/** Lists everything about a value that a handler can observe. */
function describe(value) {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : value;
  const members = Reflect.ownKeys(value).map((key) => {
    const { value: content, ...flags } = Object.getOwnPropertyDescriptor(value, key);
    return [key, flags, describe(content)];
  });
  return [Object.getPrototypeOf(value) === (Array.isArray(value) ? Array.prototype : Object.prototype), members];
}

function encode(value, acceptTape = () => false) {
  let json;
  if (!encoder.encode(value)) return 'undefined';
  encoder.send(acceptTape, (text) => (json = text));
  return json;
}

/** Writes a result like the platform's runtime. */
const stringified = (value) => JSON.stringify(value === undefined ? null : value) ?? 'undefined';

const keys = [
  'host', 'uri', 'key', 'value', 'x-forwarded-for', '__proto__', 'constructor', 'toString', '0', '17', '-1', '', 'a b',
  'toJSON', 'length', '4294967295', 'quo"te',
];

function randomEvent(random, depth = 0) {
  const kind = random(depth > 4 ? 5 : 9);
  const string = () => 'x'.repeat(random(20)) + random(100);
  switch (kind) {
    case 0: return null;
    case 1: return random(2) === 0;
    case 2: return random(2) === 0 ? -random(999) - 1 : random(999999999) * 1000000;
    case 3: return string();
    case 4: return { key: string(), value: string() };
    case 5: return Array.from({ length: random(5) }, () => randomEvent(random, depth + 1));
    default: {
      const made = {};
      for (let i = random(6); i > 0; i--) {
        const value = randomEvent(random, depth + 1);
        Object.defineProperty(made, keys[random(keys.length)], {
          value, writable: true, enumerable: true, configurable: true,
        });
      }
      return made;
    }
  }
}

module.exports = {
  build, builder, describe, encode, generator, keys, kinds, randomEvent, shared, stringified, tapeOf,
};
