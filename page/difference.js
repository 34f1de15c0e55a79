// The changes that a function made: members by path, headers by name.

/** Deeper members are compared as a whole. */
const deepest = 12;

/**
 * Compares a function's input with its result.
 *
 * @returns {{kind: 'added'|'removed'|'changed', path: string, before?: string, after?: string}[]}
 */
export function difference(before, after) {
  const changes = [];
  compare('', before, after, changes, 0);
  return changes;
}

/**
 * Returns the part of an event that a result replaces; null when it replaces none, as a response that a request function
 * generated.
 */
export function counterpart(event, result) {
  const cf = event?.Records?.[0]?.cf;
  if (!cf || !isObject(result)) return null;
  if (cf.response) return cf.response;
  return 'status' in result ? null : (cf.request ?? null);
}

/** Reports if a request function generated the response. */
export function isGenerated(event, result) {
  return isObject(result) && 'status' in result && !event?.Records?.[0]?.cf?.response;
}

function compare(path, before, after, changes, depth) {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const name = path === '' ? key : `${path}.${key}`;
    const old = own(before, key);
    const now = own(after, key);
    if (isHeaders(key) && isObject(old) && isObject(now)) compareHeaders(name, old, now, changes);
    else if (isObject(old) && isObject(now) && depth < deepest) compare(name, old, now, changes, depth + 1);
    else note(name, text(old), text(now), changes);
  }
}

// Names are compared in any case: the platform lower-cases them, and adds missing keys.
function compareHeaders(path, before, after, changes) {
  const old = headers(before);
  const now = headers(after);
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(name), now.get(name)];
    const showsKeys = was !== undefined && is !== undefined && sameValues(was, is) && !sameKeys(was, is);
    const shown = (entries) => entries?.map((entry) => (showsKeys ? `${entry.key}: ${entry.value}` : entry.value)).join('\n');
    if (was && is && sameValues(was, is) && !showsKeys) continue;
    note(`${path}.${name}`, shown(was), shown(is), changes);
  }
}

function headers(map) {
  const found = new Map();
  for (const name of Object.keys(map)) {
    const entries = Array.isArray(map[name]) ? map[name] : [map[name]];
    const shown = entries.map((entry) => (isObject(entry) && 'value' in entry
      ? { key: entry.key, value: String(entry.value) }
      : { key: undefined, value: text(entry) }));
    found.set(name.toLowerCase(), [...(found.get(name.toLowerCase()) ?? []), ...shown]);
  }
  return found;
}

const sameValues = (a, b) => a.length === b.length && a.every(({ value }, index) => value === b[index].value);
const sameKeys = (a, b) => a.every(({ key }, index) => key === undefined || b[index].key === undefined || key === b[index].key);

function note(path, before, after, changes) {
  if (before === after) return;
  if (before === undefined) changes.push({ kind: 'added', path, after });
  else if (after === undefined) changes.push({ kind: 'removed', path, before });
  else changes.push({ kind: 'changed', path, before, after });
}

const isHeaders = (key) => key === 'headers' || key === 'customHeaders';
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

// JSON.stringify fails on values with thousands of levels.
function text(value) {
  try {
    return JSON.stringify(sorted(value));
  } catch {
    return 'a value too deep to show';
  }
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
