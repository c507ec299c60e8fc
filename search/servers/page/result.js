// Words about a whole answer: the verdict, numbers and spans of days.

import { day, days, element, sentence } from "./text.js";

const DOUBTS = {
  weak: "This may not answer the question.",
  none: "Most likely nothing here answers the question. These passages come closest.",
};

/** A doubt about the answer with its reason; empty for a strong verdict. */
export function doubt({ verdict }) {
  const words = DOUBTS[verdict?.answer];
  if (!words) return [];
  return [element("p", {}, words), element("p", { class: "small" }, sentence(verdict.reason))];
}

/** "1 article", "2,345 articles". */
export function amount(number, noun) {
  return `${Number(number).toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
}

/** "3 March 2023", "1–31 March 2023" or the one day that is known. */
export function between(since, until) {
  const [first, last] = [day(since), day(until)];
  if (!first || !last) return first ? `since ${first}` : last ? `until ${last}` : "";
  return days(since, until);
}
