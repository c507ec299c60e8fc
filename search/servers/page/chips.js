// The chips above an answer: the filters in use, and what was understood of the question. Each can be switched off, and
// what was understood of outlets, authors, sections and days can become a filter.

import { readings } from "./understood.js";
import { day, element, isolated } from "./text.js";

const FULL_DAY = /^[1-9]\d{3}-\d\d-\d\d$/;

/** The chips in `list`. They call `change(changes)`. `spelt(name, value)` is a filter's value as the archive spells it. */
export class Chips {
  #list;
  #change;
  #spelt;

  constructor(list, { change, spelt }) {
    this.#list = list;
    this.#change = change;
    this.#spelt = spelt;
  }

  /** Show the filters of `shown`, and `understood` of its question. */
  show(shown, understood) {
    const focused = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(
      ...this.#filters(shown),
      ...readings(understood ?? {}).map((reading) => this.#reading(reading, shown)),
      ...(shown.question.trim() ? shown.ignore.map((value) => this.#ignored(value, shown)) : []),
    );
    if (focused) (this.#list.querySelector("button") ?? document.getElementById("question")).focus();
  }

  #filters(shown) {
    const days = [
      ["since", "From "],
      ["until", "To "],
    ].filter(([name]) => shown[name]);
    const chips = days.map(([name, words]) => this.#filter([words, isolated(written(shown[name]))], { [name]: "" }));
    for (const name of ["source", "category", "author"]) {
      for (const value of shown[name]) {
        const rest = shown[name].filter((other) => other !== value);
        chips.push(this.#filter([isolated(this.#spelt(name, value))], { [name]: rest }));
      }
    }
    return chips;
  }

  #filter(words, without) {
    const button = element("button", { type: "button", title: "Remove this filter" }, ...words);
    button.append(element("span", { class: "unseen" }, ", remove this filter"));
    button.append(element("span", { "aria-hidden": "true" }, " ×"));
    button.addEventListener("click", () => this.#change(without));
    return element("li", {}, button);
  }

  #reading({ words, value, name, filter }, shown) {
    const off = () => this.#change({ ignore: [...shown.ignore, value] });
    const only = () => this.#change(merged(shown, filter));
    const chip = element("li", { class: "understood" }, element("span", {}, ...words));
    if (filter) {
      const attributes = { type: "button", title: "Make it a filter", "aria-label": `Only ${name}`, click: only };
      chip.append(element("button", attributes, "only"));
    }
    if (value) {
      const attributes = { type: "button", title: "Switch it off", "aria-label": `Ignore ${name}`, click: off };
      chip.append(element("button", attributes, "×"));
    }
    return chip;
  }

  #ignored(value, shown) {
    const back = () => this.#change({ ignore: shown.ignore.filter((other) => other !== value) });
    const button = element("button", { type: "button", title: "Switch it on again", click: back });
    button.append(element("s", {}, isolated(value)), element("span", { class: "unseen" }, " is ignored, switch it on"));
    return element("li", { class: "understood" }, button);
  }
}

function merged(shown, filter) {
  const lists = Object.entries(filter).filter(([, value]) => Array.isArray(value));
  return { ...filter, ...Object.fromEntries(lists.map(([name, value]) => [name, [...new Set([...shown[name], ...value])]])) };
}

function written(value) {
  return FULL_DAY.test(value) ? day(value) : value; // a month or a year, which only an address can hold
}
