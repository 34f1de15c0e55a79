// Numbers and times for people, in a constant width within a column.
// Without Intl, whose first use takes milliseconds while the page loads.

const pad = (number, width) => String(number).padStart(width, '0');

/** Formats the time of day in the browser's zone, to the millisecond. */
export function timeOfDay(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return String(iso ?? '');
  const seconds = `${pad(time.getHours(), 2)}:${pad(time.getMinutes(), 2)}:${pad(time.getSeconds(), 2)}`;
  return `${seconds}.${pad(time.getMilliseconds(), 3)}`;
}

/** Formats milliseconds with three significant digits, from 1,000 on as seconds. */
export function duration(ms) {
  if (!Number.isFinite(ms)) return '–';
  if (ms >= 999.5) return `${digits(ms / 1000)} s`;
  return `${digits(ms)} ms`;
}

function digits(number) {
  if (number < 9.995) return number.toFixed(2);
  if (number < 99.95) return number.toFixed(1);
  return grouped(Math.round(number));
}

const units = ['B', 'KB', 'MB', 'GB'];

/** Formats bytes in units of 1,024. */
export function bytes(count) {
  if (!Number.isFinite(count)) return '–';
  let unit = 0;
  while (count >= 1023.5 && unit < units.length - 1) {
    count /= 1024;
    unit += 1;
  }
  const text = unit === 0 || count >= 99.95 || Number.isInteger(count) ? String(Math.round(count)) : count.toFixed(1);
  return `${text} ${units[unit]}`;
}

/** Formats a whole number with thousands separators. */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Formats a count: `1 request`, `2 requests`. */
export function plural(number, noun) {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Shortens X-Cache: `RefreshHit from cloudfront` becomes `Refresh hit`. */
export function cacheWords(value) {
  const words = String(value ?? '')
    .replace(/ from cloudfront$/i, '')
    .replace(/^Lambda(?=[A-Z])/, '')
    .replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
  return words === 'Generated response' ? 'Generated' : words;
}

/** Returns the CSS class for a status. */
export function statusClass(status) {
  const hundreds = Math.floor(Number(status) / 100);
  return hundreds >= 1 && hundreds <= 5 ? `status-${hundreds}` : 'status-other';
}

/** Proposes a name for a test case, such as `get-account-302`. */
export function caseName({ method, url, status }) {
  const path = String(url).split(/[?#]/)[0];
  const name = `${method}-${path}`
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, 60)
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${name || 'request'}-${status}`;
}
