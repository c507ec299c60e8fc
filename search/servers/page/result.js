// The lines about a whole result: number of passages, verdict, and phrases, outlets and dates in the question.

import { day, days, element, isolated, sentence } from "./text.js";

const DOUBTS = {
  weak: "This may not answer the question.",
  none: "Most likely nothing here answers the question. These passages come closest.",
};

/** "12 passages, best first". */
export function counted(result) {
  const count = result.hits.length;
  return count ? `${amount(count, "passage")}, best first` : "Nothing found";
}

/** A doubt about the answer with its reason; empty for a strong verdict. */
export function doubt({ verdict, hits }) {
  const words = hits.length ? DOUBTS[verdict?.answer] : null;
  if (!words) return [];
  return [element("p", {}, words), element("p", { class: "small" }, sentence(verdict.reason))];
}

/** Phrases, outlets and dates in the question, which the ranking prefers, as nodes; empty if there are none. */
export function understood({ understood: of }) {
  const quoted = (of?.phrases ?? []).map((phrase) => ["“", isolated(phrase), "”"]);
  const sources = (of?.sources ?? []).map((name) => [isolated(name)]);
  const preferred = [...sources, ...(of?.periods ?? []).map((it) => [between(it.since, it.until)])];
  const nodes = [];
  if (quoted.length) nodes.push("Looked for ", ...listed(quoted), " as an exact phrase. ");
  if (preferred.length) nodes.push("Preferred ", ...listed(preferred), ", named in the question. ");
  return nodes;
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

function listed(groups) {
  return groups.flatMap((group, at) => (at ? [at === groups.length - 1 ? " and " : ", ", ...group] : group));
}
