// Keyboard control: single keys outside text fields, and Escape everywhere.

import { keep, kept } from "./storage.js";

const NAME = "letters";

/**
 * Listen for keys. `on` has the actions question, next, previous, copy, keep, basket, close and tab(place); each
 * returns false for no effect.
 */
export function listen(on) {
  const dialog = document.getElementById("keys");
  const letters = document.getElementById("letters");
  letters.checked = kept(NAME) !== false; // with speech input, single letters trigger by accident
  letters.addEventListener("change", () => keep(NAME, letters.checked));
  document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());

  const actions = { "/": on.question, j: on.next, k: on.previous, c: on.copy, s: on.keep, b: on.basket };
  for (const place of [0, 1, 2, 3]) actions[place + 1] = () => on.tab(place);
  actions["?"] = () => dialog.showModal();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const escape = () => on.close() || leave(event);
    const action = event.key === "Escape" ? escape : arrow(event, on) ?? letter(event, actions, letters.checked);
    if (action && action() !== false) event.preventDefault();
  });
}

function letter(event, actions, wanted) {
  return wanted && !typing(event.target) && Object.hasOwn(actions, event.key) ? actions[event.key] : null;
}

// Arrows scroll as usual, unless a hit has the focus, or the question has and there are hits.
function arrow(event, on) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return null;
  const target = event.target;
  if (target.id === "question") return event.key === "ArrowDown" ? on.next : null;
  if (!target.closest(".hit")) return null;
  return event.key === "ArrowDown" ? on.next : on.previous;
}

// Escape in the question leaves it, and does not wipe it as a browser would: letters are keys then.
function leave(event) {
  if (event.target.id !== "question") return false;
  event.target.blur();
  return true;
}

function typing(target) {
  return target.matches("input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]");
}
