import { getRequests, getStatus } from './api.js';
import { Feed } from './feed.js';

/** Milliseconds between queries of the status while requests arrive: the server does not report the cache by itself. */
const statusInterval = 1000;

/**
 * Fetches the requests since the newest known one, including it. If that one has changed or is gone, the server was
 * restarted or has dropped it, and the whole list is fetched instead.
 *
 * @returns `{ requests, isContinued }`
 */
export async function missed(last, fetchAfter = getRequests) {
  if (!last) return { requests: await fetchAfter(0), isContinued: true };
  const requests = await fetchAfter(last.id - 1);
  const isContinued = requests[0]?.id === last.id && requests[0].time === last.time;
  return { requests: isContinued ? requests : await fetchAfter(0), isContinued };
}

/** Keeps a log and a status up to date, across lost connections. */
export class Live {
  #log;
  #receiver;
  #catchingUp = Promise.resolve();
  #statusTimer;

  /** @param receiver `changed(ids)`, `restarted()`, `status(status)` and `connection(state)` */
  constructor(log, receiver) {
    this.#log = log;
    this.#receiver = receiver;
  }

  /** Connects, fetches missed requests, and follows new ones. */
  start() {
    new Feed({
      requests: (summaries) => this.#add(summaries),
      status: (status) => this.#receiver.status(status),
      opened: () => {
        this.#receiver.connection('live');
        this.#catchUp();
        this.#fetchStatus();
      },
      lost: () => this.#receiver.connection('lost'),
    }).open();
  }

  #add(summaries) {
    this.#log.add(summaries);
    this.#receiver.changed(summaries.map(({ id }) => id));
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = undefined;
      this.#fetchStatus();
    }, statusInterval);
  }

  // One at a time: each starts where the previous one ended. A failure means a lost connection.
  #catchUp() {
    this.#catchingUp = this.#catchingUp.then(async () => {
      const { requests, isContinued } = await missed(this.#log.last);
      if (isContinued) this.#log.add(requests);
      else {
        this.#log.replace(requests);
        this.#receiver.restarted();
      }
      this.#receiver.changed(requests.map(({ id }) => id));
    }).catch(() => this.#receiver.connection('lost'));
  }

  async #fetchStatus() {
    try {
      this.#receiver.status(await getStatus());
    } catch {
      this.#receiver.connection('lost');
    }
  }
}
