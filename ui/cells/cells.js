// The cell editor: a small matrix of numbers, typed or painted. Knows nothing of Streamlit.
//
//   data   values [[…], …], low, high, paint, labels {…}, version, seq
//   page   keep("edit", {version, seq, values}): the visitor changed a number, or has finished a stroke
//
// A cell whose text is no number we take keeps its text and is marked; the number it had stays in force.

const BRUSHES = [0, 0.25, 0.5, 0.75, 1]; // parts of the range
const FRACTIONS = { 0.25: "¼", 0.5: "½", 0.75: "¾" };
const DIGIT = /^[0-9]$/;
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(inf(inity)?|nan|∞)$/i;

const name = (row, column) => `${row},${column}`;
const withCell = (values, row, column, value) =>
  values.map((old, r) => (r === row ? old.map((x, c) => (c === column ? value : x)) : old));

/** A number short enough for its cell, all digits before the point kept; the title of the cell has the others, too. */
function shown(value, digits) {
  const whole = String(Math.trunc(Math.abs(value))).length;
  return String(Number(value.toPrecision(Math.max(digits, whole))));
}

/** How far the brushes and the colours of a picture reach: to its largest number, and at least to 1. */
const rangeOf = (values) => Math.max(1, ...values.flat().map(Math.abs));

/** [number, null], or [null, why the text is none that we take]. Full-width signs and a decimal comma are forgiven. */
function parse(text, low, high) {
  const plain = text.normalize("NFKC").trim().replace(/[−–]/g, "-").replace(",", ".");
  if (plain === "") return [null, "hole"];
  if (NOT_FINITE.test(plain)) return [null, "finite"];
  if (!NUMBER.test(plain)) return [null, "text"];
  const value = Number(plain) + 0; // no −0
  if (!Number.isFinite(value)) return [null, "finite"];
  return value < low || value > high ? [null, "outside"] : [value, null];
}

function buildBrushes(choose) {
  const swatch = () => make("span", { "data-role": "swatch", "aria-hidden": "true" });
  const number = () => make("span", { "data-role": "number" });
  const brushes = new Radios("brushes", "brush", BRUSHES.map((part) => [part, swatch(), number()]), choose);
  brushes.buttons.forEach((button, k) => button.style.setProperty("--level", `${100 * BRUSHES[k]}%`));
  return brushes;
}

function buildCell(row, column, data) {
  const place = { "data-cell": name(row, column) };
  if (data.paint) return make("div", { ...place, role: "gridcell" });
  // the keypad for decimals has no minus sign on some telephones
  const keypad = data.low < 0 ? "text" : "decimal";
  const quiet = { autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "next" };
  return make("input", { ...place, ...quiet, type: "text", inputmode: keypad });
}

/** The empty editor: its parts, not yet filled. */
function build(root, data, { choose, undo, clear }) {
  const [rows, columns] = [data.values.length, data.values[0].length];
  const cells = data.values.map((line, r) => line.map((_, c) => buildCell(r, c, data)));
  const brushes = data.paint ? buildBrushes(choose) : null;
  const view = { cells, brushes, footer: new Footer({ undo, clear }) };
  const lines = cells.map((line) => make("div", { "data-role": "row", ...(data.paint && { role: "row" }) }, line));
  const place = data.paint ? { role: "grid", class: "sil-surface" } : { role: "group" };
  view.grid = make("div", { "data-role": "grid", ...place }, lines);
  const attributes = { "data-testid": "cells", "data-look": data.paint ? "paint" : "type" };
  for (const [key, value] of Object.entries({ ...attributes, "data-rows": rows, "data-columns": columns }))
    root.setAttribute(key, value);
  root.classList.add("sil-editor", "sil-cells");
  root.style.setProperty("--cells-rows", rows);
  root.style.setProperty("--cells-columns", columns);
  root.replaceChildren(...(brushes ? [brushes.group] : []), view.grid, ...view.footer.nodes);
  return view;
}

