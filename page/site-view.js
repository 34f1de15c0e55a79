import { byId, element } from './element.js';
import { bytes, grouped, plural, timeOfDay } from './format.js';
import { meter } from './meter.js';

/** The header line and the problems of the served site. */
export class SiteView {
  #last = '';

  /** The name of the manifest, for the title. */
  manifest = '';

  show(status) {
    // Screen readers repeat a live region that is rewritten, so only changes are written.
    const text = JSON.stringify(status);
    if (text === this.#last) return;
    this.#last = text;
    const { manifest = '', addresses = [], region = '', functions = [], cache } = status;
    this.manifest = manifest.split('/').pop();
    byId('manifest').replaceChildren(element('span', { title: manifest }, this.manifest));
    byId('addresses').replaceChildren(...addresses.flatMap((address) => [link(address), ' ']));
    byId('region').textContent = region;
    byId('functions').replaceChildren(functionsLine(functions, status.reloads ?? 0));
    if (cache) byId('cache').replaceChildren(cacheMeter(cache));
    showProblems(status);
    showHowToBegin(addresses[0]);
  }
}

function link(address) {
  return /^https?:\/\//.test(address) ? element('a', { href: address, target: '_blank', rel: 'noopener' }, address) : address;
}

function functionsLine(functions, reloads) {
  const broken = functions.filter(({ state }) => state === 'broken').length;
  const list = functions.map(({ name, runtime, loadedAt }) => `${name}: ${runtime}, loaded at ${timeOfDay(loadedAt)}`);
  const words = [grouped(functions.length), broken > 0 && `${broken} broken`, reloads > 0 && plural(reloads, 'reload')];
  return element('span', { title: list.join('\n') }, words.filter(Boolean).join(' · '));
}

function cacheMeter({ entries, bytes: used, maximumBytes, hits, misses }) {
  const asked = hits + misses;
  const rate = asked > 0 ? ` · ${Math.round((100 * hits) / asked)} % hits` : '';
  const text = `${plural(entries, 'object')} · ${bytes(used)}${rate}`;
  return element('span', { title: `at most ${bytes(maximumBytes)}` }, meter('Cache', used, maximumBytes, text));
}

function showProblems({ problems = [], functions = [] }) {
  const broken = functions.filter(({ state }) => state === 'broken');
  const lines = [
    ...problems.map(({ file, line, column, message }) => problem(`${file}:${line}:${column}`, 'the last good version serves', message)),
    ...broken.map(({ name, message }) => problem(name, 'keeps the last good version', message)),
  ];
  const shown = byId('problems');
  const list = element('ul', {}, ...lines);
  if (shown.textContent !== list.textContent) shown.replaceChildren(...(lines.length > 0 ? [list] : []));
  shown.hidden = lines.length === 0;
}

function problem(position, meanwhile, message) {
  return element(
    'li',
    {},
    element('strong', {}, position),
    ' ',
    element('span', { class: 'meanwhile' }, meanwhile),
    element('pre', {}, message ?? ''),
  );
}

function showHowToBegin(address) {
  const url = address && `${address.replace(/\/$/, '')}/`;
  byId('empty').replaceChildren(
    element('h3', {}, 'No requests yet'),
    ...(url
      ? [
          element('p', {}, 'Open ', link(url), ' or run'),
          element('pre', {}, `curl -i ${url}`),
          element('p', {}, 'to see the request here, with the changes that each function made.'),
        ]
      : [element('p', {}, 'Nothing is served yet.')]),
  );
}
