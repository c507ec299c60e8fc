// The middle of the page: it asks the server for what the chosen view needs, and shows the answer.

import { question, UNFILTERED } from "./address.js";
import { Asking } from "./asking.js";
import { Chips } from "./chips.js";
import { Counts } from "./counts.js";
import { Histogram } from "./histogram.js";
import { Hits } from "./hits.js";
import * as news from "./news.js";
import { Notice } from "./notice.js";
import * as outlets from "./outlets.js";
import * as passages from "./passages.js";
import { doubt } from "./result.js";
import { fetched, hasToken, keepToken } from "./server.js";
import * as start from "./start.js";
import { Tabs } from "./tabs.js";
import * as timeline from "./timeline.js";
import { visited } from "./visit.js";

// A view is a module with PART (of the answer), ROOMS (sizes of an answer), and the functions path, counted, nodes,
// hitsOf and end.
const VIEWS = Object.freeze({ passages, timeline, outlets, new: news });

const at = (id) => document.getElementById(id);

/** The answers to the question of the state, in the view of the state. */
export class Answers {
  hits = new Hits(at("panel"), at("question"));
  tabs = new Tabs(at("tabs"), (view) => this.#go(this.#seen(view)));
  drawn = () => {}; // called after each answer
  #go;
  #to;
  #retry;
  #filters;
  #shown;
  #status = null;
  #lost = null; // why there is no status; the start needs it
  #visit = null; // the visit before this one
  #view = start;
  #room = 0;
  #path = null; // of the answer that is shown or awaited, in its first room
  #answer = null;
  #notice = new Notice(at("notice"), { again: () => this.#again(), admit: (token) => this.#admit(token) });
  #asking = new Asking({
    start: () => this.#wait(true),
    answer: (answer) => this.#answered(answer),
    refuse: (refusal, seconds) => this.refused(refusal, seconds),
  });
  #counts = new Counts((counts) => this.#counted(counts));
  #histogram = new Histogram(at("histogram"), (days) => this.#go(days));
  #chips;

  /**
   * Args: `go(changes)` changes the state; `retry()` tries again what else was refused; `filters` are told the counts;
   * `to` is what the views need to draw, see hit.js.
   */
  constructor({ go, retry, filters, to }) {
    this.#go = go;
    this.#retry = retry;
    this.#filters = filters;
    this.#to = to;
    this.#chips = new Chips(at("chips"), { change: go, spelt: (name, value) => filters.spelt(name, value) });
    at("more").addEventListener("click", () => {
      this.#room = this.#view.ROOMS.find((it) => it > this.#room) ?? this.#room;
      this.#asking.ask(this.#view.path(this.#shown, this.#room), this.#view.PART);
    });
  }

  /** Show the answer for the state `shown`, asked after `pause` milliseconds if it has to be asked. */
  show(shown, pause) {
    this.#shown = shown;
    this.#filters.show(shown);
    this.#histogram.show(shown);
    this.#chips.show(shown, this.#answer?.understood);
    const asks = Boolean(shown.question.trim());
    this.#view = asks || shown.view === "new" ? VIEWS[shown.view] : start;
    document.body.classList.toggle("asked", asks);
    document.body.classList.toggle("browsing", this.#view === start);
    document.body.classList.add("ready");
    this.#offer();
    const path = this.#view.path(shown, this.#view.ROOMS[0]);
    if (path === this.#path) return;
    this.#path = path;
    this.#ask(pause);
  }

  /** Fetch the counts of the archive. */
  async look() {
    try {
      this.#status = await fetched("/status", "articles", new AbortController().signal);
    } catch (refusal) {
      this.#lost = refusal;
      if (this.#view === start) this.refused(refusal, null); // else the question fails likewise, and shows it
      return;
    }
    const { generation } = this.#status;
    this.#visit = visited(this.#status.id ?? "", generation);
    this.#counts.forget();
    this.#filters.offer(this.#status);
    this.#filters.show(this.#shown);
    this.#chips.show(this.#shown, this.#answer?.understood);
    this.#offer();
    const lost = this.#lost;
    this.#lost = null;
    if (lost && this.#view === start) this.#ask(0);
    else this.#welcome();
  }

  /** Show a refusal in place of the answer; `seconds` until the question is asked again, null for never. */
  refused(refusal, seconds) {
    this.#wait(false);
    this.#clear();
    this.#counted(null);
    this.#notice.refusal(refusal, { seconds, again: hasToken() });
  }

  /** The hit shown for a passage, if there is one. */
  found(article, paragraph) {
    const hits = this.#answer ? this.#view.hitsOf(this.#answer) : [];
    return hits.find((hit) => hit.article.id === article && hit.paragraph === paragraph);
  }

  /** Mark the hit whose article is open. */
  mark({ article, paragraph }) {
    this.hits.open((article && this.found(article, paragraph)?.id) || null);
  }

  #ask(pause) {
    this.#room = this.#view.ROOMS[0];
    this.hits.leave();
    this.#notice.clear();
    this.#counts.stop();
    if (!start.reversed(this.#shown)) return this.#asking.ask(this.#path, this.#view.PART, pause);
    this.#asking.stop();
    this.#wait(false);
    this.#clear();
    this.#nothing();
  }

  #answered(answer) {
    const had = document.activeElement === at("more") ? this.#count() : null;
    const [view, shown] = [this.#view, this.#shown];
    this.#wait(false);
    if (view === start && this.#lost) return this.refused(this.#lost, null);
    this.#notice.clear();
    this.#answer = answer;
    at("count").textContent = view.counted(answer, shown);
    this.#chips.show(shown, answer.understood);
    fill("verdict", view === passages && answer.hits.length ? doubt(answer) : []);
    const nodes = view.nodes(answer, this.#to);
    this.hits.draw(nodes);
    this.#end(view.end(answer, this.#room, shown));
    fill("start", []);
    fill("nothing", []);
    if (view === start) this.#welcome();
    if (!nodes.length) this.#nothing();
    if (had != null) this.hits.focus(Math.min(had, this.#count() - 1));
    const looked = this.#status || this.#lost; // else the counts of the archive are on their way
    if (looked && answer.index && answer.index.generation !== this.#status?.generation) this.look();
    if (shown.question.trim()) this.#counts.ask(shown);
    else this.#counted(null);
    this.drawn();
  }

  #count() {
    return at("panel").querySelectorAll(".hit").length;
  }

  #end(words) {
    at("more").hidden = words !== null;
    at("more").textContent = this.#view === start ? "Show more articles" : "Show more passages";
    at("end").textContent = words ?? "";
  }

  #counted(counts) {
    this.#histogram.offer(counts?.day, this.#shown);
    this.#filters.count(counts);
  }

  #clear() {
    this.#answer = null;
    this.hits.draw([]);
    at("count").textContent = "";
    for (const id of ["verdict", "start", "nothing"]) fill(id, []);
    this.#chips.show(this.#shown, null);
    this.#end("");
  }

  #nothing() {
    if (this.#view === news || this.#status?.articles === 0) return; // the count tells, or the start does
    const widen = () => this.#go(UNFILTERED);
    const near = () => this.#go({ view: "passages" });
    const all = this.#view === timeline || this.#view === outlets;
    fill("nothing", all ? start.uncovered(this.#shown, widen, near) : start.nothing(this.#shown, widen));
  }

  #welcome() {
    if (this.#view !== start || !this.#answer || !this.#status) return;
    const { articles } = this.#answer;
    const news = this.#visit && this.#visit.generation < this.#status.generation;
    const show = () => this.#go(this.#seen("new"));
    const ask = (words) => this.#go({ question: words });
    fill("start", start.welcome(this.#status, { articles, ask, news: news ? { visit: this.#visit, show } : null }));
  }

  // The view `view` as changes of the state: what is new is new since a certain generation, which a link keeps.
  #seen(view) {
    return view === "new" ? { view, seen: this.#visit?.generation ?? 0 } : { view };
  }

  #offer() {
    const known = this.#shown.view === "new" || this.#visit;
    this.tabs.show(this.#shown.view, Object.keys(VIEWS).filter((view) => view !== "new" || known));
    at("sort").value = this.#view === start && this.#shown.sort === "relevance" ? "newest" : this.#shown.sort;
    at("sort").parentElement.hidden = this.#view !== passages && this.#view !== start;
    at("sort").querySelector("[value=relevance]").hidden = this.#view === start;
  }

  #wait(waiting) {
    at("waiting").classList.toggle("on", waiting);
    this.hits.wait(waiting);
  }

  #again() {
    this.#notice.clear();
    this.#asking.again();
    this.#retry();
    if (!this.#status) this.look();
  }

  #admit(token) {
    keepToken(token);
    this.#again();
  }
}

function fill(id, nodes) {
  at(id).replaceChildren(...nodes);
  at(id).hidden = !nodes.length;
}
