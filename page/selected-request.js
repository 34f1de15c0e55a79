import { runAgain } from './api.js';
import { byId } from './element.js';
import { notice } from './notices.js';

/** The parts of the page that only one request needs: fetched once the list is there, or when they are wanted first. */
const parts = () => Promise.all([import('./detail-view.js'), import('./case-dialog.js')]);

/** The request that is open or selected, and what can be done with it. */
export class SelectedRequest {
  #log;
  #requests;
  #detail;
  #cases;
  #openId = null;

  constructor(log, requests) {
    this.#log = log;
    this.#requests = requests;
  }

  get isOpen() {
    return this.#openId !== null;
  }

  /** Fetches the parts, if that was not done yet. */
  async prepare() {
    const [{ DetailView }, { CaseDialog }] = await parts();
    this.#cases ??= new CaseDialog();
    this.#detail ??= new DetailView(byId('detail'), {
      again: () => this.again(),
      save: () => this.save(),
      close: () => this.close(),
    });
  }

  async #isPrepared() {
    try {
      await this.prepare();
      return true;
    } catch {
      notice('The server does not answer', true);
      return false;
    }
  }

  async open(id) {
    this.#openId = id;
    this.#requests.select(id);
    byId('main').classList.add('with-detail');
    byId('detail').hidden = false;
    history.replaceState(null, '', `#${id}`);
    if (!(await this.#isPrepared())) return;
    if (this.#openId === id) await this.#detail.open(id, this.#log.get(id));
  }

  close() {
    if (!this.isOpen) return;
    this.#openId = null;
    this.#detail?.close();
    byId('detail').hidden = true;
    byId('main').classList.remove('with-detail');
    history.replaceState(null, '', location.pathname + location.search);
    this.#requests.focus();
  }

  /** Opens the request that the page's address names, as `#17` does. */
  openLinked() {
    const id = Number(location.hash.slice(1));
    if (Number.isInteger(id) && id > 0 && id !== this.#openId) this.open(id);
  }

  move(distance) {
    const id = this.#requests.neighbour(distance);
    if (id === null) return;
    if (this.isOpen) this.open(id);
    else this.#requests.select(id);
  }

  /** Opens what is selected and goes into it. */
  enter() {
    if (!this.isOpen && this.#requests.selected !== null) this.open(this.#requests.selected);
    if (this.isOpen) byId('detail').focus({ preventScroll: true });
  }

  showTab(place) {
    if (this.isOpen) this.#detail?.showTab(place);
  }

  /** Takes over what became known of the open request. */
  update(ids) {
    if (this.isOpen && ids.includes(this.#openId)) this.#detail?.update(this.#log.get(this.#openId));
  }

  async again() {
    const id = this.#openId ?? this.#requests.selected;
    if (id === null) return;
    try {
      const newId = await runAgain(id);
      notice(`Ran again as request ${newId}`);
      await this.open(newId);
    } catch (error) {
      notice(`Request ${id} was not run again: ${error.message}`, true);
    }
  }

  async save() {
    if (!(await this.#isPrepared())) return;
    const request = this.isOpen ? this.#detail.request : this.#log.get(this.#requests.selected);
    if (!request) return;
    if ((request.stages ?? []).length === 0) notice('No function ran for this request: there is nothing to save', true);
    else this.#cases.open(request, this.isOpen ? this.#detail.stageType : undefined);
  }
}
