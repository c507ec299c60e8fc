// Text of others (articles, ids, servers) becomes text nodes here: nothing of it is ever markup, or steers the page.

// What reorders or hides text, or steers whatever it is pasted into. Marks such as U+200F stay: scripts need them.
const STEERING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const LINE_ENDS = /[\u2028\u2029]/g;
const ELLIPSIS = "…";

/** `text` without the characters that steer. */
export function clean(text) {
  return String(text ?? "").replace(LINE_ENDS, " ").replace(STEERING, "");
}

/** `text` clean and on one line. */
export function oneLine(text) {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** `text` on one line, as a sentence: messages of ours begin small and end open, as errors do. */
export function sentence(text) {
  const [first = "", ...rest] = oneLine(text);
  const line = first.toUpperCase() + rest.join("");
  return line + (/[\p{L}\p{N}]$/u.test(line) ? "." : "");
}

/** An element of ours. Strings among `children` become text nodes; `attributes` that are false or null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") made.addEventListener("click", value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null && child !== ""));
  return made;
}

/** A name out of an article amid our own words: isolated, whatever direction it runs in. */
export function isolated(text) {
  return element("bdi", {}, oneLine(text));
}

/**
 * The text of a passage as nodes, its answering sentence in a mark.
 *
 * `highlight` counts code points, as the server does, and not the UTF-16 units of a string here: a 🗞 is one of them.
 * Of a text longer than `room` code points only the surroundings of the mark are shown.
 */
export function passage(text, highlight, room = Infinity) {
  const points = Array.from(text);
  const [start, end] = within(highlight ?? [0, 0], points.length);
  let [first, last] = [0, points.length];
  if (points.length > room) {
    first = start > room / 3 ? start - Math.floor(room / 6) : 0;
    last = Math.min(points.length, Math.max(end, first + room), start + 2 * room);
  }
  const piece = (from, to) => clean(points.slice(from, to).join(""));
  const stop = Math.min(end, last);
  const before = (first > 0 ? ELLIPSIS : "") + piece(first, start);
  const after = piece(stop, last) + (last < points.length ? ELLIPSIS : "");
  const sentence = piece(start, stop);
  return [before, sentence && element("mark", {}, sentence), after].filter(Boolean);
}

function within([start, end], length) {
  const sound = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= length;
  return sound ? [start, end] : [0, 0];
}

/** The address as a URL if a reader may follow it, else null: http and https, nothing else. */
export function followable(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** A link out of the page that tells where it leads; null if `address` may not be followed. */
export function outward(address) {
  const url = followable(address);
  if (!url) return null;
  const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return element("a", attributes, "Original at ", element("bdi", {}, url.host), " ↗");
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** "18 April 2023" of an ISO 8601 time or day, at the offset that it gives; "" if there is none. */
export function day(iso) {
  const date = dateOf(iso);
  return Number.isNaN(date.getTime()) ? "" : DAY.format(date);
}

function dateOf(iso) {
  return new Date(/^\d{4}-\d\d-\d\d/.exec(iso ?? "")?.[0] ?? NaN);
}

/** "18–20 April 2023" of two such times that are known. */
export function days(since, until) {
  return DAY.formatRange(dateOf(since), dateOf(until)).replace(/\s*–\s*/, " – ");
}

/** The same as `day` as an element; null if there is none. */
export function dated(iso) {
  const words = day(iso);
  return words ? element("time", { datetime: iso }, words) : null;
}
