// The words of Streamlit's own widgets in the visitor's language: what screen readers are told, what stands in empty
// fields and beside them. Streamlit draws them in English and offers no way to say them otherwise.

const SPOKEN = ["aria-label", "placeholder", "title"];
const OURS = ".sil-root, [data-testid=stCode], script, style"; // nothing in there is Streamlit's

// translations: of pairs [English, ours]; one that ends in {name} keeps what follows the words before it
function speaker(translations) {
  const exact = new Map(translations.filter(([english]) => !english.endsWith("{name}")));
  const named = translations.filter(([english]) => english.endsWith("{name}")).map((pair) => [pair[0].slice(0, -6), pair[1]]);

  function translated(text) {
    const whole = exact.get(text.trim());
    if (whole !== undefined) return whole;
    const found = named.find(([start]) => text.startsWith(start));
    return found && found[1].replace("{name}", text.slice(found[0].length));
  }

  function attributes(element) {
    for (const name of SPOKEN) {
      const text = element.getAttribute(name);
      const ours = text && translated(text);
      if (ours) element.setAttribute(name, ours);
    }
  }

  function text(node) {
    const ours = translated(node.data);
    if (ours && !node.parentElement?.closest(OURS)) node.data = ours;
  }

  function all(node) {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.closest(OURS)) return;
    attributes(node);
    for (const inner of node.querySelectorAll(SPOKEN.map((name) => `[${name}]`))) if (!inner.closest(OURS)) attributes(inner);
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) text(texts.currentNode);
  }

  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (target.nodeType === Node.ELEMENT_NODE && target.closest(OURS)) continue;
      if (type === "attributes") attributes(target);
      else if (type === "characterData") text(target);
      else addedNodes.forEach(all);
    }
  });
  if (translations.length) {
    all(document.body);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: SPOKEN });
  }
  return () => watch.disconnect();
}
