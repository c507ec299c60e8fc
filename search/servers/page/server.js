// Requests to the server: each returns JSON or throws a Refusal with the reason.

const TOKEN = "nutgraf.token";
const LONGEST_WAIT = 90_000; // the first question may have to wait for the model
let inMemory = null; // for browsers with storage switched off

/**
 * The reason for a missing answer.
 *
 * kind: "token" (401), "busy" (503 or 429, too much to do), "gone" (503, nothing to ask), "unreachable", "missing"
 * (404), "refused" (our request is at fault) or "broken" (the server is).
 */
export class Refusal extends Error {
  constructor(kind, message = "", { seconds = null, request = "" } = {}) {
    super(message);
    Object.assign(this, { kind, seconds, request });
  }
}

/** Fetch JSON with a `part` from `path`, below the page's own address: a proxy may have put it behind a prefix. Throws a Refusal, or an AbortError where `signal` aborted it. */
export async function fetched(path, part, signal) {
  const timeout = AbortSignal.timeout(LONGEST_WAIT);
  let response;
  try {
    const headers = { Accept: "application/json", ...authorization() };
    response = await fetch(`.${path}`, { headers, signal: AbortSignal.any([signal, timeout]) });
    const body = await response.text();
    if (response.ok) return parsed(body, part);
    throw refusal(response, body);
  } catch (error) {
    if (signal.aborted || error instanceof Refusal) throw error;
    throw new Refusal("unreachable");
  }
}

/** Keep the access token for this tab: never in the address, and deleted with the tab. */
export function keepToken(token) {
  inMemory = token;
  try {
    sessionStorage.setItem(TOKEN, token);
  } catch {
    // memory has it
  }
}

/** True where there is a token to send. */
export function hasToken() {
  return Boolean(token());
}

function token() {
  try {
    return sessionStorage.getItem(TOKEN) ?? inMemory;
  } catch {
    return inMemory;
  }
}

function authorization() {
  const kept = token();
  return kept ? { Authorization: `Bearer ${kept}` } : {};
}

function parsed(body, part) {
  try {
    const answer = JSON.parse(body);
    if (answer[part] != null) return answer;
  } catch {
    // perhaps a proxy's login page
  }
  throw new Refusal("broken", "The response does not come from nutgraf. Is there another server in between?");
}

function refusal(response, body) {
  let error = {};
  try {
    error = JSON.parse(body)?.error ?? {};
  } catch {
    // a proxy's page: the status is enough
  }
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const seconds = Number.isInteger(wait) ? Math.min(Math.max(wait, 1), 120) : null;
  return new Refusal(kindOf(response.status, error.code), error.message, { seconds, request: error.request_id ?? "" });
}

function kindOf(status, code) {
  if (status === 401) return "token";
  if (status === 404) return "missing";
  if (status === 429) return "busy";
  if (status === 503) return /index|archive|model/.test(code ?? "") ? "gone" : "busy";
  return status >= 500 ? "broken" : "refused";
}
