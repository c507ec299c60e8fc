// One facet (outlets, sections or authors) as checkboxes: the most frequent, and the rest behind "more".
//
// Without a question each value has the number of its articles in the archive. With one it has the number of those that
// bear on the question, and the values that have some come first.

import { element, oneLine } from "./text.js";

const FIRST = 8;
const MANY = 14; // from this number on there is a field to search for a value
const MOST = 200; // checkboxes shown at once: an archive may have thousands of outlets

/** The checkboxes in `fieldset`. It calls `change(values)` with the ticked values, most frequent first. */
export class Facet {
  #fieldset;
  #change;
  #without;
  #archive = new Map();
  #covered = null; // counts of the question's coverage, by value
  #waits = true; // until it is known which counts are shown: else the page would be drawn twice
  #ticked = new Set();
  #typed = "";
  #unfolded = false;
  #list = element("ul");
  #find;
  #more;

  constructor(fieldset, { without, change }) {
    this.#fieldset = fieldset;
    this.#without = without;
    this.#change = change;
    const name = fieldset.querySelector("legend").textContent.toLowerCase();
    const label = { "aria-label": `Find a ${name}`, placeholder: "Find" };
    this.#find = element("input", { type: "search", class: "find", ...label });
    this.#find.addEventListener("input", () => {
      this.#typed = this.#find.value.trim().toLowerCase();
      this.#draw();
    });
    this.#more = element("button", { type: "button", class: "plain", "aria-expanded": "false" });
    this.#more.addEventListener("click", () => {
      this.#unfolded = !this.#unfolded;
      this.#draw();
    });
    fieldset.append(this.#find, this.#list, this.#more);
  }

  /** Offer values with their counts; the one for articles without a value comes last. */
  offer(counts) {
    this.#archive = ordered(Object.entries(counts));
    this.#draw();
  }

  /** Show the counts of a question's coverage, a list of { value, articles }; null for those of the archive. */
  count(counts) {
    if (!counts && !this.#covered && !this.#waits) return;
    this.#waits = false;
    this.#covered = counts && new Map(counts.map(({ value, articles }) => [value ?? "", articles]));
    this.#draw();
  }

  /** Tick values, ignoring case as the server does. */
  tick(values) {
    const ticked = new Set(values.map((value) => this.#spelt(value)));
    const same = ticked.size === this.#ticked.size && [...ticked].every((value) => this.#ticked.has(value));
    if (same) return; // redrawing would take the focus from the checkbox just ticked
    this.#ticked = ticked;
    this.#draw();
  }

  /** `value` as the archive spells it, whatever its case. */
  known(value) {
    return this.#named(this.#spelt(value));
  }

  #counts() {
    if (!this.#covered) return this.#archive;
    const others = [...this.#archive.keys()].filter((value) => value && !this.#covered.has(value)); // "" is not counted
    const nothing = others.map((value) => [value, 0]);
    return new Map([...ordered([...this.#covered]), ...nothing]);
  }

  #spelt(value) {
    const folded = value.toLowerCase();
    return [...this.#counts().keys()].find((name) => name.toLowerCase() === folded) ?? value;
  }

  #named(value) {
    return oneLine(value) || this.#without;
  }

  #draw() {
    if (this.#waits) return;
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.value : null;
    const counts = this.#counts();
    const unknown = [...this.#ticked].filter((value) => !counts.has(value)).map((value) => [value, 0]);
    const all = [...counts, ...unknown];
    const some = this.#covered ? all.filter(([, count]) => count).length : all.length;
    const first = all.length <= FIRST + 1 && some === all.length ? all.length : Math.min(FIRST, some);
    const few = first === all.length;
    const fit = all.filter(([value]) => this.#named(value).toLowerCase().includes(this.#typed));
    const open = few || this.#unfolded || this.#typed;
    const shown = open ? fit.slice(0, MOST) : fit.filter(([value], at) => at < first || this.#ticked.has(value));
    this.#list.replaceChildren(...shown.map(([value, count]) => this.#box(value, count)));
    this.#fold(all.length - first, few, fit.length - shown.length);
    this.#find.hidden = all.length < MANY;
    this.#fieldset.hidden = !all.length;
    if (focused != null) [...this.#list.querySelectorAll("input")].find((it) => it.value === focused)?.focus();
  }

  #fold(behind, few, left) {
    this.#more.hidden = few || Boolean(this.#typed);
    this.#more.setAttribute("aria-expanded", String(this.#unfolded));
    this.#more.textContent = this.#unfolded ? "Fewer" : `${behind.toLocaleString("en-GB")} more`;
    if (left > 0 && (this.#unfolded || this.#typed)) {
      const words = `and ${left.toLocaleString("en-GB")} more: type to find them`;
      this.#list.append(element("li", { class: "small" }, words));
    }
  }

  #box(value, count) {
    const box = element("input", { type: "checkbox", value });
    box.checked = this.#ticked.has(value);
    box.addEventListener("change", () => {
      if (box.checked) this.#ticked.add(value);
      else this.#ticked.delete(value);
      this.#change([...this.#ticked]);
    });
    const number = element("span", { class: "number" }, Number(count).toLocaleString("en-GB"));
    return element("li", {}, element("label", { class: !count && "none" }, box, element("bdi", {}, this.#named(value)), number));
  }
}

// The most frequent first; articles without a value last.
function ordered(counts) {
  return new Map(counts.sort(([a, one], [b, other]) => !a - !b || other - one));
}
