// The filter box: a request must contain all words, in any order and any case.

const texts = new WeakMap();

/** Splits typed text into words. */
export function words(typed) {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Reports if a request has every word in its method, URL, status, cache, region, functions or outcomes. */
export function matches(summary, wanted) {
  if (wanted.length === 0) return true;
  let text = texts.get(summary);
  if (text === undefined) {
    text = searchable(summary);
    texts.set(summary, text);
  }
  return wanted.every((word) => text.includes(word));
}

function searchable(summary) {
  const { method, host, url, status, cache, region, distribution, stages = [] } = summary;
  const runs = stages.map((stage) => `${stage.type} ${stage.function} ${stage.outcome}`);
  return [method, `${host}${url}`, status, cache, region, distribution, ...runs].join('\n').toLowerCase();
}
