import { counterpart, difference, isGenerated } from './difference.js';
import { element } from './element.js';
import { longText } from './long-text.js';

const signs = { added: '+', removed: '−', changed: '~' };

/** Shows a function's changes, in words or as a table. */
export function differenceView(event, result) {
  if (isGenerated(event, result)) {
    const status = [result.status, result.statusDescription].filter(Boolean).join(' ');
    return sentence(`The function generated the response: ${status}. The result is the whole response.`);
  }
  const given = counterpart(event, result);
  if (!given) return sentence('Nothing to compare: the function returned no object.');
  const changes = difference(given, result);
  if (changes.length === 0) return sentence('None: the function returned its input unchanged.');
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
