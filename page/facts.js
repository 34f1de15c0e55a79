import { element } from './element.js';

/** Shows names and values in a row, without empty ones. */
export function facts(pairs, className = 'facts') {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return element(
    'dl',
    { class: className },
    ...shown.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

const openSections = new Map();

/** Creates a part that opens and closes, and keeps its state for the next request. */
export function section(title, isOpen, ...children) {
  const name = title.replace(/ \(\d+\)$/, '');
  const made = element('details', { class: 'section' }, element('summary', {}, element('h4', {}, title)), ...children);
  made.open = openSections.get(name) ?? isOpen;
  made.firstElementChild.addEventListener('click', () => openSections.set(name, !made.open));
  return made;
}

/** Creates a button that copies a text to the clipboard. */
export function copyButton(label, text) {
  const button = element('button', { type: 'button', class: 'quiet', 'aria-label': `Copy ${label}` }, 'Copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
  });
  return button;
}

/** Shows headers as a table, in their order. */
export function headerTable(caption, headers) {
  return element(
    'table',
    { class: 'headers' },
    element('caption', {}, caption),
    element(
      'tbody',
      {},
      ...headers.map(([name, value]) => element(
        'tr',
        {},
        element('th', { scope: 'row' }, name),
        element('td', {}, value),
      )),
    ),
  );
}
