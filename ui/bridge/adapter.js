// Joins a component to Streamlit. It stands below the component's own scripts in one module; they define
//
//   mount(root, data, page) -> { update(data), destroy() }
//   root   an empty element to draw in          data   what Python sends: at first, and again on every change
//   page   keep(name, value): how things stand from now on; Python sees it until something else is said
//          tell(name, value): what has just happened; Python sees it once

const mounted = new WeakMap(); // by root

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".sil-root");
  const here = mounted.get(root) ?? { page: {} };
  Object.assign(here.page, { keep: setStateValue, tell: setTriggerValue }); // those of the newest call
  if (here.component) here.component.update(data);
  else {
    mounted.set(root, here);
    here.component = mount(root, data, here.page);
  }
  // Streamlit may call this clean-up for a call that a later one overtook: a component ends only when it left the page.
  return () =>
    setTimeout(() => {
      if (!root.isConnected && mounted.delete(root)) here.component.destroy();
    });
}
