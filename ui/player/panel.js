// One figure of the player: shows a panel of a film (charts/film.py) at the player's frame. What moves it draws with a
// brush where it can, and with Plotly where it must.

const LARGER = 1.5; // type on a projector, in terms of that on a desk
const PLOT_CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };
const BLANK = " "; // a word that is not there yet
const NOTHING = [null]; // one point nowhere: Plotly forgets a trace that has none
const SHARE = 6; // while the film plays, a panel that is slow to draw waits this many times as long as drawing it took
const ARRAYS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

class Panel {
  constructor(player, { name }) {
    this.player = player;
    this.box = make("figure", { "data-panel": name });
    this.heading = make("figcaption", {});
    this.keys = make("ul", { class: "sil-legend" });
    this.target = make("div", { class: "sil-plot", role: "img" });
    this.acts = make("div", { class: "sil-acts" });
    this.said = make("span", { id: `${player.place.id}-${name}`, "data-role": "said", hidden: "" });
    this.box.append(this.heading, this.keys, this.target, this.acts, this.said);
  }

  // Another film's panel of the same name; it is drawn later.
  take(spec) {
    const { target, player } = this;
    this.spec = spec;
    this.label();
    target.setAttribute("aria-describedby", `${player.place.id} ${this.said.id}`);
    target.classList.toggle("sil-turns", spec.turns);
    target.classList.toggle("sil-sharp", Boolean(spec.sharp));
    target.classList.toggle("sil-pick", Boolean(spec.pick && player.callbacks.onPick) || Boolean(spec.cells));
    this.box.style.setProperty("--columns", spec.columns);
    this.whole = spec.data.map((trace) => this.resolve(trace));
    this.frames = spec.frames.map(() => undefined);
    this.isDrawn = false;
  }

  label() {
    const { spec, player } = this;
    const isKept = spec.data.some((_, i) => this.keepsBack(i));
    const hint = isKept ? player.film.labels.kept_back : this.answers() ? spec.hint : "";
    this.heading.replaceChildren(spec.title, ...(hint ? [" ", make("span", { class: "sil-hint" }, [hint])] : []));
    this.keys.replaceChildren(...this.legend());
    this.target.setAttribute("aria-label", `${spec.alt} ${hint}`.trim());
  }

  // Whether a hand can do here what the hint says; a film that was taken away has nobody to ask.
  answers() {
    const { turns, pick, asks, acts } = this.spec;
    const { onPick, onAsk, onAct } = this.player.callbacks;
    return turns || Boolean(pick && onPick) || Boolean(asks && onAsk) || Boolean(acts.length && onAct);
  }

  // What the names and looks of the traces are, as a list, and what the colours mean.
  legend() {
    const { data, layout, scale } = this.spec;
    const isNamed = (trace, i) => trace.name && trace.showlegend !== false && !this.keepsBack(i);
    const named = layout.showlegend ? data.filter(isNamed) : [];
    const traces = named.map(({ name, mode, line, marker, fillcolor, opacity }) =>
      make("li", {}, [swatch(lookOf(this.resolve({ mode, line, marker, fillcolor, opacity }))), name]),
    );
    if (!scale) return traces;
    const ramp = make("span", { class: "sil-ramp", style: `background: linear-gradient(to right, ${this.resolve(scale.colours)})` });
    return [...traces, make("li", {}, [scale.low, ramp, scale.high])];
  }

  // Whether a trace would tell what the visitor is to guess.
  keepsBack(i) {
    return Boolean(this.player.guessing && this.spec.ahead?.includes(i));
  }

  // Shows or keeps back what tells more than a visitor is to know: a guess was made, or is asked for.
  async reveal() {
    if (!this.spec.ahead) return;
    this.label();
    if (this.player.Plotly) await this.redraw();
  }

