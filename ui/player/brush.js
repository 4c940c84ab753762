// Draws what a frame changes straight into the picture that Plotly made of a panel: lines, points and words that look as
// before and lie elsewhere. Plotly goes through all that it knows of a figure each time, 5 to 10 ms a panel; this takes a
// tenth of one. What it cannot draw as Plotly would (arrows that turn, bars, words with bold parts) it leaves to Plotly.
//
//   const brush = canPaint(panel) && new Brush(target, panel, data);   // after Plotly drew a sample (sampleOf) of all that moves
//   brush.paint(changes)                                               // false: Plotly must

const PAINTED = ["x", "y", "upto", "parts", "text", "fillcolor"];
const STRAIGHT = [undefined, "linear", "hv"];
const FLAT = [undefined, "none", "toself"];
const FAR = 1e5; // pixels; browsers draw lines from so far away at wrong places

function canPaint({ traces, data, frames, layout, redraw }) {
  const axes = [layout.xaxis, layout.yaxis].every((axis) => axis?.range && ["linear", "log"].includes(axis.type ?? "linear"));
  if (redraw || !axes) return false;
  const isKnown = (change) => Object.keys(change).every((key) => PAINTED.includes(key)) && [change.text ?? []].flat().every(isPlain);
  return traces.every((i) => isEven(data[i])) && frames.every((frame) => frame.every(isKnown));
}

// Whether all of a trace looks alike.
function isEven({ type, mode, line = {}, fill, marker = {}, text, textfont = {}, textposition, visible, ...others }) {
  if (type !== "scatter" || !mode || !STRAIGHT.includes(line.shape) || !FLAT.includes(fill) || visible === false) return false;
  if (![text ?? []].flat().every(isPlain)) return false;
  if (["xaxis", "yaxis", "connectgaps", "cliponaxis", "error_x", "error_y", "stackgroup"].some((key) => key in others)) return false;
  const looks = [marker, marker.line ?? {}, textfont, { textposition }].flatMap(Object.values);
  return marker.angleref === undefined && !looks.some((look) => Array.isArray(look) || ArrayBuffer.isView(look) || look?.bdata);
}

function isPlain(word) {
  return !/[<&]/.test(word ?? "");
}

// Something of everything that a trace may show, in the middle of the picture: a brush takes after it.
function sampleOf({ mode, text }, { xaxis, yaxis }) {
  const [x, y] = [xaxis, yaxis].map(({ range: [low, high], type }) => {
    const places = [0.4, 0.6].map((part) => low + part * (high - low));
    return type === "log" ? places.map((place) => 10 ** place) : places;
  });
  return mode.includes("text") && typeof text !== "string" ? { x, y, text: [".", "."] } : { x, y };
}

class Brush {
  constructor(target, { traces }, data) {
    this.target = target;
    this.hears = traces.some((i) => data[i].hoverinfo !== "skip"); // whether a pointer over its traces means something
    this.models = new Map(traces.map((i) => [i, this.model(i, data[i])]));
  }

  // What a trace is drawn with, and what Plotly's figure says of it besides what frames change.
  model(i, { x, y, text, mode, line, fill }) {
    const trace = this.target.querySelector(`.trace${uid(i)}`);
    const find = (needed, selector) => (needed ? trace?.querySelector(selector)?.cloneNode(true) : null);
    Object.assign(this.target.data[i], { x, y, text });
    return {
      steps: line?.shape === "hv",
      line: find(mode.includes("lines"), ".js-line"),
      point: find(mode.includes("markers"), "path.point"),
      word: find(mode.includes("text"), ".textpoint"),
      isFilled: fill === "toself",
    };
  }

  // Draws these changes, one of each trace that moves, and tells Plotly's figure of them; false if it cannot.
  paint(changes) {
    const { data, _fullLayout } = this.target;
    const { xaxis, yaxis } = _fullLayout;
    const strokes = [...this.models].map(([i, model], j) => {
      merge(data[i], changes[j] ?? {});
      const trace = this.target.querySelector(`.trace${uid(i)}`); // Plotly may have made it anew
      return { trace, model, look: data[i], x: pixels(data[i].x, xaxis), y: pixels(data[i].y, yaxis) };
    });
    const can = ({ trace, model, x, y }) => trace && !Object.values(model).includes(undefined) && isNear(x) && isNear(y);
    if (!strokes.every(can)) return false;
    strokes.forEach(draw);
    return true;
  }
}

function uid(i) {
  return `sil${i}`;
}

function pixels(values, axis) {
  return Array.from(values, (value) => (value === null ? undefined : axis.d2p(value)));
}

function isNear(places) {
  return places.every((place) => place === undefined || Math.abs(place) < FAR);
}

function draw({ trace, model, look, x, y }) {
  const there = [...x.keys()].filter((k) => x[k] !== undefined && y[k] !== undefined);
  if (model.line) {
    const d = pathOf(x, y, model.steps);
    fit(trace.querySelector(".lines"), model.line, d ? [d] : [], (path, of) => set(path, "d", of));
    if (model.isFilled) paintFill(trace.querySelector(".js-fill"), d, look.fillcolor);
  }
  if (model.point) {
    fit(trace.querySelector(".points"), model.point, there, (path, k) => set(path, "transform", `translate(${x[k]},${y[k]})`));
  }
  if (!model.word) return;
  const { text } = look;
  const said = typeof text === "string" ? there : there.filter((k) => text[k]);
  fit(trace.querySelector(".text"), model.word, said, ({ firstElementChild: word }, k) => {
    set(word, "x", x[k]);
    set(word, "y", y[k]);
    const says = typeof text === "string" ? text : String(text[k]);
    if (word.textContent !== says) word.textContent = says;
  });
}

// Lines through the points; where one is missing the next begins.
function pathOf(x, y, steps) {
  let [d, isLine, isDown] = ["", false, false];
  for (let k = 0; k < x.length; k++) {
    const isThere = x[k] !== undefined && y[k] !== undefined;
    if (isThere) d += isDown ? (steps ? `H${x[k]}V${y[k]}` : `L${x[k]},${y[k]}`) : `M${x[k]},${y[k]}`;
    isLine ||= isThere && isDown;
    isDown = isThere;
  }
  return isLine ? d : "";
}

function paintFill(area, d, colour) {
  if (!area) return;
  set(area, "d", d ? `${d}Z` : "M0,0Z");
  if (area.silColour === colour) return;
  area.silColour = colour;
  area.style.fill = colour;
  area.style.fillOpacity = 1; // its own is in the colour
}

// As many children as there are items, each set to its own.
function fit(parent, model, items, change) {
  while (parent.childElementCount > items.length) parent.lastElementChild.remove();
  while (parent.childElementCount < items.length) parent.append(model.cloneNode(true));
  [...parent.children].forEach((child, k) => change(child, items[k]));
}

function set(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}
