/**
 * A lawyer on no roster, invited about one case. The link's secret stays in two browsers; the lawyer's keys are drawn in
 * theirs, of that secret, of words that they keep and of who asks. Nothing is sealed before both read the same digits (ADR 0075).
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { recipientOf, secretText } from "../formats/age.ts";
import { concat, fromBase64, fromHex, hex, random, sha256, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { questionOf } from "../formats/counsel.ts";
import * as ed25519 from "../formats/ed25519.ts";
import { sealedAs } from "../formats/ids.ts";
import { keyOf, MalformedNote, parseVkey, verifiedNames } from "../formats/note.ts";
import { pack, unpack } from "../formats/object.ts";
import { MEDIA } from "../formats/pages.ts";
import { entropyOf } from "../formats/recovery.ts";
import { misshapen, Refusal, refuse, TELL } from "../formats/refusal.ts";
import { HEX, NAME, personOf, type Person } from "../formats/roster.ts";
import { unseal } from "../formats/seal.ts";
import { hashOf, parseLook, statementsOf } from "../formats/statement.ts";
import { part, type Api } from "./api.ts";
import { sealAnswer, type AskedOne } from "./counsel.ts";
import { string, type Case, type Desk, type Opened } from "./desk.ts";

/** Bytes of originals that go to an invited lawyer; a larger one is handed over another way. */
const MOST = 7 << 20;

/** A link that waits for its question, as who sent it sees it. */
export interface Link {
  readonly name: string;
  readonly until: string;
  /** What was drawn under it; null until it was opened. */
  readonly keys: { readonly age: string; readonly vkey: string } | null;
}

type Who = Pick<Person, "name" | "age" | "vkey">;

const drawn = (secret: Uint8Array, use: string): Bytes => hkdf(sha256, secret, undefined, utf8(`dueprocess.invited/1/${use}`), 32) as Bytes;

/** What the holder of a link shows the desk; the desk keeps its hash. */
export const tokenOf = (secret: Uint8Array): string => hex(drawn(secret, "token"));

/** Six groups of four digits over everything that both must hold alike: the desk, who asks, and the drawn keys. */
export function digitsOf(desk: string, asker: Who, lawyer: Who): string {
  const sum = hex(sha256(utf8(["dueprocess.invited/1", desk, asker.name, asker.age, asker.vkey, lawyer.name, lawyer.age, lawyer.vkey].join("\0"))));
  return (BigInt(`0x${sum}`) % 10n ** 24n).toString().padStart(24, "0").match(/..../g)!.join(" ");
}

// --- who asks ---------------------------------------------------------------------------------------------------------

/** Make a link; what it holds is seen once. Throws Refusal. */
export async function invite(desk: Desk, id: string): Promise<string> {
  const secret = random(32);
  await desk.api.post(`/v1/cases/${part(id)}/counsel/invited`, { token: sha256hex(utf8(tokenOf(secret))) });
  const vault = desk.about["vault"];
  return `${isObject(vault) ? string(vault["origin"]) : ""}/#/asked/${hex(secret)}`;
}

/** The link of this person that waits, as the desk tells it; of its keys the digits decide. Throws Refusal. */
export async function waiting(desk: Desk, id: string): Promise<Link | null> {
  const told = (await desk.api.get(`/v1/cases/${part(id)}/counsel`))["invited"] ?? null;
  if (told === null) return null;
  if (!isObject(told)) misshapen();
  const [name, age, vkey] = [string(told["name"]), string(told["age"]), string(told["vkey"])];
  if (!NAME.test(name) || personOf(desk.roster, name) !== null) misshapen();
  return { name, until: string(told["until"]), keys: age && named(vkey) === name ? { age, vkey } : null };
}

function named(vkey: string): string {
  try {
    return parseVkey(vkey).name;
  } catch (fault) {
    if (fault instanceof MalformedNote) return "";
    throw fault;
  }
}

/** What of a case an invited lawyer reads: its originals, and the text and pages that were made of them; and how many were too large. */
export function held({ opened }: Case): { readonly bytes: Bytes; readonly left: number } {
  const all = opened.filter(({ header }) => header.kind === "original" || (header.kind === "particulars" && ["text/plain", MEDIA].includes(header.media))).map((one) => pack(one.header, one.content));
  let room = MOST;
  const fits = all.filter((one) => { if (one.length > room) return false; room -= one.length; return true; });
  return { bytes: concat(...fits.flatMap((one) => { const size = new Uint8Array(4); new DataView(size.buffer).setUint32(0, one.length); return [size, one]; })), left: all.length - fits.length };
}

