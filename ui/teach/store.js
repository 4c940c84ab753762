// Keeps the lesson that is being put together in this browser, where the button on the pages of labs adds runs to it
// (ui/address/address.js); nothing is to be seen of it.
//
// data  {text}: the lesson as a file, or null until Python has heard what is kept
// load  {text}: what is kept, or nothing; Python takes it

const LESSON = "see-it-learn lesson";

// A browser may refuse to keep anything: then the lesson lasts as long as the page.
function keptLesson() {
  try {
    return window.localStorage.getItem(LESSON) ?? "";
  } catch {
    return "";
  }
}

function mount(root, firstData, page) {
  root.dataset.testid = "lesson-store";
  let last = null; // what both sides know

  function load() {
    const text = keptLesson();
    if (last !== null && (text === last || text === "")) return;
    last = text;
    page.tell("load", { text });
  }

  const heard = ({ key }) => key === LESSON && load(); // another tab has added a run

  function update({ text }) {
    if (text === null) return;
    root.dataset.stops = JSON.parse(text).stops.length; // what has arrived here
    if (text === last) return;
    last = text;
    try {
      window.localStorage.setItem(LESSON, text);
    } catch {
      // nothing is kept
    }
  }

  last = firstData.text;
  load();
  window.addEventListener("storage", heard);
  return { update, destroy: () => window.removeEventListener("storage", heard) };
}
