import { row, rowId } from './row.js';

/** Rows beyond the visible ones, so that fast scrolling shows no gap. */
const margin = 6;

/** The list of requests; only visible rows are elements. */
export class ListView {
  #list;
  #body;
  #summaries = [];
  #shown = new Map();
  #selected = null;
  #rowHeight = 0;

  /**
   * @param list the grid, which scrolls and takes the focus
   * @param body the parent of the rows
   * @param onPick receives the number of a clicked request
   */
  constructor(list, body, onPick) {
    this.#list = list;
    this.#body = body;
    list.addEventListener('scroll', () => this.#render(), { passive: true });
    body.addEventListener('click', (event) => {
      const clicked = event.target.closest('[data-id]');
      // Selecting text does not open a request.
      if (clicked && getSelection().isCollapsed) onPick(Number(clicked.dataset.id));
    });
    new ResizeObserver(() => this.#measure()).observe(list);
  }

  get selected() {
    return this.#selected;
  }

  /** Shows requests; visible rows keep their position when others arrive above. */
  show(summaries) {
    const anchor = this.#anchor();
    this.#summaries = summaries;
    this.#list.setAttribute('aria-rowcount', summaries.length + 1);
    if (this.#rowHeight === 0) this.#rowHeight = this.#declaredRowHeight();
    this.#body.style.height = `${summaries.length * this.#rowHeight}px`;
    const index = anchor ? this.#indexOf(anchor.id) : -1;
    if (index >= 0) this.#list.scrollTop = index * this.#rowHeight + anchor.offset;
    this.#render();
  }

  /** Selects a request, or none with null, and scrolls to it. */
  select(id) {
    this.#selected = id;
    const index = this.#indexOf(id);
    if (index >= 0) this.#reveal(index);
    this.#render();
  }

  /** Returns the request at a distance from the selected one, limited to the ends of the list. */
  neighbour(distance) {
    if (this.#summaries.length === 0) return null;
    const index = this.#indexOf(this.#selected);
    const target = index < 0 ? (Number.isFinite(distance) ? 0 : index + distance) : index + distance;
    return this.#summaries[Math.max(0, Math.min(this.#summaries.length - 1, target))].id;
  }

  /** The number of rows visible at once. */
  get page() {
    return Math.max(1, Math.floor((this.#list.clientHeight - this.#body.offsetTop) / this.#rowHeight) - 1);
  }

  // At the top the newest request stays visible; elsewhere the first visible row must not move.
  #anchor() {
    if (this.#list.scrollTop < this.#rowHeight) return null;
    const index = Math.floor(this.#list.scrollTop / this.#rowHeight);
    const summary = this.#summaries[index];
    return summary && { id: summary.id, offset: this.#list.scrollTop - index * this.#rowHeight };
  }

  #indexOf(id) {
    return id === null ? -1 : this.#summaries.findIndex((summary) => summary.id === id);
  }

  #reveal(index) {
    const top = index * this.#rowHeight;
    const seen = this.#list.clientHeight - this.#body.offsetTop;
    if (top < this.#list.scrollTop) this.#list.scrollTop = top;
    else if (top + this.#rowHeight > this.#list.scrollTop + seen) {
      this.#list.scrollTop = top + this.#rowHeight - seen;
    }
  }

  // The style sheet decides the height of a row: narrow rows have two lines.
  #measure() {
    const height = this.#declaredRowHeight();
    if (height !== this.#rowHeight) {
      const wasSeen = this.#shown.has(this.#summaries[this.#indexOf(this.#selected)]);
      const rows = this.#list.scrollTop / this.#rowHeight || 0;
      this.#rowHeight = height;
      this.#body.style.height = `${this.#summaries.length * height}px`;
      this.#list.scrollTop = rows * height;
      if (wasSeen) this.#reveal(this.#indexOf(this.#selected));
    }
    this.#render();
  }

  #declaredRowHeight() {
    return parseFloat(getComputedStyle(this.#body).getPropertyValue('--row-height'));
  }

  #render() {
    const { scrollTop, clientHeight } = this.#list;
    const first = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - margin);
    const last = Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + margin;
    const wanted = this.#summaries.slice(first, last);
    const stillShown = new Set(wanted);
    for (const [summary, shown] of this.#shown) {
      if (stillShown.has(summary)) continue;
      shown.remove();
      this.#shown.delete(summary);
    }
    let next = this.#body.firstElementChild;
    wanted.forEach((summary, offset) => {
      const shown = this.#element(summary, first + offset);
      if (shown === next) next = next.nextElementSibling;
      else this.#body.insertBefore(shown, next);
    });
    this.#pointToSelected();
  }

  #element(summary, index) {
    let shown = this.#shown.get(summary);
    if (!shown) {
      shown = row(summary);
      this.#shown.set(summary, shown);
    }
    shown.style.transform = `translateY(${index * this.#rowHeight}px)`;
    shown.setAttribute('aria-rowindex', index + 2);
    shown.classList.toggle('odd', index % 2 === 1);
    shown.setAttribute('aria-selected', String(summary.id === this.#selected));
    return shown;
  }

  #pointToSelected() {
    const id = rowId(this.#selected);
    if (document.getElementById(id)) this.#list.setAttribute('aria-activedescendant', id);
    else this.#list.removeAttribute('aria-activedescendant');
  }
}
