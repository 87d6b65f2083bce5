/**
 * The one identifier that a production is made for, as a person read it from the original, and its mark (P12).
 *
 * The same as `formats/selector.py`, held together by golden marks: two people's equal marks say that both read the
 * same; nobody without the case's key learns what.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { hex, utf8, type Bytes } from "./bytes.ts";
import { encode } from "./canonical.ts";
import * as moment from "./moment.ts";
import { refuse } from "./refusal.ts";

export const KINDS = ["email", "account", "phone", "ip", "name", "url", "other"] as const;
export type Kind = (typeof KINDS)[number];
const INFO = "dueprocess/target/1";
const MAX_VALUE = 1024;
/** Bytes of a file that are in memory at once. */
const PIECE = 4 << 20;
const HANDLE = /^(?:ALL|T[1-9][0-9]{0,3})$/;
const OFFSET = /^[+-](?:0[0-9]|1[0-4]):[0-5][0-9]$/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const EDGES = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/gu;

export interface Selector {
  readonly kind: Kind;
  readonly value: string;
  readonly at: string;
  readonly offset: string;
  readonly port: number;
}

/** A checked selector in its normal form. Throws Refusal `target.*`; quotes no value. */
export function selector(kind: string, value: string, at = "", offset = "", port = 0): Selector {
  const found = KINDS.find((one) => one === kind) ?? refuse("target.kind", `the kind is one of ${KINDS.join(", ")}`);
  const text = normal(found, value);
  if (found !== "ip" && (at || offset || port)) {
    refuse("target.ip-only", "time, offset and port belong to an address of the internet");
  }
  if (found === "ip") checkIp(at, offset, port);
  return { kind: found, value: text, at, offset, port };
}

/** What an identifier looks like. */
export function kindOf(text: string): Kind {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return "url";
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*$/i.test(text)) return "ip";
  if (text.includes("@") || !text) return "email";
  return /^\+[\d\s()./-]{5,}$/.test(text) ? "phone" : "account";
}

/** The key of a case's marks: HKDF-SHA-256 over the case's age identity in text. */
export function targetKey(secret: string): Bytes {
  return hkdf(sha256, utf8(secret), new Uint8Array(32), utf8(INFO), 32) as Bytes;
}

/** The mark (64 hex digits) of a selector for a handle. */
export function mark(key: Uint8Array, handle: string, found: Selector): string {
  if (key.length !== 32 || !HANDLE.test(handle)) refuse("target.form", "a mark has a key of 32 bytes and a handle");
  const { kind, value, at, offset, port } = found;
  return hex(hmac(sha256, key, encode({ handle, selector: { kind, value, at, offset, port } })));
}

/**
 * The mark (64 hex digits) of a file under its case's key, by its SHA-512: it is read in pieces and goes nowhere.
 *
 * Two people whose clients make the same mark had the same file; a plain hash would confirm a guess (hazard 3.5).
 */
export async function fileMark(key: Uint8Array, file: Blob): Promise<string> {
  if (key.length !== 32) refuse("target.form", "a mark has a key of 32 bytes");
  const hasher = sha512.create();
  for (let at = 0; at < file.size; at += PIECE) hasher.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
  return hex(hmac(sha256, key, encode({ file: hex(hasher.digest()) })));
}

function normal(kind: Kind, value: string): string {
  const text = value.normalize("NFC").replace(EDGES, "");
  if (!text || [...text].length > MAX_VALUE || HIDDEN.test(text)) {
    refuse("target.value", `an identifier has 1 to ${MAX_VALUE} visible characters`);
  }
  if (kind === "email") {
    const at = text.lastIndexOf("@");
    if (at < 1 || at === text.length - 1) refuse("target.value", "a mail address has an @ between two parts");
    return `${text.slice(0, at)}@${text.slice(at + 1).toLowerCase()}`;
  }
  if (kind === "phone") {
    const digits = text.replace(/[ \-/().]/g, "");
    if (!/^\+[1-9][0-9]{4,14}$/.test(digits)) refuse("target.value", "a telephone number is written with its country: +49…");
    return digits;
  }
  return kind === "ip" ? text.toLowerCase() : text;
}

function checkIp(at: string, offset: string, port: number): void {
  if (moment.parse(at) === null) refuse("target.ip-incomplete", "an address needs its time to the second, or it names somebody else");
  if (!OFFSET.test(offset)) {
    refuse("target.ip-incomplete", "the original must say the offset from UTC, as +02:00; an hour off is another person");
  }
  if (!(port >= 1 && port <= 65_535)) refuse("target.ip-incomplete", "behind a shared address only the source port tells who");
}
