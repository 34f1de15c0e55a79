// What the server answers to. Every failure is an Error with one line to show.

/** Why the server did not do what it was asked to. */
export class ApiError extends Error {
  /** @param {number} status 0 when there was no answer */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const getStatus = () => ask('status');

/** The requests after a number, oldest first. */
export async function getRequests(after) {
  return (await ask(`requests?after=${after}&limit=1000`)).requests;
}

export const getRequest = (id, signal) => ask(`requests/${id}`, { signal });

/** Sends a request once more, and answers its number. */
export async function runAgain(id) {
  return (await order(`requests/${id}/again`, {})).id;
}

/** Saves one event of a request as a test case, and answers its folder. */
export async function saveCase(id, type, name, keepSecrets) {
  return (await order(`requests/${id}/stages/${encodeURIComponent(type)}/case`, { name, keepSecrets })).folder;
}

/** Lets go of what is cached under some paths, and answers how many objects that were. */
export async function invalidate(paths) {
  return (await order('invalidations', { paths })).invalidated;
}

// The header is one that a page elsewhere cannot send without being asked first whether it may.
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
    throw new ApiError(0, 'the server does not answer');
  }
  let answer;
  try {
    answer = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(response.status, `the server answered ${response.status} without JSON`);
  }
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? `the server answered ${response.status}`);
  return answer;
}
