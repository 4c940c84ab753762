// Keeps the address bar true: the query says the run on screen and its language, without a rerun and without a new
// entry in the browser's history. Also tells the browser the language of the page, and copies the address.

const states = new WeakMap();

function put({ query, lang, tag }) {
  document.documentElement.lang = tag;
  const url = new URL(window.location.href);
  const wanted = new URLSearchParams(query ?? "");
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

export default function ({ parentElement, data }) {
  put(data);
  const button = parentElement.querySelector("button");
  button.hidden = !data.labels;
  if (!data.labels) return;
  const said = states.get(button) ?? { timer: 0 };
  states.set(button, said);
  const say = (text) => {
    button.textContent = text;
    clearTimeout(said.timer);
  };
  say(data.labels.copy);
  button.title = data.labels.help;
  button.onclick = () =>
    copy(present())
      .then(() => say(data.labels.copied))
      .catch(() => say(data.labels.failed))
      .finally(() => (said.timer = setTimeout(() => say(data.labels.copy), 2500)));
  return () => clearTimeout(said.timer);
}
