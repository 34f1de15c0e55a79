import { invalidate, runAgain } from './api.js';
import { DetailView } from './detail-view.js';
import { CaseDialog } from './dialogs.js';
import { byId } from './element.js';
import { grouped, plural } from './format.js';
import { listenToKeys } from './keyboard.js';
import { Live } from './live.js';
import { notice } from './notices.js';
import { RequestLog } from './request-log.js';
import { RequestsView } from './requests-view.js';
import { SiteView } from './site-view.js';

const log = new RequestLog();
const site = new SiteView();
const requests = new RequestsView(log, open, showTitle);
const detail = new DetailView(byId('detail'), { again, save, close });
const cases = new CaseDialog();
let count = 0;

function showTitle(requestCount = count) {
  count = requestCount;
  document.title = `${grouped(count)} · ${site.manifest || 'Brink'}`;
}

// MARK: One request

function open(id) {
  requests.select(id);
  byId('main').classList.add('with-detail');
  history.replaceState(null, '', `#${id}`);
  return detail.open(id, log.get(id));
}

function close() {
  if (!detail.isOpen) return;
  detail.close();
  byId('main').classList.remove('with-detail');
  history.replaceState(null, '', location.pathname + location.search);
  requests.focus();
}

function move(distance) {
  const id = requests.neighbour(distance);
  if (id === null) return;
  if (detail.isOpen) open(id);
  else requests.select(id);
}

function enter() {
  if (requests.selected === null) return;
  if (!detail.isOpen) open(requests.selected);
  detail.focus();
}

function chosen() {
  return detail.request ?? log.get(requests.selected);
}

async function again() {
  const request = chosen();
  if (!request) return;
  try {
    const id = await runAgain(request.id);
    notice(`Ran again as request ${id}`);
    await open(id);
  } catch (error) {
    notice(`Request ${request.id} was not run again: ${error.message}`, true);
  }
}

function save() {
  if (chosen()) cases.open(chosen(), detail.isOpen ? detail.stageType : undefined);
}

/** The page's address may name a request: `#17`. */
function openLinked() {
  const id = Number(location.hash.slice(1));
  if (Number.isInteger(id) && id > 0 && id !== detail.request?.id) open(id);
}

// MARK: What people do

async function submitInvalidation(event) {
  event.preventDefault();
  const paths = byId('paths').value.split(/\s+/).filter(Boolean);
  try {
    notice(`Invalidated ${plural(await invalidate(paths), 'object')}`);
  } catch (error) {
    notice(`Nothing was invalidated: ${error.message}`, true);
  }
}

function showKeys() {
  byId('keys-dialog').showModal();
}

byId('invalidation').addEventListener('submit', submitInvalidation);
byId('show-keys').addEventListener('click', showKeys);
addEventListener('hashchange', openLinked);
listenToKeys(byId('list'), {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  j: () => move(1),
  k: () => move(-1),
  Home: () => move(-Infinity),
  End: () => move(Infinity),
  PageDown: () => move(requests.page),
  PageUp: () => move(-requests.page),
  Enter: enter,
  Escape: close,
  '/': () => requests.focusFilter(),
  p: () => requests.togglePause(),
  i: () => byId('paths').select(),
  r: again,
  s: save,
  '?': showKeys,
  ...Object.fromEntries([0, 1, 2, 3, 4].map((place) => [String(place + 1), () => detail.showTab(place)])),
});

// MARK: What the server tells

new Live(log, {
  changed: (ids) => {
    requests.show();
    if (performance.getEntriesByName('list-shown').length === 0) performance.mark('list-shown');
    if (detail.isOpen && ids.includes(detail.request.id)) detail.update(log.get(detail.request.id) ?? detail.request);
  },
  restarted: () => {
    close();
    requests.select(null);
    notice('The server was started anew');
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
openLinked();
