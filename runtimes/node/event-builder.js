'use strict';

// Events from tapes: a handler sees what JSON.parse would give.

const { kinds } = require('./tape.js');

// Held on to: a handler may replace them.
const { stringify } = JSON;
const { defineProperty } = Object;
const { Function } = globalThis;
const arrayPrototype = Array.prototype;
const objectPrototype = Object.prototype;
// As quick as methods, and not looked up.
const slice = Function.prototype.call.bind(String.prototype.slice);
const includes = Function.prototype.call.bind(Array.prototype.includes);

const {
  null: NULL, false: FALSE, true: TRUE, string: STRING, json: JSON_TEXT, object: OBJECT, endOfObject: END_OF_OBJECT,
  array: ARRAY, endOfArray: END_OF_ARRAY, name: NAME, entry: ENTRY,
} = kinds;

/**
 * Makes what reads events from tapes.
 *
 * @param {Int32Array} tokens where the host puts an event's tokens
 * @param {string[]} memberNames what tokens name by number
 * @param given receives the headers of the last map that the event has of them
 * @returns {(text: string) => any} builds the event that the tokens tell of, with the text of its tape
 */
function createBuilder(tokens, memberNames, given) {
  const headersNumber = memberNames.indexOf('headers');
  // V8 learns the shapes that a store meets: one for each name is quicker than a single store of all members.
  const names = memberNames.map((name) => stringify(name));
  const cases = names.map((name, number) => `case ${number}: object[${name}] = value; break;`);
  const store = new Function('object', 'number', 'value', `switch (number) {${cases.join('')}}`);
  // JSON.parse defines members, whatever setters are inherited. V8 knows the answer, until it changes.
  const hasInherited = new Function('object', `return ${names.map((name) => `${name} in object`).join('||') || false}`);
  const plain = {};

  // The last event's keys, which the next is likely to have in the same places: so they need no look-up in V8's
  // table of strings.
  const lastKeys = new Array(64).fill('');
  const lastAreMet = new Array(64).fill(false);
  const lastPlace = lastKeys.length - 1;

  let text = '';
  let position = 0;
  let index = 0;
  let place = 0;
  let isInherited = false;

  // Names that are not ours are asked for together as well, once they were met.
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

  function take(length) {
    const start = position;
    position = start + length;
    return slice(text, start, position);
  }

  function takeKey(length) {
    const key = take(length);
    const last = lastKeys[place & lastPlace];
    if (key !== last) {
      lastKeys[place & lastPlace] = key;
      lastAreMet[place & lastPlace] = meet(key);
    }
    return lastKeys[place++ & lastPlace];
  }

  /** Whether objects inherit something of the key that was taken last. */
  function isKeyInherited(key) {
    return lastAreMet[(place - 1) & lastPlace] ? isMetInherited : key in objectPrototype;
  }

  function value(token) {
    switch (token & 15) {
      case NULL: return null;
      case FALSE: return false;
      case TRUE: return true;
      case STRING: return take(token >> 4);
      case JSON_TEXT: return +take(token >> 4);
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
        if ((next & 15) === STRING) member = take(next >> 4);
        else if (number === headersNumber && next === OBJECT) member = headers();
        else member = value(next);
        if (isInherited) define(made, memberNames[number], member);
        else store(made, number, member);
      } else {
        const key = takeKey(token >> 4);
        const isKnown = isKeyInherited(key);
        const next = tokens[index++];
        const member = next === ARRAY ? array() : value(next);
        if (isKnown) define(made, key, member);
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
      const isOurs = (token & 15) === NAME;
      const name = isOurs ? memberNames[token >> 4] : takeKey(token >> 4);
      const isKnown = isOurs ? isInherited : isKeyInherited(name);
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
      if (isKnown) define(made, name, list);
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
    const key = take(token >> 4);
    return { key, value: take(tokens[index++]) };
  }

  return (eventText) => {
    text = eventText;
    position = 0;
    index = 0;
    place = 0;
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
