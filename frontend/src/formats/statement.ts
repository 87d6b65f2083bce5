/** A statement: one act of one person, in canonical bytes, signed (docs/reference/events.md). */
import { sha256hex, utf8, type Bytes } from "./bytes.ts";
import { decode, isObject, NotCanonical, write, type Value } from "./canonical.ts";
import * as ed25519 from "./ed25519.ts";
import { isId } from "./ids.ts";
import * as moment from "./moment.ts";
import { MalformedNote, parse as parseNote, signed, type Note } from "./note.ts";
import { refuse } from "./refusal.ts";
import { HEX, NAME, personOf, type Roster } from "./roster.ts";

export const HEADER = "dueprocess.statement/1";
export const MAX_BYTES = 64 * 1024;
const KEYS = ["desk", "roster", "case", "revision", "act", "by", "at", "basis", "says"];
// Codes, days, ids, hashes, paths, media types; no space, no address, no sentence (P2: statements lie in clear).
const CODE = /^(?:[A-Za-z0-9][A-Za-z0-9._:/#+-]{0,127})?$/;

export type Says = Record<string, Value>;

export interface Statement {
  readonly desk: string;
  readonly roster: number;
  readonly case: string | null;
  readonly revision: number;
  readonly act: string;
  readonly by: string;
  readonly at: string;
  readonly basis: string;
  readonly says: Says;
}

/** The statement whose text, header line included, is exactly `text`. The act is not looked up here. Throws Refusal. */
export function fromText(text: string): Statement {
  const parts = text.split("\n");
  if (parts.length !== 3 || parts[0] !== HEADER || parts[2] !== "") {
    refuse("statement.malformed", `the first line is not ${HEADER}`);
  }
  try {
    return fromPlain(decode(utf8(parts[1] ?? "")));
  } catch (fault) {
    if (fault instanceof NotCanonical) refuse("statement.malformed", `no statement: ${fault.message}`);
    throw fault;
  }
}

/** The text that is signed. Throws Refusal where a value breaks the form. */
export function textOf(statement: Statement): string {
  const { desk, roster, revision, act, by, at, basis, says } = statement;
  const text = `${HEADER}\n${write({ desk, roster, case: statement.case, revision, act, by, at, basis, says })}\n`;
  fromText(text);
  return text;
}

/** Bytes of the note over a text that this client has read itself, by the person whom it names. */
export function signText(text: string, name: string, seed: Uint8Array): Bytes {
  const statement = fromText(text);
  if (statement.by !== name) {
    refuse("statement.wrong-signer", `${statement.by} states, but the key is that of ${name}`);
  }
  const note = signed(text, name, seed);
  if (note.length > MAX_BYTES) refuse("statement.malformed", `a statement has at most ${MAX_BYTES} bytes`);
  return note;
}

/** SHA-256 (hex) of a statement's note: how events and approvals name it. */
export const hashOf = (note: Uint8Array): string => sha256hex(note);

/** Statement and note of a note's bytes; form only, signature unchecked. Throws Refusal. */
export function parse(data: Uint8Array): { statement: Statement; note: Note } {
  if (data.length > MAX_BYTES) refuse("statement.malformed", `a statement has at most ${MAX_BYTES} bytes`);
  let note: Note;
  try {
    note = parseNote(data);
  } catch (fault) {
    if (fault instanceof MalformedNote) refuse("statement.malformed", `no statement: ${fault.message}`);
    throw fault;
  }
  // A second line would give the same act a second hash.
  if (note.signatures.length !== 1) {
    refuse("statement.malformed", "a statement carries exactly one signature");
  }
  return { statement: fromText(note.text), note };
}

/** The statement, signed by the person whom it names with the key that the roster names. Throws Refusal. */
export function verify(data: Uint8Array, roster: Roster): Statement {
  const { statement, note } = parse(data);
  checkPlace(statement, roster);
  const person = personOf(roster, statement.by);
  if (person === null) refuse("statement.not-on-roster", `${statement.by} is not on roster ${roster.number}`);
  const signature = note.signatures[0];
  if (signature?.name !== statement.by) {
    refuse("statement.wrong-signer", `${statement.by} states, ${signature?.name} signed`);
  }
  if (signature.id !== person.key.id) {
    refuse("statement.unknown-key", `signed with a key that is not ${statement.by}'s on roster ${roster.number}`);
  }
  if (!ed25519.verify(person.key.public, utf8(note.text), signature.bytes)) {
    refuse("statement.bad-signature", `the signature of ${statement.by} is wrong`);
  }
  return statement;
}

/** That a statement belongs to this desk and was made under this roster. Throws Refusal. */
export function checkPlace(statement: Statement, roster: Roster): void {
  if (statement.desk !== roster.deskId) refuse("statement.wrong-desk", "the statement belongs to another desk");
  if (statement.roster !== roster.number) {
    refuse(
      "statement.wrong-roster",
      `made under roster ${statement.roster}; roster ${roster.number} is held against it`,
    );
  }
}

function fromPlain(value: Value): Statement {
  if (!isObject(value, KEYS)) refuse("statement.malformed", `a statement has exactly the keys ${KEYS.join(", ")}`);
  const texts = ["desk", "act", "by", "at", "basis"].every((name) => typeof value[name] === "string");
  const numbers = ["roster", "revision"].every((name) => typeof value[name] === "number");
  const place = value["case"] === null || typeof value["case"] === "string";
  if (!texts || !numbers || !place || !isObject(value["says"])) {
    refuse("statement.malformed", "a value of the statement has the wrong type");
  }
  const statement = value as unknown as Statement;
  check(statement);
  return statement;
}

function check(statement: Statement): void {
  if (!HEX.test(statement.desk) || !HEX.test(statement.basis)) {
    refuse("statement.malformed", "desk and basis are 64 lower-case hex digits");
  }
  if (statement.roster < 1 || statement.revision < 0) {
    refuse("statement.malformed", "a roster counts from 1, a revision from 0");
  }
  if (statement.case !== null && !isId(statement.case, "c")) {
    refuse("statement.malformed", "case is a case id or null");
  }
  if (!NAME.test(statement.by)) refuse("statement.malformed", "by is a pseudonym [a-z][a-z0-9-]{1,30}");
  if (moment.parse(statement.at) === null) refuse("statement.malformed", "at: a moment is written YYYY-MM-DDTHH:MM:SSZ");
  checkCodes(statement.says);
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
