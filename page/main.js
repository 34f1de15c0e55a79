import { getRequests } from './api.js';
import { RequestLog } from './request-log.js';
import { RequestsView } from './requests-view.js';

const log = new RequestLog();
const requests = new RequestsView(log);

// The list first, and with as few files as it needs: what else is asked for would only keep it waiting.
try {
  log.add(await getRequests(0));
  requests.show();
} catch {
  // The connection is lost, which is said as soon as there is something to say it.
}
const { takeControl } = await import('./controls.js');
takeControl(log, requests);
