// Everything shown is untrusted: it becomes an element's text or an attribute's value, never markup.

/**
 * Creates an element.
 *
 * @param {object} attributes empty ones are omitted; functions such as `onclick` become listeners
 * @param {...(Node|string|number|null|undefined|false)} children empty ones are omitted
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}
