// The player: shows a film (charts/film.py), forwards and backwards. It knows Plotly and nothing of Streamlit, so that
// the same file plays in the app and in the stand-alone page that a learner takes away.
//
//   const player = new Player(root, callbacks);
//   player.update(film);   // parsed JSON, plus film.labels, film.start, film.compact, film.begins; again for a new film in the same place
//   player.say(text);      // why there is no new film yet
//   player.destroy();
//
// callbacks.plotly()           promise of the Plotly library
// callbacks.projects           whether the film fills the window from the beginning
// callbacks.onFrame(k, film)   the film came to rest on frame k (not called while it plays)
// callbacks.onFilm(film)       a new film is on screen
// callbacks.onPick(fields, x, y)   a place was clicked in a panel that lets visitors pick one
// callbacks.onAct(panel, act, frame, row, column)   a button or a line of a panel was clicked that sets something; row and
//                              column of the cell, counted from 1, where the button is a map of cells, else 0
// callbacks.onAsk(panel, row, column)   a cell was clicked whose detail is not in the film; it may come as film.detail
//
// The DOM is a public contract: [data-testid=player] with data-frame, data-frames, data-state, data-film, data-run, which
// names what the film is of, and data-in-sight, which names the new film as soon as what the visitor sees of it is drawn;
// [data-action], [data-role] and [data-panel] inside.

const SPEEDS = [0.25, 0.5, 1, 2, 4];
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
const KEYS = { " ": "play", ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last", ArrowUp: "above", ArrowDown: "below", f: "projector", "?": "keys" };
// What each key does, as the list of keys says it: the keys, then the labels that name what follows.
const KEY_LIST = [
  [["space"], "play", "pause"],
  [["←"], "back"],
  [["→"], "forward"],
  [["Home"], "first"],
  [["End"], "last"],
  [["↑", "↓"], "cell"],
  [["F"], "projector"],
  [["F", "← →", "Page ↑ ↓"], "stops"],
  [["?"], "keys"],
];
// Where keys belong to something else on the page; a button keeps the space bar alone.
const FIELDS = "input, select, textarea, summary, [contenteditable], [role=slider], [role=radio], [role=tab], [role=option], [role=combobox], [role=listbox], [role=menu], [role=grid], [role=dialog]";
const PRESSED = "button, a[href], [role=button]";
const OUTLINED = ["loop", "pause", "algebra", "projector"];
const FOLDED = "see-it-learn-folded"; // under this name the browser remembers who wants words without algebra
const LARGER = 1.5; // type on a projector, in terms of that on a desk
const PLOT_CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };
const TURN = 0.01; // radians a pixel
const [NEAREST, FARTHEST] = [0.8, 4]; // from the middle of a picture in 3-D to the eye
const BLANK = " "; // a word that is not there yet
const NOTHING = [null]; // one point nowhere: Plotly forgets a trace that has none
const SHARE = 6; // while the film plays, a panel that is slow to draw waits this many times as long as drawing it took
const NEAR = 8; // pixels; so near to a line a click is on it
const LONGEST_PAUSE = 250; // ms; after a longer gap (a hidden tab) the film goes on from where it was

class Player {
  constructor(root, callbacks) {
    this.root = root;
    this.callbacks = callbacks;
    this.film = null;
    this.frame = 0;
    this.speed = 1;
    this.looping = false;
    this.projecting = false;
    this.ticket = 0; // the animation frame we wait for, 0 when paused
    this.plots = [];
    this.alive = true;
    this.build();
  }

  // ---- what the page sees -----------------------------------------------------------------------------------------

  build() {
    const root = this.root;
    root.classList.add("sil-player");
    root.dataset.testid = "player";
    root.tabIndex = 0;
    root.setAttribute("role", "group");
    root.replaceChildren();

    this.buttons = {};
    const transport = make("div", { class: "sil-transport" });
    const views = make("div", { class: "sil-transport" });
    for (const action of ["first", "back", "play", "forward", "last", "loop", "algebra", "projector"]) {
      const button = make("button", { type: "button", "data-action": action });
      button.append(icon(action));
      button.addEventListener("click", () => this.act(action));
      this.buttons[action] = button;
      (action === "algebra" || action === "projector" ? views : transport).append(button);
    }
    this.keysButton = make("button", { type: "button", "data-action": "keys", "aria-expanded": "false" }, ["?"]);
    this.keysButton.addEventListener("click", () => this.act("keys"));
    this.keys = make("dl", { class: "sil-keys", "data-role": "keys", hidden: "" });
    this.scrubber = make("input", { type: "range", min: 0, step: 1, value: 0, "data-role": "scrubber" });
    this.scrubber.addEventListener("input", () => this.seek(Number(this.scrubber.value)));
    this.counter = make("output", { class: "sil-counter", "data-role": "counter" });
    this.speedSelect = make("select", { "data-role": "speed" });
    for (const speed of SPEEDS) {
      this.speedSelect.append(new Option(`${{ 0.25: "¼", 0.5: "½" }[speed] ?? speed}×`, speed, speed === 1, speed === 1));
    }
    this.speedSelect.addEventListener("change", () => {
      this.speed = Number(this.speedSelect.value);
      this.restartClock();
    });
    const bar = (this.bar = make("div", { class: "sil-bar", hidden: "" })); // until there is a film to play
    bar.append(transport, this.scrubber, this.counter, this.speedSelect, views, this.keysButton, this.keys);
    const id = `sil-${Math.random().toString(36).slice(2)}`;
    this.place = make("span", { id: `${id}-place` });
    this.counter.append(this.place);
    this.caption = make("div", { class: "sil-caption", id: `${id}-caption`, "data-role": "caption", "aria-live": "polite" });
    this.stage = make("div", { class: "sil-stage" });
    this.verdict = make("p", { class: "sil-verdict", "data-role": "verdict", "aria-live": "polite" });
    this.notice = make("p", { class: "sil-notice", "data-role": "notice", role: "status" });
    root.append(make("div", { class: "sil-head" }, [bar, this.notice, this.caption, this.verdict]), this.stage);
    this.fold(remembered(FOLDED) === "yes");
    this.project(Boolean(this.callbacks.projects));

    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.resizer = new ResizeObserver(() => this.resized());
    this.resizer.observe(root);
    this.watcher = new IntersectionObserver((sightings) => sightings.forEach((sighting) => this.sighted(sighting)));
  }

