// The coverage of a question in time order: for each day, week, month or year how much there was, and its best passage.

import { question } from "./address.js";
import { hitItem } from "./hit.js";
import { amount, between } from "./result.js";
import { drawn, element, isolated } from "./text.js";

const NAMED = 4; // outlets named of a bucket
const WIDTH = 240; // of the longest bar, in the units of its drawing

export const PART = "buckets";
export const ROOMS = [0];

export function path(shown) {
  return `/timeline?${question(shown)}`;
}

/** "34 articles of 12 outlets, by week". */
export function counted({ coverage, by }) {
  if (!coverage.articles) return "Nothing found";
  const least = coverage.at_least ? "at least " : "";
  const outlets = coverage.sources ? ` of ${amount(coverage.sources, "outlet")}` : "";
  return `${least}${amount(coverage.articles, "article")}${outlets}, by ${by}`;
}

export function hitsOf({ buckets }) {
  return buckets.map((bucket) => bucket.best);
}

export function nodes({ buckets, undated }, to) {
  const most = Math.max(...buckets.map((bucket) => bucket.articles));
  const items = buckets.map((bucket) => hitItem(bucket.best, to, ...heading(bucket, most, to)));
  if (!items.length) return [];
  const without = undated > 0 && element("p", { class: "small" }, `${amount(undated, "article")} without a date.`);
  return [element("ol", { class: "hits timeline", "aria-label": "Timeline, earliest first" }, ...items), without].filter(
    Boolean,
  );
}

export function end({ buckets }) {
  return buckets.length ? "That is all that bears on it." : "";
}

function heading({ start, end: last, articles, passages, sources, first_report: isFirst }, most, { go }) {
  const words = between(start, last);
  const narrow = () => go({ since: start, until: last, view: "passages" });
  const days = element("button", { type: "button", class: "plain when", click: narrow }, words);
  days.title = "Show all passages of this time";
  days.append(element("span", { class: "unseen" }, ", show its passages"));
  const first = isFirst && element("strong", { class: "first" }, "First report");
  const named = sources.slice(0, NAMED).flatMap(({ source, articles: own }, at) => [
    at ? ", " : "",
    source ? isolated(source) : "no outlet given",
    own > 1 ? ` ${own}` : "",
  ]);
  const rest = sources.length > NAMED ? ` and ${sources.length - NAMED} more` : "";
  return [
    element("p", { class: "bucket" }, days, bar(articles / most), first),
    element("p", { class: "small" }, `${amount(articles, "article")}, ${amount(passages, "passage")}: `, ...named, rest),
  ];
}

function bar(share) {
  const width = Math.max(2, Math.round(share * WIDTH));
  const box = { class: "amount", viewBox: `0 0 ${WIDTH} 8`, preserveAspectRatio: "none", "aria-hidden": "true" };
  return drawn("svg", box, drawn("rect", { width, height: 8 }));
}
