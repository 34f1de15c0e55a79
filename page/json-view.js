import { element } from './element.js';
import { longText } from './long-text.js';

/** What fits into this many characters stands on one line. */
const lineWidth = 64;
/** Levels that are open to begin with; deeper ones, and there may be thousands, are built when they are opened. */
const openDepth = 5;
/** Members that are shown at once. */
const chunk = 200;

/** A JSON value, laid out so that its parts can be closed and opened. */
export function jsonView(value) {
  return element('div', { class: 'json' }, ...line(null, value, 0, ''));
}

/** A value on one line, or null when that would be longer than `limit`. Stops as soon as it is. */
export function oneLine(value, limit = lineWidth) {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'string' && value.length > limit) return null;
    const text = JSON.stringify(value) ?? 'null';
    return text.length <= limit ? text : null;
  }
  // Two for the brackets: each level leaves less, so that the deepest value ends somewhere.
  if (limit < 2) return null;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  let text = open;
  for (const [key, member] of members(value)) {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    const rest = oneLine(member, limit - text.length - name.length - 1);
    if (rest === null) return null;
    text += (text.length > 1 ? ', ' : '') + name + rest;
    if (text.length + 1 > limit) return null;
  }
  return text.length + 1 <= limit ? text + close : null;
}

function* members(value) {
  if (Array.isArray(value)) yield* value.entries();
  else for (const key of Object.keys(value)) yield [key, value[key]];
}

function line(key, value, depth, comma) {
  const name = key === null ? [] : [element('span', { class: 'json-key' }, JSON.stringify(key)), ': '];
  if (value === null || typeof value !== 'object') return [leaf(name, value, comma)];
  const text = oneLine(value);
  if (text !== null) return [element('div', { class: 'json-line' }, ...name, text, comma)];
  return [branch(name, value, depth, comma)];
}

function leaf(name, value, comma) {
  const type = value === null ? 'null' : typeof value;
  const shown = longText(JSON.stringify(value), { class: `json-${type}` });
  return element('div', { class: 'json-line' }, ...name, shown, comma);
}

function branch(name, value, depth, comma) {
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const count = Object.keys(value).length;
  const noun = Array.isArray(value) ? 'element' : 'member';
  const closed = element('span', { class: 'json-closed' }, ` ${count} ${noun}${count === 1 ? '' : 's'} ${close}${comma}`);
  const body = element('div', { class: 'json-body' });
  const made = element('details', {}, element('summary', {}, ...name, open, closed), body);
  let isBuilt = false;
  const build = () => {
    if (isBuilt) return;
    isBuilt = true;
    body.append(element('div', { class: 'json-members' }, ...lines(value, depth + 1)), `${close}${comma}`);
  };
  made.addEventListener('toggle', () => made.open && build());
  if (depth < openDepth) {
    made.open = true;
    build();
  }
  return made;
}

function lines(value, depth, from = 0) {
  const isArray = Array.isArray(value);
  const keys = isArray ? null : Object.keys(value);
  const count = isArray ? value.length : keys.length;
  const to = Math.min(count, from + chunk);
  const made = [];
  for (let index = from; index < to; index += 1) {
    const key = isArray ? index : keys[index];
    made.push(...line(isArray ? null : key, value[key], depth, index < count - 1 ? ',' : ''));
  }
  if (to < count) {
    const more = element(
      'button',
      { type: 'button', class: 'more', onclick: () => more.replaceWith(...lines(value, depth, to)) },
      `… ${count - to} more`,
    );
    made.push(more);
  }
  return made;
}
