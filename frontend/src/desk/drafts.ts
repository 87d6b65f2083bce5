/**
 * What a person typed on a case and did not sign yet: kept in this browser, sealed to the person's own key.
 *
 * It survives a reload and a log-out. Nothing of it lies there in clear: not the case, not whose it is, not its length to
 * a few kilobytes; only the day, so that what nobody came back to is dropped after a month.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromUtf8, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import type { Desk } from "./desk.ts";
import { within, type Place } from "./kept.ts";

const PLACE: Place = ["dueprocess-drafts", "drafts"];
const DAYS = 30;
const PAD = 4096;
const NONCE = 12;
const DAY = 86_400_000;

/** `stands` is how the case stood: a draft of another standing is nobody's any more. */
export interface Draft {
  readonly stands: string;
  readonly at: string;
  readonly says: Record<string, Value>;
}

interface Row {
  readonly day: number;
  readonly data: Bytes;
}

const secretOf = (desk: Desk, info: string): Bytes => hkdf(sha256, utf8(desk.who.ageSecret), utf8(desk.id), utf8(`dueprocess/draft/1 ${info}`), 32) as Bytes;
const nameOf = (desk: Desk, id: string): string => sha256hex(concat(secretOf(desk, "name"), utf8(id)));
const keyOf = (desk: Desk): Promise<CryptoKey> => crypto.subtle.importKey("raw", secretOf(desk, "key"), "AES-GCM", false, ["encrypt", "decrypt"]);

/** AES-256-GCM under a key made of the person's own; bound to its case, filled up to whole blocks of 4 KiB. */
export async function seal(desk: Desk, id: string, draft: Draft): Promise<Bytes> {
  const text = utf8(JSON.stringify(draft));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const padded = concat(text, new Uint8Array((PAD - (text.length % PAD)) % PAD).fill(0x20));
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: utf8(id) }, await keyOf(desk), padded)));
}

/** The draft; null where it is another person's, another case's, or damaged. */
export async function unseal(desk: Desk, id: string, data: Bytes): Promise<Draft | null> {
  try {
    const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: data.slice(0, NONCE), additionalData: utf8(id) }, await keyOf(desk), data.slice(NONCE));
    const found = JSON.parse(fromUtf8(new Uint8Array(clear)) ?? "null") as Value;
    return isObject(found) && typeof found["stands"] === "string" && typeof found["at"] === "string" && isObject(found["says"]) ? (found as unknown as Draft) : null;
  } catch {
    return null;
  }
}

/** Where this browser keeps nothing (a private window), nothing is kept: no fault. */
async function tried<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}

export async function keep(desk: Desk, id: string, draft: Draft): Promise<void> {
  const row: Row = { day: Math.floor(Date.now() / DAY), data: await seal(desk, id, draft) };
  await tried(() => within("readwrite", (table) => table.put(row, nameOf(desk, id)), PLACE));
}

export async function drop(desk: Desk, id: string): Promise<void> {
  await tried(() => within("readwrite", (table) => table.delete(nameOf(desk, id)), PLACE));
}

/** The draft of a case that stands as it stood; one of another standing is dropped, and so is what is a month old. */
export async function take(desk: Desk, id: string, stands: string): Promise<Draft | null> {
  await tried(() => forgetOld());
  const row = await tried(() => within("readonly", (table) => table.get(nameOf(desk, id)) as IDBRequest<Row | undefined>, PLACE));
  const found = row?.data instanceof Uint8Array ? await unseal(desk, id, row.data) : null;
  if (row && found?.stands !== stands) await drop(desk, id);
  return found?.stands === stands ? found : null;
}

async function forgetOld(): Promise<void> {
  const [rows, keys] = [await within("readonly", (table) => table.getAll() as IDBRequest<Row[]>, PLACE), await within("readonly", (table) => table.getAllKeys(), PLACE)];
  const first = Math.floor(Date.now() / DAY) - DAYS;
  for (const [at, row] of rows.entries()) if (!(row.day >= first)) await within("readwrite", (table) => table.delete(keys[at]!), PLACE);
}
