import { byId } from './element.js';

/** Milliseconds that a notice stays. */
const stay = 8000;

let timer;

/** Shows the result of an order in one line, for screen readers too. */
export function notice(text, isError = false) {
  const shown = byId('notice');
  shown.textContent = text;
  shown.classList.toggle('error', isError);
  clearTimeout(timer);
  timer = setTimeout(() => {
    shown.textContent = '';
  }, stay);
}
