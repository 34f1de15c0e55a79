/** Keys that belong to the focused element, unless that is the list. */
const listKeys = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageUp', 'PageDown', 'Enter']);

/**
 * Calls a key's action, by `event.key`; ignores typing, dialogs and the browser's own shortcuts.
 *
 * @param {Record<string, () => void>} actions
 */
export function listenToKeys(list, actions) {
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]') || isTyping(target)) return;
    if (listKeys.has(key) && target !== list && target !== document.body) return;
    if (!Object.hasOwn(actions, key)) return;
    event.preventDefault();
    actions[key]();
  });
}

function isTyping(target) {
  return target.matches?.('input, textarea, select, [contenteditable]') ?? false;
}
