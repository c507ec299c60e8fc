// The page: its address holds the state, and everything shown follows from the state.

import { narrowed, query, question, read, UNFILTERED } from "./address.js";
import { ArticleView } from "./article.js";
import { Asking } from "./asking.js";
import { Filters } from "./filters.js";
import { Hits } from "./hits.js";
import * as keys from "./keys.js";
import { Notice } from "./notice.js";
import { counted, doubt, understood } from "./result.js";
import { fetched, hasToken, keepToken } from "./server.js";
import { nothing, reversed, welcome } from "./start.js";
import { oneLine } from "./text.js";

const PAUSE = 150; // milliseconds after the last key before the typed question is asked
const ROOMS = [20, 50, 100]; // the most hits; "more" moves on to the next
const PER_ARTICLE = 2; // the article view shows the rest of an article

const at = (id) => document.getElementById(id);
const box = at("question");
const covered = matchMedia("(max-width: 999px)"); // the article covers the passages, see page.css

let shown = read(location.search);
let typed = false; // true where typing made the current history entry: more typing then replaces it
let room = ROOMS[0];
let current = null; // the question whose answer is shown or awaited, as a query string
let result = null;
let status = null;

const hits = new Hits(at("hits"), box);
const notice = new Notice(at("notice"), { again: retry, admit });
const filters = new Filters((changes) => go(changes));
const view = new ArticleView(at("article"), {
  close: closeArticle,
  refuse: (refusal) => refused(refusal, null),
  mark: (article, paragraph) => found(article, paragraph)?.highlight,
});
const asking = new Asking({ start: () => wait(true), answer: answered, refuse: refused });

// State

/** Apply `changes` to the state. */
function go(changes) {
  note({ ...shown, ...changes }, false);
  typed = false;
  follow();
}

function type() {
  note({ ...shown, question: box.value }, typed);
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
  document.title = shown.question.trim() ? `${oneLine(shown.question)} – nutgraf` : "nutgraf";
  filters.show(shown);
  if (question(shown).toString() !== current) ask(pause);
  showArticle();
}

// Question and answer

function ask(pause) {
  current = question(shown).toString();
  room = ROOMS[0];
  hits.leave();
  notice.clear();
  if (shown.question.trim() && !reversed(shown)) return asking.ask(path(), pause);
  asking.stop();
  wait(false);
  clear();
  fill("start", shown.question.trim() ? nothing(shown, status, unfilter) : welcome(status));
}

function path() {
  const parameters = question(shown);
  parameters.set("k", room);
  parameters.set("max_per_article", PER_ARTICLE);
  return `/search?${parameters}`;
}

function answered(answer) {
  const had = document.activeElement === at("more") ? result?.hits.length : null;
  wait(false);
  notice.clear();
  clear();
  result = answer;
  at("count").textContent = counted(answer);
  fill("verdict", doubt(answer));
  fill("understood", understood(answer));
  hits.draw(answer.hits, { place: (article, paragraph) => query({ ...shown, article, paragraph }), open });
  at("more").hidden = room === ROOMS.at(-1) || answer.hits.length < room;
  if (had != null) hits.focus(Math.min(had, answer.hits.length - 1));
  if (!answer.hits.length) fill("start", nothing(shown, status, unfilter));
  if (answer.index?.generation !== status?.generation) look();
  view.remark();
  hits.open(openRank());
}

function unfilter() {
  go(UNFILTERED);
}

function refused(refusal, seconds) {
  wait(false);
  clear();
  notice.refusal(refusal, { seconds, again: hasToken() });
}

function clear() {
  result = null;
  hits.draw([]);
  at("count").textContent = "";
  for (const id of ["verdict", "understood", "start"]) fill(id, []);
  at("more").hidden = true;
}

function fill(id, nodes) {
  at(id).replaceChildren(...nodes);
  at(id).hidden = !nodes.length;
}

function wait(waiting) {
  at("waiting").classList.toggle("on", waiting);
  hits.wait(waiting);
}

/** Fetch the counts of the archive. */
async function look() {
  try {
    status = await fetched("/status", "articles", new AbortController().signal);
  } catch (refusal) {
    if (!shown.question.trim()) refused(refusal, null); // else the question fails likewise, and shows it
    return;
  }
  filters.offer(status);
  filters.show(shown);
  if (!shown.question.trim()) {
    notice.clear();
    fill("start", welcome(status));
  }
}

function retry() {
  notice.clear();
  asking.again();
  view.again();
  if (!status) look();
}

function admit(token) {
  keepToken(token);
  retry();
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
  hits.open(openRank());
  if (shown.article) view.open(shown.article, shown.paragraph);
  else if (was) {
    view.close();
    hits.back();
  }
}

function openRank() {
  return (shown.article && found(shown.article, shown.paragraph)?.rank) || null;
}

function found(article, paragraph) {
  return result?.hits.find((hit) => hit.article.id === article && hit.paragraph === paragraph);
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
  box.value = "";
  go({ ...UNFILTERED, question: "", article: "", paragraph: null });
  box.focus();
});
at("more").addEventListener("click", () => {
  room = ROOMS.find((it) => it > room) ?? room;
  asking.ask(path());
});
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
  next: () => hits.move(1),
  previous: () => hits.move(-1),
  copy: () => hits.copy(),
  close: closeArticle,
});

box.value = shown.question;
follow();
look();
if (!shown.question && !shown.article && matchMedia("(pointer: fine)").matches) box.focus();
