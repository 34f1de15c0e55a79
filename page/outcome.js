import { element } from './element.js';

/** The four stages, in their order. */
export const stageTypes = ['viewer-request', 'origin-request', 'origin-response', 'viewer-response'];

/** Shows an outcome as a mark with its own colour and shape, hidden from screen readers. */
export function outcomeMark(outcome) {
  return element('span', { class: 'mark', 'data-outcome': outcome ?? 'none', 'aria-hidden': 'true' });
}

/** Shows an outcome as a mark and its name. */
export function outcomeBadge(outcome) {
  return element('span', { class: 'badge', 'data-outcome': outcome }, outcomeMark(outcome), outcome);
}
