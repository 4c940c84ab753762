// What stands beside pictures: icons, swatches that look like what they name, captions.

const ICONS = {
  first: "M6 5v14M19 5 9 12l10 7z",
  back: "M17 5 7 12l10 7z",
  play: "M7 4.5v15L20 12z",
  pause: "M8 5v14M16 5v14",
  forward: "M7 5l10 7L7 19z",
  last: "M18 5v14M5 5l10 7L5 19z",
  algebra: "M15 4h-1c-3 0-3 3-3 5v7c0 3-1 4-4 4M8 11h6M15 14l6 6M21 14l-6 6",
  projector: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  loop: "M17 3l3 3-3 3M20 6H9a5 5 0 0 0-5 5M7 21l-3-3 3-3M4 18h11a5 5 0 0 0 5-5",
};
const OUTLINED = ["loop", "pause", "algebra", "projector"];

// The shapes of points, by Plotly's names, around (12, 6); and dashes, as strokes and gaps.
const SHAPES = {
  circle: "M12 2a4 4 0 1 0 .01 0z",
  square: "M8.5 2.5h7v7h-7z",
  diamond: "M12 1l5 5-5 5-5-5z",
  "triangle-up": "M12 1.5l5 8.5H7z",
  "triangle-down": "M12 10.5l5-8.5H7z",
  star: "M12 .5l1.6 3.6 4 .4-3 2.6.9 3.9-3.5-2-3.5 2 .9-3.9-3-2.6 4-.4z",
  cross: "M8 2l8 8M16 2l-8 8",
  plus: "M12 1v10M7 6h10",
  arrow: "M24 6l-8-4.5v9z",
};
const NAMED_SHAPES = { "x-thin": "cross", "cross-thin": "plus" };
const DASHES = { dot: "2 3", dash: "6 3", longdash: "9 3", dashdot: "6 2.5 2 2.5", longdashdot: "9 2.5 2 2.5" };

// What tells a trace from the others: its line, its points, or the colour that fills it.
function lookOf({ mode = "", line = {}, marker = {}, fillcolor, opacity }) {
  const look = { opacity };
  if (fillcolor) return { ...look, fill: fillcolor };
  if (mode.includes("lines")) Object.assign(look, { line: line.color, dash: line.dash });
  if (!mode.includes("markers")) return mode ? look : { ...look, fill: marker.color };
  const symbol = marker.symbol ?? "circle";
  const thin = symbol in NAMED_SHAPES || symbol.endsWith("-open");
  const colour = typeof (marker.color ?? "") === "string" ? marker.color : "currentColor"; // numbers, each point has its own
  const rim = marker.line?.color ?? colour;
  const hollow = thin || /^rgba\(.*, *0\)$/.test(colour ?? "");
  if (look.line && [marker.size].flat().every((size) => size < 6)) return look; // points that only lead to their frames
  return { ...look, shape: NAMED_SHAPES[symbol] ?? symbol.replace("-open", ""), rim: hollow && rim, paint: hollow ? "none" : colour ?? look.line };
}

function swatch({ line, dash, fill, shape, rim, paint, opacity = 1 }) {
  const parts = [];
  if (fill) parts.push(make("rect", { x: 4, y: 1, width: 16, height: 10, fill }));
  if (line) parts.push(make("path", { d: "M0 6H24", stroke: line, "stroke-width": 3, "stroke-dasharray": DASHES[dash] ?? "none" }));
  if (shape in SHAPES) parts.push(make("path", { d: SHAPES[shape], fill: paint, stroke: rim || "none", "stroke-width": 2 }));
  return make("svg", { class: "sil-swatch", viewBox: "0 0 24 12", "aria-hidden": "true", opacity }, parts);
}

// A caption, its names with the swatches of what they name.
function write(element, caption) {
  element.innerHTML = caption;
  for (const name of element.querySelectorAll(".sil-key")) {
    const [look, colour] = [name.dataset.look, name.style.getPropertyValue("--hue")];
    name.prepend(swatch(look in SHAPES ? { shape: look, paint: colour } : { line: colour, dash: look }));
  }
}

function icon(shape) {
  const look = OUTLINED.includes(shape) ? { class: "sil-outline" } : {};
  return make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, [make("path", { d: ICONS[shape], ...look })]);
}
