/**
 * An identity file that opens in several ways (`dueprocess.identity/2`): passkeys, recovery words, a passphrase.
 *
 * Each way gives an age identity; the secrets are sealed once, to the recipients of all of them. The list of ways stands
 * inside as well: whoever writes a recipient of their own into the file is noticed before anything is sealed to it again.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { newSecret, RECIPIENT, recipientOf, secretText } from "./age.ts";
import { base64, fromBase64, fromUtf8, hex, random, sha256, utf8, type Bytes } from "./bytes.ts";
import { equal, isObject, type Value } from "./canonical.ts";
import * as identity from "./identity.ts";
import * as moment from "./moment.ts";
import * as recovery from "./recovery.ts";
import { refuse } from "./refusal.ts";
import { decrypt, decryptPassphrase, encryptPassphrase, encryptTo } from "./seal.ts";

export const FORM = "dueprocess.identity/2";
export const MAX_WAYS = 8;
export const LEAST = 12; // characters of a passphrase
const OUTER = ["form", "card", "made_at", "ways", "sealed"];

export interface Passkey {
  readonly way: "passkey";
  readonly recipient: string;
  readonly made_at: string;
  /** Host name for which the authenticator answers, the credential's id, and what is asked of it (32 bytes, hex). */
  readonly rp: string;
  readonly id: string;
  readonly salt: string;
}

export interface Words {
  readonly way: "words";
  readonly recipient: string;
  readonly made_at: string;
}

export interface Passphrase {
  readonly way: "passphrase";
  readonly recipient: string;
  readonly made_at: string;
  readonly wrap: string;
}

export type Way = Passkey | Words | Passphrase;

/** What can be read of a file without opening it: public. */
export interface Closed {
  readonly card: string;
  readonly name: string;
  readonly made_at: string;
  readonly ways: readonly Way[];
  readonly sealed: Bytes;
}

export interface Unlocked {
  readonly who: identity.Identity;
  readonly ways: readonly Way[];
}

const KEYS: Record<string, readonly string[]> = {
  passkey: ["way", "recipient", "made_at", "rp", "id", "salt"],
  words: ["way", "recipient", "made_at"],
  passphrase: ["way", "recipient", "made_at", "wrap"],
};

/** The age identity that belongs to secret bytes, for one use (HKDF-SHA256, RFC 5869). */
export function derived(material: Uint8Array, use: string): string {
  return secretText(hkdf(sha256, material, utf8("dueprocess.identity/2"), utf8(use), 32));
}

export const isOne = (data: Uint8Array): boolean => data[0] === 0x7b && isObject(plainOf(data)) && (plainOf(data) as { form?: unknown }).form === FORM;

/** The file as far as it is public. Throws Refusal `identity.form`. */
export function read(data: Uint8Array): Closed {
  const no = (): never => refuse("identity.form", `no identity file of the form ${FORM}; take the file that was made for you, or a backup of it`);
  const plain = plainOf(data);
  if (data.length > identity.MAX_FILE || !isObject(plain, OUTER) || plain["form"] !== FORM) return no();
  const { card, made_at, ways, sealed } = plain;
  const name = typeof card === "string" ? (card.split(" ")[1] ?? "") : "";
  const bytes = typeof sealed === "string" ? fromBase64(sealed) : null;
  if (typeof card !== "string" || moment.parse(made_at) === null || bytes === null) return no();
  if (!Array.isArray(ways) || !ways.length || ways.length > MAX_WAYS || !ways.every(isWay)) return no();
  return { card, name, made_at: made_at as string, ways: ways as unknown as Way[], sealed: bytes };
}

/** Open by the age identity that one of the ways gave. Throws Refusal `identity.altered` where the file lies about its ways. */
export async function open(file: Closed, secret: string): Promise<Unlocked> {
  const inner = plainOf(await decrypt(file.sealed, [secret]));
  if (!isObject(inner) || inner["form"] !== FORM || !equal(inner["ways"] as Value, file.ways as unknown as Value)) {
    refuse("identity.altered", "somebody changed the file: it names other ways to open it than were sealed into it", "Take a copy that you trust; tell the others.");
  }
  const { ways: _, ...bare } = inner;
  const who = await identity.open(utf8(JSON.stringify({ ...bare, form: identity.FORM })), "");
  if (identity.cardOf(who) !== file.card) refuse("identity.altered", "the card on the file is another one than that of its keys");
  return { who, ways: file.ways };
}

