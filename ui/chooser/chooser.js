// The way to bring a file along: a button, a drop anywhere on the page, or a paste. Knows of Streamlit only the field of its
// uploader, which it fills as a visitor would.
//
//   data   uploader (the class of what holds it), name (of the file that is there), limits (a sentence), megabytes,
//          takes_text, labels {…}

const EDITABLE = "input, textarea, select, [contenteditable], [data-testid=stDataFrame]";
const MEGABYTE = 1_000_000;

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function mount(root, firstData) {
  let data;
  const button = make("button", { type: "button", "data-action": "choose" });
  const status = make("p", { "data-role": "status", role: "status" });
  const limits = make("p", { "data-role": "limits" });
  const listening = new AbortController();
  const field = () => document.querySelector(`.${data.uploader} input[type=file]`);

  function say(text, isWrong = false) {
    status.textContent = text;
    status.toggleAttribute("data-wrong", isWrong);
  }

  function take(file) {
    const size = file.size / MEGABYTE;
    const values = { name: file.name, size: size.toFixed(1), limit: data.megabytes };
    if (size > data.megabytes) return say(fill(data.labels.too_large, values), true);
    say(fill(data.labels.busy, values));
    const carrier = new DataTransfer();
    carrier.items.add(file);
    field().files = carrier.files;
    field().dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** What is dropped or pasted, if it is for this page and this chooser is to be seen. */
  function brought({ files, getText }) {
    const text = data.takes_text ? getText() : "";
    if (text.trim().includes("\n")) return new File([text], "paste.txt", { type: "text/plain" });
    return files[0] ?? null;
  }

  function paste(event) {
    if (!root.checkVisibility() || event.target.closest?.(EDITABLE)) return;
    const { clipboardData } = event;
    const file = brought({ files: clipboardData.files, getText: () => clipboardData.getData("text/plain") });
    if (!file) return;
    event.preventDefault();
    take(file);
  }

  function drag(event) {
    const isOver = event.type === "dragover" && event.dataTransfer.types.includes("Files") && root.checkVisibility();
    root.toggleAttribute("data-over", isOver);
    if (isOver) event.preventDefault(); // or the browser would open the file in the place of the page
  }

  function drop(event) {
    root.removeAttribute("data-over");
    if (!root.checkVisibility() || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  }

  function update(newData) {
    data = newData;
    button.textContent = data.name ? data.labels.again : data.labels.button;
    limits.textContent = data.limits;
    say(data.name);
  }

  button.addEventListener("click", () => {
    field().value = ""; // the same file may have been put right
    field().click();
  });
  const { signal } = listening;
  document.addEventListener("paste", paste, { signal });
  for (const type of ["dragover", "dragleave", "dragend"]) document.addEventListener(type, drag, { signal });
  document.addEventListener("drop", drop, { signal });
  root.classList.add("sil-chooser");
  root.dataset.testid = "chooser";
  root.replaceChildren(button, status, limits);
  update(firstData);
  return { update, destroy: () => listening.abort() };
}
