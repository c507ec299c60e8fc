// The filters beside the passages: days, outlets, sections, authors.

import { Facet } from "./facet.js";
import { between } from "./result.js";

const FULL_DAY = /^[1-9]\d{3}-\d\d-\d\d$/; // while a year is typed, the field briefly holds years like 0002
const WITHOUT = { source: "No source given", category: "No section given", author: "No author given" };

/** The filters of the page. They call `change(changes)` with the conditions that changed, and their values. */
export class Filters {
  #days;
  #facets;
  #span = document.getElementById("span");

  constructor(change) {
    this.#days = ["since", "until"].map((name) => document.getElementById(name));
    for (const field of this.#days) {
      field.addEventListener("change", () => {
        if (field.value && !FULL_DAY.test(field.value)) return;
        change({ [field.id]: field.value });
      });
    }
    const facet = ([name, without]) =>
      [name, new Facet(document.getElementById(name), { without, change: (values) => change({ [name]: values }) })];
    this.#facets = Object.fromEntries(Object.entries(WITHOUT).map(facet));
    document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  }

  /** Offer the values that the archive has, from /status. */
  offer({ sources, categories, first, last }) {
    this.#facets.source.offer(sources ?? {});
    this.#facets.category.offer(categories ?? {});
    const span = between(first, last);
    this.#span.textContent = span && `The archive: ${span}.`;
  }

  /** Show how many articles of the question's coverage each value has, see counts.js; null without a question. */
  count(counts) {
    for (const [name, facet] of Object.entries(this.#facets)) facet.count(counts?.[name] ?? null);
  }

  /** Show the active filters. */
  show(shown) {
    for (const field of this.#days) {
      const value = FULL_DAY.test(shown[field.id]) ? shown[field.id] : "";
      if (field.value !== value) field.value = value;
    }
    for (const [name, facet] of Object.entries(this.#facets)) facet.tick(shown[name]);
  }

  /** A value of the filter `name` as the archive spells it, whatever its case. */
  spelt(name, value) {
    return this.#facets[name]?.known(value) ?? value;
  }
}
