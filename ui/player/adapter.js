// Streamlit's side of the player: hands over new films, loads Plotly once a window, keeps frame= in the address bar.

const mounted = new WeakMap();

function loadPlotly(path) {
  window.seeItLearnPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(path, document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.seeItLearnPlotly = undefined; // the next film tries again
      script.remove();
      reject(new Error("plotly.js did not load"));
    };
    document.head.append(script);
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

export default function ({ parentElement, data, setTriggerValue }) {
  let state = mounted.get(parentElement);
  if (!state) mounted.set(parentElement, (state = {}));
  if (state.json !== data.film || state.start !== data.start || state.verdict !== data.verdict || state.detail !== data.detail) {
    const { start, compact, labels, verdict, detail } = data;
    Object.assign(state, { json: data.film, start, verdict, detail });
    state.film = { ...JSON.parse(data.film), labels, start, compact, verdict, detail: detail && JSON.parse(detail) };
  }
  if (state.player) {
    state.player.update(state.film);
  } else {
    state.player = mount(parentElement.querySelector(".sil-root"), state.film, {
      plotly: () => loadPlotly(data.plotly),
      onAsk: (panel, row, column) => setTriggerValue("ask", { panel, row, column }),
      onPick: (fields, x, y) => setTriggerValue("pick", { fields, x, y }),
      onFrame: (frame) => data.linked && putFrame(frame),
      onFilm: (film) => {
        if (data.linked && state.run === undefined && data.start !== null) putFrame(data.start);
        if (data.linked && state.run !== undefined && state.run !== film.run) putFrame(null);
        state.run = film.run;
      },
    });
  }
  // Streamlit may call this clean-up for a call that a later one overtook: the player ends only when it left the page.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected || !mounted.delete(parentElement)) return;
      state.player.destroy();
    });
}
