import { element } from './element.js';
import { duration } from './format.js';

/** Shows the steps of a request as bars; screen readers get a list of sentences. */
export function timeline(steps, totalMs) {
  const end = Math.max(totalMs || 0, ...steps.map(({ startMs, durationMs }) => startMs + durationMs)) || 1;
  const inOrder = [...steps].sort((a, b) => a.startMs - b.startMs);
  return element('ol', { class: 'timeline', 'aria-label': `Timeline of ${duration(end)}` }, ...inOrder.map((step) => bar(step, end)));
}

function bar({ name, kind, startMs, durationMs, detail }, end) {
  const fill = element('span', { class: 'step-fill', 'data-kind': kind });
  fill.style.left = `${(startMs / end) * 100}%`;
  fill.style.width = `${(durationMs / end) * 100}%`;
  return element(
    'li',
    { title: `from ${duration(startMs)}, for ${duration(durationMs)}` },
    element('span', { class: 'step-name' }, name),
    element('span', { class: 'step-detail' }, detail ?? ''),
    element('span', { class: 'unseen' }, `starts at ${duration(startMs)} and takes`),
    element('span', { class: 'step-time' }, duration(durationMs)),
    element('span', { class: 'step-bar', 'aria-hidden': 'true' }, fill),
  );
}
