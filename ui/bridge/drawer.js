// The drawer at the side: on a phone it is closed until somebody opens it, and what stands in it is out of sight.

const SIDEBAR = "[data-testid=stSidebar]";
const EXPAND = "[data-testid=stExpandSidebarButton][aria-expanded=false]";

/** Open the drawer, if an element stands in it and it is closed. */
function openDrawer(element) {
  if (element.closest(SIDEBAR)) document.querySelector(EXPAND)?.click();
}
