// The filters (days, outlets, sections), and the chips above the passages that show the active ones.

import { Facet } from "./facet.js";
import { between } from "./result.js";
import { day, element, isolated } from "./text.js";

const FULL_DAY = /^[1-9]\d{3}-\d\d-\d\d$/; // while a year is typed, the field briefly holds years like 0002

/** The filters of the page. They call `change(changes)` with the conditions that changed, and their values. */
export class Filters {
  #change;
  #days;
  #facets;
  #chips = document.getElementById("chips");
  #span = document.getElementById("span");

  constructor(change) {
    this.#change = change;
    this.#days = ["since", "until"].map((name) => document.getElementById(name));
    for (const field of this.#days) {
      field.addEventListener("change", () => {
        if (field.value && !FULL_DAY.test(field.value)) return;
        change({ [field.id]: field.value });
      });
    }
    const facet = (name, without) =>
      new Facet(document.getElementById(name), { without, change: (values) => change({ [name]: values }) });
    this.#facets = { source: facet("source", "No source given"), category: facet("category", "No section given") };
    document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  }

  /** Offer the values that the archive has, from /status. */
  offer({ sources, categories, first, last }) {
    this.#facets.source.offer(sources ?? {});
    this.#facets.category.offer(categories ?? {});
    const span = between(first, last);
    this.#span.textContent = span && `The archive: ${span}.`;
  }

  /** Show the active filters. */
  show(shown) {
    for (const field of this.#days) {
      const value = FULL_DAY.test(shown[field.id]) ? shown[field.id] : "";
      if (field.value !== value) field.value = value;
    }
    for (const [name, facet] of Object.entries(this.#facets)) facet.tick(shown[name]);
    const focused = this.#chips.contains(document.activeElement);
    this.#chips.replaceChildren(...this.#chipsOf(shown));
    if (focused) (this.#chips.querySelector("button") ?? document.getElementById("question")).focus();
  }

  #chipsOf(shown) {
    const days = [
      ["since", "From "],
      ["until", "To "],
    ].filter(([name]) => shown[name]);
    const chips = days.map(([name, words]) => this.#chip(words, written(shown[name]), { [name]: "" }));
    for (const name of ["source", "category", "author"]) {
      for (const value of shown[name]) {
        const rest = shown[name].filter((other) => other !== value);
        chips.push(this.#chip("", this.#facets[name]?.known(value) ?? value, { [name]: rest }));
      }
    }
    return chips;
  }

  #chip(words, value, without) {
    const button = element("button", { type: "button", title: "Remove this filter" }, words, isolated(value));
    button.append(element("span", { class: "unseen" }, ", remove this filter"));
    button.append(element("span", { "aria-hidden": "true" }, " ×"));
    button.addEventListener("click", () => this.#change(without));
    return element("li", {}, button);
  }
}

function written(value) {
  return FULL_DAY.test(value) ? day(value) : value; // a month or a year, which only an address can hold
}
