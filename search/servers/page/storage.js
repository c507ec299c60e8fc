// What the browser keeps for this archive between visits. A browser with storage switched off keeps it until it closes.

const inMemory = new Map();

/** The value kept under `name`, or null. */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(`nutgraf.${name}`) ?? "null");
  } catch {
    return inMemory.get(name) ?? null; // switched off, or not written by us
  }
}

/** Keep `value` under `name`. */
export function keep(name, value) {
  inMemory.set(name, value);
  try {
    localStorage.setItem(`nutgraf.${name}`, JSON.stringify(value));
  } catch {
    // memory has it
  }
}
