// The text in place of passages: before a question, for an empty archive, and for no hits.

import { narrowed } from "./address.js";
import { amount, between } from "./result.js";
import { element } from "./text.js";

/** Instructions and the size of the archive; empty while `status` is not known. */
export function welcome(status) {
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
    element("p", { class: "small" }, `${size}${span && `, ${span}`}.`),
  ];
}

/** The likely reason for no hits, and what to do. `widen()` asks without filters. */
export function nothing(shown, status, widen) {
  if (status && !status.articles) return emptyArchive();
  const filtered = narrowed(shown) > 0;
  const all = element("button", { type: "button", click: widen }, "Ask the whole archive");
  return [
    element("h1", {}, "No passage was found"),
    element("p", {}, reason(shown, filtered)),
    ...(filtered ? [element("p", {}, all)] : []),
  ];
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
  return filtered ? "No article that passes the filters matches the question." : "Try other words, or fewer.";
}