/** The objects in what `held` made. Throws Refusal. */
export function heldIn(data: Bytes): readonly Opened[] {
  const found: Opened[] = [];
  for (let at = 0; at < data.length;) {
    const size = data.length - at < 4 ? 0 : new DataView(data.buffer, data.byteOffset + at).getUint32(0);
    if (!size || at + 4 + size > data.length) misshapen();
    found.push({ id: `asked-${found.length + 1}`, own: true, ...unpack(data.subarray(at + 4, at + 4 + size)) });
    at += 4 + size;
  }
  return found;
}

// --- who is asked -----------------------------------------------------------------------------------------------------

/** What the desk tells the holder of a link. */
export interface Told {
  readonly desk: string;
  readonly name: string;
  readonly by: Who;
  readonly drawn: boolean;
  readonly until: string;
  readonly note: string;
  readonly bytes: Bytes | null;
  readonly envelope: Bytes | null;
}

/** The keys of an invited lawyer; in memory alone. */
export interface Mine extends Who {
  readonly ageSecret: string;
  readonly seed: Bytes;
}

/** The secret in an address; null where there is none. */
export const secretIn = (text: string): Bytes | null => (HEX.test(text) ? fromHex(text) : null);

export async function told(api: Api, secret: Uint8Array): Promise<Told> {
  const said = await api.post("/v1/invited", { token: tokenOf(secret) });
  const by = said["by"];
  if (!isObject(by)) misshapen();
  const who = { name: string(by["name"]), age: string(by["age"]), vkey: string(by["vkey"]) };
  if (!HEX.test(string(said["desk"])) || named(who.vkey) !== who.name || !NAME.test(string(said["name"]))) misshapen();
  return { desk: string(said["desk"]), name: string(said["name"]), by: who, drawn: said["drawn"] === true, until: string(said["until"]), note: string(said["note"]), bytes: bytesOf(said["bytes"]), envelope: bytesOf(said["envelope"]) };
}

/** The lawyer's keys, of link, words, desk and asker: of another asker they are others, and open nothing. Throws Refusal. */
export function keysOf(secret: Uint8Array, words: string, { desk, by, name }: Told): Mine {
  const drawnOf = (use: string): Bytes => drawn(concat(secret, entropyOf(words)), [use, desk, by.name, by.age, by.vkey].join("\0"));
  const [ageSecret, seed] = [secretText(drawnOf("age")), drawnOf("sign")];
  return { name, ageSecret, seed, age: recipientOf(ageSecret), vkey: keyOf(name, ed25519.publicKey(seed)).vkey };
}

/** Hand over the public keys, once. Throws Refusal. */
export async function hand(api: Api, secret: Uint8Array, { age, vkey }: Mine): Promise<void> {
  await api.post("/v1/invited/keys", { token: tokenOf(secret), age, vkey });
}

/** The question and what it was put with, if who invited signed that it is so. Throws Refusal. */
export async function openedBy({ desk, by, note, bytes, envelope }: Told, me: Mine): Promise<{ readonly asked: Pick<AskedOne, "hash" | "by" | "until" | "question" | "sees">; readonly opened: readonly Opened[] }> {
  const no = (): never => refuse("counsel.not-theirs", "what the desk hands out here was not put to you by whom you spoke with", TELL);
  const data = utf8(note);
  const { look, note: signed } = parseLook(data);
  const [one, ...more] = statementsOf(look);
  try {
    if (!verifiedNames(signed, [parseVkey(by.vkey)]).has(by.name)) no();
  } catch (fault) {
    if (fault instanceof MalformedNote) no();
    throw fault;
  }
  if (one?.act !== "counsel.ask" || more.length || look.by !== by.name || look.desk !== desk || bytes === null || envelope === null) no();
  const { says } = one!;
  if (sealedAs(sha256hex(bytes!)) !== says["sealed"] || sealedAs(sha256hex(envelope!)) !== says["envelope"]) no();
  let inside: Bytes;
  let with_: Bytes;
  try {
    inside = (await unseal(bytes!, [me.ageSecret])).content;
    with_ = (await unseal(envelope!, [me.ageSecret])).content;
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return no();
  }
  const question = questionOf(inside);
  const mine = question.to === me.name && question.age === me.age && question.key === me.vkey && question.case === look.case && question.until === says["until"];
  if (!mine || !question.readers.some(([name, age]) => name === by.name && age === by.age)) no();
  return { asked: { hash: hashOf(data), by: by.name, until: question.until, sees: string(says["sees"]), question }, opened: says["sees"] === "case" ? heldIn(with_) : [] };
}

/** Sign an answer, seal it to who asked and who agrees, hand it in: the link ends with it. Throws Refusal. */
export async function answerBy(api: Api, secret: Uint8Array, me: Mine, asked: Pick<AskedOne, "hash" | "question">, advice: string, text: string, now: number): Promise<void> {
  await api.post("/v1/invited/answer", { token: tokenOf(secret), ...(await sealAnswer(me, asked, advice, text, now)) });
}

function bytesOf(value: Value | undefined): Bytes | null {
  return typeof value === "string" && value ? fromBase64(value) : null;
}
