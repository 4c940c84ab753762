// The drawing pad: a square to draw a digit in, and what the network says of it. Knows nothing of Streamlit.
//
//   data   drawing {strokes: [{points: [x, y, …], thickness, erases}], ground: text | null}, samples [text, …] one a digit,
//          address (where to ask; null: nobody answers), limits {points, strokes, thickness}, labels {…}, version, seq
//   page   keep("edit", {version, seq, drawing}): the visitor changed the drawing, and has let go for a moment

const REST = 350; // ms without a pen on the paper, before the page hears of it: most digits have two strokes
const TOLERANCES = [0.8, 1.6, 3.2, 6.4]; // how far a simplified stroke may lie beside the drawn one
const THINNEST = 4;
const THICKEST = 48;
const FIRST_THICKNESS = 20;
const KEY_STEP = 8;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NOTHING = { strokes: [], ground: null };
const isEmpty = ({ strokes, ground }) => strokes.length === 0 && !ground;
const isRedo = (event) =>
  (event.ctrlKey || event.metaKey) && (event.key === "y" || event.key === "Z" || (event.key === "z" && event.shiftKey));

/** The empty pad: its parts, not yet filled. */
function build(root, answer, { choose, undo, redo, clear, begin }) {
  const names = ["pen", "eraser"].map((tool) => [tool, make("span")]);
  const view = {
    tools: new Radios("tools", "tool", names, choose),
    thickness: make("input", { type: "range", min: THINNEST, max: THICKEST, step: 1, "data-role": "thickness" }),
    pad: make("canvas", { class: "sil-surface", "data-role": "pad", role: "application", tabindex: 0 }),
    footer: new Footer({ undo, redo, clear }),
    samples: make("div", { role: "group", "data-role": "samples" }),
    samplesName: make("span", { "aria-hidden": "true" }),
  };
  view.sampleButtons = Array.from({ length: 10 }, (_, k) => make("button", { type: "button", "data-sample": k }, [String(k)]));
  view.sampleButtons.forEach((button, k) => button.addEventListener("click", () => begin(k)));
  view.samples.append(view.samplesName, ...view.sampleButtons);
  const [actions, hint] = view.footer.nodes;
  const tools = make("div", { "data-role": "tool-row" }, [view.tools.group, view.thickness]);
  root.setAttribute("data-testid", "draw");
  root.classList.add("sil-editor", "sil-draw");
  // the answer stands above the pad: below it, the sidebar may have to be scrolled
  root.replaceChildren(tools, answer.node, view.pad, actions, answer.steps, view.samples, hint);
  return view;
}

