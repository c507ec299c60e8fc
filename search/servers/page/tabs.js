// The tabs above an answer: one for each view of it. Arrow keys move between them.

/** The tabs in `list`. They call `choose(view)`. */
export class Tabs {
  #list;
  #choose;

  constructor(list, choose) {
    this.#list = list;
    this.#choose = choose;
    for (const tab of this.#tabs()) tab.addEventListener("click", () => choose(tab.dataset.view));
    list.addEventListener("keydown", (event) => this.#move(event));
  }

  /** Show which view is chosen; `offered` are those that can be. */
  show(view, offered) {
    for (const tab of this.#tabs()) {
      const chosen = tab.dataset.view === view;
      tab.hidden = !offered.includes(tab.dataset.view);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) document.getElementById("panel").setAttribute("aria-labelledby", tab.id);
    }
  }

  /** Choose the tab at `place`, from 0. Returns true where there is one. */
  press(place) {
    const tab = this.#list.hidden ? null : this.#offered()[place];
    if (tab) this.#choose(tab.dataset.view);
    return Boolean(tab);
  }

  #move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const tabs = this.#offered();
    const from = tabs.indexOf(document.activeElement);
    const to = Number.isFinite(step) ? (from + step + tabs.length) % tabs.length : step > 0 ? tabs.length - 1 : 0;
    tabs[to].focus();
    this.#choose(tabs[to].dataset.view);
  }

  #tabs() {
    return [...this.#list.querySelectorAll("[role=tab]")];
  }

  #offered() {
    return this.#tabs().filter((tab) => !tab.hidden);
  }
}
