// The list of hits, and where in it one stands.

import { hitItem } from "./hit.js";

/** The hits in `list`, an ordered list. Beyond its first one, keys go back to `box`. */
export class Hits {
  #list;
  #box;
  #at = -1;

  constructor(list, box) {
    this.#list = list;
    this.#box = box;
  }

  /** Show `hits`, of which `to` says where each leads, see hit.js. */
  draw(hits, to) {
    this.#list.replaceChildren(...hits.map((hit) => hitItem(hit, to)));
    this.#at = Math.min(this.#at, hits.length - 1);
  }

  /** Forget where one stood: these will be answers to another question. */
  leave() {
    this.#at = -1;
  }

  wait(waiting) {
    this.#list.setAttribute("aria-busy", String(waiting));
  }

  /** Go `by` hits up or down. Tells whether there was somewhere to go. */
  move(by) {
    const links = this.#links();
    if (!links.length) return false;
    const from = this.#from(links);
    if (by < 0 && from <= 0) {
      this.#at = -1;
      this.#box.focus();
    } else this.focus(Math.min(from + by, links.length - 1));
    return true;
  }

  /** Go to the hit at `place`, from 0; to the question if there is none. */
  focus(place) {
    const link = this.#links()[place];
    if (!link) return this.#box.focus();
    this.#at = place;
    link.focus({ preventScroll: true });
    link.closest(".hit").scrollIntoView({ block: "nearest" });
  }

  /** Back to where one stood last. */
  back() {
    this.focus(this.#at);
  }

  /** Tell that the article of the hit ranked `rank` is open; of none, if it is null. */
  open(rank) {
    for (const item of this.#list.children) {
      const open = Number(item.dataset.rank) === rank;
      item.classList.toggle("open", open);
      const link = item.querySelector("h2 a");
      if (open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (rank != null) this.#at = rank - 1;
  }

  /** Copy the citation of the hit that one stands on. Tells whether there is one. */
  copy() {
    const item = document.activeElement?.closest(".hit") ?? this.#list.children[this.#at];
    item?.querySelector(".copy").click();
    return Boolean(item);
  }

  #links() {
    return [...this.#list.querySelectorAll("h2 a")];
  }

  #from(links) {
    const focused = document.activeElement;
    const here = links.indexOf(focused?.closest(".hit")?.querySelector("h2 a"));
    return here >= 0 ? here : focused === this.#box ? -1 : this.#at;
  }
}
