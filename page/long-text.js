import { element } from './element.js';

/** Longer texts are cut at first: a body may have a million characters. */
const limit = 2000;

/** Shows a text, cut when it is long, with a button for the rest. */
export function longText(text, attributes = {}) {
  if (text.length <= limit) return element('span', attributes, text);
  const shown = element('span', attributes, text.slice(0, limit));
  const more = element(
    'button',
    {
      type: 'button',
      class: 'more',
      onclick: () => {
        shown.textContent = text;
        more.remove();
      },
    },
    `… show all ${text.length.toLocaleString('en')} characters`,
  );
  return element('span', {}, shown, more);
}
