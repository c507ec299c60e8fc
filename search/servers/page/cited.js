// Citations of kept passages in a style of citing. The server makes them; Markdown needs no server.

import { citation } from "./citation.js";
import { fetched } from "./server.js";
import { clean, followable, oneLine } from "./text.js";

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

/** The citations of `items` as { text, remark }; `remark` says what is wrong, or is empty. */
export async function cited(items, style, signal) {
  if (style === "md") return { text: markdown(items), remark: "" };
  const parameters = new URLSearchParams({ style });
  for (const { id } of items) parameters.append("id", id);
  try {
    const { text } = await fetched(`/cite?${parameters}`, "text", signal);
    return { text, remark: "" };
  } catch (refusal) {
    const reason = oneLine(refusal.message) || "the server cannot be reached";
    return { text: "", remark: `No citations in this style: ${reason}.` };
  }
}

function markdown(items) {
  return `${items.map(quotation).join("\n\n")}\n`;
}

// Each passage as a quotation, and under it where it is from.
function quotation({ article, id, text }) {
  const quoted = clean(text).trim().split("\n").map((line) => `> ${escaped(line)}`);
  const url = followable(article.url);
  const source = escaped(citation(article, id)) + (url ? ` <${url.href}>` : "");
  return text ? `${quoted.join("\n")}\n>\n> — ${source}` : `- ${source}`;
}

function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|]/g, "\\$&");
}
