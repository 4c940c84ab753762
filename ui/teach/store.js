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

// What both sides knew last. It outlives this component, which Streamlit may put on the page anew at any time: what is kept
// and differs from it, was added on the page of a lab; what Python says and differs from it, is news from Python.
const known = (window.seeItLearnLesson ??= { text: null });

function mount(root, firstData, page) {
  root.dataset.testid = "lesson-store";

  function load() {
    const text = keptLesson();
    if (known.text !== null && (text === known.text || text === "")) return false;
    known.text = text;
    page.tell("load", { text });
    return true;
  }

  const heard = ({ key }) => key === LESSON && load(); // another tab has added a run

  function update({ text }) {
    if (text === null) return;
    root.dataset.stops = JSON.parse(text).stops.length; // what has arrived here
    if (text === known.text) return;
    known.text = text;
    try {
      window.localStorage.setItem(LESSON, text);
    } catch {
      // nothing is kept
    }
  }

  if (!load()) update(firstData);
  window.addEventListener("storage", heard);
  return { update, destroy: () => window.removeEventListener("storage", heard) };
}
