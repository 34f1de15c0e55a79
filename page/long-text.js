import { element } from './element.js';

/** A body may have a million characters: they are not laid out unless somebody asks for them. */
const limit = 2000;

/** A text, cut when it is long, with a button that shows all of it. */
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