  // A panel that scrolls into sight while the film plays shows the frame that the others show.
  sighted({ target, isIntersecting }) {
    const plot = this.plots.find(({ box }) => box === target);
    if (!plot) return;
    plot.isHidden = !isIntersecting;
    if (plot.late && plot.isDrawn) this.draw(plot);
  }

  // A word about the film that is not there yet.
  say(text) {
    if (this.notice.textContent !== text) this.notice.textContent = text;
  }

  // ---- films ------------------------------------------------------------------------------------------------------

  async update(film) {
    const before = this.film;
    const restyled = this.takeColours(film);
    const sameStop = before?.leads === film.leads; // of a lesson: another stop opens its run anew, also the same run
    if (before && before.id === film.id && sameStop && !restyled) return this.tell(film);
    const sameRun = before !== null && before.run === film.run && before.captions.length === film.captions.length && sameStop;
    const wasPlaying = this.playing;
    this.stop();
    this.film = film;
    this.label();
    const isLinked = leadsElsewhere(film, sameRun ? before : null);
    if (isLinked) this.frame = film.start;
    else if (!sameRun) this.frame = this.opening(film, before === null || !sameStop);
    if (isLinked || !sameRun) this.untouched = !isLinked;
    this.frame = clamp(this.frame, film.captions.length);
    this.arrange();
    this.show(this.frame, { draw: false });
    this.fitCaption();

    const turn = (this.turn = (this.turn ?? 0) + 1);
    let Plotly;
    try {
      Plotly = await this.callbacks.plotly();
    } catch {
      if (this.alive) this.stage.dataset.message = film.labels.failed;
      return;
    }
    const isOver = () => !this.alive || turn !== this.turn;
    if (isOver()) return;
    this.Plotly = Plotly;
    const draw = (plots) => Promise.all(plots.map((plot) => this.redraw(plot)));
    const outOfSight = this.plots.filter((plot) => plot.isHidden);
    await draw(this.plots.filter((plot) => !plot.isHidden));
    if (isOver()) return;
    this.root.dataset.inSight = film.id;
    if (outOfSight.length) await shown(); // the visitor waits for the others only
    if (isOver()) return;
    await draw(outOfSight);
    if (isOver()) return;
    this.root.dataset.film = film.id;
    this.root.dataset.run = film.run;
    this.show(this.frame);
    this.callbacks.onFilm?.(film);
    const autoplay = (before !== null || film.begins) && !sameRun && !film.waits && !reducedMotion();
    if (film.captions.length > 1 && !isLinked && (autoplay || (sameRun && wasPlaying))) this.play();
    else if (before !== null) this.rest();
  }

  // The same film again: at a frame that a link asks for, with a detail that was asked for, or with something new to say
  // at its end: play towards it.
  tell(film) {
    const news = film.verdict && film.verdict !== this.film.verdict;
    const answer = film.detail && film.detail.key !== this.film.detail?.key;
    const isLinked = leadsElsewhere(film, this.film);
    this.film = film;
    if (isLinked) {
      this.stop();
      this.untouched = false;
      this.show(film.start);
    }
    if (answer) return this.showDetail(film.detail);
    if (film.detail && !news) return;
    this.show(this.frame, { draw: false });
    if (!news) return;
    this.stop();
    this.show(reducedMotion() ? film.captions.length - 1 : 0);
    if (!reducedMotion()) this.play();
  }

  // Where no link asks for a frame, the first film of a page shows its telling one. A film after a change of the controls
  // is about to play from its beginning, as is one that begins by itself, unless the visitor wants no motion: then its
  // telling frame again. A film that waits for a guess stays at its beginning.
  opening(film, first) {
    return !film.waits && ((first && !film.begins) || reducedMotion()) ? film.poster : 0;
  }

