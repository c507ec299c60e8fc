// What was understood of a question, each part as words, with the filter that it can become.

import { between } from "./result.js";
import { isolated, oneLine, yearly } from "./text.js";

const ORDERS = { newest: "newest first", oldest: "oldest first" };

/**
 * The readings of a question, in the order of the question's own parts.
 *
 * Each has `words` (nodes), its `name` in plain text, the `value` that switches it off, and the `filter` that it can
 * become, or null.
 */
export function readings(of) {
  return [
    ...(of.subject ? [reading(["about ", isolated(of.subject)], of.subject)] : []),
    ...names(of.phrases, (it) => ["exactly “", isolated(it), "”"]),
    ...names(of.sources, (it) => ["prefers ", isolated(it)], "source"),
    ...names(of.authors, (it) => ["by ", isolated(it)], "author"),
    ...names(of.categories, (it) => ["in ", isolated(it)], "category"),
    ...(of.periods ?? []).map(period),
    ...(of.yearly ?? []).map((it) => reading(["in any ", yearly(it)], it)),
    ...names(of.acronyms, (it) => ["the name ", isolated(it)]),
    ...Object.entries(of.also ?? {}).map(([word, spellings]) => also(word, spellings)),
    ...names(of.excluded, (it) => ["without ", isolated(it)]),
    ...(of.order ? [reading([ORDERS[of.order]], of.order)] : []),
  ];
}

function reading(words, value, filter = null) {
  const name = oneLine(words.map((word) => word.textContent ?? word).join(""));
  return { words, name, value, filter };
}

function names(values, words, filter) {
  return (values ?? []).map((value) => reading(words(value), value, filter ? { [filter]: [value] } : null));
}

function period({ since, until }) {
  const days = { since: since?.slice(0, 10) ?? "", until: until?.slice(0, 10) ?? "" };
  return reading(["prefers ", between(since, until)], `${days.since}/${days.until}`, days);
}

function also(word, spellings) {
  const found = spellings.flatMap((it, at) => [at ? ", " : "", isolated(it)]);
  return reading([isolated(word), ", also: ", ...found], word);
}
