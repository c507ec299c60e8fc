// Days counted by day, week, month or year: whichever gives a histogram that can be read.

const DAY = 86_400_000;
const MOST = 80; // bins; years may be more
const FEWEST = 2;

/** The bins between the first and the last of `days` ({value: ISO day, articles}), as {since, until, articles}. */
export function binned(days) {
  const known = days.filter(({ value }) => /^\d{4}-\d\d-\d\d$/.test(value ?? "") && !Number.isNaN(Date.parse(value)));
  if (!known.length) return [];
  const times = known.map(({ value }) => Date.parse(value));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const step = STEPS.find((it) => count(it, first, last) <= MOST) ?? STEPS.at(-1);
  const starts = [step.start(first)];
  while (starts.length < FEWEST || step.next(starts.at(-1)) <= last) starts.push(step.next(starts.at(-1)));
  const bins = starts.map((at) => ({ since: iso(at), until: iso(step.next(at) - DAY), articles: 0 }));
  const places = new Map(starts.map((at, place) => [at, place]));
  known.forEach(({ articles }, at) => {
    bins[places.get(step.start(times[at]))].articles += articles;
  });
  return bins;
}

const STEPS = [
  { days: 1, start: (at) => at, next: (at) => at + DAY },
  { days: 7, start: (at) => at - ((new Date(at).getUTCDay() + 6) % 7) * DAY, next: (at) => at + 7 * DAY }, // Mondays
  { days: 30, start: (at) => date(at, 0), next: (at) => date(at, 1) },
  { days: 365, start: (at) => Date.UTC(year(at), 0), next: (at) => Date.UTC(year(at) + 1, 0) },
];

function count({ days }, first, last) {
  return (last - first) / DAY / days;
}

function date(at, months) {
  return Date.UTC(year(at), new Date(at).getUTCMonth() + months);
}

function year(at) {
  return new Date(at).getUTCFullYear();
}

function iso(at) {
  return new Date(at).toISOString().slice(0, 10);
}
