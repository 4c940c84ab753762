// What the network says of a drawing: it is asked over HTTP, without waiting for the page.

const DIGIT = 28; // pixels of a side
const INK_SIDE = 224; // of the picture in which the server found the box
const CLASSES = Array.from({ length: 10 }, (_, k) => k);
const STEPS = ["ink", "boxed", "digit"];

class Answer {
  constructor() {
    this.request = new AbortController();
    this.columns = CLASSES.map((k) => make("li", { "data-class": k }, [make("span"), make("b", {}, [String(k)])]));
    this.canvases = Object.fromEntries(STEPS.map((step) => [step, make("canvas", { role: "img", width: DIGIT, height: DIGIT })]));
    this.captions = STEPS.map(() => make("figcaption"));
    const figures = STEPS.map((step, k) => make("figure", { "data-step": step }, [this.canvases[step], this.captions[k]]));
    this.verdict = make("p", { "data-role": "verdict", role: "status" });
    this.bars = make("ol", { "data-role": "bars" }, this.columns);
    this.steps = make("div", { "data-role": "steps" }, figures);
    this.node = make("div", { "data-role": "answer", "data-state": "empty" }, [this.verdict, this.bars]);
  }

  translate(labels) {
    this.labels = labels;
    this.bars.setAttribute("aria-label", labels.draw_bars);
    STEPS.forEach((step, k) => {
      this.captions[k].textContent = labels[`draw_step_${step}`];
      this.canvases[step].setAttribute("aria-label", labels[`draw_step_${step}_alt`]);
    });
    this.write();
  }

  /** Ask about a drawing; what comes of an earlier one is not waited for. */
  async ask(address, drawing) {
    this.forget();
    const { signal } = this.request;
    this.put("asking");
    try {
      const body = JSON.stringify(drawing);
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(new URL(address, document.baseURI), { method: "POST", body, headers, signal });
      if (!answer.ok) throw new Refusal(await answer.text());
      const found = await answer.json();
      if (!signal.aborted) this.show(found);
    } catch (error) {
      if (signal.aborted) return;
      this.said = error instanceof Refusal ? error.message : null;
      this.put("failed");
    }
  }

  /** Nothing is drawn, or nobody can answer. */
  clear() {
    this.forget();
    this.found = null;
    this.put("empty");
  }

  forget() {
    this.request.abort();
    this.request = new AbortController();
  }

  show(found) {
    this.found = found;
    this.put("answered");
  }

  put(state) {
    this.node.dataset.state = state;
    this.write();
  }

  write() {
    const { state } = this.node.dataset;
    if (state === "asking") return; // what was said before stands until there is something new
    const found = state === "answered" ? this.found : null;
    const parts = found ? found.probabilities : CLASSES.map(() => 0);
    const best = found ? parts.indexOf(Math.max(...parts)) : -1;
    this.columns.forEach((column, k) => {
      const percent = `${Math.round(100 * parts[k])}%`;
      column.style.setProperty("--part", `${100 * parts[k]}%`);
      column.toggleAttribute("data-best", k === best);
      column.dataset.part = parts[k].toFixed(4);
      column.title = `${k}: ${percent}`;
      column.setAttribute("aria-label", `${k}: ${percent}`);
    });
    if (found) this.node.dataset.digit = best;
    else delete this.node.dataset.digit;
    const values = { digit: best, percent: Math.round(100 * (parts[best] ?? 0)) };
    const said = { answered: "draw_answer", failed: "draw_no_answer" }[state] ?? "draw_empty";
    const text = (state === "failed" && this.said) || fill(this.labels[said], values);
    if (this.verdict.textContent !== text) this.verdict.textContent = text;
    for (const step of ["boxed", "digit"]) this.paint(step, found);
  }

  paint(step, found) {
    const context = this.canvases[step].getContext("2d");
    context.clearRect(0, 0, DIGIT, DIGIT);
    if (found) context.drawImage(picture([...bytesOf(found[step])].map((byte) => byte / 255)), 0, 0);
  }

  /** The first step is the drawing itself, with the box around its ink. */
  paintInk(strokes, ground, scale) {
    const canvas = this.canvases.ink;
    canvas.width = canvas.height = Math.round(96 * scale);
    paintDrawing(canvas, strokes, ground);
    if (this.node.dataset.state !== "answered") return;
    const [top, left, height, width] = this.found.box.map((n) => (n * canvas.width) / INK_SIDE);
    const context = canvas.getContext("2d");
    context.strokeStyle = "#e8710a";
    context.lineWidth = 2 * scale;
    context.strokeRect(left, top, width, height);
  }
}

// The server understood, and will not: what it says is for the visitor.
class Refusal extends Error {}
