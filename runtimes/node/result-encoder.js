'use strict';

// Encodes results as tapes, equal to what JSON.stringify would write.

const { kinds } = require('./tape.js');

// Captured, because a handler may replace them.
const { isBoxedPrimitive } = require('util').types;
const { stringify } = JSON;
const { apply } = Reflect;
const { isArray } = Array;
const { keys: keysOf } = Object;
const { Int32Array } = globalThis;
// As fast as a method, without a lookup.
const slice = Function.prototype.call.bind(String.prototype.slice);

const {
  null: NULL, false: FALSE, true: TRUE, string: STRING, json: JSON_TEXT, object: OBJECT, endOfObject: END_OF_OBJECT,
  array: ARRAY, endOfArray: END_OF_ARRAY, key: KEY, entry: ENTRY, given: GIVEN,
} = kinds;

// Beyond this depth JSON.stringify takes over, which finds cycles. At most this many ends follow a value unchecked.
const deepest = 64;
const room = deepest + 16;
const longest = 0x7ffffff;

/**
 * Creates an encoder of results.
 *
 * Everything that a getter, a proxy or a `toJSON` can observe happens once, in the order of JSON.stringify.
 *
 * @param {Int32Array} shared receives the tokens as long as they fit
 * @param given the headers of the event, as event-builder.js leaves them
 */
function createEncoder(shared, given) {
  const sharedLimit = shared.length - room;
  let tokens = shared;
  let limit = sharedLimit;
  let count = 0;
  let text = '';

  /** Encodes a value. Returns false and writes nothing if JSON would leave it out. */
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

  /** Encodes a value with JSON.stringify, and hides its `toJSON`, which has been read already. */
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

  /** Encodes the member `headers` of a result, in which most headers are unchanged. */
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
      let position = next;
      while (position < given.count && given.names[position] !== name) position++;
      if (position === given.count) {
        property(name, member[name], 2);
      } else {
        next = position + 1;
        header(name, member[name], position);
      }
    }
    tokens[count++] = END_OF_OBJECT;
  }

  /** Encodes a header whose name is in the event. */
  function header(name, list, position) {
    if (list !== given.lists[position]) {
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
    if (entry !== given.entries[position]) {
      begin(name);
      if (!value(entry, 0, 3)) tokens[count++] = NULL;
    } else {
      const { toJSON: ofEntry } = entry;
      if (typeof ofEntry === 'function' || !isPair(entry)) {
        begin(name);
        if (!objectAfter(ofEntry, entry, 0, 3)) tokens[count++] = NULL;
      } else if (isGivenPair(name, entry, position)) {
        return;
      }
    }
    tokens[count++] = END_OF_ARRAY;
  }

  /** Encodes an unchanged entry as its index; otherwise the start of its header and the entry, and returns false. */
  function isGivenPair(name, entry, position) {
    const { key } = entry;
    if (key !== given.keys[position]) {
      begin(name);
      pairWith(key, entry, 4);
      return false;
    }
    const { value: content } = entry;
    if (content !== given.values[position]) {
      begin(name);
      pairOf(key, content, 4);
      return false;
    }
    tokens[count++] = (given.numbers[position] << 4) | GIVEN;
    return true;
  }

  function begin(name) {
    string(KEY, name);
    tokens[count++] = ARRAY;
  }

  /** Returns true if an object has exactly the enumerable members `key` and `value`, in this order. */
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

  /** Like `property`, for an object whose `toJSON` has been read already. */
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
     * Encodes a result as JSON.stringify would, and undefined as null.
     *
     * @returns {boolean} false if JSON.stringify would return undefined; nothing is encoded then
     * @throws what JSON.stringify would throw
     */
    encode(result) {
      try {
        if (value(result, '', 0)) return true;
        if (result !== undefined) return false;
        tokens[count++] = NULL;
        return true;
      } catch (error) {
        forget();
        throw error;
      }
    },

    /** Passes the encoded result to `acceptTape`, or as JSON text to `accept` if that returns false. */
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

/** Writes the JSON text of a tape, which refers to the given headers by index. */
function render(text, tokens, count, given) {
  let json = '';
  let position = 0;
  let needsComma = false;

  const read = (length) => slice(text, position, (position += length));
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
      case STRING: put(stringify(read(length))); break;
      case JSON_TEXT: put(read(length)); break;
      case KEY: put(`${stringify(read(length))}:`); needsComma = false; break;
      case OBJECT: put('{'); needsComma = false; break;
      case ARRAY: put('['); needsComma = false; break;
      case END_OF_OBJECT: json += '}'; needsComma = true; break;
      case END_OF_ARRAY: json += ']'; needsComma = true; break;
      case GIVEN: {
        const found = given.numbers.indexOf(length);
        const entry = `{"key":${stringify(given.keys[found])},"value":${stringify(given.values[found])}}`;
        put(`${stringify(given.names[found])}:[${entry}]`);
        break;
      }
      default: {
        const key = stringify(read(length));
        put(`{"key":${key},"value":${stringify(read(tokens[++index]))}}`);
      }
    }
  }
  return json;
}

module.exports = { createEncoder };