function mount(root, firstData, page) {
  const answer = new Answer();
  const view = build(root, answer, { choose, undo, redo, clear, begin });
  const edits = new Edits(firstData, page);
  let data = firstData;
  let drawing = data.drawing;
  let ground = null; // its picture
  let future = []; // what was undone, for redo
  let tool = "pen";
  let thickness = FIRST_THICKNESS;
  let stroke = null; // the one that is being drawn: by the pointer with this id, or by the keyboard (id null)
  let at = [PAD / 2, PAD / 2]; // where the keyboard's pen is
  let byKeyboard = false;
  let isFull = false;
  let rest = 0; // the timer until the page hears of it; 0: it has

  // ---- drawing

  function paint() {
    const scale = window.devicePixelRatio || 1;
    const side = Math.max(1, Math.round(view.pad.clientWidth * scale));
    if (view.pad.width !== side) view.pad.width = view.pad.height = side;
    paintDrawing(view.pad, stroke ? [...drawing.strokes, stroke] : drawing.strokes, ground);
    if (byKeyboard && document.activeElement === view.pad) paintPen(side / PAD);
  }

  /** Where the keyboard's pen is: a ring as wide as it draws, filled while it is down. */
  function paintPen(scale) {
    const context = view.pad.getContext("2d");
    const [x, y] = at.map((place) => place * scale);
    context.beginPath();
    context.arc(x, y, Math.max(3, (thickness * scale) / 2), 0, 2 * Math.PI);
    context.strokeStyle = "#e8710a";
    context.lineWidth = 2;
    context.stroke();
    if (stroke) return;
    context.beginPath();
    context.arc(x, y, 2, 0, 2 * Math.PI);
    context.fillStyle = "#e8710a";
    context.fill();
  }

  function draw() {
    const { labels } = data;
    view.tools.show(labels.draw_tools, tool);
    view.tools.buttons.forEach((button, k) => {
      button.lastChild.textContent = labels[`draw_${view.tools.values[k]}`];
    });
    view.thickness.setAttribute("aria-label", labels.draw_thickness);
    view.thickness.title = labels.draw_thickness;
    view.thickness.value = thickness;
    view.pad.setAttribute("aria-label", labels.draw_pad);
    view.samplesName.textContent = labels.draw_samples;
    view.samples.setAttribute("aria-label", labels.draw_samples);
    view.sampleButtons.forEach((button, k) => {
      button.setAttribute("aria-label", fill(labels.draw_sample, { digit: k }));
    });
    view.footer.show("undo", labels.draw_undo, edits.past.length === 0);
    view.footer.show("redo", labels.draw_redo, future.length === 0);
    view.footer.show("clear", labels.draw_clear, isEmpty(drawing));
    view.footer.say(labels[isFull ? "draw_full" : byKeyboard ? (stroke ? "draw_hint_down" : "draw_hint_up") : "draw_hint"]);
    answer.translate(labels);
    root.dataset.strokes = drawing.strokes.length;
    paint();
    answer.paintInk(drawing.strokes, ground, window.devicePixelRatio || 1);
  }

  function put(value) {
    if (value.ground !== drawing.ground || (value.ground && !ground)) ground = value.ground ? groundPicture(value.ground) : null;
    drawing = value;
  }

  // ---- asking and telling

  async function ask() {
    if (isEmpty(drawing) || !data.address) answer.clear();
    else await answer.ask(data.address, drawing);
    answer.paintInk(drawing.strokes, ground, window.devicePixelRatio || 1);
  }

  /** The network answers at once; the page, which makes a film, hears of it when the pen rests. */
  function changed() {
    draw();
    ask();
    tellSoon();
  }

  function tellSoon() {
    clearTimeout(rest);
    rest = setTimeout(() => {
      rest = 0;
      edits.report({ drawing });
    }, REST);
  }

  // ---- changing the drawing: always a new one, so that an earlier one can be put back

  function commit(value) {
    edits.remember(drawing);
    future = [];
    put(value);
    changed();
  }

  function undo() {
    if (edits.past.length === 0) return;
    future.push(drawing);
    put(edits.past.pop());
    isFull = false;
    changed();
  }

  function redo() {
    if (future.length === 0) return;
    edits.remember(drawing);
    put(future.pop());
    changed();
  }

  function clear() {
    isFull = false;
    if (!isEmpty(drawing)) commit(NOTHING);
  }

  /** Start from a digit that somebody else wrote. */
  function begin(digit) {
    isFull = false;
    commit({ strokes: [], ground: data.samples[digit] });
  }

  /** The stroke in as few points as there is room for; null where there is none. */
  function fitting(drawn) {
    const { points: most, strokes } = data.limits;
    const used = drawing.strokes.reduce((sum, { points }) => sum + points.length / 2, 0);
    const found = TOLERANCES.map((tolerance) => kept(drawn, tolerance)).find(({ points }) => used + points.length / 2 <= most);
    return drawing.strokes.length < strokes && found ? found : null;
  }

  function finish() {
    const found = fitting(stroke);
    const isNothing = stroke.erases && isEmpty(drawing);
    stroke = null;
    isFull = !found;
    if (found && !isNothing) commit({ ...drawing, strokes: [...drawing.strokes, found] });
    else {
      draw();
      if (rest) tellSoon();
    }
  }

  // ---- the pointer

  function place(event) {
    const box = view.pad.getBoundingClientRect();
    const inside = (value, low, size) => clamp(((value - low) / size) * PAD, 0, PAD);
    return [inside(event.clientX, box.left, box.width), inside(event.clientY, box.top, box.height)];
  }

  function start(id, [x, y]) {
    stroke = { id, points: [x, y], thickness, erases: tool === "eraser" };
  }

  function press(event) {
    if (stroke && stroke.id !== null) return; // a second finger
    if (event.button !== 0) return;
    if (stroke) finish();
    clearTimeout(rest); // the page need not hear of it in the middle of the next stroke
    view.pad.focus({ preventScroll: true });
    byKeyboard = false;
    start(event.pointerId, place(event));
    view.pad.setPointerCapture(event.pointerId);
    draw();
  }

  function move(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) stroke.points.push(...place(step));
    paint();
  }

  function release(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    stroke.points.push(...place(event));
    finish();
  }

  /** The browser took the pointer away (a call, a gesture): as if it had never been pressed. */
  function cancel(event) {
    if (!stroke || event.pointerId !== stroke.id) return;
    stroke = null;
    draw();
    if (rest) tellSoon();
  }

  // ---- the keyboard

  function walk([dx, dy], isFine) {
    const step = isFine ? KEY_STEP / 4 : KEY_STEP;
    at = [clamp(at[0] + step * dx, 0, PAD), clamp(at[1] + step * dy, 0, PAD)];
    if (stroke) stroke.points.push(...at);
  }

  function key(event) {
    if (stroke && stroke.id !== null) return;
    const isCommand = event.ctrlKey || event.metaKey || event.altKey;
    if (isRedo(event)) redo();
    else if (isUndo(event)) undo();
    else if (isCommand) return;
    else if (event.key in ARROWS) {
      byKeyboard = true;
      walk(ARROWS[event.key], event.shiftKey);
      draw();
    } else if (event.key === " " || event.key === "Enter") {
      byKeyboard = true;
      if (stroke) finish();
      else {
        clearTimeout(rest);
        start(null, at);
        draw();
      }
    } else if (event.key === "Escape" && stroke) {
      stroke = null;
      draw();
      if (rest) tellSoon();
    } else return;
    consume(event);
  }

  function choose(value) {
    tool = value;
    draw();
  }

  // ---- listening

  const on = (node, type, listener) => node.addEventListener(type, listener);
  on(view.pad, "pointerdown", press);
  on(view.pad, "pointermove", move);
  on(view.pad, "pointerup", release);
  on(view.pad, "pointercancel", cancel);
  on(view.pad, "lostpointercapture", cancel);
  on(view.pad, "mousedown", (event) => event.preventDefault()); // the press itself has placed the focus
  on(view.pad, "contextmenu", (event) => event.preventDefault());
  on(view.pad, "keydown", key);
  on(view.pad, "focus", () => {
    byKeyboard = view.pad.matches(":focus-visible");
    draw();
  });
  on(view.pad, "blur", () => {
    byKeyboard = false;
    if (stroke && stroke.id === null) finish();
    else draw();
  });
  on(view.thickness, "input", () => {
    thickness = Number(view.thickness.value);
  });
  const size = new ResizeObserver(paint);
  size.observe(view.pad);

  function update(newData) {
    const { address } = data;
    data = newData;
    const isReplaced = edits.isReplacedBy(data);
    if (isReplaced) {
      clearTimeout(rest);
      [stroke, rest, future, isFull] = [null, 0, [], false];
    }
    const before = drawing;
    if (edits.accepts(data, stroke || rest)) put(data.drawing);
    draw();
    if (data.address !== address || !same(before, drawing)) ask();
  }

  /** Bring the pad into view, as soon as the page around it is there: with so many looks, a tenth of a second apart. */
  function reveal(looks) {
    const { top, bottom, left, right } = view.pad.getBoundingClientRect();
    const isSeen = top >= 0 && bottom <= window.innerHeight && left >= 0 && right <= window.innerWidth;
    if (looks === 0 || (isSeen && right > left)) return;
    openDrawer(root);
    if (top < 0 || bottom > window.innerHeight) view.pad.scrollIntoView({ block: "center" });
    setTimeout(() => reveal(looks - 1), 100);
  }

  put(data.drawing);
  draw();
  ask();
  if (isEmpty(drawing)) reveal(20); // whoever is invited to draw has the paper before them
  return {
    update,
    destroy: () => {
      clearTimeout(rest);
      size.disconnect();
      answer.forget();
      root.replaceChildren();
    },
  };
}
