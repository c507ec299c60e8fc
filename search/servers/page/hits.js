// The hits in the panel, whichever view drew them, and the selected one.

/** The hits in `panel`. Moving up from the first one focuses `box`. */
export class Hits {
  #panel;
  #box;
  #at = -1;

  constructor(panel, box) {
    this.#panel = panel;
    this.#box = box;
  }

  /** Show `nodes`, some of which are or hold hits. */
  draw(nodes) {
    this.#panel.replaceChildren(...nodes);
    this.#at = Math.min(this.#at, this.#links().length - 1);
  }

  /** Forget the selection, before the answer to another question. */
  leave() {
    this.#at = -1;
  }

  wait(waiting) {
    this.#panel.setAttribute("aria-busy", String(waiting));
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

  /** Mark the hit with the passage id `id` as the one whose article is open; null for none. */
  open(id) {
    for (const [at, link] of this.#links().entries()) {
      const item = link.closest(".hit");
      const open = id != null && item.dataset.passage === id;
      item.classList.toggle("open", open);
      if (open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (open) this.#at = at;
    }
  }

  /** Press the button of the selected hit that `selector` names. Returns true where there is one. */
  press(selector) {
    const item = document.activeElement?.closest(".hit") ?? this.#links()[this.#at]?.closest(".hit");
    const button = item?.querySelector(selector);
    button?.click();
    return Boolean(button);
  }

  #links() {
    return [...this.#panel.querySelectorAll(".hit h2 a")];
  }

  #from(links) {
    const focused = document.activeElement;
    const here = links.indexOf(focused?.closest(".hit")?.querySelector("h2 a"));
    return here >= 0 ? here : focused === this.#box ? -1 : this.#at;
  }
}
