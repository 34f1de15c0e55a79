import { counterpart, difference, isGenerated } from './difference.js';
import { element } from './element.js';
import { longText } from './long-text.js';

const signs = { added: '+', removed: '−', changed: '~' };

/** What a function changed, in words or as a table. */
export function differenceView(event, result) {
  if (isGenerated(event, result)) {
    const status = [result.status, result.statusDescription].filter(Boolean).join(' ');
    return sentence(`The function answered by itself, with ${status}. The result is the whole answer.`);
  }
  const given = counterpart(event, result);
  if (!given) return sentence('There is nothing to compare: the function returned no object.');
  const changes = difference(given, result);
  if (changes.length === 0) return sentence('None: the function returned what it was given.');
  return element('table', { class: 'changes' }, element('tbody', {}, ...changes.map(change)));
}

function sentence(text) {
  return element('p', { class: 'sentence' }, text);
}

function change({ kind, path, before, after }) {
  const values = [];
  if (before !== undefined) values.push(element('del', {}, longText(before)));
  if (after !== undefined) values.push(element('ins', {}, longText(after)));
  return element(
    'tr',
    { class: kind },
    element('td', { class: 'sign' }, element('span', { 'aria-hidden': 'true' }, signs[kind]), element('span', { class: 'unseen' }, kind)),
    element('th', { scope: 'row' }, path),
    element('td', {}, ...values),
  );
}
