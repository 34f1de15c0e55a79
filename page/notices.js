import { byId } from './element.js';

/** How long a notice stays, in milliseconds. */
const stay = 8000;

let timer;

/** Says in one line what became of an order, and tells it to screen readers. */
export function notice(text, isError = false) {
  const shown = byId('notice');
  shown.textContent = text;
  shown.classList.toggle('error', isError);
  clearTimeout(timer);
  timer = setTimeout(() => {
    shown.textContent = '';
  }, stay);
}
