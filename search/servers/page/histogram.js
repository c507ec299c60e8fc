// The histogram above an answer: when its articles were published. Dragging over it, or moving its two ends, narrows
// the dates.

import { binned } from "./bins.js";
import { amount, between } from "./result.js";
import { drawn } from "./text.js";

const HEIGHT = 40; // of the tallest bar, in the units of the drawing; a bin is 10 wide
const BIN = 10;

/** The histogram in `box`. It calls `change({ since, until })` with the days chosen. */
export class Histogram {
  #box;
  #change;
  #plot;
  #ends;
  #words;
  #bins = [];
  #range = [0, 0]; // first bin and the one after the last
  #from = null; // where a drag began, as the bin

  constructor(box, change) {
    this.#box = box;
    this.#change = change;
    this.#plot = box.querySelector("svg");
    this.#words = box.querySelector("p");
    this.#ends = [...box.querySelectorAll("input")];
    for (const end of this.#ends) {
      end.addEventListener("input", () => this.#moved(end));
      end.addEventListener("change", () => this.#chosen());
    }
    const surface = box.querySelector(".plot");
    surface.addEventListener("pointerdown", (event) => this.#start(event));
    surface.addEventListener("pointermove", (event) => this.#drag(event));
    surface.addEventListener("pointerup", (event) => this.#stop(event));
    surface.addEventListener("pointercancel", () => this.#abandon());
    surface.addEventListener("pointerleave", () => this.#tell());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#from != null) this.#abandon(event);
    });
  }

  /** Show the counts of days, null while they are not known, and the days chosen. */
  offer(days, shown) {
    this.#bins = binned(days ?? []);
    for (const end of this.#ends) end.max = this.#bins.length;
    this.#box.classList.toggle("known", this.#bins.length > 0);
    this.show(shown);
  }

  /** Show the days chosen. */
  show({ since, until }) {
    if (this.#from != null) return;
    const first = since ? this.#bins.findIndex((bin) => bin.until >= since) : 0;
    const last = until ? this.#bins.findLastIndex((bin) => bin.since <= until) : this.#bins.length - 1;
    this.#range = [first < 0 ? this.#bins.length : first, last + 1];
    this.#draw();
  }

  #draw() {
    const [first, last] = this.#range;
    const most = Math.max(1, ...this.#bins.map((bin) => bin.articles));
    const bars = this.#bins.map(({ articles }, at) => {
      const height = articles && Math.max(2, (articles / most) * HEIGHT);
      const place = { x: at * BIN + 1, y: HEIGHT - height, width: BIN - 2, height };
      return drawn("rect", { ...place, class: at >= first && at < last ? "in" : "out" });
    });
    this.#plot.setAttribute("viewBox", `0 0 ${Math.max(1, this.#bins.length) * BIN} ${HEIGHT}`);
    this.#plot.replaceChildren(...bars);
    for (const [at, end] of this.#ends.entries()) {
      end.value = this.#range[at];
      const bin = this.#bins[at ? last - 1 : first];
      end.setAttribute("aria-valuetext", between(...(at ? [null, bin?.until] : [bin?.since, null])) || "no day");
    }
    this.#tell();
  }

  #tell(place = null) {
    const [first, last] = place == null ? this.#range : [place, place + 1];
    const bins = this.#bins.slice(first, last);
    const sum = bins.reduce((total, bin) => total + bin.articles, 0);
    const end = last === this.#bins.length ? bins.findLast((bin) => bin.articles) : null; // a day alone has an empty one behind
    const span = bins.length && between(bins[0].since, (end ?? bins.at(-1)).until);
    this.#words.textContent = span ? `${span}: ${amount(sum, "article")}` : "";
  }

  // The two ends

  #moved(end) {
    const at = this.#ends.indexOf(end);
    const other = this.#range[1 - at];
    const value = Number(end.value);
    this.#range[at] = at ? Math.max(value, other + 1) : Math.min(value, other - 1);
    this.#draw();
  }

  #chosen() {
    const [first, last] = this.#range;
    if (first >= last) return;
    const since = first > 0 ? this.#bins[first].since : ""; // at the edge nothing is left out
    const until = last < this.#bins.length ? this.#bins[last - 1].until : "";
    this.#change({ since, until });
  }

  // Dragging

  #start(event) {
    if (event.button !== 0 || !this.#bins.length) return;
    this.#from = this.#under(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#range = [this.#from, this.#from + 1];
    this.#draw();
  }

  #drag(event) {
    if (!this.#bins.length) return;
    const here = this.#under(event);
    if (this.#from == null) return this.#tell(here);
    this.#range = [Math.min(this.#from, here), Math.max(this.#from, here) + 1];
    this.#draw();
  }

  #stop(event) {
    if (this.#from == null) return;
    this.#drag(event);
    this.#from = null;
    this.#chosen();
  }

  #abandon(event) {
    event?.stopPropagation();
    this.#from = null;
    this.#change({}); // shows the days that are chosen
  }

  #under(event) {
    const { left, width } = this.#plot.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * this.#bins.length);
    return Math.min(Math.max(place, 0), this.#bins.length - 1);
  }
}
