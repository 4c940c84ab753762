// A stop of a tour, or the one button that begins it. It watches the player and the frame from which on the stop is done,
// and hears nothing from Python but that. How far a visitor has come stays in this browser.
//
// data  {lab, stop, stops, labels}, and at a stop also words {title, text, seen}, at (selectors of what it points at,
//       the first one to be seen counts), opens (whether it begins with a run of its own), film (of the run on screen)
//       and frame (null where that run never shows it)
// go    {stop}: to another stop; 0 leaves

const LOOK = 150; // ms between two looks at the page
const STORE = "see-it-learn tours";
const SIDEBAR = "[data-testid=stSidebar]";
const INPUTS = "input, [role=radio], [role=combobox]";
const EXPAND = "[data-testid=stExpandSidebarButton][aria-expanded=false]";

// A browser may refuse to keep anything: then every visit begins anew.
function progress() {
  try {
    return JSON.parse(window.localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

function keep(lab, news) {
  const all = progress();
  try {
    window.localStorage.setItem(STORE, JSON.stringify({ ...all, [lab]: { ...all[lab], ...news } }));
  } catch {
    // nothing is kept
  }
}

const isShown = (element) => element.getClientRects().length > 0;
const placed = (text, data) => text.replace("{stop}", data.stop).replace("{stops}", data.stops);

function mount(root, firstData, page) {
  root.classList.add("sil-tour");
  root.dataset.testid = "tour";
  const button = (action, act) => {
    const made = make("button", { type: "button", "data-step": action });
    made.addEventListener("click", act);
    return made;
  };
  const go = (stop) => page.tell("go", { stop });
  const invitation = button("take", () => go(kept().stop || 1));
  const place = make("span", { "data-role": "place" });
  const title = make("h2", { tabindex: "-1" });
  const text = make("p", { "data-role": "text" });
  const seen = make("p", { "data-role": "seen" });
  const words = make("div", { "data-role": "words", "aria-live": "polite" }, [text, seen]);
  const show = button("show", showPlace);
  const back = button("back", () => go(data.stop - 1));
  const next = button("next", onwards);
  const leave = button("leave", () => go(0));
  const actions = make("div", { "data-role": "actions" }, [show, back, next, leave]);
  const card = make("section", {}, [make("div", { "data-role": "head" }, [place, title]), words, actions]);
  let data = {};
  let isDone = false;
  let lit = null;
  let timer = 0;

  const kept = () => progress()[data.lab] ?? {};

  function onwards() {
    if (data.stop < data.stops) return go(data.stop + 1);
    keep(data.lab, { stop: 0, finished: true });
    go(0);
  }

  function target() {
    const found = data.at.flatMap((selector) => [...document.querySelectorAll(selector)]);
    return found.find(isShown) ?? found[0] ?? null;
  }

  function light(element) {
    if (lit === element) return;
    lit?.removeAttribute("data-tour-here");
    element?.setAttribute("data-tour-here", "");
    lit = element;
  }

  function showPlace() {
    const element = target();
    if (!element) return;
    if (element.closest(SIDEBAR)) document.querySelector(EXPAND)?.click();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    setTimeout(() => {
      element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      const focused = element.matches("button") ? element : element.querySelector(INPUTS) ?? element.querySelector("button");
      focused?.focus({ preventScroll: true });
    }, 50);
  }

  function look() {
    if (!data.stop) return;
    light(target());
    const player = ours();
    if (isDone || !player || data.frame === null || Number(player.dataset.frame) < data.frame) return;
    isDone = true;
    draw();
    // the film stays where that was seen of which the stop speaks
    if (data.frame > 0 && player.dataset.state === "playing") stay(player, data.frame);
  }

  // The player, when it shows the run that the stop is about.
  function ours() {
    const player = document.querySelector("[data-testid=player]:not(.sil-compact)");
    return player?.dataset.film === data.film ? player : null;
  }

  function stay(player, frame) {
    if (player.dataset.state === "playing") player.querySelector("[data-action=play]").click();
    const scrubber = player.querySelector("[data-role=scrubber]");
    scrubber.value = frame;
    scrubber.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const say = (element, words) => element.textContent === words || (element.textContent = words); // or it is read twice

  function draw() {
    const { labels, stop, stops } = data;
    card.hidden = !stop;
    invitation.hidden = Boolean(stop);
    root.dataset.stop = stop;
    root.dataset.state = !stop ? "away" : isDone ? "done" : "waiting";
    if (!stop) {
      const { stop: left, finished } = kept();
      say(invitation, left ? placed(labels.go_on, { stop: left, stops }) : finished ? labels.again : placed(labels.take, data));
      return;
    }
    card.setAttribute("aria-label", labels.tour);
    say(place, placed(labels.place, data));
    say(title, data.words.title);
    say(text, data.words.text);
    say(seen, isDone ? data.words.seen : "");
    say(show, labels.show);
    say(back, labels.back);
    say(next, stop === stops ? labels.finish : isDone ? labels.next : labels.skip);
    say(leave, labels.leave);
    back.hidden = stop === 1;
    leave.hidden = stop === stops && isDone; // it has ended
  }

  function update(news) {
    const before = data;
    data = news;
    const isOther = before.stop !== data.stop || before.lab !== data.lab;
    const hadFocus = root.contains(document.activeElement);
    if (isOther) isDone = false;
    if (isOther && data.stop) keep(data.lab, { stop: data.stop });
    clearInterval(timer);
    if (data.stop) timer = setInterval(look, LOOK);
    else light(null);
    draw();
    // a stop that opens a run opens it at its beginning, also the one that is there already
    if (isOther && before.lab && data.opens && ours()) stay(ours(), 0);
    look();
    if (!isOther || !hadFocus) return;
    if (!data.stop) invitation.focus();
    else if (!before.stop || document.activeElement?.hidden) title.focus();
  }

  root.replaceChildren(invitation, card);
  update(firstData);
  return {
    update,
    destroy: () => {
      clearInterval(timer);
      light(null);
    },
  };
}
