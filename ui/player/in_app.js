// The player as a component of the app: unpacks its films, loads Plotly once a window, keeps frame= in the address bar.

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

function mount(root, firstData, page) {
  const { plotly, linked, start } = firstData;
  let run; // of the film that was shown last
  const player = new Player(root, {
    plotly: () => loadPlotly(plotly),
    onAsk: (panel, row, column) => page.tell("ask", { panel, row, column }),
    onPick: (fields, x, y) => page.tell("pick", { fields, x, y }),
    onFrame: (frame) => linked && putFrame(frame),
    onFilm: (film) => {
      if (linked && run === undefined && start !== null) putFrame(start);
      if (linked && run !== undefined && run !== film.run) putFrame(null);
      run = film.run;
    },
  });
  let data = {};
  let film;
  function update(news) {
    // a film is large: it is unpacked once, and the player is told of what else is new by another object
    if (["film", "start", "verdict", "detail"].some((name) => news[name] !== data[name])) {
      const { labels, start, compact, verdict, detail } = news;
      film = { ...JSON.parse(news.film), labels, start, compact, verdict, detail: detail && JSON.parse(detail) };
    }
    data = news;
    player.update(film);
  }

  update(firstData);
  return { update, destroy: () => player.destroy() };
}
