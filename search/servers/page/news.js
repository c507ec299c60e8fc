// What is new since a visit: articles that came, that were edited (with the words that changed), and that went.

import { articleItem, headline } from "./hit.js";
import { amount } from "./result.js";
import { day, element } from "./text.js";
import { differences } from "./differences.js";

export const PART = "new";
export const ROOMS = [0];

export function path(shown) {
  const parameters = new URLSearchParams({ since: shown.seen ?? 0 });
  if (shown.question.trim()) parameters.set("q", shown.question.trim());
  for (const name of ["source", "category", "author"]) {
    for (const value of shown[name] ?? []) parameters.append(name, value);
  }
  return `/changes?${parameters}`;
}

/** "3 new articles, 1 edited, since 2 March 2023". */
export function counted(answer) {
  const { new: added, edited, removed, since } = answer;
  const parts = [
    added.length && amount(added.length, "new article"),
    edited.length && `${edited.length} edited`,
    removed.length && `${removed.length} removed`,
  ].filter(Boolean);
  const when = since?.committed ? ` since ${day(since.committed)}` : "";
  return `${parts.join(", ") || "Nothing new"}${when}`;
}

export function hitsOf() {
  return [];
}

export function nodes({ new: added, edited, removed }, to) {
  const groups = [
    ["New", added.map((article) => articleItem(article, to))],
    ["Edited", edited.map((edit) => articleItem(edit.article, to, ...marks(edit), ...differences(edit.changes)))],
    ["Removed", removed.map(({ article, removed: when }) => gone(article, when))],
  ];
  return groups
    .filter(([, items]) => items.length)
    .flatMap(([name, items]) => [element("h2", { class: "group" }, name), element("ol", { class: "hits", "aria-label": name }, ...items)]);
}

export function end({ new: added, edited, removed }) {
  return added.length + edited.length + removed.length ? "That is all that is new." : "";
}

function marks({ correction, stealth, replaced }) {
  const words = [
    correction && "The article says that it was corrected.",
    stealth && "It does not say that it was changed.",
    replaced && `Changed ${day(replaced)}.`,
  ].filter(Boolean);
  return words.length ? [element("p", { class: "small" }, words.join(" "))] : [];
}

function gone(article, when) {
  const title = element("s", { dir: "auto" }, headline(article));
  return element("li", { class: "gone" }, title, when && ` ${day(when)}`);
}