  label() {
    const { labels, captions, compact } = this.film;
    for (const [action, button] of Object.entries(this.buttons)) name(button, labels[action]);
    name(this.scrubber, labels.scrubber);
    name(this.speedSelect, labels.speed);
    name(this.keysButton, labels.keys);
    this.root.setAttribute("aria-label", labels.player);
    this.root.classList.toggle("sil-compact", Boolean(compact));
    this.root.dataset.frames = captions.length;
    this.scrubber.max = Math.max(0, captions.length - 1);
    this.bar.hidden = false;
    const still = captions.length < 2;
    for (const control of [...Object.values(this.buttons), this.scrubber, this.speedSelect]) control.disabled = still;
    this.buttons.loop.setAttribute("aria-pressed", this.looping);
    this.stage.dataset.message = captions.length === 0 ? labels.empty : "";
  }

  listKeys() {
    const { labels } = this.film;
    const told = KEY_LIST.filter(([, does]) => does !== "cell" || this.rowOfCells()).filter(([, does]) => does !== "stops" || this.film.leads);
    this.keys.replaceChildren(
      ...told.map(([keys, ...does]) =>
        make("div", {}, [
          make("dt", {}, keys.map((key) => make("kbd", {}, [key === "space" ? labels.space : key]))),
          make("dd", {}, [does.map((what) => labels[what]).join(" / ")]),
        ]),
      ),
    );
  }

  // One figure a panel. A panel that is there already (same name, same place) keeps its element, so nothing flickers.
  arrange() {
    const panels = this.film.panels;
    const keep = this.plots.length === panels.length && this.plots.every((plot, i) => plot.panel.name === panels[i].name);
    if (!keep) {
      this.plots.forEach((plot) => this.Plotly?.purge(plot.target));
      this.watcher.disconnect();
      this.stage.replaceChildren();
      this.plots = panels.map((panel) => {
        const box = make("figure", { "data-panel": panel.name });
        const heading = make("figcaption", {});
        const legend = make("ul", { class: "sil-legend" });
        const target = make("div", { class: "sil-plot", role: "img" });
        const acts = make("div", { class: "sil-acts" });
        const said = make("span", { id: `${this.place.id}-${panel.name}`, "data-role": "said", hidden: "" });
        box.append(heading, legend, target, acts, said);
        this.stage.append(box);
        this.watcher.observe(box);
        return { panel, box, heading, legend, target, acts, said };
      });
    }
    this.plots.forEach((plot, i) => {
      plot.panel = panels[i];
      const hint = this.answers(panels[i]) ? panels[i].hint : "";
      plot.heading.replaceChildren(panels[i].title, ...(hint ? [" ", make("span", { class: "sil-hint" }, [hint])] : []));
      plot.legend.replaceChildren(...this.legend(panels[i]));
      plot.target.setAttribute("aria-label", `${panels[i].alt} ${hint}`.trim());
      plot.target.setAttribute("aria-describedby", `${this.place.id} ${plot.said.id}`);
      plot.target.classList.toggle("sil-turns", panels[i].turns);
      plot.target.classList.toggle("sil-sharp", Boolean(panels[i].sharp));
      plot.target.classList.toggle("sil-pick", Boolean(panels[i].pick && this.callbacks.onPick) || Boolean(panels[i].cells));
      plot.box.style.setProperty("--columns", panels[i].columns);
      plot.whole = panels[i].data.map((trace) => this.resolve(trace));
      plot.frames = panels[i].frames.map(() => undefined);
      plot.isDrawn = false;
    });
    this.fitRows();
    this.listKeys();
  }

  // A map drawn to scale that is as wide as it may be ends before its rows do. Where that holds for all panels side by
  // side, they take fewer rows, and nothing gapes below them.
  fitRows() {
    const { display, gridAutoRows } = getComputedStyle(this.stage);
    let [line, columns] = [[], 0];
    for (const plot of this.plots) {
      [line, columns] = columns < 12 ? [[...line, plot], columns + plot.panel.columns] : [[plot], plot.panel.columns];
      const { rows } = plot.panel;
      plot.box.style.setProperty("--rows", rows);
      if (display !== "grid" || columns < 12 || !line.every(({ panel }) => panel.to_scale && panel.rows === rows)) continue;
      const needed = Math.max(...line.map((one) => heightToScale(one, this.projecting ? LARGER : 1)));
      const quarters = Math.min(4 * rows, Math.ceil(needed / parseFloat(gridAutoRows)));
      for (const { box } of line) box.style.setProperty("--rows", quarters / 4);
    }
  }

  // Whether a hand can do here what the hint of a panel says; a film that was taken away has nobody to ask.
  answers({ turns, pick, asks, acts }) {
    const { onPick, onAsk, onAct } = this.callbacks;
    return turns || Boolean(pick && onPick) || Boolean(asks && onAsk) || Boolean(acts.length && onAct);
  }

