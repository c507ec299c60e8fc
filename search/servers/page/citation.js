// A citation in short, for a screen reader and for when the server makes none; and copying.

import { day, oneLine } from "./text.js";

const SHOWN = 2000; // milliseconds to show "Copied"

/** "Title, Source, 18 April 2023 (id#p1)"; unknown parts are left out. */
export function citation(article, id) {
  const parts = [oneLine(article.title), oneLine(article.source), day(article.published)].filter(Boolean);
  return `${parts.join(", ")} (${oneLine(id)})`.trim();
}

/** Copy `text`, and confirm it on `button` and to a screen reader. */
export async function copy(text, button) {
  const done = await written(text);
  const label = button.dataset.label ?? button.textContent;
  button.dataset.label = label;
  button.textContent = done ? "Copied" : "Could not copy";
  document.getElementById("said").textContent = done ? `Copied: ${text}` : "The browser did not allow copying.";
  setTimeout(() => {
    button.textContent = label;
  }, SHOWN);
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return selected(text); // over plain HTTP a browser gives no access to the clipboard
  }
}

function selected(text) {
  const had = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  had?.focus();
  return done;
}
