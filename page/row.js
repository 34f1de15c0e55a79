import { element } from './element.js';
import { bytes, cacheWords, duration, statusClass, timeOfDay } from './format.js';
import { outcomeMark, stageTypes } from './outcome.js';

/** Creates the row for a request. */
export function row(summary) {
  const { id, time, method, host, url, status, cache, region, durationMs, stages = [] } = summary;
  return element(
    'div',
    { class: 'row', role: 'row', id: rowId(id), 'data-id': id },
    cell('time', timeOfDay(time)),
    cell('method', method),
    cell('url', url, `${method} ${host}${url}`),
    cell(`status ${statusClass(status)}`, status),
    cell('cache', cacheWords(cache), cache),
    cell('region', region),
    functionsCell(stages),
    cell('duration', duration(durationMs)),
    cell('bytes', bytes(summary.bytes)),
  );
}

export function rowId(id) {
  return `request-${id}`;
}

function cell(name, text, title) {
  return element('span', { class: name, role: 'gridcell', title }, String(text ?? ''));
}

// One mark per stage, in fixed positions, so that equal requests look equal; then the functions' names.
function functionsCell(stages) {
  const marks = stageTypes.map((type) => outcomeMark(stages.find((stage) => stage.type === type)?.outcome));
  const names = [...new Set(stages.map((stage) => stage.function))];
  const words = stages.map((stage) => `${stage.type}: ${stage.function} ${stage.outcome}`).join(', ');
  return element(
    'span',
    { class: 'functions', role: 'gridcell', title: words || 'no function ran', 'aria-label': words || 'none' },
    element('span', { class: 'marks' }, ...marks),
    element('span', { class: 'names' }, names.join(', ')),
  );
}
