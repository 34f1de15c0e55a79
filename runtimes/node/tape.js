'use strict';

// Events and answers as tapes: all strings of a value in one text, and tokens that say what they are. The
// layout is that of CloudFrontEvents/Tape. A handler sees what JSON.parse would give, and what it answers goes
// out as JSON.stringify would tell it.

// Held on to: a handler may replace them.
const { isBoxedPrimitive } = require('util').types;
const { stringify } = JSON;
const { apply } = Reflect;
const { isArray } = Array;
const { defineProperty, keys: keysOf } = Object;
const { Function, Int32Array } = globalThis;
const arrayPrototype = Array.prototype;
const objectPrototype = Object.prototype;
// As quick as a method, and not looked up.
const slice = Function.prototype.call.bind(String.prototype.slice);
const includes = Function.prototype.call.bind(Array.prototype.includes);

const kinds = {
  null: 0, false: 1, true: 2, string: 3, json: 4, object: 5, endOfObject: 6, array: 7, endOfArray: 8, key: 9, name: 10,
  entry: 11, given: 12,
};
const [NULL, FALSE, TRUE, STRING, JSON_TEXT, OBJECT, END_OF_OBJECT, ARRAY, END_OF_ARRAY, KEY, NAME, ENTRY, GIVEN] =
  Object.values(kinds);

// Beyond this depth JSON.stringify goes on, which finds cycles. So many ends can follow a value without a check.
const deepest = 64;
const room = deepest + 16;
const longest = 0x7ffffff;

/**
 * Makes room for what an event's headers were when it was built, so that those which come back can be named instead
 * of told: for each of one entry its name, the array, its only element, the strings in that, and the number of it
 * among all entries.
 */
function createGiven() {
  return { count: 0, names: [], lists: [], entries: [], keys: [], values: [], numbers: [] };
}

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

/**
 * Makes what lays answers out on tapes.
 *
 * Whatever a getter, a proxy or a `toJSON` can see happens once, and in the order of JSON.stringify.
 *
 * @param {Int32Array} shared where the tokens go as long as there is room
 * @param given the headers of the event that is answered
 */
