// The error box in place of the passages: the problem in a sentence, and what happens next.

import { element, oneLine, sentence } from "./text.js";

const SENTENCES = {
  busy: "The server is busy.",
  gone: "The archive is not available at the moment.",
  missing: "The server has nothing at this address.",
  refused: "The server refused the question.",
  broken: "The server could not answer.",
};

/** The error box. "Ask now" calls `again()`; a typed token goes to `admit(token)`. */
export class Notice {
  #box;
  #counting = null;
  #again;
  #admit;

  constructor(box, { again, admit }) {
    this.#box = box;
    this.#again = again;
    this.#admit = admit;
  }

  clear() {
    clearInterval(this.#counting);
    this.#box.hidden = true;
    this.#box.replaceChildren();
  }

  /** Show a Refusal. `seconds` until the retry, null for none; `again` is true where a token was sent already. */
  refusal(refusal, { seconds, again }) {
    this.clear();
    if (refusal.kind === "token") this.#box.append(...this.#door(again));
    else {
      this.#box.append(element("p", {}, element("b", {}, title(refusal))), details(refusal));
      this.#box.append(this.#next(seconds));
    }
    this.#box.hidden = false;
    this.#box.querySelector("input")?.focus();
  }

  #next(seconds) {
    const button = element("button", { type: "button", click: this.#again }, "Ask now");
    if (seconds == null) return element("p", {}, button);
    // A screen reader reads this once, not every second.
    const left = element("span", { "aria-hidden": "true" });
    const until = Date.now() + seconds * 1000;
    const count = () => {
      left.textContent = `${Math.max(1, Math.ceil((until - Date.now()) / 1000))} s`;
    };
    count();
    this.#counting = setInterval(count, 500);
    const spoken = element("span", { class: "unseen" }, `${seconds} seconds`);
    return element("p", {}, "The page repeats your question in ", left, spoken, ". ", button);
  }

  #door(again) {
    const field = element("input", { type: "password", id: "token", autocomplete: "off", required: true });
    const wrong = element("p", { class: "small" });
    const form = element(
      "form",
      { method: "post", class: "door" },
      element("label", { for: "token" }, "Access token"),
      field,
      element("button", {}, "Continue"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const token = field.value.trim();
      if (/^[\x21-\x7e]+$/.test(token)) this.#admit(token);
      else wrong.textContent = "A token has only ASCII letters, digits and signs, and no spaces.";
    });
    const first = "This archive requires an access token.";
    return [
      element("p", {}, element("b", {}, again ? "This token was not accepted." : first)),
      form,
      wrong,
      element("p", { class: "small" }, "This tab keeps it until you close it, and never puts it into an address."),
    ];
  }
}

function title({ kind }) {
  if (kind !== "unreachable") return SENTENCES[kind] ?? SENTENCES.broken;
  return navigator.onLine ? "The server cannot be reached." : "You are offline.";
}

function details({ message, request }) {
  const reason = sentence(message);
  const requestId = oneLine(request);
  if (!reason && !requestId) return "";
  return element("p", { dir: "auto" }, reason, requestId && element("small", {}, ` (request ${requestId})`));
}
