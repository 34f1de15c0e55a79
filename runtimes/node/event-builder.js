'use strict';

// Builds events from tapes, equal to what JSON.parse would return.

const { kinds } = require('./tape.js');

// Captured, because a handler may replace them.
const { stringify } = JSON;
const { defineProperty } = Object;
const { Function } = globalThis;
const arrayPrototype = Array.prototype;
const objectPrototype = Object.prototype;
// As fast as methods, without a lookup.
const slice = Function.prototype.call.bind(String.prototype.slice);
const includes = Function.prototype.call.bind(Array.prototype.includes);

const {
  null: NULL, false: FALSE, true: TRUE, string: STRING, json: JSON_TEXT, object: OBJECT, endOfObject: END_OF_OBJECT,
  array: ARRAY, endOfArray: END_OF_ARRAY, name: NAME, entry: ENTRY,
} = kinds;

/**
 * Creates a builder of events.
 *
 * @param {Int32Array} tokens holds an event's tokens
 * @param {string[]} memberNames the names that tokens refer to by index
 * @param given receives the headers of the event's last map of headers
 * @returns {(text: string) => any} builds an event from the tokens and the text of its tape
 */
function createBuilder(tokens, memberNames, given) {
  const headersNumber = memberNames.indexOf('headers');
  // V8 caches hidden classes per store: one store for each name is faster than a single one for all members.
  const names = memberNames.map((name) => stringify(name));
  const cases = names.map((name, number) => `case ${number}: object[${name}] = value; break;`);
  const store = new Function('object', 'number', 'value', `switch (number) {${cases.join('')}}`);
  // JSON.parse defines members and ignores inherited setters. V8 caches these checks until a prototype changes.
  const hasInherited = new Function('object', `return ${names.map((name) => `${name} in object`).join('||') || false}`);
  const plain = {};

  // The keys of the last event. The next event likely has them in the same order, and then they need no lookup in V8's
  // string table.
  const lastKeys = new Array(64).fill('');
  const lastAreMet = new Array(64).fill(false);
  const keyMask = lastKeys.length - 1;

  let text = '';
  let position = 0;
  let index = 0;
  let keyIndex = 0;
  let isInherited = false;

  // Names outside `memberNames` are checked together too, once they have occurred.
  const met = new Array(64).fill(null);
  let metCount = 0;
  let hasInheritedMet = () => false;
  let isMetInherited = false;

  function meet(name) {
    if (includes(met, name)) return true;
    if (metCount === met.length) return false;
    met[metCount++] = name;
    let condition = 'false';
    for (let i = 0; i < metCount; i++) condition += `||${stringify(met[i])} in object`;
    hasInheritedMet = new Function('object', `return ${condition}`);
    isMetInherited = hasInheritedMet(plain);
    return true;
  }

  function read(length) {
    const start = position;
    position = start + length;
    return slice(text, start, position);
  }

  function readKey(length) {
    const key = read(length);
    const last = lastKeys[keyIndex & keyMask];
    if (key !== last) {
      lastKeys[keyIndex & keyMask] = key;
      lastAreMet[keyIndex & keyMask] = meet(key);
    }
    return lastKeys[keyIndex++ & keyMask];
  }

  /** Returns true if objects inherit a member of this name, which is the key that was read last. */
  function isKeyInherited(key) {
    return lastAreMet[(keyIndex - 1) & keyMask] ? isMetInherited : key in objectPrototype;
  }

  function value(token) {
    switch (token & 15) {
      case NULL: return null;
      case FALSE: return false;
      case TRUE: return true;
      case STRING: return read(token >> 4);
      case JSON_TEXT: return +read(token >> 4);
      case OBJECT: return object();
      case ARRAY: return array();
      default: return entry(token);
    }
  }

  function object() {
    const made = {};
    for (;;) {
      const token = tokens[index++];
      if (token === END_OF_OBJECT) return made;
      if ((token & 15) === NAME) {
        const next = tokens[index++];
        const number = token >> 4;
        let member;
        if ((next & 15) === STRING) member = read(next >> 4);
        else if (number === headersNumber && next === OBJECT) member = headers();
        else member = value(next);
        if (isInherited) define(made, memberNames[number], member);
        else store(made, number, member);
      } else {
        const key = readKey(token >> 4);
        const isDefined = isKeyInherited(key);
        const next = tokens[index++];
        const member = next === ARRAY ? array() : value(next);
        if (isDefined) define(made, key, member);
        else made[key] = member;
      }
    }
  }

  function headers() {
    const made = {};
    let count = 0;
    let number = 0;
    for (;;) {
      const token = tokens[index++];
      if (token === END_OF_OBJECT) {
        given.count = count;
        return made;
      }
      const isMemberName = (token & 15) === NAME;
      const name = isMemberName ? memberNames[token >> 4] : readKey(token >> 4);
      const isDefined = isMemberName ? isInherited : isKeyInherited(name);
      const next = tokens[index++];
      let list;
      if (next !== ARRAY) {
        list = value(next);
      } else if (tokens[index + 2] === END_OF_ARRAY && (tokens[index] & 15) === ENTRY) {
        const only = entry(tokens[index++]);
        list = [only];
        index++;
        given.names[count] = name;
        given.lists[count] = list;
        given.entries[count] = only;
        given.keys[count] = only.key;
        given.values[count] = only.value;
        given.numbers[count++] = number++;
      } else {
        list = array();
        number += list.length;
      }
      if (isDefined) define(made, name, list);
      else made[name] = list;
    }
  }

  function array() {
    let token = tokens[index++];
    if (token === END_OF_ARRAY) return [];
    const made = [(token & 15) === ENTRY ? entry(token) : value(token)];
    for (let count = 1; (token = tokens[index++]) !== END_OF_ARRAY; count++) {
      const element = value(token);
      if (count in arrayPrototype) define(made, count, element);
      else made[count] = element;
    }
    return made;
  }

  function entry(token) {
    const key = read(token >> 4);
    return { key, value: read(tokens[index++]) };
  }

  return (eventText) => {
    text = eventText;
    position = 0;
    index = 0;
    keyIndex = 0;
    isInherited = hasInherited(plain);
    isMetInherited = hasInheritedMet(plain);
    const event = value(tokens[index++]);
    text = '';
    return event;
  };
}

function define(object, name, value) {
  defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

module.exports = { createBuilder };
