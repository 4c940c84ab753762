// Joins pad.js, which stands above this text in the same module, to a Streamlit component.

const pads = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-role="pad-root"]');
  let pad = pads.get(root);
  if (pad) {
    Object.assign(pad, { version: data.version, setStateValue });
    pad.update(data);
  } else {
    pad = { version: data.version, setStateValue };
    const onPoints = (points, seq) => pad.setStateValue("edit", { version: pad.version, seq, points });
    Object.assign(pad, mount(root, data, { onPoints }));
    pads.set(root, pad);
  }
  // The clean-up of a call that was overtaken by the next one runs while the pad lives on: only a pad that has left the
  // page is taken down.
  return () => queueMicrotask(() => root.isConnected || (pads.delete(root), pad.destroy()));
}
