// Keyboard control: single keys outside text fields, and Escape everywhere.

const NAME = "nutgraf.letters";

/** Listen for keys. `on` has the actions question, next, previous, copy, close; each returns false for no effect. */
export function listen(on) {
  const dialog = document.getElementById("keys");
  const letters = document.getElementById("letters");
  letters.checked = remembered() !== "off"; // with speech input, single letters trigger by accident
  letters.addEventListener("change", () => remember(letters.checked ? "on" : "off"));
  document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());

  const actions = { "/": on.question, j: on.next, k: on.previous, c: on.copy, "?": () => dialog.showModal() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    const action = event.key === "Escape" ? on.close : arrow(event, on) ?? letter(event, actions, letters.checked);
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

function typing(target) {
  return target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function remembered() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // as in theme.js
  }
}

function remember(value) {
  try {
    localStorage.setItem(NAME, value);
  } catch {
    // likewise
  }
}
