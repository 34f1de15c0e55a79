import { element } from './element.js';

/** The events that functions run for, in the order of a request's way. */
export const stageTypes = ['viewer-request', 'origin-request', 'origin-response', 'viewer-response'];

/** An outcome as a sign of a colour and a shape of its own, for an eye that knows it; it says nothing to a reader. */
export function outcomeMark(outcome) {
  return element('span', { class: 'mark', 'data-outcome': outcome ?? 'none', 'aria-hidden': 'true' });
}

/** An outcome as a sign and its name. */
export function outcomeBadge(outcome) {
  return element('span', { class: 'badge', 'data-outcome': outcome }, outcomeMark(outcome), outcome);
}
