// The point pad: a square plane in which labelled points are clicked, dragged and removed. Knows nothing of Streamlit.
//
//   data   points [[x1, x2, label], …], range [low, high], labels {…}, colors [[label, colour], …] ascending,
//          version, seq, limit, disabled
//   page   keep("edit", {version, seq, points}): the visitor changed the points, and has let go of them

const SIZE = 264; // the drawing's own units; the plane is the square at (LEFT, TOP) with this SIDE
const LEFT = 30;
const TOP = 8;
const SIDE = 228;
const DOUBLE_TAP_MS = 450;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** The mark of a class: a circle for +1, a square for −1, a diamond for 0, so that colour is never alone. */
function mark(label, radius) {
  if (label > 0) return make("circle", { r: radius });
  const reach = 1.25 * radius;
  if (label === 0) return make("path", { d: `M0 ${-reach}L${reach} 0L0 ${reach}L${-reach} 0z` });
  const half = 0.9 * radius; // about the circle's area
  return make("rect", { x: -half, y: -half, width: 2 * half, height: 2 * half });
}

const tidy = (value) => Math.round(value * 100) / 100 + 0; // two decimals, and no −0
const written = (number) => String(number).replace("-", "−");
const signed = (label) => (label > 0 ? "+1" : written(label));

/** Few round numbers inside the range. */
function ticks([low, high]) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => tidy((first + k) * step));
}

const shortened = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
const tickText = (value) => (Math.abs(value) < 1000 ? written(value) : shortened.format(value).replace("-", "−"));

/** What a class looks like on its button. */
function symbol(label) {
  const look = { viewBox: "-8 -8 16 16", "aria-hidden": "true", "data-label": label };
  return make("svg", look, [mark(label, 6)]);
}

/** The empty pad: its parts, not yet filled. */
function build(root, labels, { choose, undo, clear }) {
  const view = {
    classes: new Radios("classes", "class", labels.map((label) => [label, symbol(label), make("span")]), choose),
    grid: make("g", { "data-role": "grid", "aria-hidden": "true" }),
    marks: make("g", { "data-role": "points" }),
    footer: new Footer({ undo, clear }),
  };
  const plane = { class: "sil-surface", "data-role": "plane", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "group", tabindex: 0 };
  view.plane = make("svg", plane, [view.grid, view.marks]);
  root.setAttribute("data-testid", "pad");
  root.classList.add("sil-editor", "sil-pad");
  root.replaceChildren(view.classes.group, view.plane, ...view.footer.nodes);
  return view;
}

