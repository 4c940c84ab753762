// Keeps the lesson that is being put together in this browser, where the button on the pages of labs adds runs to it
// (ui/address/address.js); nothing is to be seen of it, unless the browser keeps nothing.
//
// data  {text, unkept}: the lesson as a file, or null until Python has heard what is kept; what to say when it is not kept
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
  root.classList.add("sil-lesson-store");
  root.dataset.testid = "lesson-store";

  function load() {
    const text = keptLesson();
    if (known.text !== null && (text === known.text || text === "")) return false;
    known.text = text;
    page.tell("load", { text });
    return true;
  }

  const heard = ({ key }) => key === LESSON && load(); // another tab has added a run

  function update({ text, unkept }) {
    if (text === null) return;
    root.dataset.stops = JSON.parse(text).stops.length; // what has arrived here
    if (text === known.text) return;
    known.text = text;
    root.replaceChildren();
    try {
      window.localStorage.setItem(LESSON, text);
    } catch {
      root.replaceChildren(make("p", { role: "alert" }, [unkept]));
    }
  }

  if (!load()) update(firstData);
  window.addEventListener("storage", heard);
  return { update, destroy: () => window.removeEventListener("storage", heard) };
}
