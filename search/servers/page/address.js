// The state of the page as a query string, so that it can be shared and the browser can go back to it.

const LISTS = ["source", "category", "author"];
const SEPARATOR = "|"; // between parts of a question that are ignored, as the server reads them

/** The ways to look at an answer; the first is where a question starts. */
export const VIEWS = Object.freeze(["passages", "timeline", "outlets", "new"]);
/** The orders of passages and articles; the first needs a question. */
export const SORTS = Object.freeze(["relevance", "newest", "oldest"]);

/** Parse a query string, for example "?q=rent+cap&source=Estmark+Post&view=timeline". */
export function read(query) {
  const given = new URLSearchParams(query);
  const lists = LISTS.map((name) => [name, [...new Set(given.getAll(name))]]);
  return {
    question: given.get("q") ?? "",
    since: given.get("since") ?? "",
    until: given.get("until") ?? "",
    ...Object.fromEntries(lists),
    ignore: [...new Set((given.get("ignore") ?? "").split(SEPARATOR).filter(Boolean))],
    view: oneOf(VIEWS, given.get("view")),
    sort: oneOf(SORTS, given.get("sort")),
    seen: whole(given.get("seen")),
    article: given.get("article") ?? "",
    paragraph: whole(given.get("paragraph")),
  };
}

/** The query string of `shown`; "?" if it is empty. */
export function query(shown) {
  const made = question(shown);
  if (shown.view !== VIEWS[0]) made.set("view", shown.view);
  if (shown.view === "new" && shown.seen != null) made.set("seen", shown.seen);
  if (shown.sort !== SORTS[0]) made.set("sort", shown.sort);
  if (shown.article) {
    made.set("article", shown.article);
    if (shown.paragraph != null) made.set("paragraph", shown.paragraph);
  }
  return `?${made}`;
}

/** The parameters of `shown` that every request about it needs, as URLSearchParams. */
export function question(shown) {
  const made = new URLSearchParams();
  if (shown.question.trim()) made.set("q", shown.question.trim());
  for (const name of ["since", "until"]) if (shown[name]) made.set(name, shown[name]);
  for (const name of LISTS) for (const value of shown[name]) made.append(name, value);
  if (shown.question.trim() && shown.ignore.length) made.set("ignore", shown.ignore.join(SEPARATOR));
  return made;
}

/** The number of filters set. */
export function narrowed(shown) {
  return [shown.since, shown.until].filter(Boolean).length + LISTS.reduce((sum, name) => sum + shown[name].length, 0);
}

/** The state without filters. */
export const UNFILTERED = Object.freeze({ since: "", until: "", source: [], category: [], author: [] });

/** The state of the page before anything was asked. */
export const START = Object.freeze(read(""));

function oneOf(names, given) {
  return names.includes(given) ? given : names[0];
}

function whole(given) {
  const number = Number.parseInt(given ?? "", 10);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}