function mount(root, firstData, page) {
  const edits = new Edits(firstData, page);
  let view;
  let data = firstData;
  let values = data.values;
  let wrong = new Map(); // by cell, the text that is no number we take, and why
  let brush = 1; // the part of the range that it paints
  let range = 1; // stays as it was while a stroke is painted: the brush would change under the hand
  let at = [0, 0]; // the square that the keyboard is on
  let stroke = null; // the one that is being painted

  // ---- drawing

  function drawCell(row, column) {
    const node = view.cells[row][column];
    const value = values[row][column];
    const place = { row: row + 1, column: column + 1, value: String(value) };
    if (data.paint) {
      node.style.setProperty("--level", `${100 * clamp(Math.abs(value) / range, 0, 1)}%`);
      node.dataset.value = value;
      node.toggleAttribute("data-negative", value < 0);
      node.tabIndex = row === at[0] && column === at[1] ? 0 : -1;
      node.setAttribute("aria-label", fill(data.labels.cells_pixel, place));
      return;
    }
    const error = wrong.get(name(row, column));
    node.setAttribute("aria-label", fill(data.labels.cells_cell, place));
    node.setAttribute("aria-invalid", Boolean(error));
    node.title = String(value);
    const isBeingTyped = node === document.activeElement && node.value !== node.dataset.shown;
    const text = error ? error.text : shown(value, values[0].length > 5 ? 2 : 4);
    if (!isBeingTyped && node.value !== text) node.value = text;
    node.dataset.shown = text;
  }

  function drawHint() {
    const last = [...wrong].at(-1);
    const { labels } = data;
    let text = labels[data.paint ? "cells_hint_paint" : "cells_hint_type"];
    if (last) {
      const [row, column] = last[0].split(",").map((k) => Number(k) + 1);
      const signed = (limit) => String(limit).replace("-", "−");
      const values = { row, column, value: `“${last[1].text.slice(0, 40)}”`, low: signed(data.low), high: signed(data.high) };
      text = fill(labels[`cells_error_${last[1].reason}`], values) + labels.sentence_gap + labels.cells_kept;
    }
    view.footer.say(text);
    view.footer.hint.toggleAttribute("data-wrong", Boolean(last));
  }

  /** What a brush paints: three digits, as it says. */
  const painted = (part) => Number((part * range).toPrecision(3));

  function drawBrushes() {
    view.brushes.show(data.labels.cells_brush, brush);
    view.brushes.buttons.forEach((button, k) => {
      const text = (range === 1 && FRACTIONS[BRUSHES[k]]) || String(painted(BRUSHES[k]));
      button.querySelector("[data-role=number]").textContent = text;
    });
  }

  function draw() {
    const { labels } = data;
    if (!stroke) range = rangeOf(values);
    view.cells.forEach((line, r) => line.forEach((_, c) => drawCell(r, c)));
    view.grid.setAttribute("aria-label", labels[data.paint ? "cells_canvas" : "cells_grid"]);
    if (view.brushes) drawBrushes();
    const isEmpty = wrong.size === 0 && values.every((line) => line.every((value) => value === 0));
    view.footer.show("undo", labels.cells_undo, edits.past.length === 0);
    view.footer.show("clear", labels.cells_clear, isEmpty);
    drawHint();
  }

  // ---- changing the values: always a new array, so that an earlier one can be put back

  function commit(before) {
    edits.remember(before);
    report();
  }

  function report() {
    draw();
    edits.report({ values });
  }

  function undo() {
    if (edits.past.length === 0) return;
    values = edits.past.pop();
    wrong.clear();
    report();
  }

  function clear() {
    const before = values;
    values = values.map((line) => line.map(() => 0));
    wrong.clear();
    if (same(before, values)) draw();
    else commit(before);
  }

  // ---- typing

  /** Takes the text of a cell: as its number, or as a mistake that is marked. */
  function take(row, column) {
    const node = view.cells[row][column];
    if (node.value === node.dataset.shown) return; // digits that are not shown stay
    const [value, reason] = parse(node.value, data.low, data.high);
    wrong.delete(name(row, column));
    if (reason) wrong.set(name(row, column), { text: node.value, reason });
    node.dataset.shown = node.value; // no longer being typed
    const before = values;
    if (!reason) values = withCell(values, row, column, value);
    if (same(before, values)) draw();
    else commit(before);
  }

  function goTo(row, column) {
    const node = view.cells[row]?.[column];
    if (!node) return;
    node.focus();
    node.select();
  }

  function typeKey(event) {
    const [row, column] = event.target.dataset.cell.split(",").map(Number);
    const node = event.target;
    const { selectionStart: start, selectionEnd: end } = node;
    const isWhole = start === 0 && end === node.value.length;
    if (event.key === "Enter") {
      take(row, column);
      if (!wrong.has(name(row, column))) goTo(...(row + 1 < view.cells.length ? [row + 1, column] : [0, column + 1]));
    } else if (event.key === "Escape") {
      wrong.delete(name(row, column));
      node.value = node.dataset.shown;
      draw();
      node.select();
    } else if (event.key === "ArrowUp") goTo(row - 1, column);
    else if (event.key === "ArrowDown") goTo(row + 1, column);
    else if (event.key === "ArrowLeft" && !event.shiftKey && (isWhole || end === 0)) goTo(row, column - 1);
    else if (event.key === "ArrowRight" && !event.shiftKey && (isWhole || start === node.value.length)) goTo(row, column + 1);
    else return event.stopPropagation();
    consume(event);
  }

  // ---- painting

  function paint(row, column, value = painted(brush)) {
    if (values[row][column] === value) return;
    values = withCell(values, row, column, value);
    drawCell(row, column);
  }

  /** The square under the pointer, the nearest one if it has left the grid; in squares, with fractions. */
  function pointer(event) {
    const box = view.grid.getBoundingClientRect();
    const [rows, columns] = [values.length, values[0].length];
    const row = clamp(((event.clientY - box.top) / box.height) * rows, 0, rows - 0.01);
    return [row, clamp(((event.clientX - box.left) / box.width) * columns, 0, columns - 0.01)];
  }

  function press(event) {
    if (stroke || event.button !== 0) return;
    const place = pointer(event);
    stroke = { id: event.pointerId, before: values, place };
    view.grid.setPointerCapture(event.pointerId);
    walkTo(...place.map(Math.floor));
    paint(...at);
  }

  function move(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    const [from, to] = [stroke.place, pointer(event)];
    // a quick stroke jumps over squares: they are painted, too
    const n = Math.ceil(2 * Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])));
    for (let k = 1; k <= n; k += 1) {
      const [row, column] = [0, 1].map((axis) => Math.floor(from[axis] + (k / n) * (to[axis] - from[axis])));
      paint(row, column);
    }
    stroke.place = to;
  }

  function release(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    const { before } = stroke;
    stroke = null;
    if (!same(before, values)) commit(before);
  }

  /** The browser took the pointer away (a call, a gesture): as if it had never been pressed. */
  function cancel(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    values = stroke.before;
    stroke = null;
    draw();
  }

  function walkTo(row, column) {
    const old = at;
    at = [clamp(row, 0, values.length - 1), clamp(column, 0, values[0].length - 1)];
    drawCell(...old);
    drawCell(...at);
    view.cells[at[0]][at[1]].focus({ preventScroll: true });
  }

  function paintKey(event) {
    if (stroke || (!isUndo(event) && (event.ctrlKey || event.metaKey || event.altKey))) return;
    if (isUndo(event)) undo();
    else if (event.key in ARROWS) walkTo(at[0] + ARROWS[event.key][0], at[1] + ARROWS[event.key][1]);
    else if (event.key === " " || event.key === "Enter" || DIGIT.test(event.key)) {
      const before = values;
      paint(...at, DIGIT.test(event.key) ? Number(event.key) : painted(brush));
      if (!same(before, values)) commit(before);
    } else return;
    consume(event);
  }

  function choose(value) {
    brush = value;
    draw();
  }

  // ---- listening

  const on = (node, type, listener) => node.addEventListener(type, listener);

  function listenToTyping() {
    on(view.grid, "keydown", typeKey);
    on(view.grid, "focusin", (event) => event.target.select());
    on(view.grid, "focusout", (event) => take(...event.target.dataset.cell.split(",").map(Number)));
  }

  function listenToPainting() {
    on(view.grid, "pointerdown", press);
    on(view.grid, "pointermove", move);
    on(view.grid, "pointerup", release);
    on(view.grid, "pointercancel", cancel);
    on(view.grid, "lostpointercapture", cancel);
    on(view.grid, "mousedown", (event) => event.preventDefault()); // the press itself has placed the focus
    on(view.grid, "keydown", paintKey);
  }

  function rebuild() {
    view = build(root, data, { choose, undo, clear });
    at = [0, 0];
    if (data.paint) listenToPainting();
    else listenToTyping();
  }

  function update(newData) {
    const old = data;
    data = newData;
    if (edits.isReplacedBy(data)) {
      stroke = null;
      wrong.clear();
    }
    if (edits.accepts(data, stroke)) values = data.values;
    const look = ({ paint, values: [line, ...more] }) => `${paint} ${more.length} ${line.length}`;
    if (!view || look(data) !== look(old)) rebuild();
    draw();
  }

  update(data);
  return { update, destroy: () => root.replaceChildren() };
}
