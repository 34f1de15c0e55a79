import { byId, element } from './element.js';
import { matches, words } from './filter.js';
import { grouped, plural } from './format.js';
import { ListView } from './list-view.js';

/** The list with its tools: the filter, the count, pause and clear. */
export class RequestsView {
  #log;
  #list;
  #filter = byId('filter');

  /** Receives the number of a clicked request. */
  onPick = () => {};
  /** Receives the number of requests whenever the list is shown. */
  onShown = () => {};

  constructor(log) {
    this.#log = log;
    this.#list = new ListView(byId('list'), byId('rows'), (id) => this.onPick(id));
    this.#filter.addEventListener('input', () => this.show());
    this.#filter.addEventListener('keydown', (event) => this.#leaveFilter(event));
    byId('pause').addEventListener('click', () => this.togglePause());
    byId('clear').addEventListener('click', () => {
      log.clear();
      this.show();
    });
  }

  get selected() {
    return this.#list.selected;
  }

  get page() {
    return this.#list.page;
  }

  select(id) {
    this.#list.select(id);
  }

  neighbour(distance) {
    return this.#list.neighbour(distance);
  }

  focus() {
    byId('list').focus({ preventScroll: true });
  }

  focusFilter() {
    this.#filter.select();
  }

  togglePause() {
    if (this.#log.isPaused) this.#log.resume();
    else this.#log.pause();
    this.show();
  }

  show() {
    const wanted = words(this.#filter.value);
    const all = this.#log.newestFirst;
    const found = wanted.length > 0 ? all.filter((summary) => matches(summary, wanted)) : all;
    byId('list').hidden = found.length === 0;
    this.#list.show(found);
    byId('count').textContent =
      wanted.length > 0 ? `${grouped(found.length)} of ${grouped(all.length)}` : plural(all.length, 'request');
    byId('empty').hidden = all.length > 0;
    this.#showNothingFound(all.length > 0 && found.length === 0);
    this.#showPause();
    this.onShown(all.length);
  }

  #showNothingFound(isShown) {
    byId('nothing-found')?.remove();
    if (!isShown) return;
    const button = element('button', { type: 'button', onclick: () => this.#clearFilter() }, 'Clear the filter');
    const text = element('p', {}, 'No request has all of these words.');
    byId('empty').after(element('div', { id: 'nothing-found', class: 'empty' }, text, button));
  }

  #showPause() {
    const { isPaused, heldCount } = this.#log;
    byId('pause').setAttribute('aria-pressed', String(isPaused));
    byId('pause').textContent = isPaused && heldCount > 0 ? `Paused (${grouped(heldCount)} new)` : isPaused ? 'Paused' : 'Pause';
  }

  #clearFilter() {
    this.#filter.value = '';
    this.show();
    this.focus();
  }

  #leaveFilter(event) {
    if (event.key === 'Escape') this.#clearFilter();
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      this.focus();
      if (this.selected === null) this.select(this.neighbour(1));
    } else return;
    event.preventDefault();
  }
}
