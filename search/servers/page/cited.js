// Citations of kept passages in a style of citing. The server makes them; Markdown can do without.

import { citation } from "./citation.js";
import { fetched } from "./server.js";
import { clean, followable, oneLine } from "./text.js";

const PATIENCE = 3000; // milliseconds: a browser lets a page copy only shortly after a click

/** The styles by the name that the server knows. */
export const STYLES = Object.freeze({
  md: "Markdown",
  apa: "APA",
  chicago: "Chicago",
  bibtex: "BibTeX",
  ris: "RIS",
  "csl-json": "CSL JSON",
});

/** The file that a style is saved as. */
export const FILES = Object.freeze({
  md: { name: "passages.md", type: "text/markdown" },
  apa: { name: "passages.txt", type: "text/plain" },
  chicago: { name: "passages.txt", type: "text/plain" },
  bibtex: { name: "passages.bib", type: "application/x-bibtex" },
  ris: { name: "passages.ris", type: "application/x-research-info-systems" },
  "csl-json": { name: "passages.json", type: "application/json" },
});

/** The citations of `items` as { text, remark }; `remark` says what is missing, or is empty. */
export async function cited(items, style, signal) {
  const parameters = new URLSearchParams({ style });
  for (const { id } of items) parameters.append("id", id);
  try {
    const answer = await fetched(`/cite?${parameters}`, "text", signal);
    const gone = new Set(answer.unknown);
    const known = items.filter(({ id }) => !gone.has(id));
    const remark = gone.size ? `${gone.size} of them are no longer in the archive, and are left out.` : "";
    return { text: style === "md" ? quoted(known, lines(answer.text)) : answer.text, remark };
  } catch (refusal) {
    if (style === "md") return { text: quoted(items, items.map(plain)), remark: "" };
    const reason = oneLine(refusal.message) || "the server cannot be reached";
    return { text: "", remark: `No citations in this style: ${reason}.` };
  }
}

/** The citation of one passage or article, as Markdown and the command `cite` have it. */
export async function citedOnce(item) {
  try {
    const parameters = new URLSearchParams({ style: "md", id: item.id });
    const [line] = lines((await fetched(`/cite?${parameters}`, "text", AbortSignal.timeout(PATIENCE))).text);
    return line || plain(item);
  } catch {
    return plain(item);
  }
}

// The citations of a list in Markdown.
function lines(text) {
  return text.trimEnd().split("\n").map((line) => line.replace(/^- /, ""));
}

// Each passage as a quotation, and under it where it is from.
function quoted(items, sources) {
  const blocks = items.map(({ text }, at) => {
    const block = clean(text).trim().split("\n").map((line) => `> ${escaped(line)}`);
    return text ? `${block.join("\n")}\n>\n> — ${sources[at]}` : `- ${sources[at]}`;
  });
  return `${blocks.join("\n\n")}\n`;
}

function plain({ article, id }) {
  const url = followable(article.url);
  return escaped(citation(article, id)) + (url ? ` <${url.href}>` : "");
}

function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~&]/g, "\\$&");
}
