// One question at a time: waits while one types, drops what is overtaken, asks again when that may help.

import { fetched } from "./server.js";

const PASSING = new Set(["busy", "gone", "unreachable"]);
const GROWING = [2, 5, 10, 20, 40, 60]; // seconds, where the server does not say

/**
 * Asks the server.
 *
 * `on.start()` is called when a question leaves, `on.answer(result)` when its answer is here, `on.refuse(refusal,
 * seconds)` when there is none; it is asked again in so many seconds, if that is not null. Of a question that another
 * one overtook nothing is heard.
 */
export class Asking {
  #on;
  #path = null;
  #controller = null;
  #timer = null;
  #tries = 0;

  constructor(on) {
    this.#on = on;
    addEventListener("online", () => this.again());
  }

  /** Ask `path` after `pause` milliseconds without another question. */
  ask(path, pause = 0) {
    this.stop();
    this.#path = path;
    this.#timer = setTimeout(() => this.#send(path), pause);
  }

  /** Ask at once what was refused; nothing if nothing was. */
  again() {
    if (!this.#path || this.#controller) return;
    clearTimeout(this.#timer);
    this.#send(this.#path);
  }

  /** Forget the question, wherever it is. */
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
    const [result, refusal] = await fetched(path, "hits", controller.signal).then(
      (answer) => [answer, null],
      (error) => [null, error],
    );
    if (this.#controller !== controller) return; // overtaken
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
