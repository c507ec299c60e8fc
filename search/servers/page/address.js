// What the page shows, as a query string: what can be shared is what can be gone back to.

const LISTS = ["source", "category", "author"];

/** What there is to show, from a query string such as "?q=rent+cap&source=Estmark+Post". */
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

/** The query string of `shown`; "?" if there is nothing in it. */
export function query(shown) {
  const made = question(shown);
  if (shown.article) {
    made.set("article", shown.article);
    if (shown.paragraph != null) made.set("paragraph", shown.paragraph);
  }
  return `?${made}`;
}

/** The part of it that is a question to the archive: URLSearchParams. */
export function question(shown) {
  const made = new URLSearchParams();
  if (shown.question.trim()) made.set("q", shown.question.trim());
  for (const name of ["since", "until"]) if (shown[name]) made.set(name, shown[name]);
  for (const name of LISTS) for (const value of shown[name]) made.append(name, value);
  return made;
}

/** How many filters are set. */
export function narrowed(shown) {
  return [shown.since, shown.until].filter(Boolean).length + LISTS.reduce((sum, name) => sum + shown[name].length, 0);
}

/** What sets no filter. */
export const UNFILTERED = Object.freeze({ since: "", until: "", source: [], category: [], author: [] });
