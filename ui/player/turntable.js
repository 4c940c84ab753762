// Turns a picture in 3-D by hand.

const TURN = 0.01; // radians a pixel
const [NEAREST, FARTHEST] = [0.8, 4]; // from the middle of a picture in 3-D to the eye

// Tells how a hand moves a picture in 3-D, in pixels and as a ratio of distances: one pointer drags, two pinch. The wheel
// and a finger that goes up or down stay the page's (touch-action in player.css), so Plotly must not hear of them.
function turntable(target, turn) {
  const hands = new Map(); // by pointer
  const spread = () => {
    const [a, b = a] = hands.values();
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, size: Math.hypot(a.x - b.x, a.y - b.y) || 1 };
  };
  const keep = ({ pointerId, clientX: x, clientY: y }) => hands.set(pointerId, { x, y });
  const release = ({ pointerId }) => hands.delete(pointerId);
  for (const kind of ["wheel", "touchstart", "touchmove"]) {
    target.addEventListener(kind, (event) => target.classList.contains("sil-turns") && event.stopPropagation(), { capture: true, passive: true });
  }
  target.addEventListener("pointerdown", (event) => {
    if (!target.classList.contains("sil-turns")) return;
    target.setPointerCapture(event.pointerId);
    keep(event);
  });
  target.addEventListener("pointermove", (event) => {
    if (!hands.has(event.pointerId)) return;
    const before = spread();
    keep(event);
    const after = spread();
    turn(after.x - before.x, after.y - before.y, before.size / after.size);
  });
  for (const kind of ["pointerup", "pointercancel"]) target.addEventListener(kind, release);
}

// An eye that goes round the middle, up or down, nearer or farther.
function turned({ x, y, z }, dx, dy, ratio) {
  const distance = Math.hypot(x, y, z);
  const far = Math.max(NEAREST, Math.min(FARTHEST, distance * ratio));
  const round = Math.atan2(y, x) - dx * TURN;
  const tilt = Math.max(0.05, Math.min(1.5, Math.asin(z / distance) + dy * TURN));
  return { x: far * Math.cos(tilt) * Math.cos(round), y: far * Math.cos(tilt) * Math.sin(round), z: far * Math.sin(tilt) };
}