  // Draws a panel whole, as it looks at the present frame.
  async redraw(plot) {
    const { panel } = plot;
    const paints = canPaint(panel);
    const data = plot.whole.map((trace, i) => ({ ...structuredClone(trace), uid: uid(i) }));
    plot.shown = undefined;
    (this.changes(plot, this.frame) ?? []).forEach((change, j) => {
      const i = panel.traces[j];
      merge(data[i], paints ? sampleOf(data[i], panel.layout) : change);
    });
    const font = getComputedStyle(this.root).fontFamily;
    const layout = this.resolve(panel.layout);
    layout.font = { ...layout.font, family: font };
    (panel.pictures[this.frame] ?? []).forEach((source, i) => (layout.images[i].source = source));
    layout.showlegend = false; // it stands above the plot, where it never moves the axes
    if (this.projecting) [data, layout].forEach(enlarge);
    layout.width = plot.target.clientWidth || undefined;
    layout.height = plot.target.clientHeight || undefined;
    if (panel.to_scale) Object.assign(layout, toScale(layout));
    if (panel.turns && plot.turned?.place === layout.scene.uirevision) layout.scene.camera.eye = plot.turned.eye;
    await this.Plotly.react(plot.target, data, layout, PLOT_CONFIG);
    plot.brush = paints ? new Brush(plot.target, panel, plot.whole) : null;
    plot.isDrawn = true;
    this.repaint(plot);
    this.placeActs(plot);
    if (!plot.listening) {
      plot.listening = true;
      plot.target.on("plotly_click", (event) => {
        const k = event.points.map((point) => point.customdata).find(Number.isInteger);
        if (k !== undefined) this.seek(k);
      });
      plot.target.addEventListener("click", (event) => this.click(plot, event));
      plot.target.addEventListener("mousemove", () => this.tellPlotly(plot), true);
      plot.target.addEventListener("mousemove", (event) => this.point(plot, event));
      turntable(plot.target, (...change) => this.turnBy(plot, ...change));
    }
  }

