import { element } from './element.js';
import { facts } from './facts.js';
import { bytes, cacheWords, duration, statusClass, timeOfDay } from './format.js';

/**
 * Builds the head of the panel for one request: its line, its buttons and its facts.
 *
 * @param actions `again()`, `save()` and `close()`
 */
export function detailHead(request, { again, save, close }) {
  const { id, method, host, url, status } = request;
  return element(
    'header',
    { class: 'detail-head' },
    element(
      'div',
      { class: 'detail-buttons' },
      button('Run again', 'r', again, 'again'),
      (request.stages ?? []).length > 0 && button('Save as test case', 's', save, 'save'),
      button('Close', 'Escape', close, 'close'),
    ),
    element(
      'h2',
      { id: 'detail-title' },
      status !== undefined && element('span', { class: `pill ${statusClass(status)}` }, status),
      ' ',
      element('span', { class: 'detail-method' }, method ?? `Request ${id}`),
      ' ',
      element('span', { class: 'detail-url' }, element('span', { class: 'host' }, host ?? ''), url ?? ''),
    ),
    requestFacts(request),
  );
}

function button(label, key, action, name) {
  const shown = key === 'Escape' ? 'Esc' : key;
  return element(
    'button',
    { type: 'button', class: name, onclick: action, 'aria-keyshortcuts': key },
    label,
    ' ',
    element('kbd', { 'aria-hidden': 'true' }, shown),
  );
}

function requestFacts(request) {
  const { time, durationMs, region, cache, distribution, client, country, device, httpVersion, requestId } = request;
  const version = httpVersion && `HTTP/${String(httpVersion).replace(/^HTTP\//i, '')}`;
  return facts([
    ['time', time && timeOfDay(time)],
    ['duration', durationMs === undefined ? undefined : duration(durationMs)],
    ['size', element('span', { class: 'response-size' }, bytes(request.bytes))],
    ['cache', cache && element('span', { title: cache }, cacheWords(cache))],
    ['region', region],
    ['distribution', distribution],
    ['viewer', [client, country, device, version].filter(Boolean).join(' · ')],
    ['request id', requestId],
  ]);
}
