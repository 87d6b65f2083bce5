/** Moments in signed bytes: UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`, one way to write each. */
const FORM = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** Milliseconds since 1970 of a moment; null for any other text. */
export function parse(text: unknown): number | null {
  if (typeof text !== "string" || !FORM.test(text) || text.startsWith("0000")) return null;
  const when = Date.parse(text);
  return Number.isNaN(when) || write(when) !== text ? null : when;
}

/** Text of a time, cut to the second. */
export function write(when: number): string {
  return `${new Date(when).toISOString().slice(0, 19)}Z`;
}

/** Whether a text is a day that exists, `YYYY-MM-DD`. */
export function isDay(text: unknown): text is string {
  return typeof text === "string" && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && parse(`${text}T00:00:00Z`) !== null;
}
