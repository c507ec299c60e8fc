// One hit: headline, origin, the passage with its answering sentence marked, and its copies in other outlets.

import { citedOnce } from "./cited.js";
import { copy } from "./citation.js";
import { clean, dated, element, isolated, oneLine, outward, passage } from "./text.js";

const ROOM = 1200; // code points of a passage in the list; the article view shows all of it
const HEADLINE = 300;
const COPIES = 4;

let made = 0; // hits drawn so far: each headline has an id of its own

/**
 * A list item: `above`, then the hit.
 *
 * `to.place(article id, paragraph)` returns the address of a passage, `to.open(article id, paragraph)` opens it, and
 * `to.basket` is where passages are kept.
 */
export function hitItem(hit, to, ...above) {
  const { article } = hit;
  const name = `hit-${++made}`;
  const body = element(
    "article",
    { "aria-labelledby": name },
    ...above,
    origin(article),
    element("h2", { id: name }, opener(headline(article), article.id, hit.paragraph, to)),
    element("p", { class: "passage", dir: "auto" }, ...passage(hit.text, hit.highlight, ROOM)),
    alsoIn(hit.copies ?? [], to),
    actions(article, hit, to.basket),
  );
  return element("li", { class: "hit", "data-passage": hit.id }, body);
}

/** A list item of an article without a passage: `below` stands under its headline. */
export function articleItem(article, to, ...below) {
  const name = `hit-${++made}`;
  const link = opener(headline(article), article.id, null, to);
  const body = [origin(article), element("h2", { id: name }, link), ...below];
  return element("li", { class: "hit brief" }, element("article", { "aria-labelledby": name }, ...body));
}

/** Outlet, date, section and byline, as far as known. */
export function origin(article) {
  const parts = [
    article.source && element("b", {}, isolated(article.source)),
    dated(article.published),
    article.categories?.length && isolated(article.categories.join(", ")),
    article.authors?.length && isolated(article.authors.join(", ")),
  ].filter(Boolean);
  // The dots are text, so that they are copied and read out with the line.
  return element("p", { class: "origin" }, ...parts.flatMap((part, at) => (at ? [" · ", part] : [part])));
}

/** The headline on one line, or a note that there is none. */
export function headline(article) {
  return oneLine(article.title) || "No headline";
}

/** A link that opens an article at `paragraph`, or at its top where that is null. */
export function opener(text, article, paragraph, { place, open }) {
  const short = Array.from(text);
  const shown = short.length > HEADLINE ? `${short.slice(0, HEADLINE).join("")}…` : text;
  const link = element("a", { href: place(article, paragraph), dir: "auto" }, shown);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // the browser opens a new tab
    event.preventDefault();
    open(article, paragraph);
  });
  return link;
}

function alsoIn(copies, to) {
  if (!copies.length) return null;
  const links = copies.map(({ article, paragraph }) => {
    const name = clean(article.source) || headline(article);
    const date = dated(article.published);
    const link = opener(name, article.id, paragraph, to);
    link.title = headline(article).slice(0, HEADLINE);
    return element("li", {}, link, date && " ", date);
  });
  const list = element("ul", {}, ...links.slice(0, COPIES));
  const rest = links.slice(COPIES);
  const all = element("button", { type: "button", class: "plain" }, `and ${rest.length} more`);
  const last = element("li", {}, all);
  all.addEventListener("click", () => {
    last.replaceWith(...rest);
    rest[0].querySelector("a").focus();
  });
  if (rest.length) list.append(last);
  return element("div", { class: "copies" }, element("span", {}, "Also in"), list);
}

/** The line under a passage, or under an article where `target` is null: what one can do with it. */
export function actions(article, target, basket) {
  const { id, paragraph, text } = target ?? { id: article.id, paragraph: null, text: "" };
  const button = element("button", { type: "button", class: "plain copy" }, "Copy citation");
  button.addEventListener("click", async () => copy(await citedOnce({ id, article }), button));
  const keep = basket.button({ id, paragraph, text, article });
  return element("p", { class: "actions" }, button, keep, outward(article.url));
}
