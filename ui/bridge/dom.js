// What every component draws with.

const SVG = "http://www.w3.org/2000/svg";
const SVG_NAMES = ["svg", "g", "circle", "rect", "line", "path", "text"];

/** Whether the visitor would rather see nothing move by itself. */
function reducedMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** An element with its attributes and children. */
function make(name, attributes = {}, children = []) {
  const node = SVG_NAMES.includes(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
