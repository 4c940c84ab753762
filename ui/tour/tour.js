// A stop of a tour or a challenge, or the two buttons that begin them. It watches the player and the frame from which on
// the stop is done, and hears nothing from Python but that. How far a visitor has come stays in this browser: progress.js.
//
// data  {lab, way ("tour" or "challenge"), stop, stops, challenges (their names), labels}, and at a stop also name,
//       words {title, text, hint, seen}, at (selectors of what it points at, the first one to be seen counts), opens
//       (whether it begins with a run of its own), run (on screen, by the name that its film has) and frame (null where
//       that run never shows it)
// go    {way, stop, solve}: to another stop; 0 leaves, and solve opens a run that reaches the goal

const LOOK = 150; // ms between two looks at the page
const INPUTS = "input, [role=radio], [role=combobox]";

const manner = () => (reducedMotion() ? "auto" : "smooth"); // of scrolling
const isShown = (element) => element.getClientRects().length > 0;
const placed = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => places[name]);

function mount(root, firstData, page) {
  root.classList.add("sil-tour");
  root.dataset.testid = "tour";
  const button = (action, act) => {
    const made = make("button", { type: "button", "data-step": action });
    made.addEventListener("click", act);
    return made;
  };
  const go = (stop, way = data.way, solve = false) => page.tell("go", { way, stop, solve });
  const take = button("take", () => go(stopLeft(data.lab, data.stops) || 1, "tour"));
  const dare = button("dare", () => go(firstUnsolved(), "challenge"));
  const invitation = make("div", { "data-role": "invitation" }, [take, dare]);
  const place = make("span", { "data-role": "place" });
  const title = make("h2", { tabindex: "-1" });
  const text = make("p", { "data-role": "text" });
  const hint = make("p", { "data-role": "hint" });
  const seen = make("p", { "data-role": "seen" });
  const words = make("div", { "data-role": "words", "aria-live": "polite" }, [make("div", {}, [text, hint]), seen]);
  const show = button("show", showPlace);
  const help = button("hint", () => ((isHelped = true), draw()));
  const solution = button("solution", () => ((isTold = true), go(data.stop, data.way, true)));
  const back = button("back", () => go(data.stop - 1));
  const next = button("next", onwards);
  const leave = button("leave", () => go(0));
  const actions = make("div", { "data-role": "actions" }, [show, help, solution, back, next, leave]);
  const card = make("section", {}, [make("div", { "data-role": "head" }, [place, title]), words, actions]);
  const up = button("up", showCard);
  let data = {};
  let isDone = false;
  let isAway = false; // the card has been scrolled out of sight
  let isCovered = false; // the drawer lies over it
  let isMissed = false; // a challenge whose run has come to its end without reaching the goal
  let isHelped = false; // the hint is open
  let isTold = false; // the run on screen is the solution that was asked for: whoever watches it has not solved it
  let lit = null;
  let timer = 0;

  const kept = () => finishedIn(data.lab);
  const solved = () => data.challenges.filter((name) => listed(kept().solved).includes(name));
  const firstUnsolved = () => 1 + Math.max(0, data.challenges.findIndex((name) => !solved().includes(name)));

  function onwards() {
    if (data.stop < data.stops) return go(data.stop + 1);
    if (data.way === "tour") keep(data.lab, { stop: 0, finished: true });
    go(0);
  }

  function showCard() {
    if (isCovered) closeDrawer();
    card.scrollIntoView({ block: "center", behavior: manner() });
    (next.hidden ? title : next).focus({ preventScroll: true });
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

  /** The pixels of the player's head that would lie over a panel: it stays at the top of the window. */
  function headOver(element) {
    const head = element.matches("[data-panel]") ? ours()?.querySelector(".sil-head") : null;
    return head ? head.offsetHeight + parseFloat(getComputedStyle(head).top) + 8 : 0;
  }

  function isInSight(element) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isOnTop = (y) => element.contains(document.elementFromPoint((left + right) / 2, y));
    return top >= 0 && bottom <= window.innerHeight && isOnTop(top + 1) && isOnTop(bottom - 1);
  }

  async function showPlace() {
    const element = target();
    if (!element) return;
    await openDrawer(element);
    element.style.scrollMarginTop = `${headOver(element)}px`;
    if (!isInSight(element)) element.scrollIntoView({ block: headOver(element) ? "start" : "center", behavior: manner() });
    const focused = element.matches("button") ? element : element.querySelector(INPUTS) ?? element.querySelector("button");
    focused?.focus({ preventScroll: true });
  }

  function look() {
    if (!data.stop) return;
    if (isCovered !== drawerCovers()) {
      isCovered = !isCovered;
      draw();
    }
    light(data.way === "tour" || isHelped ? target() : null); // a challenge points at nothing unasked
    const player = ours();
    if (isDone || !player) return;
    const frame = Number(player.dataset.frame);
    miss(data.way === "challenge" && data.frame === null && frame === Number(player.dataset.frames) - 1);
    if (data.frame === null || frame < data.frame) return;
    isDone = true;
    if (data.way === "challenge" && !isTold) keepAlso(data.lab, "solved", data.name);
    draw();
    // the film stays where that was seen of which the stop speaks
    if (data.frame > 0 && player.dataset.state === "playing") stay(player, data.frame);
  }

  function miss(isSo) {
    if (isMissed === isSo) return;
    isMissed = isSo;
    draw();
  }

  // The player, when it shows the run that the stop is about.
  function ours() {
    const player = document.querySelector("[data-testid=player]:not(.sil-compact)");
    return player?.dataset.film && player.dataset.run === data.run ? player : null;
  }

  function stay(player, frame) {
    if (player.dataset.state === "playing") player.querySelector("[data-action=play]").click();
    const scrubber = player.querySelector("[data-role=scrubber]");
    scrubber.value = frame;
    scrubber.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const say = (element, words) => element.textContent === words || (element.textContent = words); // or it is read twice

  function draw() {
    const { labels, stop, stops, way } = data;
    card.hidden = !stop;
    invitation.hidden = Boolean(stop);
    root.dataset.way = way;
    root.dataset.stop = stop;
    up.hidden = !(isDone && (isAway || isCovered));
    root.dataset.state = !stop ? "away" : isDone ? "done" : "waiting";
    if (!stop) return invite();
    const isTour = way === "tour";
    card.setAttribute("aria-label", isTour ? labels.tour : labels.challenge);
    say(place, isTour ? placed(labels.place, data) : placed(labels.challenge_place, data) + mark());
    say(title, data.words.title);
    say(text, data.words.text);
    say(hint, isHelped ? data.words.hint : "");
    say(seen, isDone ? data.words.seen : isMissed ? labels.missed : "");
    say(show, labels.show);
    say(help, labels.hint);
    say(solution, labels.solution);
    say(back, isTour ? labels.back : labels.challenge_back);
    if (isTour) say(next, stop === stops ? labels.finish : isDone ? labels.next : labels.skip);
    else say(next, labels.challenge_next);
    say(leave, labels.leave);
    say(up, `↑ ${labels.up}`);
    show.hidden = !isTour;
    help.hidden = isTour || isHelped;
    solution.hidden = isTour;
    back.hidden = stop === 1;
    next.hidden = !isTour && stop === stops;
    leave.hidden = isTour && stop === stops && isDone; // it has ended
  }

  const mark = () => (solved().includes(data.name) ? ` · ✓ ${data.labels.solved}` : "");

  function invite() {
    const { labels, stops, challenges } = data;
    const stop = stopLeft(data.lab, stops);
    const words = stop ? labels.go_on : kept().finished ? labels.again : labels.take;
    say(take, placed(words, { stop, stops }));
    say(dare, placed(labels.dare, { solved: solved().length, challenges: challenges.length }));
    take.hidden = !stops;
    dare.hidden = !challenges.length;
  }

  function update(news) {
    const before = data;
    data = news;
    const isOther = before.stop !== data.stop || before.way !== data.way || before.lab !== data.lab;
    const hadFocus = root.contains(document.activeElement);
    if (isOther) isDone = isMissed = isHelped = isTold = false;
    if (isOther && data.stop && data.way === "tour") keep(data.lab, { stop: data.stop });
    clearInterval(timer);
    if (data.stop) timer = setInterval(look, LOOK);
    else light(null);
    draw();
    // a stop that opens a run opens it at its beginning, also the one that is there already
    if (isOther && before.lab && data.opens && ours()) stay(ours(), 0);
    look();
    if (!isOther || !hadFocus) return;
    if (!data.stop) (before.way === "tour" ? take : dare).focus();
    else if (!before.stop || document.activeElement?.hidden) title.focus();
  }

  root.replaceChildren(invitation, card, up);
  update(firstData);
  const sight = new IntersectionObserver(([{ isIntersecting }]) => ((isAway = !isIntersecting), draw()));
  sight.observe(card);
  return {
    update,
    destroy: () => {
      clearInterval(timer);
      sight.disconnect();
      light(null);
    },
  };
}
