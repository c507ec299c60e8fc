// The difference of two texts, word by word: the longest common sequence of words stays.

const WORDS = /\s+|[^\s]+/g;
const MOST = 4_000_000; // pairs of words that are compared; beyond, the middle counts as rewritten

/** The parts of both texts as [{ op: "equal" | "insert" | "delete", text }]. */
export function wordDiff(before, after) {
  const [old, young] = [before, after].map((text) => text.match(WORDS) ?? []);
  let start = 0;
  while (start < Math.min(old.length, young.length) && old[start] === young[start]) start++;
  let same = 0;
  const most = Math.min(old.length, young.length) - start;
  while (same < most && old[old.length - 1 - same] === young[young.length - 1 - same]) same++;
  const middle = [old.slice(start, old.length - same), young.slice(start, young.length - same)];
  const parts = [
    ["equal", old.slice(0, start)],
    ...(middle[0].length * middle[1].length <= MOST ? common(...middle) : rewritten(...middle)),
    ["equal", old.slice(old.length - same)],
  ];
  return joined(parts.map(([op, words]) => ({ op, text: words.join("") })));
}

function rewritten(old, young) {
  return [
    ["delete", old],
    ["insert", young],
  ];
}

// The table of lengths of common sequences, from the end, then the way through it from the beginning.
function common(old, young) {
  const width = young.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      const [below, beside] = [lengths[(i + 1) * width + j], lengths[i * width + j + 1]];
      lengths[i * width + j] = old[i] === young[j] ? lengths[(i + 1) * width + j + 1] + 1 : Math.max(below, beside);
    }
  }
  const parts = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      parts.push(["equal", [old[i]]]);
      i++;
      j++;
    } else if (j >= young.length || (i < old.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      parts.push(["delete", [old[i++]]]);
    } else parts.push(["insert", [young[j++]]]);
  }
  return parts;
}

// Neighbours of one kind become one.
function joined(parts) {
  const all = [];
  for (const { op, text } of parts) {
    if (!text) continue;
    if (all.at(-1)?.op === op) all.at(-1).text += text;
    else all.push({ op, text });
  }
  return all;
}
