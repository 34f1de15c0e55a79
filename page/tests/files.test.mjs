import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../', import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder).filter((name) => /\.(html|css|js|svg)$/.test(name));

/** Returns the static imports of a module. */
function imports(name) {
  return [...read(name).matchAll(/^import [^;]*?from '\.\/([^']+)';/gms)].map((found) => found[1]);
}

function closure(name, found = new Set()) {
  for (const imported of imports(name)) {
    if (found.has(imported)) continue;
    found.add(imported);
    closure(imported, found);
  }
  return found;
}

test('exactly the files of the page are compiled in', () => {
  const list = readFileSync(new URL('../Sources/CPageFiles/page_files.c', folder), 'utf8');
  const embedded = [...list.matchAll(/#embed "..\/..\/page\/([^"]+)"/g)].map((found) => found[1]);
  const served = [...list.matchAll(/^ {4}\{"([^"]+)"/gm)].map((found) => found[1]);
  assert.deepEqual([...embedded].sort(), [...names].sort());
  assert.deepEqual(served, embedded);
});

test('the preloaded modules are exactly those of the list', () => {
  const ahead = [...read('index.html').matchAll(/rel="modulepreload" href="files\/([^"]+)"/g)].map((found) => found[1]);
  assert.deepEqual(ahead, [...closure('main.js')].sort());
});

test('nothing writes markup, and the page has no inline script or style', () => {
  for (const name of names.filter((name) => name.endsWith('.js'))) {
    assert.doesNotMatch(read(name), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser/, name);
  }
  assert.doesNotMatch(read('index.html'), /<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=/);
});

test('modules are short', () => {
  for (const name of names.filter((name) => name.endsWith('.js'))) {
    const lines = read(name).split('\n').length;
    assert.ok(lines <= 150, `${name} has ${lines} lines`);
  }
});
