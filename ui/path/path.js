// The path through the labs, with what this browser has finished: progress.js.
//
// data  {lang, labels, steps}, each of these {address, name, adds, stops, challenges (names), questions (how many)}

const filled = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => places[name]);

function mount(root, firstData) {
  root.classList.add("sil-path");
  root.dataset.testid = "path";
  let data = firstData;

  // What is finished of a step, as far as that still exists.
  function found({ address, stops, challenges, questions }) {
    const { finished, solved, right } = finishedIn(address);
    return {
      stop: stopLeft(address, stops),
      walked: Boolean(finished) || !stops,
      solved: challenges.filter((name) => listed(solved).includes(name)).length,
      right: new Set(listed(right).filter((number) => number < questions)).size,
    };
  }

  const link = (step, words, query = {}) => {
    const href = `${step.address}?${new URLSearchParams({ ...query, lang: data.lang })}`;
    return make("a", { href }, [words]);
  };

  // Where to go on: a tour that was left, else the first thing of the path that is still to be done.
  function next() {
    const { steps, labels } = data;
    const labs = steps.filter((step) => step.stops || step.challenges.length);
    const known = new Map(labs.map((step) => [step, found(step)]));
    const begun = labs.find((step) => known.get(step).stop);
    if (begun) return [labels.go_on, begun, { tour: known.get(begun).stop }];
    const unwalked = labs.find((step) => !known.get(step).walked);
    if (unwalked) return [labels.begin, unwalked, { tour: 1 }];
    const unsolved = labs.find((step) => known.get(step).solved < step.challenges.length);
    if (unsolved) return [labels.dare, unsolved, { challenge: firstUnsolved(unsolved) }];
    const unanswered = labs.find((step) => known.get(step).right < step.questions);
    return unanswered ? [labels.ask, unanswered, {}] : null;
  }

  function firstUnsolved({ address, challenges }) {
    return 1 + challenges.findIndex((name) => !listed(finishedIn(address).solved).includes(name));
  }

  function goOn() {
    const there = next();
    if (!there) return make("p", { "data-role": "next" }, [data.labels.whole]);
    const [words, step, query] = there;
    return make("p", { "data-role": "next" }, [link(step, filled(words, { name: step.name, stop: query.tour }), query)]);
  }

  function drawn(step) {
    const { labels } = data;
    const { walked, solved, right } = found(step);
    const parts = [
      step.stops && [walked ? 1 : 0, 1, labels.tour],
      step.challenges.length && [solved, step.challenges.length, labels.challenges],
      step.questions && [right, step.questions, labels.questions],
    ].filter(Boolean);
    const marks = parts.map(([n, of, words]) => {
      const text = filled(words, { n, of });
      return make("li", { "data-done": n === of, "data-begun": n > 0 }, [n === of ? `✓ ${text}` : text]);
    });
    const isDone = parts.length > 0 && parts.every(([n, of]) => n === of);
    return make("li", { "data-step": step.address, "data-done": isDone }, [
      link(step, step.name),
      make("span", { "data-role": "adds" }, [step.adds]),
      make("ul", {}, marks),
    ]);
  }

  function draw() {
    const hasAny = Object.keys(progress()).length > 0;
    const forget = make("button", { type: "button", "data-role": "forget" }, [data.labels.forget]);
    forget.addEventListener("click", () => (forgetAll(), draw()));
    const kept = make("p", { "data-role": "kept" }, [data.labels.kept, " ", forget]);
    kept.hidden = !hasAny;
    const steps = make("ol", { "aria-label": data.labels.title }, data.steps.map(drawn));
    root.replaceChildren(goOn(), steps, kept);
  }

  function update(news) {
    data = news;
    draw();
  }

  update(firstData);
  return { update, destroy: () => {} };
}
