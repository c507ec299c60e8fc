// What stands where there are no passages: before a question, in an empty archive, and where nothing was found.

import { narrowed } from "./address.js";
import { amount, between } from "./result.js";
import { element } from "./text.js";

/** How to ask, and what there is to be asked; empty while `status` is not known. */
export function welcome(status) {
  if (!status) return [];
  if (!status.articles) return emptyArchive();
  const span = between(status.first, status.last);
  const size = `${amount(status.articles, "article")}, ${amount(status.passages, "paragraph")}`;
  return [
    element("h1", {}, "Ask in plain words"),
    element("p", {}, "You get the paragraphs that answer, with the sentence that does so marked."),
    element(
      "p",
      {},
      "Put words in “quotation marks” to have them found as they stand. Name an outlet or a date to prefer it.",
    ),
    element("p", { class: "small" }, `${size}${span && `, ${span}`}.`),
  ];
}

/** Why nothing was found of what is `shown`, and what to do. `widen()` asks without filters. */
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

function reason(shown, filtered) {
  if (shown.since && shown.until && shown.since > shown.until) {
    return "The first day is after the last one, so no article can be between them.";
  }
  return filtered ? "The filters leave no article that has something to say on it." : "Try other words, or fewer.";
}