  // A copy of a part of the film with typed arrays unpacked, neutral colours filled in, and empty words as blanks: Plotly
  // removes the element of an empty word, and the word of a later frame would find no place.
  resolve(value) {
    if (typeof value === "string") return this.player.colours[value] ?? value;
    if (Array.isArray(value)) return value.map((item) => (item === "" ? BLANK : this.resolve(item)));
    if (value === null || typeof value !== "object") return value;
    if (value.bdata !== undefined && value.shape === undefined) return unpack(value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  // What a frame changes in a trace. {upto: n} shows the first n points of a curve that the panel holds as a whole,
  // {parts: [i, …]} some of its lines, which have two points each.
  change(change, trace) {
    if (change.parts !== undefined) {
      const parts = [...this.resolve(change.parts)];
      const curve = (values) => (parts.length ? parts.flatMap((i) => [values[2 * i], values[2 * i + 1], null]) : NOTHING);
      return { x: curve(trace.x), y: curve(trace.y) };
    }
    if (change.upto === undefined) return this.resolve(change);
    const curves = ["x", "y", "z"].filter((axis) => trace[axis] !== undefined);
    return Object.fromEntries(curves.map((axis) => [axis, change.upto ? trace[axis].slice(0, change.upto) : NOTHING]));
  }

  // A list of changes, one for each trace that moves, as Plotly and the brush take them.
  unpacked(changes) {
    return changes?.map((change, j) => this.change(change, this.whole[this.spec.traces[j]]));
  }

  // All that the present frame changes; worked out when it is shown for the first time.
  changes() {
    const k = this.player.frame;
    return (this.frames[k] ??= this.unpacked(this.spec.frames[k]));
  }

  // ---- drawing ----------------------------------------------------------------------------------------------------

  // Draws all of it, as it looks at the present frame.
  async redraw() {
    const { spec, target, player } = this;
    const paints = canPaint(spec);
    const data = this.whole.map((trace, i) => ({ ...structuredClone(trace), uid: uid(i) }));
    this.shown = undefined;
    (this.changes() ?? []).forEach((change, j) => {
      const i = spec.traces[j];
      merge(data[i], paints ? sampleOf(data[i], spec.layout) : change);
    });
    data.forEach((trace, i) => this.keepsBack(i) && (trace.visible = false));
    const layout = this.resolve(spec.layout);
    layout.font = { ...layout.font, family: getComputedStyle(player.root).fontFamily };
    (spec.pictures[player.frame] ?? []).forEach((source, i) => (layout.images[i].source = source));
    layout.showlegend = false; // it stands above the plot, where it never moves the axes
    if (player.projecting) [data, layout].forEach(enlarge);
    layout.width = target.clientWidth || undefined;
    layout.height = target.clientHeight || undefined;
    if (spec.to_scale) Object.assign(layout, toScale(layout));
    if (spec.turns && this.turned?.place === layout.scene.uirevision) layout.scene.camera.eye = this.turned.eye;
    await player.Plotly.react(target, data, layout, PLOT_CONFIG);
    this.brush = paints ? new Brush(target, spec, this.whole) : null;
    this.isDrawn = true;
    this.repaint();
    this.placeActs();
    if (!this.isListening) this.listen();
  }

  // Draws what moves, without Plotly where it can. While the film plays, what nobody sees can wait.
  draw(changes = this.changes()) {
    this.late = this.player.playing && Boolean(this.isHidden);
    if (this.late) return;
    this.shown = changes;
    const pictures = this.spec.pictures[this.player.frame];
    if (pictures) setPictures(this.target, pictures);
    if (!changes?.length) return;
    this.isPainted = Boolean(this.brush?.paint(changes));
    if (!this.isPainted) this.animate(changes);
  }

  // What was left out while the film played.
  catchUp() {
    if (this.late && this.isDrawn) this.draw();
  }

  // What the brush drew last, once more: Plotly has drawn the panel since then.
  repaint() {
    if (this.brush && this.isDrawn) this.draw(this.shown);
  }

  // A panel that must be drawn whole (3-D, heat maps) may be slower than the film: it then leaves frames out.
  animate(changes) {
    const { player, spec, target } = this;
    const began = performance.now();
    if (spec.redraw && (this.isBusy || (player.playing && began < this.ready))) {
      this.late = true;
      return;
    }
    this.isBusy = true;
    this.late = false;
    player.Plotly.animate(
      target,
      { data: changes, traces: spec.traces },
      { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: spec.redraw } },
    )
      .catch(() => {}) // a frame that a later one overtook
      .then(() => {
        const now = performance.now();
        this.isBusy = false;
        this.ready = now + SHARE * (now - began);
        if (!player.playing && player.alive) this.catchUp();
      });
  }

  // The room for it may be another one.
  resize() {
    const { spec, target, player } = this;
    const { clientWidth: width, clientHeight: height } = target;
    const drawn = target._fullLayout;
    if (!width || !drawn || (drawn.width === width && drawn.height === height)) return;
    const places = spec.to_scale ? domains(target.layout, width, height) : {};
    player.Plotly.relayout(target, { width, height, ...places }).then(() => {
      if (!player.alive) return;
      this.repaint();
      this.placeActs();
    });
  }

  // Says in words what it shows now: its own numbers, or else the plain words of the caption.
  speak(changes = this.changes()) {
    const { film, caption } = this.player;
    const plainly = [...caption.querySelectorAll("p")].map((sentence) => {
      const [run, point] = [sentence.closest(".sil-run"), sentence.textContent]; // of two runs each has a sentence
      return run ? filled(film.labels.named, { name: run.firstElementChild.textContent, point }) : point;
    });
    const own = spoken(this.spec, this.whole, changes ?? [], film.labels);
    this.said.textContent = own || plainly.join(" ");
  }

  forget() {
    this.player.Plotly?.purge(this.target);
  }

  // ---- hands ------------------------------------------------------------------------------------------------------

  listen() {
    const { target, player } = this;
    this.isListening = true;
    target.on("plotly_click", (event) => {
      const k = event.points.map((point) => point.customdata).find(Number.isInteger);
      if (k !== undefined) player.seek(k);
    });
    target.addEventListener("click", (event) => this.click(event));
    target.addEventListener("mousemove", () => this.tellPlotly(), true);
    target.addEventListener("mousemove", (event) => this.point(event));
    turntable(target, (...change) => this.turnBy(...change));
  }

  click(event) {
    const { spec, player } = this;
    const place = placeOf(this.target, event);
    if (!place) return;
    if (spec.pick) player.callbacks.onPick?.(spec.pick, ...place);
    const act = lineAt(this.target, spec.acts, event);
    if (act >= 0) player.callbacks.onAct?.(spec.name, act, player.frame, 0, 0);
    const cell = cellAt(spec, place);
    if (cell) player.choose(this, cell);
  }

  // A mouse that moves over the cells of a resting film shows the frame of each.
  point(event) {
    if (!this.spec.cells || this.player.playing) return;
    const place = placeOf(this.target, event);
    this.player.pointAt(this, place && cellAt(this.spec, place));
  }

  // Plotly finds under a pointer only what it drew itself.
  tellPlotly() {
    if (!this.isPainted || !this.brush.hears) return;
    this.isPainted = false;
    this.animate(this.shown);
  }

  // A picture in 3-D that a hand turned looks so until its place is another one.
  turnBy(...change) {
    if (!this.spec.turns) return;
    const { camera, uirevision } = this.target.layout.scene;
    this.turned = { eye: turned(camera.eye, ...change), place: uirevision };
    this.player.Plotly.relayout(this.target, { "scene.camera.eye": this.turned.eye });
  }

  // The buttons over it, each where its place is in the coordinates of the axes; large enough for a finger.
  placeActs() {
    const { spec, target, acts, player } = this;
    if (!player.callbacks.onAct) return;
    const buttons = spec.acts.map((act, i) => {
      if (!act.name) return null; // a line
      const [x0, y0, x1, y1] = onScreen(target, act.place);
      const [left, top] = [target.offsetLeft + (x0 + x1) / 2, target.offsetTop + (y0 + y1) / 2];
      const [width, height] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
      const size = act.sign ? "" : `min-width:${width}px;min-height:${height}px`; // what is written has the size of a button
      const style = `left:${left}px;top:${top}px;${size}`;
      const button = make("button", { type: "button", style, "aria-label": act.name, title: act.name });
      button.classList.toggle("sil-sign", act.sign !== "");
      button.textContent = act.sign;
      button.addEventListener("click", (event) => player.callbacks.onAct(spec.name, i, player.frame, ...cellOf(act, button, event)));
      return button;
    });
    const before = document.activeElement;
    const focused = [...acts.children].indexOf(before);
    acts.replaceChildren(...buttons.filter(Boolean));
    if (focused < 0) return;
    const nodes = [...acts.children]; // the button of the same name, or where it was
    const same = nodes.find((button) => button.title === before.title) ?? nodes[Math.min(focused, nodes.length - 1)];
    same?.focus({ preventScroll: true });
  }
}

// ---- small tools ----------------------------------------------------------------------------------------------------

// Larger type in a part of a figure, and the room that it takes.
function enlarge(part) {
  for (const [name, value] of Object.entries(part ?? {})) {
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) continue;
    if (/font$/.test(name) && value.size) value.size *= LARGER;
    else if (name === "margin") for (const side of Object.keys(value)) value[side] *= LARGER;
    else enlarge(value);
  }
}

// Plotly would draw the whole panel anew for a picture behind its lines. It remembers what it drew in `_imgSrc`.
function setPictures(target, sources) {
  const images = target.querySelectorAll(".imagelayer image");
  sources.forEach((source, i) => {
    if (!images[i] || images[i]._imgSrc === source) return;
    images[i].setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", source);
    images[i]._imgSrc = source;
  });
}

function unpack({ dtype, bdata }) {
  const bytes = Uint8Array.from(atob(bdata), (c) => c.charCodeAt(0));
  return new ARRAYS[dtype](bytes.buffer);
}

function merge(target, change) {
  for (const [key, value] of Object.entries(change)) {
    const deep = value !== null && typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value);
    if (deep && target[key] !== null && typeof target[key] === "object") merge(target[key], value);
    else target[key] = value;
  }
}
