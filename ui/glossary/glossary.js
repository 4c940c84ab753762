// Says what a term means: pointed at, reached with the Tab key, or tapped. Terms are links to the glossary with the
// sentence as their title (see Python's `marked`); those in captions are made here, while the film rests.
//
// data  {lang, page (the address of the glossary), all (the words of the link to it), terms: {key: {forms, says}}}

const CAPTION = "[data-testid=player][data-state=paused]:not(.sil-compact) [data-role=caption]";
const LOOK = 300; // ms between two looks for a caption that rests
const LATIN = /^[\x20-\x7e]+$/;

function mount(root, firstData) {
  let data = {};
  let pattern = null;
  let keys = {};
  let shown = null; // the link whose sentence is shown
  const sentence = make("p");
  const all = make("a");
  const note = make("div", { class: "sil-term-note", id: "sil-term-note", role: "tooltip", hidden: "" }, [sentence, all]);
  const marked = new WeakSet(); // the first nodes of captions: a new caption has another one

  const termAt = (target) => target.closest?.(`a[href*="${data.page}?term="]`);

  function show(link) {
    if (shown === link) return;
    hide();
    shown = link;
    if (link.title) link.dataset.says = link.title;
    link.removeAttribute("title"); // or the browser says it, too
    link.setAttribute("aria-describedby", note.id);
    sentence.textContent = link.dataset.says ?? "";
    all.textContent = data.all;
    all.href = `${data.page}?lang=${data.lang}`;
    note.hidden = false;
    place();
  }

  // Below the term, or above it where there is no room; where the page scrolls, it goes along.
  function place() {
    if (!shown) return;
    const { left, bottom, top } = shown.getBoundingClientRect();
    if (bottom < 0 || top > window.innerHeight) return hide();
    const { offsetWidth: width, offsetHeight: height } = note;
    const below = bottom + height + 12 < window.innerHeight || top < height + 12;
    note.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
    note.style.top = `${below ? bottom + 4 : top - height - 4}px`;
  }

  function hide() {
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    if (shown.dataset.says) shown.title = shown.dataset.says;
    shown = null;
    note.hidden = true;
  }

  const pointed = ({ target, pointerType }) => {
    const link = termAt(target);
    if (link && pointerType === "mouse") show(link);
    else if (!link && !note.contains(target) && shown !== document.activeElement) hide();
  };
  const focused = ({ target }) => {
    const link = termAt(target);
    if (link?.matches(":focus-visible")) show(link);
    else if (!note.contains(target)) hide();
  };
  // A tap says the term and does not lead away; the way to the glossary is in the note.
  const clicked = (event) => {
    const link = termAt(event.target);
    const aside = event.ctrlKey || event.metaKey || event.shiftKey;
    if (link && !aside) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(link);
    } else if (!note.contains(event.target)) hide();
  };
  const pressed = ({ key }) => key === "Escape" && hide();

  // ---- captions

  function look() {
    for (const caption of document.querySelectorAll(CAPTION)) if (!marked.has(caption.firstChild)) mark(caption);
  }

  function mark(caption) {
    const walker = document.createTreeWalker(caption, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("math, a, code")) texts.push(walker.currentNode);
    const live = caption.getAttribute("aria-live");
    caption.setAttribute("aria-live", "off"); // it says nothing new
    const seen = new Set();
    texts.forEach((text) => markIn(text, seen));
    if (caption.firstChild) marked.add(caption.firstChild);
    setTimeout(() => caption.matches(CAPTION) && caption.setAttribute("aria-live", live));
  }

  function markIn(text, seen) {
    const found = [...text.data.matchAll(pattern)].filter(([form]) => {
      const isFirst = !seen.has(keys[form.toLowerCase()]);
      seen.add(keys[form.toLowerCase()]);
      return isFirst;
    });
    for (const { 0: form, index } of found.reverse()) {
      const term = keys[form.toLowerCase()];
      const href = `${data.page}?term=${term}&lang=${data.lang}`;
      const link = make("a", { class: "sil-term", href, title: data.terms[term].says, "data-term": term }, [form]);
      const rest = text.splitText(index);
      rest.data = rest.data.slice(form.length);
      text.after(link);
    }
  }

  function update(news) {
    if (news.lang === data.lang) return;
    data = news;
    keys = {};
    for (const [key, { forms }] of Object.entries(data.terms)) for (const form of forms) keys[form.toLowerCase()] = key;
    const escaped = (form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const whole = (form) => (LATIN.test(form) ? `(?<![\\w-])${escaped(form)}(?![\\w-])` : escaped(form));
    const forms = Object.keys(keys).sort((a, b) => b.length - a.length);
    pattern = new RegExp(forms.map(whole).join("|"), "gi");
  }

  root.append(note); // here it has the colours of the page
  window.addEventListener("pointerover", pointed);
  window.addEventListener("focusin", focused);
  window.addEventListener("click", clicked, true); // before the page follows its links
  window.addEventListener("keydown", pressed);
  window.addEventListener("scroll", place, true);
  const timer = setInterval(look, LOOK);
  update(firstData);
  return {
    update,
    destroy: () => {
      clearInterval(timer);
      note.remove();
      window.removeEventListener("pointerover", pointed);
      window.removeEventListener("focusin", focused);
      window.removeEventListener("click", clicked, true);
      window.removeEventListener("keydown", pressed);
      window.removeEventListener("scroll", place, true);
    },
  };
}
