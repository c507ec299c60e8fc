// The article view: all paragraphs of one article, scrolled to a passage.

import { actions, headline, origin } from "./hit.js";
import { fetched } from "./server.js";
import { clean, element, oneLine, passage, sentence } from "./text.js";
import { history } from "./versions.js";

const HEADROOM = 0.28; // share of the view's height left above the passage

/**
 * The view in `box`. Passages are kept in `basket`. It calls `close()` when its button is pressed and
 * `refuse(refusal)` when the server wants a token.
 * `mark(article id, paragraph)` returns start and end of the answering sentence of a passage, if known;
 * `drawn(article)` is called when an article is shown.
 */
export class ArticleView {
  #box;
  #on;
  #controller = null;
  #shown = null;

  constructor(box, on) {
    this.#box = box;
    this.#on = on;
  }

  get isOpen() {
    return !this.#box.hidden;
  }

  /** Show the article `id` at `paragraph`, or at its top where that is null. */
  async open(id, paragraph) {
    if (this.isOpen && this.#shown?.id === id && this.#shown.paragraph === paragraph) return;
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const known = this.#shown?.id === id ? this.#shown.answer : null;
    this.#shown = { id, paragraph, answer: known };
    this.#box.hidden = false;
    if (!known) this.#fill(element("p", { class: "small" }, "Opening …"));
    try {
      const answer = known ?? (await whole(id, controller.signal));
      if (this.#controller !== controller) return;
      this.#shown.answer = answer;
      this.#draw(answer, paragraph);
    } catch (error) {
      if (this.#controller === controller) this.#failed(error);
    }
  }

  close() {
    this.#controller?.abort();
    this.#controller = this.#shown = null;
    this.#box.hidden = true;
    this.#box.replaceChildren();
  }

  /** Try again to open an article that failed to open. */
  again() {
    const shown = this.#shown;
    if (!shown || shown.answer) return;
    this.#shown = null;
    this.open(shown.id, shown.paragraph);
  }

  /** Mark the answering sentence once it is known. */
  remark() {
    const { answer, id, paragraph } = this.#shown ?? {};
    const target = this.#box.querySelector(".asked");
    const shownPassage = answer?.passages.find((it) => it.paragraph === paragraph);
    if (target && shownPassage) target.replaceChildren(...passage(shownPassage.text, this.#on.mark(id, paragraph)));
  }

  #draw({ article, passages, versions }, paragraph) {
    const paragraphs = passages.map((it) => this.#paragraph(it, it.paragraph === paragraph, article.id));
    const lost = paragraph != null && !paragraphs.some((it) => it.classList.contains("asked"));
    this.#fill(
      element("h2", { dir: "auto" }, headline(article)),
      ...history(versions),
      lost && element("p", { class: "small" }, "This passage is no longer in the article."),
      element("div", { class: "story", dir: "auto" }, ...paragraphs),
      this.#foot(article, passages.find((it) => it.paragraph === paragraph)),
    );
    this.#box.querySelector(".shut").prepend(origin(article)); // stays visible while the reader scrolls
    this.#box.setAttribute("aria-label", `Article: ${headline(article).slice(0, 200)}`);
    this.#goTo(this.#box.querySelector(".asked"));
    this.#on.drawn(article);
  }

  #paragraph({ paragraph, text }, target, id) {
    const nodes = target ? passage(text, this.#on.mark(id, paragraph)) : [clean(text)];
    const attributes = { dir: "auto", class: target && "asked", tabindex: target && "-1" };
    return element("p", attributes, ...nodes);
  }

  #foot(article, target) {
    const id = target?.id ?? article.id;
    const extra = Object.entries(article.extra ?? {});
    const rows = extra.map(([name, value]) => element("div", {}, element("dt", {}, oneLine(name)), definition(value)));
    const more = element("details", {}, element("summary", {}, "More of the record"), element("dl", {}, ...rows));
    return element(
      "footer",
      {},
      actions(article, target ?? null, this.#on.basket),
      element("p", { class: "small" }, element("bdi", {}, oneLine(id))),
      extra.length ? more : null,
    );
  }

  #fill(...nodes) {
    const close = element("button", { type: "button", class: "plain close", click: this.#on.close }, "Close ");
    close.append(element("kbd", { "aria-hidden": "true" }, "Esc"));
    this.#box.replaceChildren(element("div", { class: "shut" }, close), ...nodes.filter(Boolean));
    this.#box.scrollTop = 0;
    this.#box.focus({ preventScroll: true });
  }

  #goTo(target) {
    if (!target) return;
    const view = this.#box.getBoundingClientRect();
    const { top, bottom } = target.getBoundingClientRect();
    if (bottom > view.bottom || top > view.top + view.height / 2) {
      this.#box.scrollTop += top - view.top - view.height * HEADROOM;
    }
    target.focus({ preventScroll: true }); // a screen reader continues from here
  }

  #failed(error) {
    if (error.kind === "token") this.#on.refuse(error);
    const gone = error.kind === "missing";
    const again = element("button", { type: "button", click: () => this.again() }, "Try again");
    const words = gone ? "This article is no longer in the archive." : "The article could not be fetched.";
    this.#fill(
      element("p", { role: "alert" }, element("b", {}, words)),
      error.message && !gone && element("p", { dir: "auto" }, sentence(error.message)),
      !gone && element("p", {}, again),
    );
  }
}

// An article and its versions at once, so that nothing moves when the second comes.
async function whole(id, signal) {
  const name = encodeURIComponent(id);
  const versions = fetched(`/versions/${name}`, "versions", signal).then(
    (answer) => answer.versions,
    () => [], // the article is what was asked for
  );
  const answer = await fetched(`/articles/${name}`, "passages", signal);
  return { ...answer, versions: await versions };
}

function definition(value) {
  const words = typeof value === "string" ? value : JSON.stringify(value);
  return element("dd", { dir: "auto" }, oneLine(words).slice(0, 500));
}
