// One question at a time: waits while the reader types, drops outdated questions, and retries where that may help.

import { fetched } from "./server.js";

const PASSING = new Set(["busy", "gone", "unreachable"]);
const GROWING = [2, 5, 10, 20, 40, 60]; // seconds between retries where the server names none

/**
 * Asks the server.
 *
 * It calls `on.start()` when it sends a question, `on.answer(result)` for an answer, and `on.refuse(refusal, seconds)`
 * for a refusal, with the seconds until the retry, or null for none. It drops the answer to a replaced question.
 */
export class Asking {
  #on;
  #path = null;
  #part = "";
  #controller = null;
  #timer = null;
  #tries = 0;

  constructor(on) {
    this.#on = on;
    addEventListener("online", () => this.again());
  }

  /** Ask `path`, whose answer has a `part`, unless another question comes within `pause` milliseconds. */
  ask(path, part, pause = 0) {
    this.stop();
    this.#path = path;
    this.#part = part;
    this.#timer = setTimeout(() => this.#send(path), pause);
  }

  /** Retry a refused question at once, if there is one. */
  again() {
    if (!this.#path || this.#controller) return;
    clearTimeout(this.#timer);
    this.#send(this.#path);
  }

  /** Drop the question, in whatever state it is. */
  stop() {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#controller = this.#path = null;
    this.#tries = 0;
  }

  async #send(path) {
    const controller = new AbortController();
    this.#controller = controller;
    this.#on.start();
    const [result, refusal] = await fetched(path, this.#part, controller.signal).then(
      (answer) => [answer, null],
      (error) => [null, error],
    );
    if (this.#controller !== controller) return; // a newer question has replaced this one
    this.#controller = null;
    if (refusal) this.#refused(refusal, path);
    else {
      this.#path = null;
      this.#on.answer(result);
    }
  }

  #refused(refusal, path) {
    const growing = GROWING[Math.min(this.#tries++, GROWING.length - 1)];
    const seconds = PASSING.has(refusal.kind) ? (refusal.seconds ?? growing) : null;
    if (seconds != null) this.#timer = setTimeout(() => this.#send(path), seconds * 1000);
    this.#on.refuse(refusal, seconds);
  }
}