function createFlattener(shared, given) {
  const sharedLimit = shared.length - room;
  let tokens = shared;
  let limit = sharedLimit;
  let count = 0;
  let text = '';

  /** Lays a value out. False if JSON would leave it out; then nothing was written. */
  function value(member, name, depth) {
    if (count > limit) grow();
    switch (typeof member) {
      case 'string':
        string(STRING, member);
        return true;
      case 'boolean':
        tokens[count++] = member ? TRUE : FALSE;
        return true;
      case 'number':
        // Neither NaN nor infinite.
        if (member - member === 0) string(JSON_TEXT, `${member}`);
        else tokens[count++] = NULL;
        return true;
      case 'object':
        if (member === null) tokens[count++] = NULL;
        else return object(member, name, depth);
        return true;
      case 'function':
      case 'bigint':
        return embed(member, member.toJSON, name);
      default:
        return false;
    }
  }

  function string(kind, content) {
    if (content.length > longest) throw new RangeError('a string is too long');
    tokens[count++] = (content.length << 4) | kind;
    text += content;
  }

  function object(member, name, depth) {
    return objectAfter(member.toJSON, member, name, depth);
  }

  function objectAfter(toJSON, member, name, depth) {
    if (typeof toJSON === 'function' || depth === deepest) return embed(member, toJSON, name);
    if (isArray(member)) array(member, depth + 1);
    else if (isBoxedPrimitive(member)) return embed(member, toJSON, name);
    else members(member, depth + 1);
    return true;
  }

  /** Leaves a value to JSON.stringify, whose own look at `toJSON` would be the second. */
  function embed(member, toJSON, name) {
    const convert = typeof toJSON === 'function' ? () => apply(toJSON, member, [`${name}`]) : () => member;
    const json = stringify({ __proto__: null, toJSON: convert });
    if (json === undefined) return false;
    string(JSON_TEXT, json);
    return true;
  }

  function array(member, depth) {
    tokens[count++] = ARRAY;
    const { length } = member;
    for (let i = 0; i < length; i++) {
      if (!value(member[i], i, depth)) tokens[count++] = NULL;
    }
    tokens[count++] = END_OF_ARRAY;
  }

  function members(member, depth) {
    const names = keysOf(member);
    const { length } = names;
    if (length === 2 && names[0] === 'key' && names[1] === 'value') {
      pair(member, depth);
      return;
    }
    tokens[count++] = OBJECT;
    for (let i = 0; i < length; i++) {
      const name = names[i];
      if (depth === 1 && name === 'headers') headers(member[name]);
      else property(name, member[name], depth);
    }
    tokens[count++] = END_OF_OBJECT;
  }

  /** Lays out the member `headers` of an answer, in which most headers are as they were given. */
  function headers(member) {
    if (typeof member !== 'object' || member === null || isArray(member) || isBoxedPrimitive(member)) {
      property('headers', member, 1);
      return;
    }
    const { toJSON } = member;
    if (typeof toJSON === 'function') {
      propertyAfter(toJSON, 'headers', member, 1);
      return;
    }
    string(KEY, 'headers');
    tokens[count++] = OBJECT;
    const names = keysOf(member);
    const { length } = names;
    let next = 0;
    for (let i = 0; i < length; i++) {
      const name = names[i];
      let place = next;
      while (place < given.count && given.names[place] !== name) place++;
      if (place === given.count) {
        property(name, member[name], 2);
      } else {
        next = place + 1;
        header(name, member[name], place);
      }
    }
    tokens[count++] = END_OF_OBJECT;
  }

  /** Lays out a header of a name that was given. */
  function header(name, list, place) {
    if (list !== given.lists[place]) {
      property(name, list, 2);
      return;
    }
    const { toJSON } = list;
    if (typeof toJSON === 'function' || list.length !== 1) {
      propertyAfter(toJSON, name, list, 2);
      return;
    }
    if (count > limit) grow();
    const entry = list[0];
    if (entry !== given.entries[place]) {
      begin(name);
      if (!value(entry, 0, 3)) tokens[count++] = NULL;
    } else {
      const { toJSON: ofEntry } = entry;
      if (typeof ofEntry === 'function' || !isPair(entry)) {
        begin(name);
        if (!objectAfter(ofEntry, entry, 0, 3)) tokens[count++] = NULL;
      } else if (isGivenPair(name, entry, place)) {
        return;
      }
    }
    tokens[count++] = END_OF_ARRAY;
  }

  /** Names an entry that is as it was given, or lays out the begin of its header and the entry. */
  function isGivenPair(name, entry, place) {
    const { key } = entry;
    if (key !== given.keys[place]) {
      begin(name);
      pairWith(key, entry, 4);
      return false;
    }
    const { value: content } = entry;
    if (content !== given.values[place]) {
      begin(name);
      pairOf(key, content, 4);
      return false;
    }
    tokens[count++] = (given.numbers[place] << 4) | GIVEN;
    return true;
  }

  function begin(name) {
    string(KEY, name);
    tokens[count++] = ARRAY;
  }

  /** Whether an object has the members `key` and `value`, in this order, and no other that JSON would tell. */
  function isPair(member) {
    let number = 0;
    for (const name in member) {
      if (name !== (number === 0 ? 'key' : 'value') || number === 2) return false;
      number++;
    }
    return number === 2;
  }

  function pair(member, depth) {
    pairWith(member.key, member, depth);
  }

  function pairWith(key, member, depth) {
    if (typeof key !== 'string') {
      tokens[count++] = OBJECT;
      property('key', key, depth);
      property('value', member.value, depth);
      tokens[count++] = END_OF_OBJECT;
      return;
    }
    pairOf(key, member.value, depth);
  }

  function pairOf(key, content, depth) {
    if (typeof content === 'string') {
      string(ENTRY, key);
      if (content.length > longest) throw new RangeError('a string is too long');
      tokens[count++] = content.length;
      text += content;
      return;
    }
    tokens[count++] = OBJECT;
    property('key', key, depth);
    property('value', content, depth);
    tokens[count++] = END_OF_OBJECT;
  }

  function property(name, content, depth) {
    if (content === undefined) return;
    const textBefore = text;
    const countBefore = count;
    string(KEY, name);
    if (value(content, name, depth)) return;
    text = textBefore;
    count = countBefore;
  }

  /** The same for an object whose `toJSON` was read. */
  function propertyAfter(toJSON, name, content, depth) {
    const textBefore = text;
    const countBefore = count;
    string(KEY, name);
    if (count > limit) grow();
    if (objectAfter(toJSON, content, name, depth)) return;
    text = textBefore;
    count = countBefore;
  }

  function grow() {
    const grown = new Int32Array(2 * (limit + room));
    for (let i = 0; i < count; i++) grown[i] = tokens[i];
    tokens = grown;
    limit = 2 * (limit + room) - room;
  }

  function forget() {
    text = '';
    count = 0;
    tokens = shared;
    limit = sharedLimit;
  }

  return {
    /**
     * Lays an answer out as JSON.stringify would tell it, or as null where that would tell nothing.
     *
     * @throws what JSON.stringify would throw
     */
    flatten(answer) {
      try {
        if (!value(answer, '', 0)) tokens[count++] = NULL;
      } catch (error) {
        forget();
        throw error;
      }
    },

    /** Hands over what was laid out: as a tape to `acceptTape`, or as JSON text to `accept` if that refuses. */
    send(acceptTape, accept) {
      try {
        const grown = tokens === shared ? undefined : tokens;
        if (!acceptTape(text, count, grown)) accept(render(text, tokens, count, given));
      } finally {
        forget();
      }
    },
  };
}

/** Gives the JSON text of a tape; the given headers are those that it names. */
function render(text, tokens, count, given) {
  let json = '';
  let position = 0;
  let needsComma = false;

  const take = (length) => slice(text, position, (position += length));
  const put = (piece) => {
    json += needsComma ? `,${piece}` : piece;
    needsComma = true;
  };

  for (let index = 0; index < count; index++) {
    const length = tokens[index] >> 4;
    switch (tokens[index] & 15) {
      case NULL: put('null'); break;
      case FALSE: put('false'); break;
      case TRUE: put('true'); break;
      case STRING: put(stringify(take(length))); break;
      case JSON_TEXT: put(take(length)); break;
      case KEY: put(`${stringify(take(length))}:`); needsComma = false; break;
      case OBJECT: put('{'); needsComma = false; break;
      case ARRAY: put('['); needsComma = false; break;
      case END_OF_OBJECT: json += '}'; needsComma = true; break;
      case END_OF_ARRAY: json += ']'; needsComma = true; break;
      case GIVEN: {
        const place = given.numbers.indexOf(length);
        const entry = `{"key":${stringify(given.keys[place])},"value":${stringify(given.values[place])}}`;
        put(`${stringify(given.names[place])}:[${entry}]`);
        break;
      }
      default: {
        const key = stringify(take(length));
        put(`{"key":${key},"value":${stringify(take(tokens[++index]))}}`);
      }
    }
  }
  return json;
}

module.exports = { createBuilder, createFlattener, createGiven, kinds };
