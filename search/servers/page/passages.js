// The passages of an answer: the best ones, or all that bear on the question in the order of time.

import { question } from "./address.js";
import { hitItem } from "./hit.js";
import { element } from "./text.js";
import { amount } from "./result.js";

const PER_ARTICLE = 2; // the article view shows the rest of an article
const ORDERS = { relevance: "best first", newest: "newest first", oldest: "oldest first" };

export const PART = "hits";
/** How many passages are asked for; "Show more" moves on to the next. */
export const ROOMS = [20, 50, 100];

/** The request for `room` passages. */
export function path(shown, room) {
  const parameters = question(shown);
  parameters.set("k", room);
  parameters.set("max_per_article", PER_ARTICLE);
  if (shown.sort !== "relevance") parameters.set("sort", shown.sort);
  return `/search?${parameters}`;
}

/** "12 passages, best first". */
export function counted({ hits }, shown) {
  return hits.length ? `${amount(hits.length, "passage")}, ${ORDERS[shown.sort]}` : "Nothing found";
}

/** The hits that `nodes` draws. */
export function hitsOf({ hits }) {
  return hits;
}

/** The list of hits; empty without hits. */
export function nodes({ hits }, to) {
  const items = hits.map((hit) => hitItem(hit, to));
  return items.length ? [element("ol", { class: "hits", "aria-label": "Passages" }, ...items)] : [];
}

/** What stands under the list: null while there may be more on demand. */
export function end({ hits }, room, shown) {
  const last = shown.sort === "relevance" ? "No more passages." : "That is all that bears on it.";
  if (hits.length < room) return hits.length ? last : "";
  return room === ROOMS.at(-1) ? `These are the best ${room}. Filters and dates lead to others.` : null;
}
