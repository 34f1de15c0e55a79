/** The last requests by number, and those held back while the list is paused. */
export class RequestLog {
  #limit;
  #requests = new Map();
  #held = [];
  #clearedTo = 0;
  #isPaused = false;
  #last;

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** The number of requests held back. */
  get heldCount() {
    return new Set(this.#held.map(({ id }) => id).filter((id) => !this.#requests.has(id))).size;
  }

  /** The newest request, even if it is held back or was cleared. */
  get last() {
    return this.#last;
  }

  get newestFirst() {
    return [...this.#requests.values()].reverse();
  }

  get(id) {
    return this.#requests.get(id);
  }

  /** Adds requests in any order; known numbers are replaced. */
  add(summaries) {
    for (const summary of summaries) {
      if (!this.#last || summary.id >= this.#last.id) this.#last = summary;
    }
    const added = summaries.filter(({ id }) => Number.isInteger(id) && id > this.#clearedTo);
    if (this.#isPaused) this.#held = [...this.#held, ...added].slice(-2 * this.#limit);
    else this.#merge(added);
  }

  pause() {
    this.#isPaused = true;
  }

  resume() {
    this.#isPaused = false;
    this.#merge(this.#held);
    this.#held = [];
  }

  /** Removes all requests for good, even if the server sends them again. */
  clear() {
    this.#clearedTo = this.#last?.id ?? 0;
    this.#requests.clear();
    this.#held = [];
  }

  /** Starts over with the requests of a restarted server, which counts from 1 again. */
  replace(summaries) {
    this.#clearedTo = 0;
    this.#requests.clear();
    this.#held = [];
    this.#last = summaries.at(-1);
    this.#merge(summaries);
  }

  #merge(summaries) {
    let newest = -1;
    for (const id of this.#requests.keys()) newest = id;
    let inOrder = true;
    for (const summary of summaries) {
      if (summary.id < newest && !this.#requests.has(summary.id)) inOrder = false;
      newest = Math.max(newest, summary.id);
      this.#requests.set(summary.id, summary);
    }
    if (!inOrder) this.#requests = new Map([...this.#requests].sort(([a], [b]) => a - b));
    for (const id of this.#requests.keys()) {
      if (this.#requests.size <= this.#limit) break;
      this.#requests.delete(id);
    }
  }
}
