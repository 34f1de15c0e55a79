/** Keys that mean something to whatever has the focus, unless that is the list. */
const listKeys = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageUp', 'PageDown', 'Enter']);

/**
 * Calls the action of a key, by `event.key`. Typing, dialogs and the browser's own combinations are left alone.
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
