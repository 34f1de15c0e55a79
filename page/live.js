import { getRequests, getStatus } from './api.js';
import { Feed } from './feed.js';

/** The cache fills without the server telling: it is asked at most this often, while requests come. */
const statusInterval = 1000;

/**
 * Fetches what came after the newest known request, that one included: if it is not the same any more, the server is
 * another one, or has forgotten it, and its whole list takes the place of ours.
 *
 * @returns `{ requests, isContinued }`
 */
export async function missed(last, fetchAfter = getRequests) {
  if (!last) return { requests: await fetchAfter(0), isContinued: true };
  const requests = await fetchAfter(last.id - 1);
  const isContinued = requests[0]?.id === last.id && requests[0].time === last.time;
  return { requests: isContinued ? requests : await fetchAfter(0), isContinued };
}

/** Keeps a log and a status up to date, over a connection that may be lost and come back. */
export class Live {
  #log;
  #told;
  #catchingUp = Promise.resolve();
  #statusTimer;

  /** @param told `changed(ids)`, `restarted()`, `status(status)` and `connection(state)` */
  constructor(log, told) {
    this.#log = log;
    this.#told = told;
  }

  /** Connects, and takes what was missed until then and everything that comes. */
  start() {
    new Feed({
      requests: (summaries) => this.#take(summaries),
      status: (status) => this.#told.status(status),
      opened: () => {
        this.#told.connection('live');
        this.#catchUp();
        this.#askStatus();
      },
      lost: () => this.#told.connection('lost'),
    }).open();
  }

  #take(summaries) {
    this.#log.add(summaries);
    this.#told.changed(summaries.map(({ id }) => id));
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = undefined;
      this.#askStatus();
    }, statusInterval);
  }

  // One after the other: each begins where the one before it ended. A failure is one of the connection, and shown as such.
  #catchUp() {
    this.#catchingUp = this.#catchingUp.then(async () => {
      const { requests, isContinued } = await missed(this.#log.last);
      if (isContinued) this.#log.add(requests);
      else {
        this.#log.replace(requests);
        this.#told.restarted();
      }
      this.#told.changed(requests.map(({ id }) => id));
    }).catch(() => this.#told.connection('lost'));
  }

  async #askStatus() {
    try {
      this.#told.status(await getStatus());
    } catch {
      this.#told.connection('lost');
    }
  }
}
