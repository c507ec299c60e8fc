// Foreign text (articles, ids, servers) becomes text nodes here: it is never markup and cannot disturb the page.

// Characters that reorder or hide text, or control other programs. Marks like U+200F stay: scripts need them.
const STEERING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const LINE_ENDS = /[\u2028\u2029]/g;
const ELLIPSIS = "…";

/** `text` without these characters. */
export function clean(text) {
  return String(text ?? "").replace(LINE_ENDS, " ").replace(STEERING, "");
}

/** `text` clean and on one line. */
export function oneLine(text) {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** `text` on one line as a sentence: with a capital and a full stop, which our error messages lack. */
export function sentence(text) {
  const [first = "", ...rest] = oneLine(text);
  const line = first.toUpperCase() + rest.join("");
  return line + (/[\p{L}\p{N}]$/u.test(line) ? "." : "");
}

/** Make an element. Strings among `children` become text nodes; `attributes` that are false or null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") made.addEventListener("click", value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null && child !== "" && child !== false));
  return made;
}

/** Make an element of a drawing. */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A name from an article within our own words, isolated, as it may run in another direction. */
export function isolated(text) {
  return element("bdi", {}, oneLine(text));
}

/**
 * The text of a passage as nodes, its answering sentence in a mark.
 *
 * `highlight` counts code points, as the server does, not the UTF-16 units of JavaScript: a 🗞 counts as one.
 * Where the text is longer than `room` code points, only the part around the mark is shown.
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

/** The address as a URL if it is http or https, else null. */
export function followable(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** A link to another site that shows its host; null where `address` is not http or https. */
export function outward(address) {
  const url = followable(address);
  if (!url) return null;
  const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return element("a", attributes, "Original at ", element("bdi", {}, url.host), " ↗");
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** "18 April 2023" of an ISO 8601 time or day, at its own offset; "" for none. */
export function day(iso) {
  const date = dateOf(iso);
  return Number.isNaN(date.getTime()) ? "" : DAY.format(date);
}

function dateOf(iso) {
  return new Date(/^\d{4}-\d\d-\d\d/.exec(iso ?? "")?.[0] ?? NaN);
}

/** "18–20 April 2023" of two known times. */
export function days(since, until) {
  return DAY.formatRange(dateOf(since), dateOf(until)).replace(/\s*–\s*/, " – ");
}

/** The same as `day` as an element; null if there is none. */
export function dated(iso) {
  const words = day(iso);
  return words ? element("time", { datetime: iso }, words) : null;
}

/** "12 April" or "April" of a day or month without a year, as ISO 8601 writes them: "--04-12", "--04". */
export function yearly(written) {
  const [, month, dayOfMonth] = /^--(\d\d)(?:-(\d\d))?$/.exec(written) ?? [];
  if (!month) return oneLine(written);
  const date = new Date(Date.UTC(2000, month - 1, dayOfMonth ?? 1));
  return date.toLocaleDateString("en-GB", { month: "long", day: dayOfMonth ? "numeric" : undefined, timeZone: "UTC" });
}
