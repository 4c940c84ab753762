// What a panel shows at a frame, in words, for who cannot see it: where its curves have come to, the largest of its bars, or
// the words that it writes. Of a map or a network nothing short is true; there the caption speaks.
//
//   spoken(panel, whole, changes, labels)   // whole: the panel's traces; changes: what the frame changes in each that moves

const RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹";
const MOST_WORDS = 30; // numbers of a table that can still be listened to

function spoken({ traces, layout, frames }, whole, changes, labels) {
  const grows = (j) => frames[0]?.[j]?.upto !== undefined;
  const moving = traces.map((i, j) => ({ ...whole[i], change: changes[j] ?? {}, grows: grows(j) }));
  return points(moving, layout, labels) || largest(moving, layout, labels) || written(moving, labels);
}

// Where each point with a name is now, or else each curve that grows: its last point, if that is a place at all.
function points(moving, { xaxis, yaxis, meta }, labels) {
  const [x_name, y_name] = [xaxis, yaxis].map((axis) => plain(axis?.title?.text));
  if (!x_name || !y_name) return "";
  const scattered = moving.filter(({ type }) => type === "scatter");
  const alone = scattered.filter(({ mode, name, change }) => mode === "markers" && name && change.x?.length === 1);
  const curves = scattered.filter(({ mode, grows }) => mode.includes("lines") && grows);
  const named = curves.filter(({ name }) => name); // the casing of a curve has none
  return [alone, named, curves].map((kind) => kind.map(said).filter(Boolean).join(labels.gap)).find(Boolean) ?? "";

  function said({ name, change }) {
    const [x, end] = [change.x.at(-1), change.y.at(-1)];
    if (!isNumber(x) || !isNumber(end)) return "";
    // what is smaller than a logarithmic axis reaches is drawn at its foot
    const y = end <= 1.000001 * meta?.floor ? filled(labels.at_most, { y: number(meta.floor) }) : number(end);
    // where an axis is written in words, its numbers are no news; how far the film is stands beside them
    const point = xaxis.ticktext ? `${y_name} ${y}` : filled(labels.point, { x_name, y_name, x: number(x), y });
    return name ? filled(labels.named, { name, point }) : point;
  }
}

// The largest of all bars, which are Plotly's or areas of four corners.
function largest(moving, { xaxis, yaxis }, labels) {
  const bars = moving.flatMap(({ type, orientation, fill, x, y, change }) => {
    const [keys, isArea] = [Object.keys(change).join(), type === "scatter" && fill === "toself"];
    const lies = type === "bar" && orientation === "h";
    if (type !== "bar" && !(isArea && keys === "y")) return [];
    const [places, values] = lies ? [y, change.x] : [x, change.y];
    return Array.from(values ?? [], (value, k) => ({ value, place: isArea ? Math.round(places[k]) : places[k], lies }));
  });
  const found = bars.filter(({ value }) => isNumber(value));
  if (!found.length) return "";
  const { value, place, lies } = found.reduce((a, b) => (b.value > a.value ? b : a));
  const [names, heights] = lies ? [yaxis, xaxis] : [xaxis, yaxis];
  return filled(labels.largest, { place: tick(names, place), name: plain(heights.title?.text), value: number(value) });
}

function written(moving, labels) {
  const words = moving.flatMap(({ change }) => [change.text ?? []].flat().map(plain)).filter(Boolean);
  return words.length <= MOST_WORDS ? words.join(labels.gap) : "";
}

// What stands on an axis at a place that has a name.
function tick({ tickvals, ticktext }, value) {
  const k = ticktext ? Array.from(tickvals).indexOf(value) : -1;
  return k < 0 ? number(value) : plain(ticktext[k]);
}

function number(value) {
  if (!isNumber(value)) return value;
  const [mantissa, exponent] = String(Number(value.toPrecision(4))).split("e");
  const power = exponent && `10${[...exponent.replace("+", "")].map((sign) => RAISED["-0123456789".indexOf(sign)]).join("")}`;
  return (power ? `${mantissa} × ${power}` : mantissa).replace(/^1 × /, "").replace("-", "−");
}

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}

// Words without the marks that colour or raise them.
function plain(text) {
  return new DOMParser().parseFromString(text ?? "", "text/html").body.textContent.replace(/\s+/g, " ").trim();
}
