// The player as a component of the app: fetches its films, loads Plotly once a window, keeps frame= in the address bar.

const PATIENCE = 500; // ms; a film that is there by then needs no word
const PAUSE = 1000; // ms until a film is asked for the second time

function loadPlotly(path) {
  window.seeItLearnPlotly ??= new Promise((resolve, reject) => {
    const src = new URL(path, document.baseURI).href;
    const begun = [...document.scripts].find((script) => script.src === src); // by the start page (server/start_page.py)
    if (begun && window.Plotly) return resolve(window.Plotly);
    const script = begun ?? document.createElement("script");
    script.src = src;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.seeItLearnPlotly = undefined; // the next film tries again
      script.remove();
      reject(new Error("plotly.js did not load"));
    };
    if (!begun) document.head.append(script);
  });
  return window.seeItLearnPlotly;
}

// Without a rerun and without a new entry in the browser's history.
function putFrame(frame) {
  const url = new URL(window.location.href);
  if (frame === null) url.searchParams.delete("frame");
  else url.searchParams.set("frame", frame);
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}

// The server understood, and will not: what it says is for the visitor.
class Refusal extends Error {}

// A film from its address, which a second time may answer; tell(part) says how much of it is there.
async function fetchFilm(address, signal, tell) {
  for (let last = false; ; last = true) {
    try {
      const answer = await fetch(new URL(address, document.baseURI), { signal });
      if (answer.ok) return JSON.parse(await read(answer, tell));
      if (answer.status < 500 && answer.status !== 429) throw new Refusal(await answer.text());
    } catch (error) {
      if (last || signal.aborted || error instanceof Refusal) throw error;
    }
    if (last) throw new Error("no film");
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function read(answer, tell) {
  const size = Number(answer.headers.get("X-Film-Size")) || Infinity;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let [text, length] = ["", 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    length += value.length;
    tell(Math.min(1, length / size));
  }
}

// One panel of a film, as wide as the player, that cannot be clicked.
function onCard(film, name) {
  const panels = film.panels.filter((panel) => panel.name === name);
  return { ...film, panels: panels.map((panel) => ({ ...panel, columns: 12, rows: 2, pick: null, asks: false, acts: [] })) };
}

function mount(root, firstData, page) {
  const { plotly, linked } = firstData;
  root.style.setProperty("--sil-above", "3.75rem"); // the page's own bar, below which the transport sticks
  let run; // of the film that was shown last
  const player = new Player(root, {
    plotly: () => loadPlotly(plotly),
    onAsk: (panel, row, column) => page.tell("ask", { panel, row, column }),
    projects: linked && "onward" in document.documentElement.dataset, // as the stop of the lesson before did
    onFrame: (frame) => linked && putFrame(frame),
    onFilm: (film) => {
      if (linked && run !== film.run && (run !== undefined || film.start !== null)) putFrame(film.start);
      run = film.run;
    },
  });
  const sets = {
    onAct: (panel, act, frame, row, column) => page.tell("act", { panel, act, frame, row, column }),
    onPick: (fields, x, y) => page.tell("pick", { fields, x, y }),
  };
  let data = {};
  let film; // as it came, without what the page says about it
  let shown; // with it: the same object as long as nothing is new
  let request = new AbortController();

  async function load({ film: source, labels, only }) {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const since = performance.now();
    const tell = (part) => {
      const percent = Math.floor(100 * part);
      if (!signal.aborted && performance.now() - since > PATIENCE) player.say(labels.loading.replace("{percent}", percent));
    };
    const late = setTimeout(() => tell(0), PATIENCE + 1);
    try {
      const whole = source.startsWith("{") ? JSON.parse(source) : await fetchFilm(source, signal, tell);
      if (signal.aborted) return;
      film = only ? onCard(whole, only) : whole;
      player.say("");
      show();
    } catch (error) {
      if (!signal.aborted) player.say(error instanceof Refusal ? error.message : labels.no_film);
    } finally {
      clearTimeout(late);
    }
  }

  function show() {
    const { labels, start, only, begins, verdict, waits, guessing, detail, leads, locked } = data;
    Object.assign(player.callbacks, locked ? { onAct: undefined, onPick: undefined } : sets);
    shown = { ...film, labels, start, compact: Boolean(only), begins, verdict, waits, guessing, leads, detail: detail && JSON.parse(detail) };
    player.update(shown);
  }

  function update(news) {
    const before = data;
    data = news;
    if (news.film !== before.film || news.only !== before.only) {
      film = undefined; // until the new one is there, the old one stays on screen
      load(news);
    } else if (film && ["start", "verdict", "waits", "guessing", "detail", "leads", "locked"].some((name) => news[name] !== before[name])) show();
    else if (film) player.update(shown); // the colours of the page may have changed
  }

  loadPlotly(plotly).catch(() => {}); // while the film is on its way; who needs it says what is wrong
  update(firstData);
  return {
    update,
    destroy: () => {
      request.abort();
      player.destroy();
      if (linked && !("onward" in document.documentElement.dataset)) player.project(false);
    },
  };
}
