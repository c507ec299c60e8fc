// The state of the page as a query string, so that it can be shared and the browser can go back to it.

const LISTS = ["source", "category", "author"];

/** Parse a query string, for example "?q=rent+cap&source=Estmark+Post". */
export function read(query) {
  const given = new URLSearchParams(query);
  const paragraph = Number.parseInt(given.get("paragraph") ?? "", 10);
  const lists = LISTS.map((name) => [name, [...new Set(given.getAll(name))]]);
  return {
    question: given.get("q") ?? "",
    since: given.get("since") ?? "",
    until: given.get("until") ?? "",
    ...Object.fromEntries(lists),
    article: given.get("article") ?? "",
    paragraph: Number.isSafeInteger(paragraph) && paragraph >= 0 ? paragraph : null,
  };
}

/** The query string of `shown`; "?" if it is empty. */
export function query(shown) {
  const made = question(shown);
  if (shown.article) {
    made.set("article", shown.article);
    if (shown.paragraph != null) made.set("paragraph", shown.paragraph);
  }
  return `?${made}`;
}

/** The parameters of `shown` that the server needs, as URLSearchParams. */
export function question(shown) {
  const made = new URLSearchParams();
  if (shown.question.trim()) made.set("q", shown.question.trim());
  for (const name of ["since", "until"]) if (shown[name]) made.set(name, shown[name]);
  for (const name of LISTS) for (const value of shown[name]) made.append(name, value);
  return made;
}

/** The number of filters set. */
export function narrowed(shown) {
  return [shown.since, shown.until].filter(Boolean).length + LISTS.reduce((sum, name) => sum + shown[name].length, 0);
}

/** The state without filters. */
export const UNFILTERED = Object.freeze({ since: "", until: "", source: [], category: [], author: [] });
