/** What waits on a case for a second person, and what its people signed of what the desk says. What that person reads is compared in `comparing.ts`. */
import { isObject, type Value } from "../formats/canonical.ts";
import { Refusal, refuse, TELL } from "../formats/refusal.ts";
import { KINDS, mark, selector, type Selector } from "../formats/selector.ts";
import type { Statement } from "../formats/statement.ts";
import { asked } from "./asked.ts";
import { checkRests, decisionOn, look, type Looked } from "./compose.ts";
import { list, type Desk } from "./desk.ts";
import { alike, factsIn, MADE_READY, relyOn } from "./voices.ts";

/** Outcomes that give, confirm, deny or remove something of a person (`GIVES` of `case/decisions.py`). */
const GIVES = ["comply", "partial", "no_data", "not_executable", "under_protest"];
/** Roles of a second person (`acts/who.py`). */
const SECOND = ["approver", "releaser"];
/** Kinds that name categories of data. */
export const OF_DATA = ["disclosure", "preservation", "interception"];
const NOBODYS = "0".repeat(64);

/** A colleague's proposal on one item, which waits for this person. */
export interface Waiting {
  readonly item: number;
  /** Hash of the proposal, as the desk names it. */
  readonly proposal: string;
  /** The colleague's own statement; null where it cannot be agreed to, and `refused` says why. */
  readonly statement: Statement | null;
  readonly refused: Refusal | null;
}

/** A fact, and who signed it. */
export interface Fact {
  readonly value: Value;
  readonly by: string;
}

/** Whether this person is ever the second one. */
export const isSecond = (desk: Desk): boolean => desk.me.roles.some((role) => SECOND.includes(role));

/** What of a case waits for this person, and the case as it was looked at; null where nothing does. */
export interface Proposed {
  readonly looked: Looked;
  readonly waiting: readonly Waiting[];
}

export async function proposedOn(desk: Desk, id: string): Promise<Proposed | null> {
  if (!isSecond(desk)) return null;
  const looked = await look(desk, id);
  const waiting = await waitingFor(desk, looked);
  return waiting.length ? { looked, waiting } : null;
}

/** What on a case waits for this person. Empty where nothing does, or where somebody else agrees. */
export async function waitingFor(desk: Desk, looked: Looked): Promise<readonly Waiting[]> {
  const me = desk.who.name;
  if (!isSecond(desk) || list(looked.relied["callers"]).includes(me)) return [];
  // Whoever typed what all items rest on, or a fact of this one, agrees to nothing of it (`typists` of `case/`).
  const mine = [...typedOf(looked)].flatMap(([path, { by }]) => (by === me ? [path] : []));
  const numbers = list(looked.relied["items"]).flatMap((one) => (isObject(one) && typeof one["number"] === "number" ? [one["number"]] : []))
    .filter((number) => !mine.some((path) => !path.startsWith("items.") || path.startsWith(`items.${number}.`)));
  const found = await Promise.all(numbers.map((item) => waitingOn(desk, looked, item)));
  return found.filter((one) => one !== null);
}

/** The last statement that typed or confirmed each fact, by its path (`_typed` in `case/case_events.py`). */
export function typedOf(looked: Looked): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  for (const one of looked.signed.values()) {
    for (const [path] of factsIn(looked.id, one)) found.set(path, one);
  }
  return found;
}

async function waitingOn(desk: Desk, looked: Looked, item: number): Promise<Waiting | null> {
  const { filled } = await asked(desk, "decision.approve", looked.id, item);
  const proposal = String(filled["proposal"] ?? NOBODYS);
  if (proposal === NOBODYS) return null;
  if (looked.signed.get(proposal)?.by === desk.who.name) return null;
  try {
    const [statement] = checkRests(looked, "decision.approve", { differs: "", item, proposal }, desk.who.name);
    return { item, proposal, statement: statement ?? null, refused: null };
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return { item, proposal, statement: null, refused: fault };
  }
}

/** Whether the original is read, and three blanks are filled in from it, before anybody agrees. */
export const gives = ({ statement }: Waiting): boolean => statement !== null && GIVES.includes(String(statement.says["outcome"]));

export const isMadeReady = ({ statement }: Waiting): boolean => statement !== null && MADE_READY.includes(String(statement.says["outcome"]));

/**
 * A fact that the decision relies on, by whom it was signed last; `by` is empty where no statement of this case says it.
 * Throws Refusal where the desk relies on another value than was signed.
 */
export function factOf(looked: Looked, path: string): Fact {
  const value = relyOn(looked, path);
  // A fact that somebody read stays read, whoever has left since.
  const last = typedOf(looked).get(path);
  const signed = last ? (new Map(factsIn(looked.id, last)).get(path) ?? null) : null;
  if (last && !alike(signed, value)) refuse("release.unsigned", "the desk relies on another fact than was signed", TELL);
  return { value, by: last?.by ?? "" };
}

