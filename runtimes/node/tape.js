'use strict';

// What tapes are made of: all strings of a value in one text, and tokens that say what they are, each a kind in its low
// four bits and a number above them. The layout is that of CloudFrontEvents/Tape.

const kinds = {
  null: 0, false: 1, true: 2, string: 3, json: 4, object: 5, endOfObject: 6, array: 7, endOfArray: 8, key: 9, name: 10,
  entry: 11, given: 12,
};

/**
 * Makes room for what an event's headers were when it was built, so that those which come back can be named instead
 * of told: for each of one entry its name, the array, its only element, the strings in that, and the number of it
 * among all entries.
 */
function createGiven() {
  return { count: 0, names: [], lists: [], entries: [], keys: [], values: [], numbers: [] };
}

module.exports = { createGiven, kinds };