/** Open by what a person types: recovery words or a passphrase. */
export async function openTyped(file: Closed, typed: string): Promise<Unlocked> {
  return open(file, recovery.looksLike(typed) ? await byWords(file, typed) : await byPassphrase(file, typed));
}

async function byWords(file: Closed, typed: string): Promise<string> {
  const secret = derived(recovery.entropyOf(typed), "words");
  const recipient = recipientOf(secret);
  if (!file.ways.some((one) => one.way === "words" && one.recipient === recipient)) {
    refuse("identity.no-way", "these recovery words are not those of this file: another one has them, or they were renewed");
  }
  return secret;
}

async function byPassphrase(file: Closed, typed: string): Promise<string> {
  const way = file.ways.find((one): one is Passphrase => one.way === "passphrase");
  const wrap = way && fromBase64(way.wrap);
  if (!wrap) refuse("identity.no-way", "this file has no passphrase: unlock it by passkey or by its recovery words");
  return fromUtf8(await decryptPassphrase(wrap, typed)) ?? refuse("age.identity", "the passphrase opens no age identity");
}

/** Bytes of the file, to every way. Throws Refusal where nothing but one way would be left to open it, or too many. */
export async function fileOf({ who, ways }: Unlocked): Promise<Bytes> {
  if (!ways.length || ways.length > MAX_WAYS) refuse("identity.ways", `a file opens in 1 to ${MAX_WAYS} ways`);
  const { made_at, ...secrets } = identity.plainOf(who);
  const inner = { form: FORM, ...secrets, made_at, ways };
  const sealed = base64(await encryptTo(utf8(JSON.stringify(inner)), ways.map((one) => one.recipient)));
  return utf8(`${JSON.stringify({ form: FORM, card: identity.cardOf(who), made_at, ways, sealed }, null, 1)}\n`);
}

/** Fresh recovery words, and the way that they are. */
export async function newWords(now: number): Promise<{ readonly words: string; readonly way: Words }> {
  const entropy = random(recovery.BYTES);
  const recipient = recipientOf(derived(entropy, "words"));
  return { words: recovery.words(entropy), way: { way: "words", recipient, made_at: moment.write(now) } };
}

export async function newPassphrase(passphrase: string, now: number, workFactor?: number): Promise<Passphrase> {
  const secret = newSecret();
  const wrap = base64(await encryptPassphrase(utf8(secret), passphrase, workFactor));
  return { way: "passphrase", recipient: recipientOf(secret), made_at: moment.write(now), wrap };
}

/** The way that a passkey is: `output` is what the authenticator answered to `salt`. */
export async function newPasskey(rp: string, id: string, salt: Uint8Array, output: Uint8Array, now: number): Promise<Passkey> {
  return { way: "passkey", recipient: recipientOf(secretOf(rp, output)), made_at: moment.write(now), rp, id, salt: hex(salt) };
}

/** The age identity of an authenticator's answer. */
export function secretOf(rp: string, output: Uint8Array): string {
  if (output.length !== 32) refuse("identity.no-way", "the authenticator's answer has another length than 32 bytes");
  return derived(output, `passkey ${rp}`);
}

/** How many authenticators open a file; those of one host, since one key can be enrolled at several. */
export function authenticators(ways: readonly Way[]): number {
  const hosts = new Map<string, Set<string>>();
  for (const one of ways) {
    if (one.way === "passkey") hosts.set(one.rp, (hosts.get(one.rp) ?? new Set()).add(one.id));
  }
  return Math.max(0, ...[...hosts.values()].map((ids) => ids.size));
}

function isWay(one: Value): boolean {
  if (!isObject(one) || typeof one["way"] !== "string") return false;
  const keys = Object.hasOwn(KEYS, one["way"]) ? KEYS[one["way"]] : undefined;
  if (keys === undefined || !isObject(one, keys) || !Object.values(one).every((value) => typeof value === "string")) return false;
  return RECIPIENT.test(one["recipient"] as string) && (one["way"] !== "passkey" || /^[0-9a-f]{64}$/.test(one["salt"] as string));
}

function plainOf(data: Uint8Array): Value | null {
  try {
    return JSON.parse(fromUtf8(data) ?? "") as Value;
  } catch {
    // Ends here without its cause: a JSON error quotes the document.
    return null;
  }
}
