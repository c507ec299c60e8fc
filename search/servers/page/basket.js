// The basket: passages that the reader keeps, in this browser, until they are exported or taken out.

import { oneLine, element } from "./text.js";
import { keep, kept } from "./storage.js";

const NAME = "basket";
const MOST = 100;

/** The passages kept. It calls `changed()` after each change, in this tab or another. */
export class Basket {
  #items;
  #changed;

  constructor(changed) {
    this.#items = sound(kept(NAME));
    this.#changed = changed;
    addEventListener("storage", (event) => {
      if (event.key !== `nutgraf.${NAME}`) return;
      this.#items = sound(kept(NAME));
      this.#tell();
    });
  }

  /** The passages, in the order in which they were kept: { id, paragraph, text, article }. */
  get items() {
    return this.#items;
  }

  has(id) {
    return this.#items.some((item) => item.id === id);
  }

  /** Keep a passage, or take it out where it is kept. */
  toggle(passage) {
    const without = this.#items.filter((item) => item.id !== passage.id);
    this.#set(without.length < this.#items.length ? without : [...without, passage].slice(-MOST));
  }

  clear() {
    this.#set([]);
  }

  /** A button that keeps `passage`, and takes it out again. */
  button(passage) {
    const button = element("button", { type: "button", class: "plain keep", "data-keeps": passage.id });
    label(button, this.has(passage.id));
    button.addEventListener("click", () => {
      this.toggle(passage);
      const words = this.has(passage.id) ? "Kept in the basket." : "Taken out of the basket.";
      document.getElementById("said").textContent = words;
    });
    return button;
  }

  #set(items) {
    this.#items = items;
    keep(NAME, items);
    this.#tell();
  }

  #tell() {
    for (const button of document.querySelectorAll("[data-keeps]")) label(button, this.has(button.dataset.keeps));
    this.#changed();
  }
}

function label(button, isKept) {
  button.textContent = isKept ? "Kept" : "Keep";
  button.title = isKept ? "Take it out of the basket" : "Keep it in the basket";
  button.setAttribute("aria-pressed", String(isKept));
}

function sound(items) {
  return Array.isArray(items) ? items.filter((item) => item?.article && oneLine(item.id)).slice(0, MOST) : [];
}
