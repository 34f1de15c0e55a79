/** How long to wait after the server refused the stream, which a browser does not try again by itself. */
const retryAfter = 1000;

/** Events that are kept until the next frame; the list would not show more of them. */
const keptEvents = 1000;

/** The server's events, told once a frame however many there are. */
export class Feed {
  #told;
  #requests = [];
  #status;
  #isScheduled = false;
  #source;

  /** @param told `requests(summaries)`, `status(status)`, `opened()` and `lost()` */
  constructor(told) {
    this.#told = told;
    document.addEventListener('visibilitychange', () => this.#flush());
    // A browser keeps a page that was left, with its stream, for a while: six of those, and it would connect no more.
    addEventListener('pagehide', () => this.#source?.close());
    addEventListener('pageshow', (event) => event.persisted && this.open());
  }

  open() {
    const source = new EventSource('api/events');
    this.#source = source;
    source.addEventListener('open', () => this.#told.opened());
    source.addEventListener('error', () => {
      this.#told.lost();
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.open(), retryAfter);
    });
    source.addEventListener('request', ({ data }) => {
      this.#requests.push(data);
      if (this.#requests.length > 2 * keptEvents) this.#requests = this.#requests.slice(-keptEvents);
      this.#schedule();
    });
    source.addEventListener('status', ({ data }) => {
      this.#status = data;
      this.#schedule();
    });
  }

  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // A page that nobody sees has no frames, but a title.
    if (document.hidden) setTimeout(() => this.#flush(), 250);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#isScheduled = false;
    const requests = this.#requests.slice(-keptEvents);
    const status = this.#status;
    this.#requests = [];
    this.#status = undefined;
    if (status !== undefined) this.#told.status(JSON.parse(status));
    if (requests.length > 0) this.#told.requests(requests.map((text) => JSON.parse(text)));
  }
}
