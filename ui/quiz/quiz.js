// The questions after a lab. An answer is judged here; which ones were right stays in this browser: progress.js.
//
// data  {lab, labels, questions}, each of these {question, options, right, why, watch, href}

function mount(root, firstData) {
  root.classList.add("sil-quiz");
  root.dataset.testid = "quiz";
  let shown = "";

  function ask({ question, options, right, why, watch, href }, number, data) {
    const said = make("p", { "data-role": "said", "aria-live": "polite" });
    const choose = (chosen) => {
      const isRight = chosen === right;
      field.dataset.state = isRight ? "right" : "wrong";
      said.replaceChildren(make("strong", {}, [isRight ? data.labels.right : data.labels.wrong]), data.labels.gap);
      if (isRight) {
        said.append(why + data.labels.gap, make("a", { href }, [watch]));
        keepAlso(data.lab, "right", number);
      } else {
        said.append(make("a", { href }, [data.labels.look])); // the run tells, and nothing else does
      }
    };
    const radios = options.map((text, k) => {
      const radio = make("input", { type: "radio", name: `${data.lab} ${number}` });
      radio.addEventListener("change", () => choose(k));
      return make("label", {}, [radio, make("span", {}, [text])]);
    });
    const field = make("fieldset", {}, [make("legend", {}, [question]), ...radios, said]);
    if (listed(finishedIn(data.lab).right).includes(number)) field.dataset.known = "";
    return field;
  }

  function update(data) {
    if (JSON.stringify(data) === shown) return; // a rerun of the page is no reason to ask anew
    shown = JSON.stringify(data);
    const title = make("h2", {}, [data.labels.title]);
    root.replaceChildren(title, ...data.questions.map((asked, number) => ask(asked, number, data)));
  }

  update(firstData);
  return { update, destroy: () => {} };
}
