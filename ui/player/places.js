// Where things are in a picture: pixels of the page, coordinates of the axes, cells of a map.

const NEAR = 8; // pixels; so near to a line a click is on it

// Where the axes of a map drawn to scale begin and end, as parts of the room between the margins. Plotly can do this
// itself (constrain: "domain"), but keeps the domain of the figure before when a new one takes its place.
function domains({ xaxis, yaxis, margin }, width, height) {
  const room = [width - margin.l - margin.r, height - margin.t - margin.b];
  const spans = [xaxis, yaxis].map(({ range }) => Math.abs(range[1] - range[0]));
  const unit = Math.min(room[0] / spans[0], room[1] / spans[1]); // pixels
  const x = (unit * spans[0]) / room[0];
  const y = (unit * spans[1]) / room[1];
  return { "xaxis.domain": [(1 - x) / 2, (1 + x) / 2], "yaxis.domain": [1 - y, 1] };
}

// The pixels from the top of a panel drawn to scale to where the next one may begin, when it is as wide as its place.
function heightToScale({ spec, box, target }, larger) {
  const { xaxis, yaxis, margin } = spec.layout;
  const spans = [xaxis, yaxis].map(({ range }) => Math.abs(range[1] - range[0]));
  const [across, up] = [margin.l + margin.r, margin.t + margin.b].map((pixels) => pixels * larger);
  const below = parseFloat(getComputedStyle(box).marginBottom);
  return target.offsetTop + up + ((target.clientWidth - across) * spans[1]) / spans[0] + below;
}

function toScale(layout) {
  if (!layout.width || !layout.height) return {};
  const parts = domains(layout, layout.width, layout.height);
  const [x, y] = [parts["xaxis.domain"], parts["yaxis.domain"]];
  return { xaxis: { ...layout.xaxis, domain: x }, yaxis: { ...layout.yaxis, domain: y, anchor: "x" } };
}

// Where in the coordinates of its axes the pointer is, or nothing outside of them.
function placeOf(target, { clientX, clientY }) {
  const { xaxis, yaxis } = target._fullLayout;
  if (!xaxis?._length) return undefined; // a picture in 3-D
  const box = target.getBoundingClientRect();
  const [x, y] = [clientX - box.left - xaxis._offset, clientY - box.top - yaxis._offset];
  if (x < 0 || y < 0 || x > xaxis._length || y > yaxis._length) return undefined;
  return [xaxis.p2d(x), yaxis.p2d(y)];
}

// Two points of the axes' coordinates in pixels of the plot.
function onScreen(target, [x0, y0, x1, y1]) {
  const { xaxis, yaxis } = target._fullLayout;
  const [x, y] = [(value) => xaxis._offset + xaxis.d2p(value), (value) => yaxis._offset + yaxis.d2p(value)];
  return [x(x0), y(y0), x(x1), y(y1)];
}

// The number of the line that was clicked, the nearest within NEAR pixels, or -1.
function lineAt(target, acts, { clientX, clientY }) {
  const box = target.getBoundingClientRect();
  const [px, py] = [clientX - box.left, clientY - box.top];
  let [found, nearest] = [-1, NEAR];
  acts.forEach((act, i) => {
    if (act.name) return; // a button
    const [x0, y0, x1, y1] = onScreen(target, act.place);
    const [dx, dy] = [x1 - x0, y1 - y0];
    const part = Math.max(0, Math.min(1, ((px - x0) * dx + (py - y0) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(px - x0 - part * dx, py - y0 - part * dy);
    if (distance < nearest) [found, nearest] = [i, distance];
  });
  return found;
}

function cellAt({ cells }, [x, y]) {
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const frame = cells?.[row]?.[column] ?? -1;
  return frame < 0 ? undefined : { row, column, frame };
}

// Row and column of the cell of a button that was clicked, counted from 1; none by keyboard.
function cellOf({ cells }, button, { detail, clientX, clientY }) {
  if (!cells || detail === 0) return [0, 0];
  const { left, top, width, height } = button.getBoundingClientRect();
  const number = (part, n) => 1 + Math.max(0, Math.min(n - 1, Math.floor(part * n)));
  return [number((clientY - top) / height, cells[0]), number((clientX - left) / width, cells[1])];
}
