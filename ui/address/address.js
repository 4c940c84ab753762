// Keeps the address bar true: the query says the run on screen and its language, without a rerun. Also tells the browser
// the language of the page, and copies the address.
//
// A run is an entry in the browser's history, so that Back undoes the last change of a control. A frame or a language is
// none, and quick changes one after the other are a single one. Python hears of Back, of Forward and of a link to this
// very page by go {query}.
//
// When another server goes on with a page (its own was restarted, or has died), it knows only what the page was opened
// with. The address bar knows better: the page is opened anew from there.

function isGoneOnWith(session) {
  const before = window.seeItLearnSession;
  window.seeItLearnSession = session;
  return before !== undefined && before !== session;
}

const BURST = 1000; // ms; whoever changes something else sooner has not settled yet
const NO_RUNS = ["lang", "frame"];
const LESSON = "see-it-learn lesson"; // under this name the browser keeps it
const MOST_STOPS = 200;

function runOf(url) {
  const query = new URLSearchParams(new URL(url).search);
  for (const name of NO_RUNS) query.delete(name);
  query.sort();
  return query.toString();
}

// `page` is where this address stands in the history: the path that was put last, and when its run last changed.
function put({ query, lang, tag, keep }, page) {
  document.documentElement.lang = tag;
  const url = new URL(window.location.href);
  const wanted = new URLSearchParams(keep ? url.search : (query ?? ""));
  wanted.set("lang", lang);
  for (const kept of ["frame", "embed"]) {
    if (query !== null && url.searchParams.has(kept)) wanted.set(kept, url.searchParams.get(kept));
  }
  url.search = wanted;
  const isAnother = page.path === url.pathname && runOf(url) !== runOf(window.location.href);
  const isEntry = isAnother && performance.now() - page.changed > BURST;
  if (isAnother) page.changed = performance.now();
  page.path = url.pathname;
  if (url.href === window.location.href) return;
  window.history[isEntry ? "pushState" : "replaceState"](window.history.state, "", url);
}

// The link to a page of the app that was clicked in a text, unless it shall open elsewhere.
function linkIn(event) {
  const link = event.target.closest?.(":is([data-testid=stMarkdown], .sil-root) a[href]");
  const aside = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || aside) return null;
  const url = new URL(link.href);
  return url.origin === window.location.origin && url.search ? url : null;
}

function showFilm() {
  document.querySelector("[data-testid=player]")?.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth" });
}

// On a narrow screen the menu lies over the page: who has chosen a page wants to see it.
function uncoverPage({ target }) {
  if (target.closest?.("[data-testid=stSidebarNavLink]") && drawerCovers()) setTimeout(closeDrawer);
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

// The lesson that this browser is putting together (ui/teach/store.js), if there is one.
function lessonInWork() {
  try {
    const lesson = JSON.parse(window.localStorage.getItem(LESSON));
    return Array.isArray(lesson?.stops) ? lesson : null;
  } catch {
    return null;
  }
}

// Adds the run on screen to that lesson; its number there, or 0 where there is no room.
function addToLesson() {
  const lesson = lessonInWork();
  if (!lesson || lesson.stops.length >= MOST_STOPS) return 0;
  const { pathname, search } = new URL(present());
  lesson.stops.push({ run: pathname.slice(pathname.lastIndexOf("/") + 1) + search });
  try {
    window.localStorage.setItem(LESSON, JSON.stringify(lesson));
  } catch {
    return 0;
  }
  return lesson.stops.length;
}

function mount(root, firstData, page) {
  const here = { path: null, changed: -Infinity };
  const look = { type: "button", class: "sil-copy", "aria-live": "polite", "data-action": "copy-link" };
  const button = make("button", look);
  const adder = make("button", { type: "button", class: "sil-copy", "aria-live": "polite", "data-action": "add-to-lesson" });
  let labels;
  let lang;
  let timer = 0;
  let silence = () => {};
  let words;
  const say = (text, on = button) => {
    on.textContent = text;
    clearTimeout(timer);
  };
  button.addEventListener("click", () =>
    copy(present())
      .then(() => say(labels.copied))
      .catch(() => say(labels.failed))
      .finally(() => (timer = setTimeout(() => say(labels.copy), 2500))),
  );
  adder.addEventListener("click", () => {
    const n = addToLesson();
    say(n ? labels.added.replace("{n}", n) : labels.full, adder);
    timer = setTimeout(() => say(labels.add, adder), 2500);
  });

  // The language stays that of the page, whatever it was when this entry of the history was made.
  function go() {
    const url = new URL(window.location.href);
    url.searchParams.set("lang", lang);
    window.history.replaceState(window.history.state, "", url);
    page.tell("go", { query: window.location.search.slice(1) });
  }

  // Streamlit would open the page anew; where another page is gone back to, it shall.
  function goBack(event) {
    if (window.location.pathname !== here.path || !labels) return;
    event.stopImmediatePropagation();
    go();
  }

  // A run that is pinned stays: the text says “pin it as A and take …”.
  function follow(event) {
    const url = linkIn(event);
    if (!url) return;
    event.preventDefault();
    event.stopPropagation();
    if (url.pathname !== here.path || !labels) return window.location.assign(url);
    const pinned = new URL(window.location.href).searchParams.get("pinned");
    if (pinned !== null && !url.searchParams.has("pinned")) url.searchParams.set("pinned", pinned);
    window.history.pushState(window.history.state, "", url);
    go();
    showFilm();
  }

  window.addEventListener("popstate", goBack, true); // before Streamlit's own
  document.addEventListener("click", follow, true);
  document.addEventListener("click", uncoverPage);

  function update(data) {
    if (isGoneOnWith(data.session)) return window.location.reload();
    put(data, here);
    if (words !== JSON.stringify(data.words)) {
      silence();
      words = JSON.stringify(data.words);
      silence = speaker(data.words);
    }
    [labels, lang] = [data.labels, data.lang];
    button.hidden = !labels || !data.copies;
    adder.hidden = button.hidden || !data.adds || !lessonInWork();
    if (!labels) return;
    say(labels.copy);
    say(labels.add, adder);
    button.title = labels.help;
  }

  root.replaceChildren(button, adder);
  update(firstData);
  return {
    update,
    destroy: () => {
      clearTimeout(timer);
      silence();
      window.removeEventListener("popstate", goBack, true);
      document.removeEventListener("click", follow, true);
      document.removeEventListener("click", uncoverPage);
    },
  };
}
