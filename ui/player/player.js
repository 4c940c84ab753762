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
const FOLDED = "see-it-learn-folded"; // under this name the browser remembers who wants words without algebra
const LONGEST_PAUSE = 250; // ms; after a longer gap (a hidden tab) the film goes on from where it was

class Player {
  constructor(root, callbacks) {
    this.root = root;
    this.callbacks = callbacks;
    this.film = null;
    this.frame = 0;
    this.speed = 1;
    this.looping = false;
    this.hasEnded = false;
    this.projecting = false;
    this.ticket = 0; // the animation frame we wait for, 0 when paused
    this.panels = []; // a Panel each
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
    const panel = this.panels.find(({ box }) => box === target);
    if (!panel) return;
    panel.isHidden = !isIntersecting;
    panel.catchUp();
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
    this.hasEnded = sameRun && this.hasEnded;
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
    const draw = (panels) => Promise.all(panels.map((panel) => panel.redraw()));
    const outOfSight = this.panels.filter((panel) => panel.isHidden);
    await draw(this.panels.filter((panel) => !panel.isHidden));
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
    const wasGuessing = this.guessing;
    this.film = film;
    if (wasGuessing !== this.guessing) this.panels.forEach((panel) => panel.reveal());
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

  // A panel that is there already (same name, same place) keeps its elements, so nothing flickers.
  arrange() {
    const { panels } = this.film;
    const keep = this.panels.length === panels.length && this.panels.every(({ spec }, i) => spec.name === panels[i].name);
    if (!keep) {
      this.panels.forEach((panel) => panel.forget());
      this.watcher.disconnect();
      this.panels = panels.map((spec) => new Panel(this, spec));
      this.stage.replaceChildren(...this.panels.map(({ box }) => box));
    }
    this.panels.forEach((panel, i) => panel.take(panels[i]));
    if (!keep) this.panels.forEach(({ box }) => this.watcher.observe(box));
    this.fitRows();
    this.listKeys();
  }

  // A map drawn to scale that is as wide as it may be ends before its rows do. Where that holds for all panels side by
  // side, they take fewer rows, and nothing gapes below them.
  fitRows() {
    const { display, gridAutoRows } = getComputedStyle(this.stage);
    let [line, columns] = [[], 0];
    for (const panel of this.panels) {
      const { rows, columns: width } = panel.spec;
      [line, columns] = columns < 12 ? [[...line, panel], columns + width] : [[panel], width];
      panel.box.style.setProperty("--rows", rows);
      if (display !== "grid" || columns < 12 || !line.every(({ spec }) => spec.to_scale && spec.rows === rows)) continue;
      const needed = Math.max(...line.map((one) => heightToScale(one, this.projecting ? LARGER : 1)));
      const quarters = Math.min(4 * rows, Math.ceil(needed / parseFloat(gridAutoRows)));
      for (const { box } of line) box.style.setProperty("--rows", quarters / 4);
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
    if (this.guessing && last > 0 && this.frame === last) {
      this.hasEnded = true;
      this.panels.forEach((panel) => panel.reveal());
    }
    for (const panel of this.panels) panel.speak();
    if (!draw || !this.Plotly) return;
    for (const panel of this.panels) if (panel.isDrawn) panel.draw();
  }

  // Whether the visitor is still to guess how the film ends; who has seen it knows.
  get guessing() {
    return Boolean(this.film.guessing) && !this.hasEnded;
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
    for (const panel of this.panels) panel.catchUp();
    this.callbacks.onFrame?.(this.frame, this.film);
  }

  setState(state) {
    if (this.root.dataset.state === state) return;
    this.root.dataset.state = state;
    this.caption.setAttribute("aria-live", state === "paused" ? "polite" : "off");
    this.buttons.play.replaceChildren(icon(state === "playing" ? "pause" : "play"));
    if (this.film) name(this.buttons.play, this.film.labels[state === "playing" ? "pause" : "play"]);
  }

  // ---- cells -------------------------------------------------------------------------------------------------------

  // A cell was clicked: its frame is shown, and its detail asked for.
  choose(panel, cell) {
    this.seek(cell.frame);
    this.chosen = panel === this.rowOfCells()?.panel ? cell : undefined; // of a map beside it, the detail says which cell
    if (panel.spec.asks) this.callbacks.onAsk?.(panel.spec.name, cell.row, cell.column);
  }

  // A pointer is on a cell, or on none; where the visitor is, a click says.
  pointAt(panel, cell) {
    const key = cell && `${panel.spec.name} ${cell.row} ${cell.column}`;
    if (key === this.pointed) return;
    this.pointed = key; // once a cell: a detail that was asked for stays until the pointer reaches another one
    if (!cell || cell.frame === this.frame) return;
    this.untouched = false;
    this.show(cell.frame);
  }

  // The panel with a row of cells for every frame, whose cells can be asked for one by one, and the row of this frame.
  rowOfCells() {
    const panel = this.panels.findLast(({ spec }) => spec.asks && spec.cells);
    if (!panel || !this.callbacks.onAsk) return undefined;
    const row = panel.spec.cells.findIndex((cells) => cells.includes(Math.max(1, this.frame)));
    return row < 0 ? undefined : { panel, row };
  }

  // Asks for the next cell of this row, round and round: what a pointer reaches with a click.
  askBeside(step) {
    const found = this.rowOfCells();
    if (!found) return;
    const { row } = found;
    const { name, cells } = found.panel.spec;
    const n = cells[row].length;
    const here = this.chosen?.row === row ? this.chosen.column : step > 0 ? -1 : n;
    this.chosen = { row, column: (here + step + n) % n };
    this.callbacks.onAsk(name, row, this.chosen.column);
  }

  // Shows what was asked for, until another frame is shown.
  showDetail({ frame, caption, changes, cell: [row, column] }) {
    this.seek(frame);
    this.chosen ??= { row, column };
    write(this.caption, caption);
    for (const panel of this.panels) {
      const news = panel.unpacked(changes[panel.spec.name]);
      panel.speak(news);
      if (news && panel.isDrawn) panel.draw(news);
    }
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
    if (changed && this.film && this.Plotly) this.panels.forEach((panel) => panel.redraw());
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
      if (this.Plotly) this.panels.forEach((panel) => panel.resize());
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
    this.panels.forEach((panel) => panel.forget());
  }
}

// ---- small tools ----------------------------------------------------------------------------------------------------

// Whether a link asks for a frame of the film that it has not asked for before.
function leadsElsewhere(film, before) {
  return Number.isInteger(film.start) && film.start !== before?.start;
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

