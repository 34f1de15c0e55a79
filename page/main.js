import { getRequests } from './api.js';
import { RequestLog } from './request-log.js';
import { RequestsView } from './requests-view.js';

const log = new RequestLog();
const requests = new RequestsView(log);

// The list comes first, with as few files as it needs: other requests would delay it.
try {
  log.add(await getRequests(0));
  requests.show();
} catch {
  // The lost connection is shown once the controls are loaded.
}
const { startControls } = await import('./controls.js');
startControls(log, requests);