  // The buttons over a panel, each where its place is in the coordinates of the axes; large enough for a finger.
  placeActs({ panel, target, acts }) {
    if (!this.callbacks.onAct) return;
    const buttons = panel.acts.map((act, i) => {
      if (!act.name) return null; // a line
      const [x0, y0, x1, y1] = onScreen(target, act.place);
      const [left, top] = [target.offsetLeft + (x0 + x1) / 2, target.offsetTop + (y0 + y1) / 2];
      const [width, height] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
      const size = act.sign ? "" : `min-width:${width}px;min-height:${height}px`; // what is written has the size of a button
      const style = `left:${left}px;top:${top}px;${size}`;
      const button = make("button", { type: "button", style, "aria-label": act.name, title: act.name });
      button.classList.toggle("sil-sign", act.sign !== "");
      button.textContent = act.sign;
      button.addEventListener("click", (event) => this.callbacks.onAct(panel.name, i, this.frame, ...cellOf(act, button, event)));
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

  // A picture in 3-D that a hand turned looks so until its place is another one.
  turnBy(plot, ...change) {
    if (!plot.panel.turns) return;
    const { camera, uirevision } = plot.target.layout.scene;
    plot.turned = { eye: turned(camera.eye, ...change), place: uirevision };
    this.Plotly.relayout(plot.target, { "scene.camera.eye": plot.turned.eye });
  }

  // What the names and looks of a panel's traces are, as a list, and what its colours mean.
  legend({ data, layout, scale }) {
    const named = layout.showlegend ? data.filter((trace) => trace.name && trace.showlegend !== false) : [];
    const traces = named.map(({ name, mode, line, marker, fillcolor, opacity }) =>
      make("li", {}, [swatch(lookOf(this.resolve({ mode, line, marker, fillcolor, opacity }))), name]),
    );
    if (!scale) return traces;
    const ramp = make("span", { class: "sil-ramp", style: `background: linear-gradient(to right, ${this.resolve(scale.colours)})` });
    return [...traces, make("li", {}, [scale.low, ramp, scale.high])];
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

  // All that frame k changes in a panel; worked out when it is shown for the first time.
  changes(plot, k) {
    const { frames, traces } = plot.panel;
    return (plot.frames[k] ??= frames[k]?.map((change, j) => this.change(change, plot.whole[traces[j]])));
  }

  click({ panel, target }, event) {
    const place = placeOf(target, event);
    if (!place) return;
    if (panel.pick) this.callbacks.onPick?.(panel.pick, ...place);
    const act = lineAt(target, panel.acts, event);
    if (act >= 0) this.callbacks.onAct?.(panel.name, act, this.frame, 0, 0);
    const cell = cellAt(panel, place);
    if (cell === undefined) return;
    this.seek(cell.frame);
    this.chosen = panel === this.rowOfCells()?.panel ? cell : undefined; // of a map beside it, the detail says which cell
    if (panel.asks) this.callbacks.onAsk?.(panel.name, cell.row, cell.column);
  }

  // The panel with a row of cells for every frame, whose cells can be asked for one by one, and the row of this frame.
  rowOfCells() {
    const { panel } = this.plots.findLast((plot) => plot.panel.asks && plot.panel.cells) ?? {};
    if (!panel || !this.callbacks.onAsk) return undefined;
    const row = panel.cells.findIndex((cells) => cells.includes(Math.max(1, this.frame)));
    return row < 0 ? undefined : { panel, row };
  }

  // Asks for the next cell of this row, round and round: what a pointer reaches with a click.
  askBeside(step) {
    const found = this.rowOfCells();
    if (!found) return;
    const { panel, row } = found;
    const n = panel.cells[row].length;
    const here = this.chosen?.row === row ? this.chosen.column : step > 0 ? -1 : n;
    this.chosen = { row, column: (here + step + n) % n };
    this.callbacks.onAsk(panel.name, row, this.chosen.column);
  }

  // A mouse that moves over the cells of a resting film shows the frame of each; the visitor still is where a click was.
  point({ panel, target }, event) {
    if (!panel.cells || this.playing) return;
    const place = placeOf(target, event);
    const cell = place && cellAt(panel, place);
    const key = cell && `${panel.name} ${cell.row} ${cell.column}`;
    if (key === this.pointed) return;
    this.pointed = key; // once a cell: a detail that was asked for stays until the mouse reaches another one
    if (!cell || cell.frame === this.frame) return;
    this.untouched = false;
    this.show(cell.frame);
  }

  // Shows what was asked for, until another frame is shown.
  showDetail({ frame, caption, changes, cell: [row, column] }) {
    this.seek(frame);
    this.chosen ??= { row, column };
    write(this.caption, caption);
    for (const plot of this.plots) {
      const news = changes[plot.panel.name]?.map((change, j) => this.change(change, plot.whole[plot.panel.traces[j]]));
      this.speak(plot, news);
      if (news && plot.isDrawn) this.draw(plot, news);
    }
  }

  // Reads the page's colours; true when they changed since the last film.
  takeColours(film) {
    const style = getComputedStyle(this.root);
    const colours = Object.fromEntries(
      Object.entries(film.neutrals).map(([code, property]) => [code, style.getPropertyValue(property).trim() || code]),
    );
    const key = JSON.stringify(colours);
    const changed = this.colourKey !== undefined && this.colourKey !== key;
    this.colours = colours;
    this.colourKey = key;
    return changed;
  }

  // A copy of a part of the film with typed arrays unpacked, neutral colours filled in, and empty words as blanks: Plotly
  // removes the element of an empty word, and the word of a later frame would find no place.
  resolve(value) {
    if (typeof value === "string") return this.colours[value] ?? value;
    if (Array.isArray(value)) return value.map((item) => (item === "" ? BLANK : this.resolve(item)));
    if (value === null || typeof value !== "object") return value;
    if (value.bdata !== undefined && value.shape === undefined) return unpack(value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  // ---- frames -----------------------------------------------------------------------------------------------------

  show(k, { draw = true } = {}) {
    const { captions, marks, labels } = this.film;
    this.frame = clamp(k, captions.length);
    this.root.dataset.frame = this.frame;
    this.scrubber.value = this.frame;
    const mark = marks[this.frame] ?? "";
    const last = Math.max(0, captions.length - 1);
    const place = labels.frame.replace("{frame}", this.frame).replace("{last}", last);
    const after = (text) => (mark ? `${mark} · ${text}` : text);
    this.scrubber.setAttribute("aria-valuetext", after(place));
    this.place.textContent = after(`${this.frame} / ${last}`);
    this.counter.title = labels.counter;
    write(this.caption, captions[this.frame] ?? "");
    this.verdict.hidden = !this.film.verdict;
    this.verdict.textContent = this.frame === last ? this.film.verdict : "…";
    for (const plot of this.plots) this.speak(plot);
    if (!draw || !this.Plotly) return;
    for (const plot of this.plots) if (plot.isDrawn) this.draw(plot);
  }

  // Says in words what a panel shows now: its own numbers, or else the plain words of the caption.
  speak(plot, changes = this.changes(plot, this.frame)) {
    const { labels } = this.film;
    const plainly = [...this.caption.querySelectorAll("p")].map((sentence) => {
      const [run, point] = [sentence.closest(".sil-run"), sentence.textContent]; // of two runs each has a sentence
      return run ? filled(labels.named, { name: run.firstElementChild.textContent, point }) : point;
    });
    const own = spoken(plot.panel, plot.whole, changes ?? [], labels);
    plot.said.textContent = own || plainly.join(" ");
  }

  // Draws what moves in a panel, without Plotly where it can. While the film plays, what nobody sees can wait.
  draw(plot, changes = this.changes(plot, this.frame)) {
    plot.late = this.playing && Boolean(plot.isHidden);
    if (plot.late) return;
    plot.shown = changes;
    const pictures = plot.panel.pictures[this.frame];
    if (pictures) setPictures(plot.target, pictures);
    if (!changes?.length) return;
    plot.isPainted = Boolean(plot.brush?.paint(changes));
    if (!plot.isPainted) this.animate(plot, changes);
  }

  // What the brush drew last, once more: Plotly has drawn the panel since then.
  repaint(plot) {
    if (plot.brush && plot.isDrawn) this.draw(plot, plot.shown);
  }

  // Plotly finds under a pointer only what it drew itself.
  tellPlotly(plot) {
    if (!plot.isPainted || !plot.brush.hears) return;
    plot.isPainted = false;
    this.animate(plot, plot.shown);
  }

  // A panel that must be drawn whole (3-D, heat maps) may be slower than the film: it then leaves frames out.
  animate(plot, changes) {
    const began = performance.now();
    if (plot.panel.redraw && (plot.busy || (this.playing && began < plot.ready))) {
      plot.late = true;
      return;
    }
    plot.busy = true;
    plot.late = false;
    this.Plotly.animate(
      plot.target,
      { data: changes, traces: plot.panel.traces },
      { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: plot.panel.redraw } },
    )
      .catch(() => {}) // a frame that a later one overtook
      .then(() => {
        const now = performance.now();
        plot.busy = false;
        plot.ready = now + SHARE * (now - began);
        if (plot.late && !this.playing && this.alive && plot.isDrawn) this.draw(plot);
      });
  }

  seek(k) {
    this.untouched = false;
    this.stop();
    this.show(k);
    this.rest();
  }

  get playing() {
    return this.ticket !== 0;
  }

  play() {
    const n = this.film.captions.length;
    if (n < 2 || this.playing) return;
    if (this.frame >= n - 1 || this.untouched) this.show(0); // a poster is no place to start from
    this.untouched = false;
    this.setState("playing");
    this.restartClock();
    this.ticket = requestAnimationFrame((now) => this.tick(now));
  }

  // Time decides the frame: when drawing is slow, frames are skipped and the pace stays.
  tick(now) {
    const n = this.film.captions.length;
    this.clock += Math.min(LONGEST_PAUSE, Math.max(0, now - (this.lastTick ?? now)));
    this.lastTick = now;
    const k = this.origin + Math.floor((this.clock / 1000) * this.film.frames_per_second * this.speed);
    if (k > n - 1 && this.looping) {
      this.show(0);
      this.restartClock();
    } else if (k !== this.frame) {
      this.show(k);
    }
    if (k >= n - 1 && !this.looping) {
      this.stop();
      this.rest();
    } else {
      this.ticket = requestAnimationFrame((later) => this.tick(later));
    }
  }

  restartClock() {
    this.origin = this.frame;
    this.clock = 0;
    this.lastTick = undefined;
  }

  stop() {
    cancelAnimationFrame(this.ticket);
    this.ticket = 0;
    this.setState("paused");
  }

  rest() {
    for (const plot of this.plots) if (plot.late && plot.isDrawn) this.draw(plot);
    this.callbacks.onFrame?.(this.frame, this.film);
  }

  setState(state) {
    if (this.root.dataset.state === state) return;
    this.root.dataset.state = state;
    this.caption.setAttribute("aria-live", state === "paused" ? "polite" : "off");
    this.buttons.play.replaceChildren(icon(state === "playing" ? "pause" : "play"));
    if (this.film) name(this.buttons.play, this.film.labels[state === "playing" ? "pause" : "play"]);
  }

  // ---- hands ------------------------------------------------------------------------------------------------------

  act(action) {
    const last = this.film.captions.length - 1;
    switch (action) {
      case "play":
        return this.playing ? this.seek(this.frame) : this.play();
      case "first":
        return this.seek(0);
      case "back":
        return this.seek(this.frame - 1);
      case "forward":
        return this.seek(this.frame + 1);
      case "last":
        return this.seek(last);
      case "algebra":
        remember(FOLDED, this.folded ? "no" : "yes");
        return this.fold(!this.folded);
      case "projector":
        return this.project(!this.projecting);
      case "loop":
        this.looping = !this.looping;
        return this.buttons.loop.setAttribute("aria-pressed", this.looping);
      case "above":
        return this.askBeside(-1);
      case "below":
        return this.askBeside(1);
      case "keys":
        this.keys.hidden = !this.keys.hidden;
        this.keysButton.setAttribute("aria-expanded", !this.keys.hidden);
    }
  }

  // Words alone, or the algebra below them.
  fold(folded) {
    this.folded = folded;
    this.root.classList.toggle("sil-folded", folded);
    this.buttons.algebra.setAttribute("aria-pressed", !folded);
    if (this.film) this.fitCaption();
  }

  // The film alone on the whole window, in larger type, for a room that looks on.
  project(projecting) {
    const changed = this.projecting !== projecting;
    this.projecting = projecting;
    this.root.classList.toggle("sil-projector", projecting);
    if (changed) document.documentElement.classList.toggle("sil-projecting", projecting); // the page may keep a line above
    this.buttons.projector.setAttribute("aria-pressed", projecting);
    if (changed && this.film) this.fitRows();
    if (changed && this.film && this.Plotly) this.plots.forEach((plot) => this.redraw(plot));
  }

  key(event) {
    const { target, key } = event;
    const isInside = this.root.contains(target);
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || target === this.speedSelect) return;
    if (!isInside && (target.closest(FIELDS) || !this.isInSight())) return;
    if (key === "Escape" && this.projecting) return this.project(false);
    const action = KEYS[key];
    if (!action || !this.film || (this.film.captions.length < 2 && action !== "projector")) return;
    if (key === " " && (event.shiftKey || target.closest(PRESSED))) return; // the page or the button itself answers
    if (["above", "below"].includes(action) && !(isInside && this.rowOfCells())) return; // they scroll
    event.preventDefault();
    this.act(action);
  }

  // A film that nobody sees takes no keys from its page, nor does one on a card.
  isInSight() {
    const { top, bottom } = this.root.getBoundingClientRect();
    return !this.film?.compact && bottom > 0 && top < window.innerHeight;
  }

  resized() {
    cancelAnimationFrame(this.resizeTicket);
    this.resizeTicket = requestAnimationFrame(() => {
      if (!this.alive || !this.film) return;
      this.fitCaption();
      this.fitRows();
      if (!this.Plotly) return;
      for (const plot of this.plots) {
        const { panel, target } = plot;
        const { clientWidth: width, clientHeight: height } = target;
        if (width && target._fullLayout && (target._fullLayout.width !== width || target._fullLayout.height !== height)) {
          const places = panel.to_scale ? domains(target.layout, width, height) : {};
          this.Plotly.relayout(target, { width, height, ...places }).then(() => {
            if (!this.alive) return;
            this.repaint(plot);
            this.placeActs(plot);
          });
        }
      }
    });
  }

  // Keeps room for the tallest caption, so that the panels below never jump while the film plays.
  fitCaption() {
    const { captions } = this.film;
    const longest = [...captions].sort((a, b) => b.length - a.length).slice(0, 3).concat(captions.slice(-1));
    this.caption.style.minHeight = "";
    const probe = this.caption.cloneNode(false);
    probe.removeAttribute("data-role");
    probe.removeAttribute("aria-live");
    probe.classList.add("sil-probe");
    this.caption.after(probe);
    const heights = longest.map((text) => {
      write(probe, text);
      return probe.offsetHeight;
    });
    probe.remove();
    this.caption.style.minHeight = `${Math.max(0, ...heights)}px`;
  }

  destroy() {
    this.alive = false;
    this.stop();
    cancelAnimationFrame(this.resizeTicket);
    this.resizer.disconnect();
    this.watcher.disconnect();
    document.removeEventListener("keydown", this.onKey);
    this.plots.forEach((plot) => this.Plotly?.purge(plot.target));
  }
}

// ---- small tools ----------------------------------------------------------------------------------------------------

const ARRAYS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

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

// Whether a link asks for a frame of the film that it has not asked for before.
function leadsElsewhere(film, before) {
  return Number.isInteger(film.start) && film.start !== before?.start;
}

// A caption, its names with the swatches of what they name.
function write(element, caption) {
  element.innerHTML = caption;
  for (const name of element.querySelectorAll(".sil-key")) {
    const [look, colour] = [name.dataset.look, name.style.getPropertyValue("--hue")];
    name.prepend(swatch(look in SHAPES ? { shape: look, paint: colour } : { line: colour, dash: look }));
  }
}

// Larger type in a part of a figure, and the room that it takes.
function enlarge(part) {
  for (const [name, value] of Object.entries(part ?? {})) {
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) continue;
    if (/font$/.test(name) && value.size) value.size *= LARGER;
    else if (name === "margin") for (const side of Object.keys(value)) value[side] *= LARGER;
    else enlarge(value);
  }
}

// What this browser keeps; one that keeps nothing for us is no reason to fail.
function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // then it holds as long as the page
  }
}

// Where the axes of a map drawn to scale begin and end, as parts of the room between the margins. Plotly can do this
// itself (constrain: "domain"), but keeps the domain of the figure before when a new one takes its place.
function domains({ xaxis, yaxis, margin }, width, height) {
  const room = [width - margin.l - margin.r, height - margin.t - margin.b];
  const spans = [xaxis, yaxis].map(({ range }) => Math.abs(range[1] - range[0]));
  const unit = Math.min(room[0] / spans[0], room[1] / spans[1]); // pixels
  const x = (unit * spans[0]) / room[0];
  const y = (unit * spans[1]) / room[1];
  return { "xaxis.domain": [(1 - x) / 2, (1 + x) / 2], "yaxis.domain": [1 - y, 1] };
}

// The pixels from the top of a panel drawn to scale to where the next one may begin, when it is as wide as its place.
function heightToScale({ panel, box, target }, larger) {
  const { xaxis, yaxis, margin } = panel.layout;
  const spans = [xaxis, yaxis].map(({ range }) => Math.abs(range[1] - range[0]));
  const [across, up] = [margin.l + margin.r, margin.t + margin.b].map((pixels) => pixels * larger);
  const below = parseFloat(getComputedStyle(box).marginBottom);
  return target.offsetTop + up + ((target.clientWidth - across) * spans[1]) / spans[0] + below;
}

function toScale(layout) {
  if (!layout.width || !layout.height) return {};
  const parts = domains(layout, layout.width, layout.height);
  const [x, y] = [parts["xaxis.domain"], parts["yaxis.domain"]];
  return { xaxis: { ...layout.xaxis, domain: x }, yaxis: { ...layout.yaxis, domain: y, anchor: "x" } };
}

// Tells how a hand moves a picture in 3-D, in pixels and as a ratio of distances: one pointer drags, two pinch. The wheel
// and a finger that goes up or down stay the page's (touch-action in player.css), so Plotly must not hear of them.
function turntable(target, turn) {
  const hands = new Map(); // by pointer
  const spread = () => {
    const [a, b = a] = hands.values();
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, size: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
  };
  const keep = ({ pointerId, clientX: x, clientY: y }) => hands.set(pointerId, { x, y });
  const release = ({ pointerId }) => hands.delete(pointerId);
  for (const kind of ["wheel", "touchstart", "touchmove"]) {
    target.addEventListener(kind, (event) => target.classList.contains("sil-turns") && event.stopPropagation(), { capture: true, passive: true });
  }
  target.addEventListener("pointerdown", (event) => {
    if (!target.classList.contains("sil-turns")) return;
    target.setPointerCapture(event.pointerId);
    keep(event);
  });
  target.addEventListener("pointermove", (event) => {
    if (!hands.has(event.pointerId)) return;
    const before = spread();
    keep(event);
    const after = spread();
    turn(after.x - before.x, after.y - before.y, before.size / after.size);
  });
  for (const kind of ["pointerup", "pointercancel"]) target.addEventListener(kind, release);
}

// An eye that goes round the middle, up or down, nearer or farther.
function turned({ x, y, z }, dx, dy, ratio) {
  const distance = Math.hypot(x, y, z);
  const far = Math.max(NEAREST, Math.min(FARTHEST, distance * ratio));
  const round = Math.atan2(y, x) - dx * TURN;
  const tilt = Math.max(0.05, Math.min(1.5, Math.asin(z / distance) + dy * TURN));
  return { x: far * Math.cos(tilt) * Math.cos(round), y: far * Math.cos(tilt) * Math.sin(round), z: far * Math.sin(tilt) };
}

// Where in the coordinates of its axes the pointer is, or nothing outside of them.
function placeOf(target, { clientX, clientY }) {
  const { xaxis, yaxis } = target._fullLayout;
  if (!xaxis?._length) return undefined; // a picture in 3-D
  const box = target.getBoundingClientRect();
  const [x, y] = [clientX - box.left - xaxis._offset, clientY - box.top - yaxis._offset];
  if (x < 0 || y < 0 || x > xaxis._length || y > yaxis._length) return undefined;
  return [xaxis.p2d(x), yaxis.p2d(y)];
}

// Two points of the axes' coordinates in pixels of the plot.
function onScreen(target, [x0, y0, x1, y1]) {
  const { xaxis, yaxis } = target._fullLayout;
  const [x, y] = [(value) => xaxis._offset + xaxis.d2p(value), (value) => yaxis._offset + yaxis.d2p(value)];
  return [x(x0), y(y0), x(x1), y(y1)];
}

// The number of the line that was clicked, the nearest within NEAR pixels, or -1.
function lineAt(target, acts, { clientX, clientY }) {
  const box = target.getBoundingClientRect();
  const [px, py] = [clientX - box.left, clientY - box.top];
  let [found, nearest] = [-1, NEAR];
  acts.forEach((act, i) => {
    if (act.name) return; // a button
    const [x0, y0, x1, y1] = onScreen(target, act.place);
    const [dx, dy] = [x1 - x0, y1 - y0];
    const part = Math.max(0, Math.min(1, ((px - x0) * dx + (py - y0) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(px - x0 - part * dx, py - y0 - part * dy);
    if (distance < nearest) [found, nearest] = [i, distance];
  });
  return found;
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

function cellAt({ cells }, [x, y]) {
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const frame = cells?.[row]?.[column] ?? -1;
  return frame < 0 ? undefined : { row, column, frame };
}

// Row and column of the cell of a button that was clicked, counted from 1; none by keyboard.
function cellOf({ cells }, button, { detail, clientX, clientY }) {
  if (!cells || detail === 0) return [0, 0];
  const { left, top, width, height } = button.getBoundingClientRect();
  const number = (part, n) => 1 + Math.max(0, Math.min(n - 1, Math.floor(part * n)));
  return [number((clientY - top) / height, cells[0]), number((clientX - left) / width, cells[1])];
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

function icon(shape) {
  const look = OUTLINED.includes(shape) ? { class: "sil-outline" } : {};
  return make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, [make("path", { d: ICONS[shape], ...look })]);
}

function name(control, label) {
  control.setAttribute("aria-label", label);
  control.title = label;
}

function clamp(k, n) {
  return Math.max(0, Math.min(n - 1, Math.trunc(k) || 0));
}

// Until the browser has shown what was drawn; a hidden tab shows nothing.
function shown() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

