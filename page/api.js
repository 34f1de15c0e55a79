// The server's API. Every failure is an Error with one line to show.

/** A failed call. */
export class ApiError extends Error {
  /** @param {number} status 0 when the server did not respond */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const getStatus = () => ask('status');

/** Returns the requests after a number, oldest first. */
export async function getRequests(after) {
  return (await ask(`requests?after=${after}&limit=1000`)).requests;
}

export const getRequest = (id, signal) => ask(`requests/${id}`, { signal });

/** Sends a request again, and returns its new number. */
export async function runAgain(id) {
  return (await order(`requests/${id}/again`, {})).id;
}

/** Saves one event of a request as a test case, and returns its folder. */
export async function saveCase(id, type, name, keepSecrets) {
  return (await order(`requests/${id}/stages/${encodeURIComponent(type)}/case`, { name, keepSecrets })).folder;
}

/** Removes the cached objects under some paths, and returns their number. */
export async function invalidate(paths) {
  return (await order('invalidations', { paths })).invalidated;
}

// The header needs a CORS preflight, which the server refuses to pages elsewhere.
function order(path, body) {
  const headers = { 'Content-Type': 'application/json', 'Brink-Request': '1' };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`api/${path}`, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'the server does not respond');
  }
  let answer;
  try {
    answer = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(response.status, `the server responded with ${response.status} and no JSON`);
  }
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? `the server responded with ${response.status}`);
  return answer;
}
