// The outlets that reported: how much of it was their own, whose copies they ran, who was first, and who is silent.

import { question } from "./address.js";
import { headline, opener } from "./hit.js";
import { amount, between } from "./result.js";
import { dated, element, isolated } from "./text.js";

const SILENT = 12; // silent outlets named

export const PART = "sources";
export const ROOMS = [0];

export function path(shown) {
  return `/sources?${question(shown)}`;
}

/** "12 outlets, 9 have reports of their own". */
export function counted({ sources, independent, coverage }) {
  if (!sources.length) return "Nothing found";
  const least = coverage.at_least ? "at least " : "";
  const own = independent === 1 ? "1 has a report of its own" : `${independent} have reports of their own`;
  return `${least}${amount(sources.length, "outlet")}, ${own}`;
}

export function hitsOf() {
  return [];
}

export function nodes(answer, to) {
  if (!answer.sources.length) return [];
  return [first(answer, to), table(answer.sources, to), silence(answer)].filter(Boolean);
}

export function end({ sources }) {
  return sources.length ? "That is all that bears on it." : "";
}

function first({ first: hit }, to) {
  if (!hit) return null;
  const { article } = hit;
  const link = opener(headline(article), article.id, hit.paragraph, to);
  const who = article.source ? [isolated(article.source), " reported first"] : ["First reported"];
  return element("p", { class: "who" }, element("strong", {}, ...who), ", ", dated(article.published), ": ", link);
}

function table(sources, to) {
  const names = ["Outlet", "Articles", "Own", "Copies"];
  const head = names.map((name, at) => element("th", { scope: "col", class: at && "amount" }, name));
  return element(
    "table",
    { class: "outlets" },
    element("caption", { class: "unseen" }, "Outlets that reported, most reports of their own first"),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...sources.map((source) => row(source, to))),
  );
}

function row({ source, articles, own, copies, first, last, first_report: report, copied_from: origins }, to) {
  const pick = () => to.go({ source: [source ?? ""], view: "passages" });
  const name = source ? isolated(source) : "No outlet given";
  const button = element("button", { type: "button", class: "plain", click: pick }, name);
  button.append(element("span", { class: "unseen" }, ", show its passages"));
  const days = between(first, last) || "no date";
  const opens = report ? opener(days, report.article.id, report.paragraph, to) : days;
  if (report) opens.title = `The first report: ${headline(report.article)}`;
  const from = origins?.length ? element("small", {}, "Copies of ", ...listed(origins)) : null;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, button, element("small", {}, opens), from),
    ...[articles, own, copies].map((number) => element("td", { class: "amount" }, number.toLocaleString("en-GB"))),
  );
}

function silence({ silent }) {
  if (!silent?.length) return null;
  const named = silent.slice(0, SILENT).map(({ source }) => source);
  const rest = silent.length > SILENT ? ` and ${silent.length - SILENT} more` : "";
  return element("p", { class: "small" }, "Published at the time, and nothing on this: ", ...listed(named), rest, ".");
}

function listed(names) {
  return names.flatMap((name, at) => [at ? ", " : "", name ? isolated(name) : "no outlet given"]);
}
