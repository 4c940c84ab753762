// Joins cells.js, which stands above this text in the same module, to a Streamlit component.

const editors = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-role="cells-root"]');
  let editor = editors.get(root);
  if (editor) {
    Object.assign(editor, { version: data.version, setStateValue });
    editor.update(data);
  } else {
    editor = { version: data.version, setStateValue };
    const onCells = (values, seq) => editor.setStateValue("edit", { version: editor.version, seq, values });
    Object.assign(editor, mount(root, data, { onCells }));
    editors.set(root, editor);
  }
  // The clean-up of a call that was overtaken by the next one runs while the editor lives on: only an editor that has left
  // the page is taken down.
  return () => queueMicrotask(() => root.isConnected || (editors.delete(root), editor.destroy()));
}
