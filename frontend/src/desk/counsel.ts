/** Counsel: a question sealed here to one lawyer, and their signed answer; the desk is believed in neither (ADR 0075). */
import { fieldOf, label, say } from "../acts/face.ts";
import { base64, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { answerNote, answerTo, holdTo, questionBytes, questionOf, readersOf, type Question, type Said } from "../formats/counsel.ts";
import { sealedAs } from "../formats/ids.ts";
import * as moment from "../formats/moment.ts";
import { secretsOf, type Identity } from "../formats/identity.ts";
import { headerFor, pack } from "../formats/object.ts";
import { misshapen, Refusal, refuse, TELL } from "../formats/refusal.ts";
import { advises, withRole, type Person, type Roster } from "../formats/roster.ts";
import { encryptTo, unseal, unwrapKey, wrapKey } from "../formats/seal.ts";
import { hashOf, parseLook, verifyLook, type Statement } from "../formats/statement.ts";
import { part } from "./api.ts";
import type { Law } from "./asked.ts";
import { compose } from "./compose.ts";
import { t } from "../words/tongue.ts";
import { actsFor } from "./newkey.ts";
import { bytesOf, doneOf, list, string, type Attached, type Case, type Desk, type Done } from "./desk.ts";

const KIND = "counsel";
/** Fields of the face that could lead to an office or a minute, and stand in no copy. */
const LEFT_OUT = ["authority", "received_at", "region"];

export interface AskedOne {
  /** Of the statement that put it. */
  readonly hash: string;
  readonly by: string;
  readonly sees: string;
  readonly until: string;
  readonly on: string;
  readonly ended: boolean;
  /** It was put to this person. */
  readonly mine: boolean;
  /** Where it is this person's to read. */
  readonly question: Question | null;
  readonly answer: Said | null;
  /** Why what is this person's to read is not shown; empty where it is, or there is none. */
  readonly missing: string;
}

/** Who can be asked, by the roster that this client checked. */
export const lawyers = (desk: Desk): readonly Person[] => withRole(desk.roster, "counsel").filter((one) => one.name !== desk.who.name);

/** The questions of a case, each held against its asker's signature. `signed`: the case's checked history, where it is shown. Throws Refusal. */
export async function questions(desk: Desk, id: string, signed: ReadonlyMap<string, Statement> | null): Promise<readonly AskedOne[]> {
  const told = await desk.api.get(`/v1/cases/${part(id)}/counsel`);
  if (told["case"] !== id) misshapen();
  const rows = await Promise.all(list(told["rows"]).map((row) => (isObject(row) ? rowOf(desk, id, row) : misshapen())));
  // Who is counsel and nothing else is shown what was put to them, and of the rest nothing.
  const stated = [...(signed ?? [])].filter(([, one]) => one.act === "counsel.ask" && one.case === id && !advises(desk.me));
  if (stated.some(([hash]) => !rows.some((row) => row.hash === hash))) refuse("release.unsigned", "the desk does not show a question to counsel that was signed", TELL);
  return rows;
}

async function rowOf(desk: Desk, id: string, row: Readonly<Record<string, Value>>): Promise<AskedOne> {
  const note = utf8(string(row["note"]));
  const hash = hashOf(note);
  const roster = desk.rosters[parseLook(note).look.roster[0] - 1] ?? refuse("statement.wrong-roster", "the question names a roster that is not in the checked chain");
  const [one] = verifyLook(note, roster);
  if (one?.act !== "counsel.ask" || one.case !== id || row["question"] !== hash) refuse("release.unsigned", "the desk shows a question to counsel that nobody signed so", TELL);
  const says = one.says;
  const { who } = desk;
  const reads = readersOf(roster, one.by).some(([name, age]) => name === who.name && age === who.age);
  const question = await questionIn(desk, row, one, roster, reads);
  const [id_, sealed] = [row["answer"] ?? null, bytesOf(row["answered"])];
  let answer: Said | null = null;
  let missing = reads && question === null ? "counsel.withheld" : "";
  if (reads && question !== null && id_ !== null) {
    try {
      if (sealed === null || sealedAs(sha256hex(sealed)) !== id_) refuse("counsel.missing", "it is not here");
      answer = answerTo(question, hash, (await unseal(sealed, [desk.who.ageSecret])).content);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      missing = fault.rule;
    }
  }
  return { hash, by: one.by, sees: string(says["sees"]), until: string(says["until"]), on: string(row["on"]), ended: (row["ended_on"] ?? null) !== null, mine: row["mine"] === true, question, answer, missing };
}

/** The question where it is sealed to this person, as its asker signed it. Throws Refusal. */
async function questionIn({ who }: Desk, row: Readonly<Record<string, Value>>, asked: Statement, roster: Roster, reads: boolean): Promise<Question | null> {
  const sealed = bytesOf(row["bytes"]);
  if (sealed === null) return null;
  if (sealedAs(sha256hex(sealed)) !== asked.says["sealed"]) refuse("release.unsigned", "the question to counsel is not the one that was signed", TELL);
  let inside: Bytes;
  try {
    inside = (await unseal(sealed, [who.ageSecret])).content;
  } catch (fault) {
    if (!(fault instanceof Refusal) || reads || row["mine"] === true) throw fault;
    return null; // who joined since is none of its readers
  }
  const question = questionOf(inside);
  holdTo(question, roster);
  const mine = question.to === who.name && question.key === who.vkey && question.age === who.age;
  if (question.case !== asked.case || question.until !== asked.says["until"] || !(mine || question.readers.some(([name, age]) => name === who.name && age === who.age))) refuse("release.unsigned", "the question to counsel is another one than was signed, or was put to another", TELL);
  const envelope = bytesOf(row["envelope"]);
  if (row["mine"] === true && (envelope === null || sealedAs(sha256hex(envelope)) !== asked.says["envelope"])) refuse("release.unsigned", "what you were given to read with is not what was signed", TELL);
  return question;
}

/** What is signed and handed in to ask. */
export interface Asking {
  readonly act: { readonly act: string; readonly says: Readonly<Record<string, Value>> };
  readonly attached: Attached;
  readonly to: string;
  readonly envelope: Bytes;
}

export type Lines = readonly (readonly [string, string])[];

/** What the lawyer is shown: the case by its key, the case as it stands on this machine (`invited.ts`), or a copy. */
export type Shows = { readonly sees: "case"; readonly copy: Lines; readonly held: Bytes | null } | { readonly sees: "copy"; readonly copy: Lines };

/** Seal a question to one lawyer, with this one case, or with a copy alone. Throws Refusal. */
export async function sealQuestion(desk: Desk, taken: Case, to: Pick<Person, "name" | "age" | "vkey">, text: string, until: string, shows: Shows, now: number): Promise<Asking> {
  const readers = readersOf(desk.roster, desk.who.name);
  const question = questionBytes({ age: to.age, case: taken.id, copy: shows.copy, key: to.vkey, readers, text, to: to.name, until });
  const inside = (content: Bytes, media = "application/json"): Bytes => pack(headerFor(KIND, media, content, now), content);
  const bytes = await encryptTo(inside(question), [...new Set([...readers.map(([, age]) => age), to.age])]);
  const { sees } = shows;
  const envelope = sees === "copy" ? await encryptTo(inside(question), [to.age]) : shows.held ? await encryptTo(inside(shows.held, "application/octet-stream"), [to.age]) : await wrapFor(desk, taken, to.age, now);
  const attached = { id: sealedAs(sha256hex(bytes)), kind: KIND, reader: KIND, bytes };
  return { act: { act: "counsel.ask", says: { sees, until, sealed: attached.id, envelope: sealedAs(sha256hex(envelope)) } }, attached, to: to.name, envelope };
}

/** The case's key in an envelope to one lawyer who is asked about it. Throws Refusal. */
async function wrapFor(desk: Desk, { id, recipient }: Case, age: string, now: number): Promise<Bytes> {
  const { api, who } = desk;
  // Counsel gets no key of a stranger, and none that was not compared.
  if (!(await actsFor(desk, id, { act: "counsel.ask", says: {} })).length) await desk.sign((await compose(desk, id, [])).text);
  const envelope = bytesOf((await api.get(`/v1/cases/${part(id)}/material`))["envelope"]);
  if (envelope === null) refuse("access.no-envelope", `There is no envelope of this case for ${who.name}.`);
  return wrapKey(await unwrapKey(envelope, secretsOf(who), recipient), age, now);
}

/** Hand in what was shown and signed. */
export async function ask(desk: Desk, id: string, text: string, { attached, to, envelope }: Asking): Promise<Done> {
  const body = { note: desk.note(text), attached: [{ ...attached, bytes: base64(attached.bytes) }], to, envelope: base64(envelope) };
  return doneOf(await desk.api.post(`/v1/cases/${part(id)}/counsel`, body));
}

/** An answer, signed and sealed to the question's readers and to who answers. With it ends what was given to read the case with. */
export async function sealAnswer(who: Pick<Identity, "name" | "age" | "seed">, asked: Pick<AskedOne, "hash" | "question">, advice: string, text: string, now: number): Promise<{ question: string; sealed: string; bytes: string }> {
  const { hash, question } = asked;
  if (question === null) misshapen();
  const note = answerNote({ advice, at: moment.write(now), by: who.name, case: question.case, question: hash, text }, who.seed);
  const bytes = await encryptTo(pack(headerFor(KIND, "text/plain", note, now), note), [...new Set([...question.readers.map(([, age]) => age), who.age])]);
  return { question: hash, sealed: sealedAs(sha256hex(bytes)), bytes: base64(bytes) };
}

/** Hand in an answer from the page of a case. Throws Refusal. */
export async function answer(desk: Desk, asked: AskedOne, advice: string, text: string, now: number): Promise<void> {
  await desk.api.post(`/v1/cases/${part(asked.question?.case ?? "")}/counsel/answer`, await sealAnswer(desk.who, asked, advice, text, now));
}

/** The case without identifiers: closed codes, days and counts, and the law's words on them. No text that a person or a sender wrote is in it. */
export function copyOf(fields: Iterable<readonly [string, Value]>, laws: readonly Law[]): Lines {
  const facts = [...fields].filter(([path, value]) => value !== null && !LEFT_OUT.includes(path)).map(([path, value]) => [label(fieldOf(path)), say(fieldOf(path), value)] as const);
  const law = laws.flatMap((one) => [[t("The law suggests:"), one.suggests] as const, ...one.findings.map((each) => [each.effect === "defect" ? t("missing:") : t("for counsel:"), `${each.says} ${each.cited}`.trim()] as const), ...one.grounds.map((each) => [t("Grounds of objection:"), `${each.says} ${each.cited}`.trim()] as const)]);
  return [...facts, ...law].slice(0, 400);
}

/** Identifiers of the case that stand in a text: then it does not go beside a copy. */
export const identifiersIn = (text: string, known: readonly string[]): readonly string[] => known.filter((one) => one.length > 2 && text.toLowerCase().includes(one.toLowerCase()));
