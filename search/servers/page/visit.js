// The reader's last visit to this archive, so that the page can tell what is new since.

import { keep, kept } from "./storage.js";

const NAME = "visits";
const PAUSE = 30 * 60_000; // milliseconds without a look at the page, after which a new visit begins
const MOST = 20; // archives remembered

/**
 * Note that the archive is being read at `generation`.
 *
 * Returns { generation, when } of the visit before this one, or null where there was none. `archive` names the archive:
 * one address may serve another one tomorrow.
 */
export function visited(archive, generation, now = Date.now()) {
  const visits = Object.entries(kept(NAME) ?? {}).filter(([, visit]) => Number.isInteger(visit?.generation));
  const last = new Map(visits).get(archive) ?? null;
  const again = last && now - last.when < PAUSE;
  const before = again ? last.before ?? null : last && { generation: last.generation, when: last.when };
  const others = visits.filter(([name]) => name !== archive).slice(1 - MOST);
  keep(NAME, Object.fromEntries([...others, [archive, { generation, when: now, before }]]));
  return before && before.generation <= generation ? before : null;
}
