// Keeps the address bar true: the query says the run on screen and its language, without a rerun and without a new
// entry in the browser's history. Also tells the browser the language of the page, and copies the address.

//
// When another server goes on with a page (its own was restarted, or has died), it knows only what the page was opened
// with. The address bar knows better: the page is opened anew from there.

function isGoneOnWith(session) {
  const before = window.seeItLearnSession;
  window.seeItLearnSession = session;
  return before !== undefined && before !== session;
}

function put({ query, lang, tag, keep }) {
  document.documentElement.lang = tag;
  const url = new URL(window.location.href);
  const wanted = new URLSearchParams(keep ? url.search : (query ?? ""));
  wanted.set("lang", lang);
  for (const kept of ["frame", "embed"]) {
    if (query !== null && url.searchParams.has(kept)) wanted.set(kept, url.searchParams.get(kept));
  }
  url.search = wanted;
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}

// The address with the frame that is on screen this very moment, also while the film plays.
function present() {
  const url = new URL(window.location.href);
  const player = document.querySelector("[data-testid=player]:not(.sil-compact)");
  if (player) url.searchParams.set("frame", player.dataset.frame);
  return url.href;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea"); // a page served without https has no clipboard
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("no clipboard");
}

function mount(root, firstData) {
  const look = { type: "button", class: "sil-copy", "aria-live": "polite", "data-action": "copy-link" };
  const button = make("button", look);
  let labels;
  let timer = 0;
  const say = (text) => {
    button.textContent = text;
    clearTimeout(timer);
  };
  button.addEventListener("click", () =>
    copy(present())
      .then(() => say(labels.copied))
      .catch(() => say(labels.failed))
      .finally(() => (timer = setTimeout(() => say(labels.copy), 2500))),
  );

  function update(data) {
    if (isGoneOnWith(data.session)) return window.location.reload();
    put(data);
    labels = data.labels;
    button.hidden = !labels;
    if (!labels) return;
    say(labels.copy);
    button.title = labels.help;
  }

  root.replaceChildren(button);
  update(firstData);
  return { update, destroy: () => clearTimeout(timer) };
}