/** Without the fields of items of which two people signed that they ended: nobody reads those any more. */
export function living<T>({ id, signed }: Looked, fields: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const over = [...signed.values()].filter(({ act, by, case: of, says }) => {
    const said = signed.get(String(says["proposal"]));
    return act === "item.end" && of === id && says["answer"] === "ended" && said?.act === "item.change" && said.case === id && said.says["item"] === says["item"] && said.by !== by;
  }).map(({ says }) => `items.${String(says["item"])}.`);
  return new Map([...fields].filter(([path]) => !over.some((prefix) => path.startsWith(prefix))));
}

/**
 * What the desk's form says of the facts, held against what decisions rely on and what was signed: confirmed is what a
 * colleague signed so. Null where the desk's two answers differ, as they do when somebody confirms between them.
 */
export function heldTo<T extends { readonly value: Value; readonly confirmed: boolean }>(looked: Looked, fields: ReadonlyMap<string, T>): ReadonlyMap<string, T> | null {
  if ([...typedOf(looked).keys()].some((path) => !fields.has(path))) return null;
  const facts = new Map([...fields.keys()].map((path) => [path, factOf(looked, path)] as const));
  if ([...fields].some(([path, one]) => !alike(one.value, facts.get(path)?.value ?? null))) return null;
  return new Map([...fields].map(([path, one]) => [path, { ...one, confirmed: one.confirmed && facts.get(path)?.by !== "" }]));
}

/** What the desk says of an item, and what was signed of it: the outcome by its people, a silence by whoever recorded it. */
export interface Stated {
  readonly signed: boolean;
  /** As the desk says, where people signed a letter that answers this decision; else none. */
  readonly letter: string;
  readonly silent: boolean;
  readonly silenceSigned: boolean;
  /** Those of the desk's answers that somebody signed last; any other question is asked again. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Whether people of this case signed what the desk says of an item; a silence that was signed and not ended stands, whatever it says. */
export function statedOf(looked: Looked, item: { readonly number: number; readonly deciding: string; readonly outcome: string; readonly letter: string; readonly silent: boolean; readonly answers: Readonly<Record<string, string>> }, today: string): Stated {
  const of = (act: string): Statement[] => [...looked.signed.values()].filter((one) => one.case === looked.id && one.act === act && one.says["item"] === item.number);
  const proposed = [...looked.signed].filter(([, one]) => one.case === looked.id && one.act === "decision.propose" && one.says["item"] === item.number && (!item.outcome || one.says["outcome"] === item.outcome));
  const agreed = of("decision.approve").filter((one) => proposed.some(([hash, { by }]) => hash === one.says["proposal"] && by !== one.by));
  // A letter answers the decision that it names; what the desk says of any other is no answer to this one.
  const decision = decisionOn(looked.signed, looked.id, item.number);
  const backs = of("letter.take_back").map(({ says }) => says["letter"]);
  const sent = decision !== "" && [...looked.signed].some(([hash, { act, case: on, says }]) => act === "letter.send" && on === looked.id && !backs.includes(hash) && list(says["rests"])[list(says["items"]).indexOf(item.number)] === decision);
  const signed = item.deciding === "proposed" || !GIVES.includes(item.outcome) ? proposed.length > 0 : agreed.length > 0;
  const recorded = [...looked.signed].filter(([, one]) => one.case === looked.id && one.act === "secrecy.record" && one.says["item"] === item.number);
  // What nobody agreed to yet can be refused, by whoever recorded it too; what two signed ends by its end alone.
  const answered = of("secrecy.agree");
  const byTwo = answered.filter(({ by, says }) => says["answer"] === "agreed" && looked.signed.get(String(says["record"]))?.by !== by).map(({ says }) => says["record"]);
  const over = [...of("secrecy.end").flatMap(({ says }) => list(says["silences"])), ...answered.filter(({ says }) => says["answer"] === "refused" && !byTwo.includes(says["record"] ?? null)).map(({ says }) => says["record"])];
  const stands = recorded.some(([hash, { says }]) => !over.includes(hash) && (says["until"] === null || String(says["until"]) >= today));
  const said = new Map(of("gate.answer").map(({ says }) => [says["question"], says["answer"]]));
  const answers = Object.fromEntries(Object.entries(item.answers).filter(([question, answer]) => said.get(question) === answer));
  return { signed, letter: sent ? item.letter : "none", silent: item.silent || stands, silenceSigned: recorded.length > 0, answers };
}

/** Whether somebody signed that this is what an item names, under whatever handle and as whatever kind. */
export function isMarked(looked: Looked, key: Uint8Array, text: string): boolean {
  const signed = [...looked.counts.values()].filter((one) => one.act === "target.read" && one.case === looked.id);
  const ways = signed.length ? KINDS.flatMap((kind) => written(kind, text, { at: "", offset: "", port: 0 })) : [];
  return signed.some(({ says }) => ways.some((way) => says["mark"] === mark(key, String(says["handle"]), way)));
}

/** A text as an identifier of a kind, with the time and port of another; nothing where it is none. */
export function written(kind: string, text: string, { at, offset, port }: Pick<Selector, "at" | "offset" | "port">): readonly Selector[] {
  const ip = kind === "ip";
  try {
    return [selector(kind, text, ip ? at : "", ip ? offset : "", ip ? port : 0)];
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return [];
  }
}
