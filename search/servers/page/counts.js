// How many articles of a question's coverage each outlet, section, author and day has.
//
// Each of the four is counted as if it were not narrowed itself: with one outlet ticked, the others show what they have.

import { question } from "./address.js";
import { fetched } from "./server.js";

const OWN = { day: ["since", "until"], source: ["source"], category: ["category"], author: ["author"] };
const REMEMBERED = 30; // answers; ticking a box and taking it back asks once

/** The counts. It calls `show({ day, source, category, author })`, each a list or null where it is not known. */
export class Counts {
  #show;
  #controller = null;
  #known = new Map();

  constructor(show) {
    this.#show = show;
  }

  /** Count for the state `shown`. */
  async ask(shown) {
    this.stop();
    const controller = new AbortController();
    this.#controller = controller;
    const wanted = Object.entries(OWN).map(([name, own]) => [name, path(shown, own)]);
    const answers = new Map();
    for (const asked of new Set(wanted.map(([, it]) => it))) {
      answers.set(asked, await this.#counted(asked, controller.signal));
      if (this.#controller !== controller) return;
    }
    this.#show(Object.fromEntries(wanted.map(([name, asked]) => [name, counted(answers.get(asked), name)])));
  }

  stop() {
    this.#controller?.abort();
    this.#controller = null;
  }

  /** Forget all counts, when the archive has changed. */
  forget() {
    this.#known.clear();
  }

  async #counted(asked, signal) {
    if (this.#known.has(asked)) return this.#known.get(asked);
    try {
      const { facets } = await fetched(asked, "facets", signal);
      if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value);
      this.#known.set(asked, facets);
      return facets;
    } catch {
      return null; // the answer itself tells what is wrong
    }
  }
}

// None of one facet is a count, too: nothing on the question has a section. Without any there is no coverage to count.
function counted(facets, name) {
  return facets && Object.values(facets).some((counts) => counts.length) ? facets[name] : null;
}

function path(shown, own) {
  const parameters = question(shown);
  for (const name of own) parameters.delete(name);
  parameters.set("k", 1);
  parameters.set("facets", true);
  return `/search?${parameters}`;
}
