'use strict';

// The cheapest that a person would write by hand: parse, call, serialise. Arguments: a file with the handler, one
// with events a line, how often to go through them before the one pass that counts. Prints microseconds a call: with
// a fourth argument those of each call, and the mean without.

const fs = require('fs');
const { performance } = require('perf_hooks');

const [handlerFile, eventsFile, warmUps, wantsEach] = process.argv.slice(2);
const { handler } = require(handlerFile);
const texts = fs.readFileSync(eventsFile, 'utf8').trim().split('\n');
let written = 0;

async function pass() {
  for (const text of texts) written += JSON.stringify(await handler(JSON.parse(text))).length;
}

async function timedCalls() {
  const times = [];
  for (const text of texts) {
    const begin = performance.now();
    written += JSON.stringify(await handler(JSON.parse(text))).length;
    times.push((performance.now() - begin) * 1000);
  }
  return times;
}

async function main() {
  for (let i = 0; i < warmUps; i++) await pass();
  if (wantsEach) return console.log(JSON.stringify(await timedCalls()));
  const begin = performance.now();
  await pass();
  console.log(JSON.stringify([((performance.now() - begin) * 1000) / texts.length]));
}

main();
