import { runAgain } from './api.js';
import { byId } from './element.js';
import { notice } from './notices.js';

/** Loads the modules that only the panel for one request needs. */
const parts = () => Promise.all([import('./detail-view.js'), import('./case-dialog.js')]);

/** The open or selected request, and its actions. */
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

  /** Loads the modules, unless they are loaded. */
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
      notice('The server does not respond', true);
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

  /** Opens the request in the page's address, such as `#17`. */
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

  /** Opens the selected request and focuses it. */
  enter() {
    if (!this.isOpen && this.#requests.selected !== null) this.open(this.#requests.selected);
    if (this.isOpen) byId('detail').focus({ preventScroll: true });
  }

  showTab(index) {
    if (this.isOpen) this.#detail?.showTab(index);
  }

  /** Updates the open request. */
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
    if ((request.stages ?? []).length === 0) notice('No function ran for this request: nothing to save', true);
    else this.#cases.open(request, this.isOpen ? this.#detail.stageType : undefined);
  }
}
