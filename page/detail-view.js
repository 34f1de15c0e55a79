import { getRequest } from './api.js';
import { detailHead } from './detail-head.js';
import { element } from './element.js';
import { headerTable } from './facts.js';
import { bytes } from './format.js';
import { outcomeMark, stageTypes } from './outcome.js';
import { whySkipped } from './skipping.js';
import { skippedView, stageView } from './stage-view.js';
import { tabs } from './tabs.js';
import { timeline } from './timeline.js';

/** The panel that shows one request. */
export class DetailView {
  #panel;
  #actions;
  #loading;
  #tabs;
  #tab;

  /** What is shown: the request, or as much of it as the list knows while it is being fetched. */
  request = null;

  /** @param actions `again()`, `save()` and `close()`, for its buttons */
  constructor(panel, actions) {
    this.#panel = panel;
    this.#actions = actions;
  }

  /** The event whose tab is shown. */
  get stageType() {
    return this.#tab;
  }

  /** Shows a request: at once what the list has of it, then the rest. */
  async open(id, summary) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    this.request = summary ?? { id };
    this.#tabs = undefined;
    this.#panel.setAttribute('aria-busy', 'true');
    // What stands there stays for the moment that the answer takes: an empty panel would flicker.
    if (this.#panel.childElementCount === 0) this.#panel.replaceChildren(this.#head());
    try {
      const request = await getRequest(id, signal);
      if (signal.aborted) return;
      this.request = request;
      this.#panel.replaceChildren(this.#head(), ...this.#body());
    } catch (error) {
      if (signal.aborted) return;
      this.#panel.replaceChildren(this.#head(), element('p', { class: 'gone', role: 'alert' }, `${error.message}.`));
    }
    this.#panel.removeAttribute('aria-busy');
    this.#panel.scrollTop = 0;
  }

  close() {
    this.#loading?.abort();
    this.request = null;
    this.#panel.replaceChildren();
  }

  /** Takes over what became known later: the answer's length is, once it has been sent. */
  update(summary) {
    if (summary?.bytes === undefined) return;
    const size = this.#panel.querySelector('.answer-size');
    if (size) size.textContent = bytes(summary.bytes);
  }

  /** Shows the tab of a place, from 0. */
  showTab(place) {
    this.#tabs?.select([...stageTypes, 'headers'][place]);
  }

  #head() {
    return detailHead(this.request, this.#actions);
  }

  #body() {
    const { request } = this;
    const stages = new Map((request.stages ?? []).map((stage) => [stage.type, stage]));
    const pages = stageTypes.map((type) => ({
      id: type,
      label: [outcomeMark(stages.get(type)?.outcome), element('span', { class: stages.has(type) ? '' : 'not-run' }, type)],
      content: () => (stages.has(type) ? stageView(stages.get(type)) : skippedView(type, whySkipped(type, request))),
    }));
    pages.push({ id: 'headers', label: [element('span', {}, 'headers')], content: () => this.#headers() });
    this.#tabs = tabs('Events', pages, (id) => {
      this.#tab = id;
    });
    this.#tabs.select(this.#firstTab(stages));
    const steps = request.timeline ?? [];
    return [steps.length > 0 && timeline(steps, request.durationMs), this.#tabs.list, this.#tabs.panel].filter(Boolean);
  }

  // What went wrong comes first; then what was looked at in the request before, if it ran in this one too.
  #firstTab(stages) {
    const broken = [...stages.values()].find((stage) => stage.outcome !== 'accepted');
    if (broken) return broken.type;
    if (stages.has(this.#tab) || this.#tab === 'headers') return this.#tab;
    return stageTypes.find((type) => stages.has(type)) ?? 'headers';
  }

  #headers() {
    const { requestHeaders = [], responseHeaders = [] } = this.request;
    return element(
      'div',
      { class: 'stage' },
      headerTable('From the viewer', requestHeaders),
      headerTable('To the viewer', responseHeaders),
    );
  }
}
