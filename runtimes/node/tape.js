'use strict';

// The layout of tapes, as in Sources/CloudFrontEvents/Tape: one text with all strings of a value, and tokens with a
// kind in their low four bits and a number above them.

const kinds = {
  null: 0, false: 1, true: 2, string: 3, json: 4, object: 5, endOfObject: 6, array: 7, endOfArray: 8, key: 9, name: 10,
  entry: 11, given: 12,
};

/**
 * Creates a record of an event's headers, so that a result can refer to unchanged ones by index. For each header with
 * one entry, it holds the name, the array, its only element, the strings in that, and its index among all entries.
 */
function createGiven() {
  return { count: 0, names: [], lists: [], entries: [], keys: [], values: [], numbers: [] };
}

module.exports = { createGiven, kinds };
