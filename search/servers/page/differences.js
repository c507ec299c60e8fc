// What changed in an article, word by word: what was taken out struck through, what was put in underlined.

import { clean, element, oneLine } from "./text.js";

const AROUND = 90; // characters of unchanged text shown beside a change
const NAMES = { title: "Headline", text: "Text", authors: "Authors", published: "Date", updated: "Updated" };

/** The changes of each field as nodes. `changes` is a list of { field, diff: [{ op, text }] }. */
export function differences(changes) {
  return (changes ?? []).map(({ field, diff }) => {
    const name = element("b", {}, `${NAMES[field] ?? oneLine(field)}: `);
    const last = diff.length - 1;
    const pieces = diff.map(({ op, text }, at) => piece(op, clean(text), { first: at === 0, last: at === last }));
    return element("p", { class: "diff", dir: "auto" }, name, ...pieces);
  });
}

function piece(op, text, ends) {
  if (op === "equal") return shortened(text, ends);
  const unseen = (words) => element("span", { class: "unseen" }, words);
  return op === "insert"
    ? element("ins", {}, unseen("put in: "), text, unseen(" end"))
    : element("del", {}, unseen("taken out: "), text, unseen(" end"));
}

function shortened(text, { first, last }) {
  const points = Array.from(text);
  const [before, after] = [first ? 0 : AROUND, last ? 0 : AROUND];
  if (points.length <= before + after + 3) return text;
  const head = whole(points.slice(0, before).join(""), /\S*$/);
  const tail = whole(after ? points.slice(-after).join("") : "", /^\S*/);
  return `${head.trimEnd()} … ${tail.trimStart()}`;
}

// The text without the word that is cut at its edge; as it is where its language has no spaces.
function whole(text, cut) {
  return text.replace(cut, "") || text;
}
