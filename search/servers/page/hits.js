// The list of hits, and the selected one.

import { hitItem } from "./hit.js";

/** The hits in `list`, an ordered list. Moving up from the first one focuses `box`. */
export class Hits {
  #list;
  #box;
  #at = -1;

  constructor(list, box) {
    this.#list = list;
    this.#box = box;
  }

  /** Show `hits`; `to` has the functions `place` and `open`, see hit.js. */
  draw(hits, to) {
    this.#list.replaceChildren(...hits.map((hit) => hitItem(hit, to)));
    this.#at = Math.min(this.#at, hits.length - 1);
  }

  /** Forget the selection, before the hits of another question. */
  leave() {
    this.#at = -1;
  }

  wait(waiting) {
    this.#list.setAttribute("aria-busy", String(waiting));
  }

  /** Move `by` hits up or down. Returns true where it could move. */
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

  /** Focus the hit at `place`, from 0; the question where there is no hit. */
  focus(place) {
    const link = this.#links()[place];
    if (!link) return this.#box.focus();
    this.#at = place;
    link.focus({ preventScroll: true });
    link.closest(".hit").scrollIntoView({ block: "nearest" });
  }

  /** Focus the hit selected last. */
  back() {
    this.focus(this.#at);
  }

  /** Mark the hit ranked `rank` as the one whose article is open; null for none. */
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

  /** Copy the citation of the selected hit. Returns true where there is one. */
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
