/** Milliseconds until the next attempt after the server refused the stream: a browser does not retry then. */
const retryAfter = 1000;

/** Events to keep until the next frame: the list shows no more. */
const keptEvents = 1000;

/** The server's events, delivered once per frame. */
export class Feed {
  #receiver;
  #requests = [];
  #status;
  #isScheduled = false;
  #source;

  /** @param receiver `requests(summaries)`, `status(status)`, `opened()` and `lost()` */
  constructor(receiver) {
    this.#receiver = receiver;
    document.addEventListener('visibilitychange', () => this.#flush());
    // Browsers keep a page that was left, with its stream, for a while; six streams use up all connections.
    addEventListener('pagehide', () => this.#source?.close());
    addEventListener('pageshow', (event) => event.persisted && this.open());
  }

  open() {
    const source = new EventSource('api/events');
    this.#source = source;
    source.addEventListener('open', () => this.#receiver.opened());
    source.addEventListener('error', () => {
      this.#receiver.lost();
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
    // A hidden page has no frames, but still a title.
    if (document.hidden) setTimeout(() => this.#flush(), 250);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#isScheduled = false;
    const requests = this.#requests.slice(-keptEvents);
    const status = this.#status;
    this.#requests = [];
    this.#status = undefined;
    if (status !== undefined) this.#receiver.status(JSON.parse(status));
    if (requests.length > 0) this.#receiver.requests(requests.map((text) => JSON.parse(text)));
  }
}
