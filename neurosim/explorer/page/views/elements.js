/** Making elements: short helpers around the DOM, which never read markup from text. */

/** @typedef {Node | string | null | undefined} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

const SVG_SPACE = "http://www.w3.org/2000/svg";
const MATH_SPACE = "http://www.w3.org/1998/Math/MathML";

/**
 * Return an element of HTML. An attribute that is a function is a listener, such as `onclick`; true
 * sets an attribute without a value, and false, null and undefined leave it out.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  return completed(document.createElement(tag), attributes, children);
}

/**
 * Return an element of SVG, in the same way.
 *
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svgElement(tag, attributes = {}, ...children) {
  return completed(document.createElementNS(SVG_SPACE, tag), attributes, children);
}

/**
 * Return an element of MathML, in the same way.
 *
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {Child[]} children
 * @returns {Element}
 */
export function mathElement(tag, attributes = {}, ...children) {
  return completed(document.createElementNS(MATH_SPACE, tag), attributes, children);
}

/**
 * @template {Element} T
 * @param {T} made
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {T}
 */
function completed(made, attributes, children) {
  setAttributes(made, attributes);
  for (const child of children) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

/**
 * Set attributes and listeners of an element; what has the value already is left alone.
 *
 * @param {Element} target
 * @param {Attributes} attributes
 */
export function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      target.addEventListener(name.slice(2), value);
    } else if (value === false || value === null || value === undefined) {
      target.removeAttribute(name);
    } else {
      const text = value === true ? "" : String(value);
      if (target.getAttribute(name) !== text) target.setAttribute(name, text);
    }
  }
}

/**
 * Write a text into an element, unless it is there already.
 *
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * Return a button with a text, and a title for who points at it.
 *
 * @param {string} text
 * @param {() => void} press
 * @param {Attributes} [attributes]
 */
export function button(text, press, attributes = {}) {
  return element("button", { type: "button", onclick: press, ...attributes }, text);
}
