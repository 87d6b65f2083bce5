/** Bytes and their texts, each in one spelling only. */
import { sha256 } from "@noble/hashes/sha2.js";

export type Bytes = Uint8Array<ArrayBuffer>;

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const WRITER = new TextEncoder();

/** UTF-8 bytes of a text. Half a surrogate pair must have been refused before. */
export function utf8(text: string): Bytes {
  return WRITER.encode(text) as Bytes;
}

/** Text of UTF-8 bytes, a byte order mark kept; null where they are none. */
export function fromUtf8(data: Uint8Array): string | null {
  try {
    return STRICT.decode(data);
  } catch {
    return null;
  }
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes of lower-case hex; null for anything else. */
export function fromHex(text: string): Bytes | null {
  if (text.length % 2 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function base64(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; at += 0x2000) text += String.fromCharCode(...data.subarray(at, at + 0x2000));
  return btoa(text);
}

/** Bytes of standard base64 in its one canonical spelling (RFC 4648 section 3.5); null for any other. */
export function fromBase64(text: string): Bytes | null {
  try {
    const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return base64(raw) === text ? raw : null;
  } catch {
    return null;
  }
}

export function sha256hex(data: Uint8Array): string {
  return hex(sha256(data));
}

/** The same beside the page, for what is large. */
export async function sha256later(data: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data as Bytes)));
}

export { sha256 };

export function random(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}
