import { getRequest } from './api.js';
import { detailHead } from './detail-head.js';
import { element } from './element.js';
import { headerTable } from './facts.js';
import { bytes } from './format.js';
import { outcomeMark, stageTypes } from './outcome.js';
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

  /** The shown request; while it is being fetched, its summary from the list. */
  request = null;

  /** @param actions `again()`, `save()` and `close()`, for the buttons */
  constructor(panel, actions) {
    this.#panel = panel;
    this.#actions = actions;
  }

  /** The event whose tab is shown. */
  get stageType() {
    return this.#tab;
  }

  /** Shows a request: first its summary, then the rest. */
  async open(id, summary) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    this.request = summary ?? { id };
    this.#tabs = undefined;
    this.#panel.setAttribute('aria-busy', 'true');
    // The previous request stays until the response arrives: an empty panel would flicker.
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

  /** Updates the response's size, which is known once it has been sent. */
  update(summary) {
    if (summary?.bytes === undefined) return;
    const size = this.#panel.querySelector('.response-size');
    if (size) size.textContent = bytes(summary.bytes);
  }

  /** Shows a tab by its index. */
  showTab(index) {
    this.#tabs?.select([...stageTypes, 'headers'][index]);
  }

  #head() {
    return detailHead(this.request, this.#actions);
  }

  #body() {
    const { request } = this;
    const stages = new Map((request.stages ?? []).map((stage) => [stage.type, stage]));
    const skipped = new Map((request.skipped ?? []).map(({ type, sentence }) => [type, sentence]));
    const pages = stageTypes.map((type) => ({
      id: type,
      label: [outcomeMark(stages.get(type)?.outcome), element('span', { class: stages.has(type) ? '' : 'not-run' }, type)],
      content: () => (stages.has(type) ? stageView(stages.get(type)) : skippedView(type, skipped.get(type))),
    }));
    pages.push({ id: 'headers', label: [element('span', {}, 'headers')], content: () => this.#headers() });
    this.#tabs = tabs('Events', pages, (id) => {
      this.#tab = id;
    });
    this.#tabs.select(this.#firstTab(stages));
    const steps = request.timeline ?? [];
    return [steps.length > 0 && timeline(steps, request.durationMs), this.#tabs.list, this.#tabs.panel].filter(Boolean);
  }

  // A failed stage comes first; then the tab that was open for the previous request, if that stage ran.
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
