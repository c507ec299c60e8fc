// Before a question: what one can do, questions of this archive, what is new, and the newest articles. It also tells
// why there is no hit.

import { narrowed, question } from "./address.js";
import { examples } from "./examples.js";
import { articleItem } from "./hit.js";
import { amount, between } from "./result.js";
import { day, element, isolated } from "./text.js";

export const PART = "articles";
export const ROOMS = [20, 50, 100];

/** The request for the newest `room` articles that pass the filters. */
export function path(shown, room) {
  const parameters = question(shown);
  parameters.set("sort", shown.sort === "oldest" ? "oldest" : "newest");
  parameters.set("limit", room);
  return `/articles?${parameters}`;
}

/** "1,204 articles, newest first". */
export function counted({ total }, shown) {
  return total ? `${amount(total, "article")}, ${shown.sort === "oldest" ? "oldest" : "newest"} first` : "Nothing found";
}

export function hitsOf() {
  return [];
}

export function nodes({ articles }, to) {
  const items = articles.map((article) => articleItem(article, to));
  return items.length ? [element("ol", { class: "hits", "aria-label": "Articles" }, ...items)] : [];
}

export function end({ articles, total }, room) {
  if (articles.length >= total) return articles.length ? "No more articles." : "";
  return room === ROOMS.at(-1) ? `The first ${room} of ${total.toLocaleString("en-GB")}. Filters lead to others.` : null;
}

/**
 * Instructions, the size of the archive, and questions made from the headlines of `articles`; empty while `status` is
 * not known. `ask(question)` asks one. `news` has { since, count, show }, or is null.
 */
export function welcome(status, { articles, ask, news }) {
  if (!status) return [];
  if (!status.articles) return emptyArchive();
  const span = between(status.first, status.last);
  const size = `${amount(status.articles, "article")}, ${amount(status.passages, "paragraph")}`;
  return [
    element("h1", {}, "Ask in plain words"),
    element("p", {}, "You get the paragraphs that answer, with the answering sentence marked."),
    element(
      "p",
      {},
      "Put words in “quotation marks” to search for the exact phrase. Name an outlet or a date to prefer it.",
    ),
    ...questions(examples(articles ?? []), ask),
    element("p", { class: "small" }, `${size}${span && `, ${span}`}.`),
    ...(news ? [since(news)] : []),
  ];
}

function questions(words, ask) {
  if (!words.length) return [];
  const buttons = words.map((it) => element("li", {}, element("button", { type: "button", click: () => ask(it) }, isolated(it))));
  return [element("p", { id: "examples-title" }, "For example:"), element("ul", { class: "examples", "aria-labelledby": "examples-title" }, ...buttons)];
}

function since({ visit, show }) {
  const words = `What is new since your last visit on ${day(new Date(visit.when).toISOString())}`;
  return element("p", {}, element("button", { type: "button", click: show }, words));
}

/** The likely reason for no hits, and what to do. `widen()` asks without filters. */
export function nothing(shown, widen) {
  const filtered = narrowed(shown) > 0;
  const words = shown.question.trim() ? "Ask the whole archive" : "Show the whole archive";
  const all = element("button", { type: "button", click: widen }, words);
  return [
    element("h1", {}, shown.question.trim() ? "No passage was found" : "No article was found"),
    element("p", {}, reason(shown, filtered)),
    ...(filtered ? [element("p", {}, all)] : []),
  ];
}

/** The same for a view of all that bears on the question. `near()` shows the passages that come nearest. */
export function uncovered(shown, widen, near) {
  if (narrowed(shown)) return nothing(shown, widen);
  const button = element("button", { type: "button", click: near }, "Show the nearest passages");
  return [element("h1", {}, "Nothing bears on this question"), element("p", {}, button)];
}

function emptyArchive() {
  const mend = ["Index some articles with ", element("code", {}, "nutgraf index FOLDER"), ", then ask again."];
  return [element("h1", {}, "The archive is empty"), element("p", {}, ...mend)];
}

/** True where the first day is after the last day, so that the server would refuse the question. */
export function reversed({ since, until }) {
  return [since, until].every((day) => /^\d{4}-\d\d-\d\d$/.test(day)) && since > until;
}

function reason(shown, filtered) {
  if (reversed(shown)) return "The first day is after the last day, so no article matches.";
  if (!shown.question.trim()) return "No article passes the filters.";
  return filtered ? "No article that passes the filters matches the question." : "Try other words, or fewer.";
}
