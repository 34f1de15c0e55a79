'use strict';

// The cheapest hand-written loop: parse, call, serialize. Arguments: a file with the handler, and one with an event per
// line. For each line on standard input it processes all events once and prints a JSON array of microseconds: the mean
// of a call, or, for the line `each`, the time of every call.

const fs = require('fs');
const { performance } = require('perf_hooks');

const [handlerFile, eventsFile] = process.argv.slice(2);
const { handler } = require(handlerFile);
const texts = fs.readFileSync(eventsFile, 'utf8').trim().split('\n');
let written = 0;

async function mean() {
  const begin = performance.now();
  for (const text of texts) written += JSON.stringify(await handler(JSON.parse(text))).length;
  return [((performance.now() - begin) * 1000) / texts.length];
}

async function each() {
  const times = [];
  for (const text of texts) {
    const begin = performance.now();
    written += JSON.stringify(await handler(JSON.parse(text))).length;
    times.push((performance.now() - begin) * 1000);
  }
  return times;
}

async function main() {
  const buffer = Buffer.alloc(64);
  for (;;) {
    const length = fs.readSync(0, buffer);
    if (length === 0) return;
    const times = buffer.toString('utf8', 0, length) === 'each\n' ? await each() : await mean();
    fs.writeSync(1, `${JSON.stringify(times)}\n`);
  }
}

main();
