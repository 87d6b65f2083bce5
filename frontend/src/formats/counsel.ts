/** What passes between who asks counsel and counsel, only ever under a seal; twin of `formats/counsel.py`. */
import { utf8, type Bytes } from "./bytes.ts";
import { decode, encode, isObject, NotCanonical, write, type Value } from "./canonical.ts";
import { isId } from "./ids.ts";
import * as moment from "./moment.ts";
import { MalformedNote, parse, parseVkey, signed, verifiedNames } from "./note.ts";
import { refuse } from "./refusal.ts";
import { RECIPIENT } from "./age.ts";
import { HEX, NAME, outside, personOf, type Roster } from "./roster.ts";

export const HEADER = "dueprocess.counsel/1";
export const MAX_QUESTION = 8000;
export const MAX_ANSWER = 40_000;
export const ADVICE = ["comply", "object", "more", "original"] as const;

export interface Question {
  readonly age: string;
  readonly case: string;
  /** Label and value, where the lawyer does not open the case themselves. */
  readonly copy: readonly (readonly [string, string])[];
  readonly key: string;
  /** Name and key of each person of the desk who reads question and answer. */
  readonly readers: readonly (readonly [string, string])[];
  readonly text: string;
  readonly to: string;
  readonly until: string;
}

export interface Said {
  readonly advice: string;
  readonly at: string;
  readonly by: string;
  readonly case: string;
  /** Hash of the statement that put the question. */
  readonly question: string;
  readonly text: string;
}

const sized = (value: Value | undefined, least: number, most: number): value is string => typeof value === "string" && [...value].length >= least && [...value].length <= most;

export function questionBytes({ age, case: of, copy, key, readers, text, to, until }: Question): Bytes {
  const data = encode({ age, case: of, copy, key, readers, text, to, until });
  questionOf(data);
  return data;
}

/** The question in these bytes. Throws Refusal. */
export function questionOf(data: Uint8Array): Question {
  const value = read(data);
  if (!isObject(value, ["age", "case", "copy", "key", "readers", "text", "to", "until"])) misshapen();
  const { age, case: of, copy, key, readers, text, to, until } = value as Record<string, Value>;
  const lines = Array.isArray(copy) && copy.length <= 400 && copy.every((one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string"));
  const known = Array.isArray(readers) && readers.length >= 1 && readers.length <= 40 && readers.every((one) => Array.isArray(one) && one.length === 2 && NAME.test(String(one[0])) && RECIPIENT.test(String(one[1])));
  if (!lines || !known || typeof age !== "string" || !isId(of, "c") || typeof key !== "string" || !sized(text, 1, MAX_QUESTION) || typeof to !== "string" || !NAME.test(to) || !moment.isDay(until)) misshapen();
  return value as unknown as Question;
}

/** Who reads a question beside the lawyer: its asker, and who agrees to what is decided; nobody from outside. */
export const readersOf = (roster: Roster, asker: string): Question["readers"] => roster.people.filter((one) => one.name === asker || (!outside(one) && one.roles.some((role) => role === "approver" || role === "releaser"))).map((one) => [one.name, one.age]);

/** That a question names people with the keys of the roster under which it was put. Of a lawyer who is on none nothing is said. Throws Refusal. */
export function holdTo(question: Question, roster: Roster): void {
  if (question.readers.some(([name, age]) => personOf(roster, name)?.age !== age)) refuse("counsel.not-theirs", "the question is sealed to somebody whom the roster does not name so");
  const lawyer = personOf(roster, question.to);
  if (lawyer !== null && !(lawyer.roles.includes("counsel") && lawyer.age === question.age && lawyer.vkey === question.key)) refuse("counsel.not-theirs", `the question names another key for ${question.to} than the roster`);
}

/** The answer as a note of its signer. */
export function answerNote({ advice, at, by, case: of, question, text }: Said, seed: Uint8Array): Bytes {
  return signed(`${HEADER}\n${write({ advice, at, by, case: of, question, text })}\n`, by, seed);
}

/** The answer in a note, if it is to this question and of nobody but whom it was put to. Throws Refusal. */
export function answerTo(question: Question, ask: string, data: Uint8Array): Said {
  let said: Said;
  let names: Set<string>;
  try {
    const note = parse(data);
    said = saidOf(note.text);
    names = note.signatures.length === 1 ? verifiedNames(note, [parseVkey(question.key)]) : new Set();
  } catch (fault) {
    if (fault instanceof MalformedNote) refuse("counsel.not-theirs", "this was not signed by whom you asked");
    throw fault;
  }
  if (!names.has(question.to) || said.by !== question.to) refuse("counsel.not-theirs", "this was not signed by whom you asked");
  if (said.question !== ask || said.case !== question.case) refuse("counsel.not-theirs", "this answers another question");
  return said;
}

function saidOf(text: string): Said {
  const [header, body = ""] = [text.slice(0, text.indexOf("\n")), text.slice(text.indexOf("\n") + 1, -1)];
  const value = header === HEADER ? read(utf8(body)) : misshapen();
  if (!isObject(value, ["advice", "at", "by", "case", "question", "text"])) misshapen();
  const { advice, at, by, case: of, question, text: words } = value as Record<string, Value>;
  const fine = ADVICE.some((one) => one === advice) && typeof at === "string" && moment.parse(at) !== null && typeof by === "string" && NAME.test(by) && isId(of, "c");
  if (!fine || typeof question !== "string" || !HEX.test(question) || !sized(words, 0, MAX_ANSWER)) misshapen();
  return value as unknown as Said;
}

function read(data: Uint8Array): Value {
  try {
    return decode(data);
  } catch (fault) {
    if (fault instanceof NotCanonical) misshapen();
    throw fault;
  }
}

const misshapen = (): never => refuse("counsel.malformed", "this is no question to counsel, and no answer of theirs");
