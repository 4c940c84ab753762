// The line of a lesson above the film: which stop it is, what the teacher says about it, and the way to the others. While the
// film fills the window (projector mode), the line stays above it, and the keys of a clicker lead from stop to stop.
//
// data  {name, pages (the address of each stop's page), stop, stops, title, text (HTML made by runs/prose.py), has_film, labels}
//
// A stop is an address: the browser goes there as Back and Forward do, and Python hears of nothing else.

const PROJECTING = "sil-projecting"; // the class that the player gives the page
const ONWARD = 5000; // ms in which the next stop's player comes up
const STEPS = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1 };
const WRITTEN_IN = "input:not([type=range]), textarea, select, [contenteditable]";

function mount(root, firstData) {
  root.classList.add("sil-lesson");
  root.dataset.testid = "lesson";
  const whole = document.documentElement;
  const button = (step, by) => {
    const made = make("button", { type: "button", "data-step": step });
    made.addEventListener("click", () => go(data.stop + by));
    return made;
  };
  const place = make("span", { "data-role": "place" });
  const title = make("h2", { tabindex: "-1" });
  const text = make("div", { "data-role": "text", "aria-live": "polite" });
  const previous = button("previous", -1);
  const next = button("next", 1);
  const choice = make("select", { "data-role": "stops" });
  choice.addEventListener("change", () => go(Number(choice.value)));
  const head = make("div", { "data-role": "head" }, [place, title]);
  const card = make("section", {}, [head, text, make("div", { "data-role": "actions" }, [previous, choice, next])]);
  let data = {};
  let onward = 0;

  function go(stop) {
    if (!data.pages[stop - 1] || stop === data.stop) return;
    // The next stop may be on another page, whose player shall fill the window as this one does: see in_app.js.
    if (whole.classList.contains(PROJECTING)) {
      whole.dataset.onward = "";
      clearTimeout(onward);
      onward = setTimeout(() => delete whole.dataset.onward, ONWARD);
    }
    const url = new URL(data.pages[stop - 1], document.baseURI);
    const embed = new URLSearchParams(window.location.search).get("embed");
    url.search = new URLSearchParams({ lesson: data.name, stop, ...(embed && { embed }) });
    window.history.pushState({}, "", url);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }

  function key(event) {
    const by = STEPS[event.key];
    const isOurs = by && whole.classList.contains(PROJECTING) && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!isOurs || event.target.closest?.(WRITTEN_IN)) return;
    event.preventDefault();
    event.stopPropagation(); // the player would take the arrows for itself
    go(data.stop + by);
  }

  function draw() {
    const { labels, stop, stops } = data;
    root.dataset.stop = stop;
    root.dataset.stops = stops;
    card.setAttribute("aria-label", labels.lesson);
    place.textContent = labels.place.replace("{stop}", stop).replace("{stops}", stops);
    title.textContent = data.title;
    if (text.dataset.html !== data.text) [text.dataset.html, text.innerHTML] = [data.text, data.text];
    for (const [element, label] of [[previous, labels.previous], [next, labels.next]]) element.textContent = label;
    [previous.disabled, next.disabled] = [stop === 1, stop === stops];
    choice.setAttribute("aria-label", labels.stops);
    if (choice.options.length !== stops) choice.replaceChildren(...Array.from({ length: stops }, (_, i) => new Option(i + 1, i + 1)));
    choice.value = stop;
    choice.hidden = stops < 3;
  }

  // So far below the top of the window the film begins while it fills the rest.
  const measure = () => whole.style.setProperty("--sil-lesson", `${root.offsetHeight}px`);
  const watch = new ResizeObserver(measure);

  function update(news) {
    const isOther = data.stop !== undefined && data.stop !== news.stop;
    const hadFocus = root.contains(document.activeElement);
    data = news;
    draw();
    measure();
    if (!data.has_film) whole.classList.remove(PROJECTING);
    if (isOther && hadFocus && document.activeElement?.disabled) title.focus();
  }

  document.addEventListener("keydown", key, true);
  watch.observe(root);
  root.replaceChildren(card);
  update(firstData);
  return {
    update,
    destroy: () => {
      document.removeEventListener("keydown", key, true);
      watch.disconnect();
      if (!document.querySelector("[data-testid=lesson]")) whole.style.removeProperty("--sil-lesson");
    },
  };
}
