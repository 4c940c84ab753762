// The drawer at the side: on a phone it is closed until somebody opens it, and what stands in it is out of sight.

const SIDEBAR = "[data-testid=stSidebar]";
const EXPAND = "[data-testid=stExpandSidebarButton][aria-expanded=false]";

const OPENING = 50; // ms until the page has begun to move it

/** Whether it is open, and lies over the page. */
function drawerCovers() {
  const drawer = window.matchMedia("(max-width: 768px)").matches && document.querySelector(SIDEBAR);
  return Boolean(drawer) && drawer.getBoundingClientRect().right > 1; // closed it stands to the left of the window
}

function closeDrawer() {
  document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}

/** Open the drawer, if an element stands in it and it is closed; done when it stands still: what is in it grows wider. */
async function openDrawer(element) {
  const drawer = element.closest(SIDEBAR);
  if (!drawer) return;
  document.querySelector(EXPAND)?.click();
  await new Promise((resolve) => setTimeout(resolve, OPENING));
  await Promise.allSettled(drawer.getAnimations().map((one) => one.finished));
}
