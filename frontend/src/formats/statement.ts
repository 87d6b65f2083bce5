/** Statements: what one person signs in one look, one act or several, in canonical bytes (docs/reference/events.md). */
import OWN from "../acts/ownkey.json" with { type: "json" };
import { concat, sha256, sha256hex, utf8, type Bytes } from "./bytes.ts";
import { decode, equal, isObject, NotCanonical, write, type Value } from "./canonical.ts";
import * as ed25519 from "./ed25519.ts";
import { isId } from "./ids.ts";
import * as moment from "./moment.ts";
import { MalformedNote, parse as parseNote, signed, type Note } from "./note.ts";
import { KINDS } from "./object.ts";
import { refuse } from "./refusal.ts";
import { HEX, NAME, personOf, signedBy, type Roster } from "./roster.ts";

/** What of a statement is not of its form (docs/reference/events.md). */
function malformed(what: string): never {
  refuse("statement.malformed", `not of the form of a statement: ${what}`);
}

export const HEADER = "dueprocess.statement/2";
export const MAX_BYTES = 256 * 1024;
export const MAX_TOGETHER = 40;
const MAX_OPENED = 500;
const KEYS = ["desk", "roster", "case", "revision", "by", "at", "basis", "acts", "opened", "seen", "law", "beside"];
// Codes, days, ids, hashes, paths, media types; no space, no address, no sentence (P2: statements lie in clear).
const CODE = /^(?:[A-Za-z0-9][A-Za-z0-9._:/#+-]{0,127})?$/;

/** Acts that count by the own key of their person alone: `own_key` in the table of acts. */
export const OWN_KEY: readonly string[] = OWN;

export type Says = Record<string, Value>;

/** One act of a look, and what it says. */
export interface Said {
  readonly act: string;
  readonly says: Says;
}

/** What somebody signs at once; its acts are done in their order, or none is. */
export interface Look {
  readonly desk: string;
  /** Number of the roster in force, and hash of its text: a signature counts under no other of that number. */
  readonly roster: Mark;
  readonly case: string | null;
  readonly revision: number;
  readonly by: string;
  readonly at: string;
  /** For each item that the acts are about (`basesOf`), the hash of what they rely on (`case/basis.py`). */
  readonly basis: readonly Basis[];
  readonly acts: readonly Said[];
  /** What its signer's client had opened of the case: commitment and kind of each object. */
  readonly opened: readonly Opened[];
  /** The notes of the case that its signer's client was shown; null on no case. */
  readonly seen: Mark | null;
  /** What the law answers, where an act hangs on it. */
  readonly law: LawAnswer | null;
  /** The same as `seen` of other chains: on a case, of the desk's own (empty); of a merge, of the case that it goes into. */
  readonly beside?: readonly Beside[];
}

/** Number of an item → hash of the law's answer (`case/law_answer.py`), and who reckoned it: `vault` or `desk`. */
export interface LawAnswer {
  readonly answer: Readonly<Record<string, string>>;
  readonly by: string;
}

/** How many notes of a case a client was shown, and the head of their chain (`links.ts`). */
export type Mark = readonly [number, string];

/** Which other chain, and its mark. */
export type Beside = readonly [string, number, string];

/** An item, or 0 for what is common to a case, and the hash of what an act about it relies on. */
export type Basis = readonly [number, string];

/** Commitment of a sealed object (`commitment` in object.ts), and what it is. */
export type Opened = readonly [string, string];

/** One act that a person stated: alone in its look, or the one of that number (from 1). */
export interface Statement extends Omit<Look, "acts" | "basis">, Said {
  readonly basis: string;
  readonly number: number;
  /** The verifier key by which it was signed; empty where nothing was verified. */
  readonly key: string;
}

/** The look whose text, header line included, is exactly `text`. The acts are not looked up here. Throws Refusal. */
export function lookOf(text: string): Look {
  const parts = text.split("\n");
  if (parts.length !== 3 || parts[0] !== HEADER || parts[2] !== "") {
    malformed("the first line");
  }
  try {
    return fromPlain(decode(utf8(parts[1] ?? "")));
  } catch (fault) {
    if (fault instanceof NotCanonical) malformed(fault.message);
    throw fault;
  }
}

/** The acts of a look, each with what the look says of all. */
export function statementsOf(look: Look): readonly Statement[] {
  const { acts, basis, ...all } = look;
  return acts.map((said, at) => ({ ...all, ...said, basis: new Map(basis).get(itemOf(said.says)) ?? "", number: at + 1, key: "" }));
}

/** The item that an act is about; 0 for one that is about none, or about several. */
export function itemOf(says: Says): number {
  const item = says["item"];
  return typeof item === "number" && item > 0 ? item : 0;
}

/** What `of` gives for each item that the acts are about, in the order of their numbers. */
export function basesOf(acts: readonly Said[], of: (item: number) => string): readonly Basis[] {
  return [...new Set(acts.map(({ says }) => itemOf(says)))].sort((one, other) => one - other).map((item) => [item, of(item)] as const);
}

/** The one act of a text. Throws Refusal, also where it holds several. */
export function fromText(text: string): Statement {
  return only(lookOf(text));
}

function only(look: Look): Statement {
  const [first, ...more] = statementsOf(look);
  if (first === undefined || more.length) refuse("statement.several", `the note holds ${look.acts.length} acts; one is expected here`);
  return first;
}

/** The text that is signed. Throws Refusal where a value breaks the form. */
export function textOf(look: Look): string {
  const { desk, roster, revision, by, at, basis, acts, opened, seen, law, beside = [] } = look;
  const said = acts.map(({ act, says }) => ({ act, says }));
  const text = `${HEADER}\n${write({ desk, roster: [...roster], case: look.case, revision, by, at, basis: basis.map(([item, hash]) => [item, hash]), acts: said, opened: opened.map(([hash, kind]) => [hash, kind]), seen: seen === null ? null : [...seen], law: law === null ? null : { answer: { ...law.answer }, by: law.by }, beside: beside.map((one) => [...one]) })}\n`;
  lookOf(text);
  return text;
}

/** Bytes of the note over a text that this client has read itself, by the person whom it names. */
export function signText(text: string, name: string, seed: Uint8Array): Bytes {
  const { by } = lookOf(text);
  if (by !== name) refuse("statement.wrong-signer", `${by} states, but the key is that of ${name}`);
  const note = signed(text, name, seed);
  if (note.length > MAX_BYTES) malformed("the length");
  return note;
}

/** How events and other acts name an act: a hash (hex) over its note's SHA-256 and its number there, from 1. */
export function hashOf(note: Uint8Array, number = 1): string {
  return sha256hex(concat(utf8("dueprocess/act/1"), Uint8Array.of(0), sha256(note), Uint8Array.of(0, 0, 0, number)));
}

/** Look and note of a note's bytes; form only, signature unchecked. Throws Refusal. */
export function parseLook(data: Uint8Array): { look: Look; note: Note } {
  if (data.length > MAX_BYTES) malformed("the length");
  let note: Note;
  try {
    note = parseNote(data);
  } catch (fault) {
    if (fault instanceof MalformedNote) malformed(fault.message);
    throw fault;
  }
  // A second line would give the same act a second hash.
  if (note.signatures.length !== 1) {
    malformed("the number of signatures");
  }
  return { look: lookOf(note.text), note };
}

/** The acts of a note, signed by the person whom it names with the key that the roster names. Throws Refusal. */
export function verifyLook(data: Uint8Array, roster: Roster): readonly Statement[] {
  const { look, note } = parseLook(data);
  checkPlace(look, roster);
  const person = personOf(roster, look.by);
  if (person === null) refuse("statement.not-on-roster", `${look.by} is not on roster ${roster.number}`);
  const signature = note.signatures[0];
  if (signature?.name !== look.by) {
    refuse("statement.wrong-signer", `${look.by} states, ${signature?.name} signed`);
  }
  const key = signedBy(person, signature.id);
  if (key === null) refuse("statement.unknown-key", `signed with a key that is not ${look.by}'s on roster ${roster.number}`);
  if (!ed25519.verify(key.public, utf8(note.text), signature.bytes)) {
    refuse("statement.bad-signature", `the signature of ${look.by} is wrong`);
  }
  const alone = look.acts.find(({ act }) => OWN_KEY.includes(act));
  if (alone && key.id !== person.ownKey?.id) refuse("statement.own-key", `${alone.act} counts by the own key of ${look.by} alone, in a vault of their own`);
  return statementsOf(look).map((one) => ({ ...resolved(one, data), key: key.vkey }));
}

/** An act that names earlier ones of its own note (`look.2`), naming them as everybody else does: no note can hold a hash of itself. */
function resolved(one: Statement, note: Uint8Array): Statement {
  const name = (value: Value): Value => {
    const number = Number(/^look\.([1-9]\d?)$/.exec(String(value))?.[1] ?? 0);
    return number && number < one.number ? hashOf(note, number) : value;
  };
  return { ...one, says: Object.fromEntries(Object.entries(one.says).map(([key, value]) => [key, Array.isArray(value) ? value.map(name) : value])) };
}

/** `verifyLook` for a note of one act. Throws Refusal. */
export function verify(data: Uint8Array, roster: Roster): Statement {
  const found = only(parseLook(data).look);
  verifyLook(data, roster);
  return found;
}

/** That a statement belongs to this desk and was made under this roster. Throws Refusal. */
export function checkPlace(look: Omit<Look, "acts">, roster: Roster): void {
  if (look.desk !== roster.deskId) refuse("statement.wrong-desk", "the statement belongs to another desk");
  const [number, head] = look.roster;
  if (number !== roster.number || head !== roster.hash) {
    refuse("statement.wrong-roster", `made under ${number === roster.number ? "another " : ""}roster ${number}; roster ${roster.number} is held against it`);
  }
}

function fromPlain(value: Value): Look {
  if (!isObject(value, KEYS)) malformed("the list of keys");
  const { acts } = value;
  const texts = ["desk", "by", "at"].every((name) => typeof value[name] === "string");
  const numbers = isMark(value["roster"]) && typeof value["revision"] === "number";
  const place = value["case"] === null || typeof value["case"] === "string";
  const said = Array.isArray(acts) && acts.length > 0 && acts.length <= MAX_TOGETHER && acts.every((one) => isObject(one, ["act", "says"]) && typeof one["act"] === "string" && isObject(one["says"]));
  if (!texts || !numbers || !place || !said) {
    malformed("a value");
  }
  const { basis, opened } = value;
  const pair = (one: Value): boolean => Array.isArray(one) && one.length === 2 && typeof one[0] === "string" && HEX.test(one[0]) && typeof one[1] === "string" && KINDS.includes(one[1]);
  if (!Array.isArray(opened) || opened.length > MAX_OPENED || !opened.every(pair)) {
    malformed("opened");
  }
  if (!Array.isArray(basis) || !basis.every(isMark) || !equal(basis.map(([item]) => item), basesOf(acts as unknown as Said[], () => "").map(([item]) => item))) {
    malformed("basis");
  }
  const { seen } = value;
  if (seen !== null && !isMark(seen)) malformed("seen");
  const { law } = value;
  if (law !== null && !isLaw(law)) malformed("law");
  const { beside } = value;
  const other = (one: Value): boolean => Array.isArray(one) && (one[0] === "" || isId(String(one[0]), "c")) && isMark(one.slice(1));
  if (!Array.isArray(beside) || beside.length > 2 || !beside.every(other)) malformed("beside");
  const look = value as unknown as Look;
  check(look);
  return look;
}

function isLaw(value: Value | undefined): boolean {
  if (!isObject(value, ["answer", "by"]) || !isObject(value["answer"]) || !["vault", "desk"].includes(String(value["by"]))) return false;
  const all = Object.entries(value["answer"]);
  return all.length > 0 && all.every(([item, hash]) => /^[1-9]\d?$/.test(item) && typeof hash === "string" && HEX.test(hash));
}

/** Whether a value is a mark, as a note or this browser's memory has it. */
export function isMark(value: unknown): value is Mark {
  return Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && value[0] >= 0 && typeof value[1] === "string" && HEX.test(value[1]);
}

function check(look: Look): void {
  if (!HEX.test(look.desk)) malformed("desk");
  if (look.roster[0] < 1 || look.revision < 0) {
    malformed("roster or revision");
  }
  if (look.case !== null && !isId(look.case, "c")) {
    malformed("case");
  }
  if (!NAME.test(look.by)) malformed("by");
  if (moment.parse(look.at) === null) malformed("at");
  look.acts.forEach((said) => checkCodes(said.says));
}

function checkCodes(value: Value): void {
  if (typeof value === "string") {
    if (!CODE.test(value)) {
      refuse("statement.free-text", "says holds codes, days, ids and hashes; free text belongs in a sealed object");
    }
  } else if (Array.isArray(value)) {
    value.forEach(checkCodes);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      checkCodes(key);
      checkCodes(inner);
    }
  }
}
