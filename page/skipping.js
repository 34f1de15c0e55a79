import { stageTypes } from './outcome.js';

const endings = {
  refused: 'was refused',
  failed: 'failed',
  'timed-out': 'timed out',
  'out-of-memory': 'ran out of memory',
  crashed: 'crashed',
  throttled: 'was throttled',
};

/** Why no function ran for an event, as far as the rest of the request tells. */
export function whySkipped(type, request) {
  const { stages = [], cache = '' } = request;
  const place = stageTypes.indexOf(type);
  const before = stages.filter((stage) => stageTypes.indexOf(stage.type) < place);
  const broken = before.find((stage) => stage.outcome !== 'accepted');
  if (broken) {
    const ending = endings[broken.outcome] ?? 'did not succeed';
    return `${broken.type} ${ending}: CloudFront answered with an error page, and nothing ran after that.`;
  }
  const isOrigin = type.startsWith('origin-');
  const answered = before.find(hasAnswered);
  if (answered?.type === 'viewer-request') return 'viewer-request answered by itself: nothing else runs then.';
  if (answered && isOrigin) return 'origin-request answered by itself: the origin was not asked.';
  if (isOrigin && /^hit\b/i.test(cache)) return 'The answer came from the cache: the origin was not asked.';
  if (isOrigin && isEdgeError(request)) return 'CloudFront answered with an error: the origin was not asked.';
  const status = originStatus(request);
  if (type === 'viewer-response' && status >= 400) {
    return `The origin's status was ${status}: CloudFront leaves viewer-response out from 400 on.`;
  }
  return 'As far as this request tells, no function is set for this event.';
}

function hasAnswered({ type, result }) {
  return type.endsWith('-request') && typeof result === 'object' && result !== null && 'status' in result;
}

function isEdgeError({ cache = '', timeline = [] }) {
  return /^error\b/i.test(cache) && !timeline.some(({ kind }) => kind === 'origin');
}

// What origin-response made of it does not count.
function originStatus({ stages, status }) {
  const response = stages?.find(({ type }) => type === 'origin-response')?.event?.Records?.[0]?.cf?.response;
  return Number(response?.status ?? status);
}
