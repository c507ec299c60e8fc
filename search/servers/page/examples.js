// Questions that this archive can answer, made from its own headlines: names that recur in them, and headlines whole.

import { oneLine } from "./text.js";

const NAMES = 3;
const ALL = 6;
const LONGEST = 60; // characters of a headline that makes a question
const NAME = /(?<=\S\s+)\p{Lu}[\p{L}\p{M}-]{2,}(?:\s+\p{Lu}[\p{L}\p{M}-]+)*/gu; // not at the beginning of a sentence

/** Questions for the archive that holds `articles`, newest first. */
export function examples(articles) {
  const headlines = articles.map((article) => oneLine(article.title)).filter(Boolean);
  const counts = new Map();
  for (const headline of headlines) for (const name of namesIn(headline)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const recurring = [...counts].filter(([, count]) => count > 1).sort(([, one], [, other]) => other - one);
  const longest = recurring.map(([name]) => name).filter((name, _, all) => !all.some((it) => it !== name && it.includes(name)));
  const names = longest.slice(0, NAMES);
  const short = headlines.filter((it) => it.length <= LONGEST && !names.some((name) => it.includes(name)));
  return [...new Set([...names, ...short.reverse()])].slice(0, ALL); // the newest ones stand in the list below
}

// A headline that has every word in capitals tells nothing of names.
function namesIn(headline) {
  const words = headline.split(" ").filter((word) => /^\p{L}{4}/u.test(word));
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  return capitals <= words.length / 2 ? new Set(headline.match(NAME) ?? []) : new Set();
}
