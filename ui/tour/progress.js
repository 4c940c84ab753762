// What this browser has finished in which lab: {stop, finished, solved}, by the addresses of the labs.
//
// stop      of the tour that was left, 0 at its end      finished  whether the tour was walked to its end
// solved    names of challenges                          right     numbers of questions that were answered rightly

const STORE = "see-it-learn tours";

// A browser may refuse to keep anything, or let read and not write: then it is known until the page is left.
function progress() {
  if (window.seeItLearnTours) return window.seeItLearnTours;
  try {
    return JSON.parse(window.localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

const finishedIn = (lab) => progress()[lab] ?? {};

// The stop of a lab's tour at which it was left, 0 for none: one that a version before had, or a hand wrote, is none.
function stopLeft(lab, stops) {
  const { stop } = finishedIn(lab);
  return Number.isInteger(stop) && stop >= 1 && stop <= stops ? stop : 0;
}

const listed = (items) => (Array.isArray(items) ? items : []);

function keep(lab, news) {
  const all = { ...progress(), [lab]: { ...finishedIn(lab), ...news } };
  try {
    window.localStorage.setItem(STORE, JSON.stringify(all));
    window.seeItLearnTours = null;
  } catch {
    window.seeItLearnTours = all;
  }
}

const keepAlso = (lab, list, item) => keep(lab, { [list]: [...new Set([...listed(finishedIn(lab)[list]), item])] });

function forgetAll() {
  window.seeItLearnTours = null;
  try {
    window.localStorage.removeItem(STORE);
  } catch {
    window.seeItLearnTours = {};
  }
}
