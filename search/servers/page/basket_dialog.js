// The basket as a dialog: its passages, and their citations in the style that the reader chooses.

import { citation, copy } from "./citation.js";
import { cited, FILES, STYLES } from "./cited.js";
import { headline, origin } from "./hit.js";
import { keep, kept } from "./storage.js";
import { clean, element } from "./text.js";

const NAME = "style";
const SNIPPET = 240; // characters of a passage

/** The dialog in `dialog`, opened by `button`. `open(article, paragraph)` opens a passage. */
export class BasketDialog {
  #dialog;
  #button;
  #basket;
  #open;
  #style;
  #controller = null;

  constructor(dialog, button, { basket, open }) {
    this.#dialog = dialog;
    this.#button = button;
    this.#basket = basket;
    this.#open = open;
    this.#style = dialog.querySelector("select");
    this.#style.append(...Object.entries(STYLES).map(([value, words]) => element("option", { value }, words)));
    this.#style.value = Object.hasOwn(STYLES, kept(NAME) ?? "") ? kept(NAME) : "md";
    this.#style.addEventListener("change", () => {
      keep(NAME, this.#style.value);
      this.#export();
    });
    button.addEventListener("click", () => this.show());
    const [copying, saving, clearing] = ["copy", "save", "clear"].map((name) => dialog.querySelector(`[name=${name}]`));
    copying.addEventListener("click", () => copy(this.#text.value, copying));
    saving.addEventListener("click", () => this.#save());
    clearing.addEventListener("click", () => basket.clear());
    this.update();
  }

  show() {
    this.#dialog.showModal();
    this.update();
  }

  /** Show what is kept. */
  update() {
    const { items } = this.#basket;
    this.#button.textContent = items.length ? `Basket (${items.length})` : "Basket";
    this.#dialog.classList.toggle("empty", !items.length);
    this.#dialog.querySelector("ol").replaceChildren(...items.map((item) => this.#item(item)));
    this.#export();
  }

  get #text() {
    return this.#dialog.querySelector("textarea");
  }

  async #export() {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const { items } = this.#basket;
    if (!items.length || !this.#dialog.open) return this.#show("");
    const { text, remark } = await cited(items, this.#style.value, controller.signal);
    if (this.#controller === controller) this.#show(text, remark);
  }

  #show(text, remark = "") {
    this.#text.value = text;
    this.#dialog.querySelector("[role=status]").textContent = remark;
  }

  #save() {
    const { name, type } = FILES[this.#style.value];
    const address = URL.createObjectURL(new Blob([this.#text.value], { type }));
    const link = element("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  #item(item) {
    const { article, id, paragraph, text } = item;
    const read = () => {
      this.#dialog.close();
      this.#open(article.id, paragraph);
    };
    const title = element("button", { type: "button", class: "plain title", dir: "auto", click: read }, headline(article));
    const out = element("button", { type: "button", class: "plain", click: () => this.#basket.toggle(item) }, "Take out");
    out.append(element("span", { class: "unseen" }, `: ${citation(article, id)}`));
    const short = Array.from(clean(text));
    const snippet = short.length > SNIPPET ? `${short.slice(0, SNIPPET).join("")}…` : short.join("");
    return element("li", {}, origin(article), title, snippet && element("p", { class: "small", dir: "auto" }, snippet), out);
  }
}