function mount(root, firstData, page) {
  const classes = firstData.colors.map(([label]) => label).reverse();
  const view = build(root, classes, { choose, undo, clear });
  const edits = new Edits(firstData, page);
  let data = firstData;
  let points = data.points;
  let chosen = 1;
  let selected = -1;
  let drag = null; // the press that is going on
  let nudged = null; // the points before the arrow key that is still held down
  let tapped = null; // the last tap on a point: {index, time}

  // ---- where things are

  const toX = (x1) => LEFT + ((x1 - data.range[0]) / (data.range[1] - data.range[0])) * SIDE;
  const toY = (x2) => TOP + ((data.range[1] - x2) / (data.range[1] - data.range[0])) * SIDE;
  const inRange = (value) => tidy(clamp(value, data.range[0], data.range[1]));

  function pointer(event) {
    const box = view.plane.getBoundingClientRect();
    const scale = SIZE / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale, scale };
  }

  function toPoint({ x, y }, label) {
    const unit = (data.range[1] - data.range[0]) / SIDE;
    return [inRange(data.range[0] + (x - LEFT) * unit), inRange(data.range[1] - (y - TOP) * unit), label];
  }

  /** The point under the pointer, the nearest if there are several; a finger may miss by more than a mouse. */
  function nearest(at, isTouch) {
    const distances = points.map(([x1, x2]) => Math.hypot(toX(x1) - at.x, toY(x2) - at.y));
    const least = Math.min(...distances);
    return least <= (isTouch ? 15 : 9) * at.scale ? distances.indexOf(least) : -1;
  }

  // ---- drawing

  function drawGrid() {
    const end = { x: LEFT + SIDE, y: TOP + SIDE };
    const parts = [make("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE, "data-role": "area" })];
    for (const value of ticks(data.range)) {
      const [x, y, kind] = [toX(value), toY(value), value === 0 ? "axis" : "line"];
      parts.push(make("line", { x1: x, x2: x, y1: TOP, y2: end.y, "data-role": kind }));
      parts.push(make("line", { x1: LEFT, x2: end.x, y1: y, y2: y, "data-role": kind }));
      if (x < end.x - 20) parts.push(make("text", { x, y: end.y + 15, "text-anchor": "middle" }, [tickText(value)]));
      if (y > TOP + 16) parts.push(make("text", { x: LEFT - 5, y: y + 4, "text-anchor": "end" }, [tickText(value)]));
    }
    parts.push(make("text", { x: end.x, y: end.y + 15, "text-anchor": "end", "data-role": "name" }, ["x₁"]));
    parts.push(make("text", { x: LEFT - 5, y: TOP + 9, "text-anchor": "end", "data-role": "name" }, ["x₂"]));
    view.grid.replaceChildren(...parts);
  }

  function drawPoint(index) {
    const [x1, x2, label] = points[index];
    const radius = points.length > 150 ? 3.5 : 5.5;
    const node = view.marks.children[index] ?? view.marks.appendChild(make("g", { role: "button" }));
    const look = `${label} ${radius}`;
    if (node.dataset.look !== look) node.replaceChildren(mark(label, radius));
    const values = { x1: written(x1), x2: written(x2), label: signed(label) };
    const attributes = {
      "data-look": look,
      "data-point": index,
      "data-label": label,
      "data-selected": index === selected,
      transform: `translate(${toX(x1)} ${toY(x2)})`,
      // many points would be as many stops for the Tab key: then only one is a stop, and Page Up and Down walk on
      tabindex: points.length <= 40 || index === Math.max(selected, 0) ? 0 : -1,
      "aria-label": fill(data.labels.pad_point, values),
    };
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  }

  function drawControls() {
    const { labels, disabled } = data;
    const isFull = points.length >= data.limit;
    const hint = disabled ? "hint_disabled" : selected >= 0 ? "hint_point" : isFull ? "full" : "hint";
    view.footer.say(fill(labels[`pad_${hint}`], { label: signed(chosen), limit: data.limit }));
    view.footer.show("undo", labels.pad_undo, disabled || edits.past.length === 0);
    view.footer.show("clear", labels.pad_clear, disabled || points.length === 0);
    view.classes.show(labels.pad_classes, chosen);
    view.classes.buttons.forEach((button, k) => {
      button.lastChild.textContent = fill(labels.pad_class, { label: signed(classes[k]) });
    });
    view.plane.setAttribute("aria-label", labels.pad_plane);
    root.dataset.points = points.length;
    root.toggleAttribute("data-disabled", Boolean(disabled));
    for (const [label, colour] of data.colors) root.style.setProperty(`--pad-class${label}`, colour);
  }

  function draw() {
    if (selected >= points.length) selected = -1;
    while (view.marks.children.length > points.length) view.marks.lastChild.remove();
    points.forEach((_, index) => drawPoint(index));
    drawControls();
  }

  // ---- changing the points: always a new array, so that an earlier one can be put back

  function commit(before) {
    edits.remember(before);
    report();
  }

  function report() {
    draw();
    edits.report({ points });
  }

  function replace(index, point) {
    points = points.map((old, k) => (k === index ? point : old));
    drawPoint(index);
  }

  function add(point) {
    points = [...points, point];
    draw();
    focus(points.length - 1);
  }

  function remove(index, next) {
    const before = points;
    points = points.filter((_, k) => k !== index);
    commit(before);
    focus(Math.min(next, points.length - 1));
  }

  function undo() {
    if (edits.past.length === 0) return;
    points = edits.past.pop();
    report();
  }

  function clear() {
    const before = points;
    points = [];
    if (before.length > 0) commit(before);
  }

  function focus(index) {
    const node = index < 0 ? view.plane : view.marks.children[index];
    node.focus({ preventScroll: true });
    select(index);
  }

  function select(index) {
    if (index === selected) return;
    selected = index;
    draw();
  }

  /** The next class of them all, round and round. */
  const another = () => classes[(classes.indexOf(chosen) + 1) % classes.length];

  function choose(label) {
    chosen = label;
    drawControls();
  }

  // ---- the pointer

  function press(event) {
    if (data.disabled || drag || event.button === 1) return;
    settle();
    const at = pointer(event);
    const isTouch = event.pointerType === "touch";
    let index = nearest(at, isTouch);
    const before = points;
    const isNew = index < 0;
    if (isNew) {
      const isInside = Math.hypot(at.x - clamp(at.x, LEFT, LEFT + SIDE), at.y - clamp(at.y, TOP, TOP + SIDE)) < 5;
      if (!isInside || points.length >= data.limit) return focus(-1);
      add(toPoint(at, event.button === 2 || event.shiftKey ? another() : chosen));
      index = points.length - 1;
    }
    focus(index);
    const [x1, x2] = points[index]; // where the point was taken hold of: it must not jump under the pointer
    const grip = isNew ? { x: 0, y: 0 } : { x: toX(x1) - at.x, y: toY(x2) - at.y };
    drag = { id: event.pointerId, index, before, isNew, grip, start: at, hasMoved: false, slack: isTouch ? 8 : 4 };
    view.plane.setPointerCapture(event.pointerId);
  }

  function move(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const at = pointer(event);
    const distance = Math.hypot(at.x - drag.start.x, at.y - drag.start.y) / at.scale;
    if (!drag.hasMoved && distance < drag.slack) return;
    drag.hasMoved = true;
    const target = { x: at.x + drag.grip.x, y: at.y + drag.grip.y };
    replace(drag.index, toPoint(target, points[drag.index][2]));
  }

  function release(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const { index, before, isNew, hasMoved } = drag;
    drag = null;
    if (isNew || hasMoved) {
      tapped = null;
      if (!same(points, before)) commit(before);
    } else if (tapped && tapped.index === index && event.timeStamp - tapped.time < DOUBLE_TAP_MS) {
      tapped = null;
      remove(index, -1);
    } else tapped = { index, time: event.timeStamp };
  }

  /** The browser took the pointer away (a call, a gesture): as if it had never been pressed. */
  function cancel(event) {
    if (!drag || event.pointerId !== drag.id) return;
    points = drag.before;
    drag = null;
    draw();
  }

  // ---- the keyboard

  function nudge(direction, isLarge) {
    nudged ??= points;
    const step = Math.max((isLarge ? 0.1 : 0.01) * (data.range[1] - data.range[0]), 0.01);
    const [x1, x2, label] = points[selected];
    replace(selected, [inRange(x1 + step * direction[0]), inRange(x2 + step * direction[1]), label]);
  }

  /** Reports where the arrow keys have taken a point, once they are let go. */
  function settle() {
    if (!nudged) return;
    const before = nudged;
    nudged = null;
    if (!same(points, before)) commit(before);
  }

  function key(event) {
    if (data.disabled || drag) return;
    const isPoint = selected >= 0;
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    if (!isUndo(event) && (event.ctrlKey || event.metaKey || event.altKey)) return;
    if (event.key in ARROWS && isPoint) nudge(ARROWS[event.key], event.shiftKey);
    else {
      settle();
      if (isUndo(event)) undo();
      else if (["Delete", "Backspace"].includes(event.key) && isPoint) event.repeat || remove(selected, selected);
      else if (step && points.length) walk(step);
      else if (event.key === "Escape" && isPoint) focus(-1);
      else if ((event.key === "Enter" || event.key === " ") && !isPoint) addInTheMiddle();
      else return;
    }
    consume(event);
  }

  /** To the next point or the one before, round and round; from the plane itself to the first or the last. */
  function walk(step) {
    const from = selected < 0 && step < 0 ? 0 : selected;
    focus((from + step + points.length) % points.length);
  }

  function addInTheMiddle() {
    if (points.length >= data.limit) return;
    const before = points;
    add(toPoint({ x: LEFT + SIDE / 2, y: TOP + SIDE / 2 }, chosen));
    commit(before);
  }

  // ---- listening

  const on = (node, type, listener) => node.addEventListener(type, listener);
  on(view.plane, "pointerdown", press);
  on(view.plane, "pointermove", move);
  on(view.plane, "pointerup", release);
  on(view.plane, "pointercancel", cancel);
  on(view.plane, "lostpointercapture", cancel);
  on(view.plane, "mousedown", (event) => event.preventDefault()); // the press itself has placed the focus
  on(view.plane, "contextmenu", (event) => event.preventDefault());
  on(view.plane, "keydown", key);
  on(view.plane, "keyup", (event) => event.key in ARROWS && settle());
  on(view.plane, "focusin", (event) => select(Number(event.target.dataset.point ?? -1)));
  on(view.plane, "focusout", (event) => {
    settle();
    if (!view.plane.contains(event.relatedTarget)) select(-1);
  });

  function update(newData) {
    data = newData;
    if (edits.isReplacedBy(data)) drag = nudged = tapped = null;
    if (edits.accepts(data, drag || nudged)) points = data.points;
    drawGrid();
    draw();
  }

  update(data);
  return { update, destroy: () => root.replaceChildren() };
}
