import { element } from './element.js';
import { longText } from './long-text.js';

/** Values of at most this many characters are on one line. */
const lineWidth = 64;
/** Levels that are open at first; deeper ones, maybe thousands, are built when they are opened. */
const openDepth = 5;
/** Members to show at once. */
const chunk = 200;

/** Shows a JSON value whose parts open and close. */
export function jsonView(value) {
  return element('div', { class: 'json' }, ...line(null, value, 0, ''));
}

/** Writes a value on one line; null as soon as that is longer than `limit`. */
export function oneLine(value, limit = lineWidth) {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'string' && value.length > limit) return null;
    const text = JSON.stringify(value) ?? 'null';
    return text.length <= limit ? text : null;
  }
  // Two for the brackets: each level leaves less room, which bounds the depth.
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
