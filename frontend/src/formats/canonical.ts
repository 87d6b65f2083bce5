/** Canonical bytes: RFC 8785 narrowed until two writers cannot differ (docs/reference/events.md). */
import { fromUtf8, utf8, type Bytes } from "./bytes.ts";

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export const MAX_DEPTH = 12;
export const MAX_BYTES = 1 << 20;

/** The value cannot be written, or the bytes were not written, in the one canonical way. */
export class NotCanonical extends Error {}

/** Canonical text of a value. Throws NotCanonical for what `decode` would not take back. */
export function write(value: unknown): string {
  const text = plain(value, MAX_DEPTH);
  if (/\p{Surrogate}/u.test(text)) throw new NotCanonical("a string holds half of a surrogate pair");
  if (utf8(text).length > MAX_BYTES) throw new NotCanonical(`longer than ${MAX_BYTES} bytes`);
  return text;
}

/** Canonical UTF-8 bytes of a value. */
export function encode(value: unknown): Bytes {
  return utf8(write(value));
}

/** The value whose canonical bytes are exactly `data`. */
export function decode(data: Uint8Array): Value {
  if (data.length > MAX_BYTES) throw new NotCanonical(`longer than ${MAX_BYTES} bytes`);
  const text = fromUtf8(data);
  if (text === null) throw new NotCanonical("not UTF-8");
  let value: Value;
  try {
    value = JSON.parse(text) as Value;
  } catch {
    throw new NotCanonical("not JSON, or nested too deep");
  }
  if (write(value) !== text) throw new NotCanonical("the bytes are not the canonical ones of their value");
  return value;
}

function plain(value: unknown, levels: number): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    // Minus nought has no text of its own: written as 0, it is refused by `decode`, as everywhere.
    if (!Number.isSafeInteger(value)) throw new NotCanonical("an integer beyond 2^53 - 1, or a fraction");
    return String(value);
  }
  if (typeof value !== "object") throw new NotCanonical(`${typeof value} has no canonical form`);
  if (!levels) throw new NotCanonical(`deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return `[${value.map((one) => plain(one, levels - 1)).join(",")}]`;
  const keys = Object.keys(value).sort();
  const rows = keys.map((key) => `${named(key)}:${plain((value as Record<string, unknown>)[key], levels - 1)}`);
  return `{${rows.join(",")}}`;
}

function named(key: string): string {
  if (!/^[\x20-\x7e]+$/.test(key)) throw new NotCanonical("a key is printable ASCII text");
  return quoted(key);
}

function quoted(text: string): string {
  // JSON.stringify would hide a lone surrogate behind an escape of its own.
  if (/\p{Surrogate}/u.test(text)) throw new NotCanonical("a string holds half of a surrogate pair");
  return JSON.stringify(text);
}

/** Whether a decoded value is an object with exactly these keys. */
export function isObject(value: unknown, keys?: Iterable<string>): value is Record<string, Value> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (keys === undefined) return true;
  const wanted = new Set(keys);
  const found = Object.keys(value);
  return found.length === wanted.size && found.every((key) => wanted.has(key));
}

/** Whether two values have the same canonical bytes. */
export function equal(a: unknown, b: unknown): boolean {
  return write(a) === write(b);
}
