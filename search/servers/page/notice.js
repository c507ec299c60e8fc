// What went wrong, in a sentence, and what happens next: the box that stands where the passages would.

import { element, oneLine, sentence } from "./text.js";

const SENTENCES = {
  busy: "The server is busy.",
  gone: "The archive cannot be asked just now.",
  missing: "The server does not know this address.",
  refused: "The question was not taken.",
  broken: "The server could not answer.",
};

/** The box. Press "Ask now" and `again()` is called; a token that was typed goes to `admit(token)`. */
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

  /** Tell of a Refusal. It is asked again in `seconds`, if they are not null; `again`: it came in spite of a token. */
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
    // Read out once, not every second.
    const left = element("span", { "aria-hidden": "true" });
    const until = Date.now() + seconds * 1000;
    const count = () => {
      left.textContent = `${Math.max(1, Math.ceil((until - Date.now()) / 1000))} s`;
    };
    count();
    this.#counting = setInterval(count, 500);
    const spoken = element("span", { class: "unseen" }, `${seconds} seconds`);
    return element("p", {}, "Your question is kept, and asked again in ", left, spoken, ". ", button);
  }

  #door(again) {
    const field = element("input", { type: "password", id: "token", autocomplete: "off", required: true });
    const wrong = element("p", { class: "small" });
    const form = element(
      "form",
      { method: "post", class: "door" },
      element("label", { for: "token" }, "Access token"),
      field,
      element("button", {}, "Go on"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const token = field.value.trim();
      if (/^[\x21-\x7e]+$/.test(token)) this.#admit(token);
      else wrong.textContent = "A token has letters, digits and signs of ASCII only, and no spaces.";
    });
    const first = "This archive asks for an access token.";
    return [
      element("p", {}, element("b", {}, again ? "This token was not accepted." : first)),
      form,
      wrong,
      element("p", { class: "small" }, "It is kept until you close this tab, and is never part of an address."),
    ];
  }
}

function title({ kind }) {
  if (kind !== "unreachable") return SENTENCES[kind] ?? SENTENCES.broken;
  return navigator.onLine ? "The server cannot be reached." : "You are offline.";
}

function details({ message, request }) {
  const said = sentence(message);
  const asked = oneLine(request);
  if (!said && !asked) return "";
  return element("p", { dir: "auto" }, said, asked && element("small", {}, ` (request ${asked})`));
}
