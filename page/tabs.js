import { element } from './element.js';

/**
 * Creates tabs after the ARIA pattern: one stop for the Tab key, arrow keys between tabs.
 *
 * @param {{id: string, label: Node[], content: () => Node}[]} pages contents are created when first shown
 * @param {(id: string) => void} onSelect
 * @returns `{ list, panel, select(id) }`
 */
export function tabs(label, pages, onSelect) {
  const panel = element('div', { class: 'tab-panel', role: 'tabpanel', id: 'tab-panel' });
  const buttons = pages.map((page) => element(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${page.id}`,
      'aria-controls': 'tab-panel',
      onclick: () => select(page.id),
    },
    ...page.label,
  ));
  const list = element('div', { class: 'tab-list', role: 'tablist', 'aria-label': label, onkeydown: move }, ...buttons);
  const contents = new Map();

  function select(id) {
    const index = Math.max(0, pages.findIndex((page) => page.id === id));
    const page = pages[index];
    buttons.forEach((button, at) => {
      button.setAttribute('aria-selected', String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    });
    if (!contents.has(page.id)) contents.set(page.id, page.content());
    panel.replaceChildren(contents.get(page.id));
    panel.setAttribute('aria-labelledby', `tab-${page.id}`);
    onSelect(page.id);
  }

  function move(event) {
    const index = buttons.indexOf(event.target.closest('[role=tab]'));
    const last = buttons.length - 1;
    const target = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (index < 0 || target === undefined) return;
    event.preventDefault();
    select(pages[target].id);
    buttons[target].focus();
  }

  return { list, panel, select };
}
