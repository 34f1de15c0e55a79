/** The last requests by number, and those that wait while the list is paused. */
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

  /** How many requests wait for the pause to end. */
  get heldCount() {
    return new Set(this.#held.map(({ id }) => id).filter((id) => !this.#requests.has(id))).size;
  }

  /** The newest request that came, whether it is shown, waits or was cleared away. */
  get last() {
    return this.#last;
  }

  get newestFirst() {
    return [...this.#requests.values()].reverse();
  }

  get(id) {
    return this.#requests.get(id);
  }

  /** Takes in requests, in any order: a number that is there already is replaced. */
  add(summaries) {
    for (const summary of summaries) {
      if (!this.#last || summary.id >= this.#last.id) this.#last = summary;
    }
    const taken = summaries.filter(({ id }) => Number.isInteger(id) && id > this.#clearedTo);
    if (this.#isPaused) this.#held = [...this.#held, ...taken].slice(-2 * this.#limit);
    else this.#merge(taken);
  }

  pause() {
    this.#isPaused = true;
  }

  resume() {
    this.#isPaused = false;
    this.#merge(this.#held);
    this.#held = [];
  }

  /** Forgets what is there, for good: the server still has it, and would send it again. */
  clear() {
    this.#clearedTo = this.#last?.id ?? 0;
    this.#requests.clear();
    this.#held = [];
  }

  /** Begins anew with what a server has that counts from 1 again. */
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
