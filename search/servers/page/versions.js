// The versions of an edited article: when it changed, and what changed each time.

import { differences } from "./differences.js";
import { day, element } from "./text.js";
import { wordDiff } from "./word_diff.js";

/** What the article view tells of the versions, oldest first; empty for an article that has one only. */
export function history(versions) {
  const edits = versions.slice(1).map((version, at) => edit(versions[at], version)).reverse();
  if (!edits.length) return [];
  const times = edits.length === 1 ? "Edited once" : `Edited ${edits.length} times`;
  const corrected = versions.some((version) => version.correction) ? ", with a correction" : "";
  const last = versions.at(-1).from ? `, last on ${day(versions.at(-1).from)}` : "";
  const list = element("ol", { class: "edits" }, ...edits);
  return [element("details", { class: "history" }, element("summary", {}, `${times}${corrected}${last}`), list)];
}

function edit(before, after) {
  const when = after.from ? day(after.from) : "At a time not known";
  const marked = after.correction && element("strong", { class: "first" }, "Correction");
  const changes = [
    { field: "title", diff: wordDiff(before.article.title ?? "", after.article.title ?? "") },
    { field: "text", diff: wordDiff(before.text, after.text) },
  ].filter(({ diff }) => diff.some(({ op }) => op !== "equal"));
  const nodes = changes.length ? differences(changes) : [element("p", { class: "small" }, "Its text did not change.")];
  return element("li", {}, element("p", { class: "small" }, `${when} `, marked), ...nodes);
}
