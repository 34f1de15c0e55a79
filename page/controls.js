import { invalidate } from './api.js';
import { byId } from './element.js';
import { grouped, plural } from './format.js';
import { listenToKeys } from './keyboard.js';
import { Live } from './live.js';
import { notice } from './notices.js';
import { SelectedRequest } from './selected-request.js';
import { SiteView } from './site-view.js';

/** Connects a shown list to everything else: keys, orders, live updates, and the panel for one request. */
export function startControls(log, requests) {
  const site = new SiteView();
  const selected = new SelectedRequest(log, requests);
  let count = 0;

  function showTitle(requestCount = count) {
    count = requestCount;
    document.title = `${grouped(count)} · ${site.manifest || 'Brink'}`;
  }

  requests.onPick = (id) => selected.open(id);
  requests.onShown = showTitle;
  byId('invalidation').addEventListener('submit', submitInvalidation);
  byId('show-keys').addEventListener('click', showKeys);
  addEventListener('hashchange', () => selected.openLinked());
  listenToKeys(byId('list'), keys(requests, selected));
  requests.show();
  selected.openLinked();
  new Live(log, {
    changed: (ids) => {
      requests.show();
      selected.update(ids);
    },
    restarted: () => {
      selected.close();
      requests.select(null);
      notice('The server was restarted');
    },
    status: (status) => {
      site.show(status);
      showTitle();
    },
    connection: (state) => {
      byId('connection').dataset.state = state;
      byId('connection').textContent = { live: 'live', lost: 'not connected' }[state];
    },
  }).start();
  // Loaded ahead, so that the first request opens at once; a failure is retried then.
  selected.prepare().catch(() => {});
}

function keys(requests, selected) {
  const tabs = [0, 1, 2, 3, 4].map((index) => [String(index + 1), () => selected.showTab(index)]);
  return {
    ArrowDown: () => selected.move(1),
    ArrowUp: () => selected.move(-1),
    j: () => selected.move(1),
    k: () => selected.move(-1),
    Home: () => selected.move(-Infinity),
    End: () => selected.move(Infinity),
    PageDown: () => selected.move(requests.page),
    PageUp: () => selected.move(-requests.page),
    Enter: () => selected.enter(),
    Escape: () => selected.close(),
    '/': () => requests.focusFilter(),
    p: () => requests.togglePause(),
    i: () => byId('paths').select(),
    r: () => selected.again(),
    s: () => selected.save(),
    '?': showKeys,
    ...Object.fromEntries(tabs),
  };
}

function showKeys() {
  byId('keys-dialog').showModal();
}

async function submitInvalidation(event) {
  event.preventDefault();
  const paths = byId('paths').value.split(/\s+/).filter(Boolean);
  try {
    notice(`Invalidated ${plural(await invalidate(paths), 'object')}`);
  } catch (error) {
    notice(`Nothing was invalidated: ${error.message}`, true);
  }
}
