// The page: its address holds the state, and everything shown follows from the state.

import { narrowed, query, read, START, UNFILTERED } from "./address.js";
import { Answers } from "./answers.js";
import { ArticleView } from "./article.js";
import { Basket } from "./basket.js";
import { BasketDialog } from "./basket_dialog.js";
import { Filters } from "./filters.js";
import { headline } from "./hit.js";
import * as keys from "./keys.js";
import { oneLine } from "./text.js";

const PAUSE = 150; // milliseconds after the last key before the typed question is asked

const at = (id) => document.getElementById(id);
const box = at("question");
const covered = matchMedia("(max-width: 999px)"); // the article covers the passages, see page.css

let shown = read(location.search);
let typed = false; // true where typing made the current history entry: more typing then replaces it

const basket = new Basket(() => dialog.update());
const dialog = new BasketDialog(at("basket"), at("show-basket"), { basket, open });
const place = (article, paragraph) => query({ ...shown, article, paragraph });
const answers = new Answers({ go, retry: () => view.again(), filters: new Filters(go), to: { place, open, go, basket } });
const view = new ArticleView(at("article"), {
  close: closeArticle,
  refuse: (refusal) => answers.refused(refusal, null),
  mark: (article, paragraph) => answers.found(article, paragraph)?.highlight,
  drawn: (article) => name(shown.question.trim() ? shown.question : headline(article)),
  basket,
});
answers.drawn = () => {
  view.remark();
  answers.mark(shown);
};

// State

/** Apply `changes` to the state. */
function go(changes) {
  note({ ...shown, ...changes }, false);
  typed = false;
  box.value = shown.question;
  follow();
}

function type() {
  const question = box.value;
  note({ ...shown, question, ignore: shown.ignore.filter((it) => question.includes(it)) }, typed);
  typed = true;
  follow({ pause: PAUSE });
}

function note(next, inPlace) {
  const moved = query(next) !== query(shown);
  shown = next;
  if (moved) history[inPlace ? "replaceState" : "pushState"](null, "", query(shown));
}

/** Update everything from the state. */
function follow({ pause = 0 } = {}) {
  const count = narrowed(shown);
  at("fold").textContent = count ? `Filters (${count})` : "Filters";
  at("heading").textContent = oneLine(shown.question);
  at("heading").hidden = !shown.question.trim(); // the start has its own
  name(shown.question);
  answers.show(shown, pause);
  showArticle();
}

/** Call the tab after `text`. */
function name(text) {
  document.title = text.trim() ? `${oneLine(text)} – nutgraf` : "nutgraf";
}

// The article

function open(article, paragraph) {
  go({ article, paragraph });
}

function closeArticle() {
  if (!shown.article) return false;
  go({ article: "", paragraph: null });
  return true;
}

function showArticle() {
  const was = view.isOpen;
  document.body.classList.toggle("reading", Boolean(shown.article));
  at("main").inert = Boolean(shown.article) && covered.matches;
  answers.mark(shown);
  if (shown.article) view.open(shown.article, shown.paragraph);
  else if (was) {
    view.close();
    answers.hits.back();
  }
}

// Events

function fold() {
  const unfolded = at("filters").classList.toggle("unfolded");
  at("fold").setAttribute("aria-expanded", String(unfolded));
  at(unfolded ? "filters" : "fold").focus({ preventScroll: true });
  scrollTo(0, 0); // filters and passages both begin at the top
}

box.addEventListener("input", (event) => event.isComposing || type());
box.addEventListener("compositionend", type);
at("asking").addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.value !== shown.question) type();
  typed = false; // a submitted question: further typing makes a new entry
});
at("name").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab
  event.preventDefault();
  go({ ...START, ...UNFILTERED });
  box.focus();
});
at("sort").addEventListener("change", () => go({ sort: at("sort").value }));
for (const id of ["fold", "fold-away"]) at(id).addEventListener("click", fold);
covered.addEventListener("change", showArticle);
addEventListener("popstate", () => {
  shown = read(location.search);
  typed = false;
  box.value = shown.question;
  follow();
});
keys.listen({
  question: () => {
    box.focus();
    box.select();
  },
  next: () => answers.hits.move(1),
  previous: () => answers.hits.move(-1),
  copy: () => answers.hits.press(".copy"),
  keep: () => answers.hits.press(".keep"),
  basket: () => dialog.show(),
  tab: (place) => answers.tabs.press(place),
  close: closeArticle,
});

box.value = shown.question;
follow();
answers.look();
if (!shown.question && !shown.article && matchMedia("(pointer: fine)").matches) box.focus();
