// Strokes on a canvas, as core.strokes has them, and a line with fewer points that looks the same.

const PAD = 255; // strokes are drawn in a square of this side
const INK = "#16181d"; // on white paper, in the dark theme, too

/** [[x, y], …] of the flat list that travels. */
const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, k) => [flat[2 * k], flat[2 * k + 1]]);

/** The bytes of a text in base64, also in that for addresses. */
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** A square picture whose pixels are as opaque as these parts say, 0 … 1. */
function picture(parts) {
  const side = Math.round(Math.sqrt(parts.length));
  const canvas = make("canvas", { width: side, height: side });
  const context = canvas.getContext("2d");
  context.fillStyle = INK;
  parts.forEach((part, k) => {
    context.globalAlpha = part;
    context.fillRect(k % side, Math.floor(k / side), 1, 1);
  });
  return canvas;
}

/** The picture below the strokes, out of its text: runs of (level, length), see core.drawing_text. */
function groundPicture(text) {
  const runs = [...bytesOf(text)].slice(1, -2); // without its side, and the check at the end
  return picture(runs.flatMap((run) => Array((run & 15) + 1).fill((run >> 4) / 15)));
}

function paintStroke(context, { points, thickness, erases }, scale) {
  context.globalCompositeOperation = erases ? "destination-out" : "source-over";
  context.lineWidth = thickness * scale;
  context.beginPath();
  if (points.length === 2) {
    context.arc(points[0] * scale, points[1] * scale, context.lineWidth / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  pairs(points).forEach(([x, y]) => context.lineTo(x * scale, y * scale));
  context.stroke();
}

/** All of a drawing on a canvas; where nothing is, one sees the paper behind it. */
function paintDrawing(canvas, strokes, ground) {
  const context = canvas.getContext("2d");
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.fillStyle = context.strokeStyle = INK;
  context.lineCap = context.lineJoin = "round";
  if (ground) context.drawImage(ground, 0, 0, canvas.width, canvas.height);
  for (const stroke of strokes) paintStroke(context, stroke, canvas.width / PAD);
  context.globalCompositeOperation = "source-over";
}

function distance([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const t = clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1), 0, 1);
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}

/** Fewer points, none of the others further than the tolerance from the line (Douglas & Peucker, 1973). */
function simplified(points, tolerance) {
  if (points.length < 3) return points;
  const distances = points.map((point) => distance(point, points[0], points.at(-1)));
  const most = Math.max(...distances);
  if (most <= tolerance) return [points[0], points.at(-1)];
  const k = distances.indexOf(most);
  return [...simplified(points.slice(0, k + 1), tolerance).slice(0, -1), ...simplified(points.slice(k), tolerance)];
}

/** A stroke as it is kept: whole numbers, as few as look the same. */
function kept({ points, thickness, erases }, tolerance) {
  const whole = simplified(pairs(points), tolerance).map((point) => point.map(Math.round));
  const distinct = whole.filter(([x, y], k) => k === 0 || x !== whole[k - 1][0] || y !== whole[k - 1][1]);
  return { points: distinct.flat(), thickness, erases };
}
