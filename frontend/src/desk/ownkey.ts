/**
 * What this browser keeps for one person of one desk: sealed under a key made of the person's own, bound to what it is about.
 *
 * Nothing of it lies there in clear: not what it is about, not whose it is, not its length but to whole blocks.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromUtf8, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import type { Value } from "../formats/canonical.ts";
import type { Desk } from "./desk.ts";

/** A use of the key, which no other shares, and the bytes of a block. */
export interface Use {
  readonly name: string;
  readonly pad: number;
}

const NONCE = 12;

const secretOf = (desk: Desk, use: Use, info: string): Bytes => hkdf(sha256, utf8(desk.who.ageSecret), utf8(desk.id), utf8(`dueprocess/${use.name}/1 ${info}`), 32) as Bytes;
const keyOf = (desk: Desk, use: Use): Promise<CryptoKey> => crypto.subtle.importKey("raw", secretOf(desk, use, "key"), "AES-GCM", false, ["encrypt", "decrypt"]);

/** Under which name it lies in the browser's store. */
export const nameOf = (desk: Desk, use: Use, about: string): string => sha256hex(concat(secretOf(desk, use, "name"), utf8(about)));

/** AES-256-GCM, filled up to whole blocks. */
export async function seal(desk: Desk, use: Use, about: string, value: unknown): Promise<Bytes> {
  const text = utf8(JSON.stringify(value));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const padded = concat(text, new Uint8Array((use.pad - (text.length % use.pad)) % use.pad).fill(0x20));
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: utf8(about) }, await keyOf(desk, use), padded)));
}

/** What was sealed; null where it is another person's, about something else, or damaged. */
export async function unseal(desk: Desk, use: Use, about: string, data: Bytes): Promise<Value> {
  try {
    const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: data.slice(0, NONCE), additionalData: utf8(about) }, await keyOf(desk, use), data.slice(NONCE));
    return JSON.parse(fromUtf8(new Uint8Array(clear)) ?? "null") as Value;
  } catch {
    return null;
  }
}

/** Where this browser keeps nothing (a private window), nothing is kept: no fault. */
export async function tried<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
