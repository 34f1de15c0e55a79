import { element } from './element.js';

/**
 * Creates a usage bar.
 *
 * @param {string} text the usage in words
 */
export function meter(label, value, maximum, text) {
  const part = maximum > 0 ? Math.min(1, Math.max(0, value / maximum)) : 0;
  const fill = element('span', { class: 'meter-fill' });
  fill.style.width = `${part * 100}%`;
  return element(
    'span',
    { class: part > 0.9 ? 'meter full' : 'meter' },
    element(
      'span',
      {
        class: 'meter-bar',
        role: 'meter',
        'aria-label': label,
        'aria-valuemin': 0,
        'aria-valuemax': Math.max(maximum || 0, 0),
        'aria-valuenow': Math.max(value || 0, 0),
        'aria-valuetext': text,
      },
      fill,
    ),
    text,
  );
}
