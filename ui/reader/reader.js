// Two programs side by side, cut into the same concepts. A concept that is pointed at, has the focus or is chosen is lit in
// both, with what is to be said about it; else that of the film's frame, with the line that is at work.
//
// data  labels {…}, concepts [[code, name], …], frames [concept of each frame of the film, …],
//       columns [{title, why, lines [[code, comment], …], spans [[concepts, first, end], …], at_work {concept: line}, notes}]

const GLANCE = 100; // ms between two looks at the film
const FIRST = "model"; // what is lit before anybody has chosen, where there is no film
const MARGIN = 24; // pixels left above and below what is scrolled to

// What stands between backticks is code.
const marked = (text) => text.split("`").map((part, k) => (k % 2 ? make("code", {}, [part]) : part));

function mount(root, firstData) {
  root.classList.add("sil-reader");
  root.dataset.testid = "reader";
  const chips = make("div", { role: "group", "data-role": "concepts" });
  const stage = make("div", { "data-role": "columns" });
  let data;
  let drawn; // the columns as they were sent
  let columns = []; // {box, pre, notes, does, hides, column, target: what to bring into sight}
  let [pointed, chosen, filmed] = ["", "", ""];
  let shown = null;

  function chip([code, name]) {
    const button = make("button", { type: "button", "data-concept": code, "aria-pressed": "false" }, [name]);
    button.addEventListener("click", () => choose(code));
    button.addEventListener("focus", () => point(code));
    button.addEventListener("blur", () => point(""));
    button.addEventListener("mouseenter", () => point(code));
    button.addEventListener("mouseleave", () => point(""));
    return button;
  }

  function part(column, [concepts, first, end]) {
    const rows = column.lines.slice(first, end).map(([code, comment], k) => {
      const words = comment ? [code, make("i", {}, [comment])] : [code];
      const title = code.endsWith("…") ? { title: data.labels.cut } : {};
      const row = make("span", { "data-line": first + k, ...title }, [...words, "\n"]);
      row.style.setProperty("--indent", code.search(/\S|$/));
      return row;
    });
    const node = make("span", { class: "sil-part", "data-concepts": concepts.join(" ") }, rows);
    if (!concepts.length) return node;
    node.addEventListener("mouseenter", () => point(concepts[0], node));
    node.addEventListener("mouseleave", () => point(""));
    node.addEventListener("click", () => window.getSelection().isCollapsed && choose(concepts[0]));
    return node;
  }

  function draw(column) {
    const does = make("p", { "data-role": "does" });
    const hides = make("p", { "data-role": "hides" });
    const code = make("code", {}, column.spans.map((span) => part(column, span)));
    const pre = make("pre", { tabindex: "0", "aria-label": column.title }, [code]);
    const why = make("p", { "data-role": "why" }, [column.why]);
    const notes = make("div", { "data-role": "notes" }, [does, hides]);
    const box = make("section", {}, [make("h2", {}, [column.title]), ...(column.why ? [why] : [notes, pre])]);
    return { box, pre, notes, does, hides, column };
  }

  function point(concept, from = null) {
    pointed = concept;
    show(from);
  }

  function choose(concept) {
    chosen = chosen === concept ? "" : concept;
    show();
  }

  function show(from = null) {
    const concept = pointed || chosen || filmed;
    for (const button of chips.children) {
      button.setAttribute("aria-pressed", button.dataset.concept === chosen);
      button.toggleAttribute("data-lit", button.dataset.concept === concept);
    }
    root.dataset.lit = concept;
    const isNews = shown !== concept;
    shown = concept;
    if (!isNews && !from) return;
    for (const each of columns) {
      each.notes.setAttribute("aria-live", pointed || chosen ? "polite" : "off"); // a film would talk without end
      light(each, concept, from);
    }
  }

  function light(each, concept, from) {
    const { pre, does, hides, column } = each;
    if (column.why) return;
    const at = column.at_work[concept];
    const parts = [...pre.querySelectorAll(".sil-part")];
    const lit = parts.filter((node) => node.dataset.concepts.split(" ").includes(concept) && concept);
    parts.forEach((node) => node.toggleAttribute("data-lit", lit.includes(node)));
    for (const node of pre.querySelectorAll("[data-line]")) node.toggleAttribute("data-at-work", Number(node.dataset.line) === at);
    const note = column.notes[concept];
    const none = concept && at === undefined ? data.labels.none : "";
    does.replaceChildren(...(note ? [make("b", {}, [data.labels.does]), " ", ...marked(note[0])] : [none]));
    hides.replaceChildren(...(note ? [make("b", {}, [data.labels.hides]), " ", ...marked(note[1])] : []));
    // a film shows the line that is at work, which may be a call; who asks for a concept wants to read how it is made
    const atWork = pre.querySelector("[data-at-work]");
    each.target = (pointed || chosen ? null : atWork) ?? lit[0];
    if (!lit.includes(from)) reveal(each);
  }

  // Within the program's own frame alone: the page stays where it is. What is in sight already stays there.
  function reveal({ pre, target }) {
    if (!target) return;
    const [frame, line] = [pre.getBoundingClientRect(), target.getBoundingClientRect()];
    let [top, bottom] = [Math.max(0, frame.top), Math.min(window.innerHeight, frame.bottom)];
    if (bottom - top < 4 * MARGIN) [top, bottom] = [frame.top, frame.bottom]; // hardly any of the frame is on screen
    if (line.top < top + MARGIN || line.bottom > bottom - MARGIN) pre.scrollTop += line.top - top - (bottom - top) / 3;
  }

  // While the film plays its concepts are lit, whatever was chosen before.
  function glance() {
    const player = document.querySelector("[data-testid=player]:not(.sil-compact)");
    const now = (player?.dataset.film && data.frames[Number(player.dataset.frame)]) || "";
    const isPlaying = Boolean(now) && player.dataset.state === "playing";
    if (now === filmed && !(isPlaying && chosen)) return;
    if (isPlaying) chosen = "";
    filmed = now;
    show();
  }

  // What was revealed while the programs were out of sight may stand elsewhere in what is to be seen of them now.
  const sight = new IntersectionObserver(() => columns.forEach(reveal), {
    threshold: [0, 0.25, 0.5, 0.75, 1],
  });

  function update(news) {
    data = news;
    chips.setAttribute("aria-label", data.labels.concepts);
    const sent = JSON.stringify([data.columns, data.concepts, data.labels]);
    if (sent !== drawn) {
      drawn = sent;
      chips.replaceChildren(...data.concepts.map(chip));
      columns = data.columns.map(draw);
      stage.replaceChildren(...columns.map(({ box }) => box));
      const has = (wanted) => data.concepts.some(([code]) => code === wanted);
      if (!has(chosen)) chosen = data.frames.length || !has(FIRST) ? "" : FIRST;
      [pointed, shown] = ["", null];
    }
    glance();
    show();
  }

  root.replaceChildren(chips, stage);
  sight.observe(stage);
  const timer = setInterval(glance, GLANCE);
  update(firstData);
  return {
    update,
    destroy: () => {
      clearInterval(timer);
      sight.disconnect();
    },
  };
}
