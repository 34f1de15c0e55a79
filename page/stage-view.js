import { differenceView } from './difference-view.js';
import { element } from './element.js';
import { copyButton, facts, section } from './facts.js';
import { bytes, duration, grouped, timeOfDay } from './format.js';
import { jsonView } from './json-view.js';
import { longText } from './long-text.js';
import { meter } from './meter.js';
import { outcomeBadge } from './outcome.js';

/** Shows one run of a function: its outcome, changes, log, result and event. */
export function stageView(stage) {
  const { event, logs = [], report } = stage;
  const hasResult = stage.result !== undefined && stage.result !== null;
  return element(
    'article',
    { class: 'stage' },
    head(stage),
    report && figures(report),
    stage.refusal && refusal(stage.refusal),
    stage.error && failure(stage.error),
    ...(stage.warnings ?? []).map(warning),
    hasResult && section('Difference', true, differenceView(event, stage.result)),
    section(`Log (${logs.length})`, true, log(logs)),
    hasResult && json('Result', true, stage.result),
    event && json('Event', false, event),
  );
}

/** Shows a stage that did not run, with the reason. */
export function skippedView(type, why) {
  return element('article', { class: 'stage skipped' }, element('h3', {}, `${type}: not run`), element('p', {}, why ?? 'The reason was not recorded.'));
}

function head({ type, function: name, outcome, region, report }) {
  const how = report && [report.runtime, report.isolation, report.coldStart ? 'cold start' : 'warm'];
  return element(
    'header',
    {},
    element('h3', {}, element('span', { class: 'unseen' }, `${type}: `), name),
    outcomeBadge(outcome),
    element('span', { class: 'how' }, [...(how ?? []), region].filter(Boolean).join(' · ')),
  );
}

function figures(report) {
  const { initDurationMs, durationMs, billedDurationMs, cpuTimeMs, memoryLimitMB, maxMemoryUsedBytes } = report;
  const limit = memoryLimitMB * 1024 * 1024;
  return facts(
    [
      ['duration', duration(durationMs)],
      ['init', initDurationMs === undefined ? undefined : duration(initDurationMs)],
      ['billed', `${grouped(billedDurationMs)} ms`],
      ['cpu', duration(cpuTimeMs)],
      ['memory', meter('Memory', maxMemoryUsedBytes, limit, `${bytes(maxMemoryUsedBytes)} of ${bytes(limit)}`)],
    ],
    'figures',
  );
}

function refusal({ status, rule, message, log: line }) {
  return element(
    'section',
    { class: 'failure refused', 'aria-label': 'Refusal' },
    element('h4', {}, `CloudFront would respond with ${status}: rule `, element('code', {}, rule)),
    element('p', {}, message),
    line && element('pre', { 'data-what': "CloudFront's log" }, line),
  );
}

function failure({ errorType, errorMessage, trace, stackTrace }) {
  const frames = (trace ?? stackTrace ?? []).map((frame) => String(frame).replace(/\n$/, ''));
  return element(
    'section',
    { class: 'failure failed', 'aria-label': 'Error' },
    element('h4', {}, element('code', {}, errorType ?? 'Error')),
    element('p', {}, longText(String(errorMessage ?? ''))),
    frames.length > 0 && element('pre', { 'data-what': 'Trace' }, longText(frames.join('\n'))),
  );
}

function warning({ rule, message }) {
  return element('p', { class: 'failure warning' }, element('strong', {}, 'Warning'), ' ', message, ' ', element('code', {}, rule));
}

function log(entries) {
  if (entries.length === 0) return element('p', { class: 'sentence' }, 'No log entries.');
  return element('ol', { class: 'log' }, ...entries.map(logEntry));
}

// Lambda's runtimes write a newline within a message as a carriage return.
function logEntry({ timestamp, stream, message }) {
  const text = String(message ?? '').replace(/\r\n?/g, '\n').replace(/\n$/, '');
  return element(
    'li',
    { 'data-stream': stream },
    element('time', { datetime: timestamp }, timeOfDay(timestamp)),
    element('span', { class: 'stream' }, stream),
    longText(text, { class: 'message' }),
  );
}

function json(title, isOpen, value) {
  const made = section(title, isOpen);
  const fill = () => {
    if (made.open && made.childElementCount === 1) {
      made.append(copyButton(title.toLowerCase(), () => JSON.stringify(value, null, 2)), jsonView(value));
    }
  };
  made.addEventListener('toggle', fill);
  fill();
  return made;
}
