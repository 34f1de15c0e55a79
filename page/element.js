// Everything that is shown is untrusted: it becomes text of an element or the value of an attribute, never markup.

/**
 * Makes an element.
 *
 * @param {object} attributes those without a value are left out; `onclick` and its like are listeners
 * @param {...(Node|string|number|null|undefined|false)} children those without a value are left out
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
