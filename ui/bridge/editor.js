// What the editors share: the count of their edits with the way back (Python's side is edits.py), radio buttons, the
// line of buttons and the hint below, and small tools.

const UNDO_STEPS = 100;
const ALONG = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const isUndo = (event) => event.key === "z" && (event.ctrlKey || event.metaKey);

/** The editor has used this event: neither the page nor Streamlit's own keys see it. */
function consume(event) {
  event.preventDefault();
  event.stopPropagation();
}

/**
 * An editor keeps its own value and counts its reports (seq), so that quick edits are never lost: data that answers an
 * older report is ignored, unless its version is another one, which means that the page has replaced the value.
 */
class Edits {
  constructor({ version, seq }, page) {
    Object.assign(this, { version, seq, page });
    this.past = []; // earlier values, for undo
  }

  remember(before) {
    this.past = [...this.past, before].slice(-UNDO_STEPS);
  }

  report(value) {
    this.seq += 1;
    this.page.keep("edit", { version: this.version, seq: this.seq, ...value });
  }

  isReplacedBy(data) {
    return data.version !== this.version;
  }

  /** Whether to show the value in this data; an editor under the visitor's hand is left alone. */
  accepts(data, isBusy) {
    const isReplaced = this.isReplacedBy(data);
    const isNews = isReplaced || (data.seq >= this.seq && !isBusy);
    if (isReplaced) this.past = [];
    this.version = data.version;
    this.seq = Math.max(this.seq, data.seq);
    return isNews;
  }
}

/** Radio buttons, each [value, ...children]: the chosen one is the one stop for the Tab key, arrows go round and round. */
class Radios {
  constructor(role, attribute, options, choose) {
    this.buttons = options.map(([value, ...children]) =>
      make("button", { type: "button", role: "radio", [`data-${attribute}`]: value }, children),
    );
    this.values = options.map(([value]) => value);
    this.group = make("div", { role: "radiogroup", "data-role": role }, this.buttons);
    this.buttons.forEach((button, k) => button.addEventListener("click", () => choose(this.values[k])));
    this.group.addEventListener("keydown", (event) => {
      if (!(event.key in ALONG)) return;
      const n = this.buttons.length;
      const next = (this.values.indexOf(this.chosen) + ALONG[event.key] + n) % n;
      choose(this.values[next]);
      this.buttons[next].focus();
      consume(event);
    });
  }

  show(label, chosen) {
    this.chosen = chosen;
    this.group.setAttribute("aria-label", label);
    this.buttons.forEach((button, k) => {
      button.setAttribute("aria-checked", this.values[k] === chosen);
      button.tabIndex = this.values[k] === chosen ? 0 : -1;
    });
  }
}

/** What stands below: a button for each action, such as undo and clear, and a hint. */
class Footer {
  constructor(actions) {
    const names = Object.keys(actions);
    for (const action of names) {
      this[action] = make("button", { type: "button", "data-action": action });
      this[action].addEventListener("click", () => this[action].getAttribute("aria-disabled") === "true" || actions[action]());
    }
    this.hint = make("p", { "data-role": "hint", "aria-live": "polite" });
    this.nodes = [make("div", { "data-role": "actions" }, names.map((action) => this[action])), this.hint];
  }

  // aria-disabled rather than disabled: a button that goes grey under the visitor keeps the focus
  show(action, label, isOff) {
    this[action].textContent = label;
    this[action].setAttribute("aria-disabled", isOff);
  }

  say(text) {
    if (this.hint.textContent !== text) this.hint.textContent = text; // or it would be read out again
  }
}
