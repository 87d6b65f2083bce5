/**
 * What the law answers. One's own vault reckons it by its own law files, in the process that serves this page
 * (`client/vault_law.py`, ADR 0066); in a page that the desk serves it is the server's word. Statements say which.
 */
import { concat, sha256hex, utf8 } from "../formats/bytes.ts";
import { encode, isObject, type Value } from "../formats/canonical.ts";
import { misshapen, otherCase } from "../formats/refusal.ts";
import { HEX } from "../formats/roster.ts";
import type { LawAnswer, Said } from "../formats/statement.ts";
import { part, type Answer } from "./api.ts";
import { list, string, type Desk, type Reckoned } from "./desk.ts";
import { readSeen } from "./pins.ts";
import { told } from "./own.ts";

/** Acts that hang on what the law answers about their item (`HANGS_ON_LAW` in `formats/statement.py`). */
const HANGS = ["decision.propose", "decision.approve", "gate.answer", "secrecy.record"];

/** What the desk hands out of a case, so that it can be judged. */
export interface Handed {
  readonly shown: Answer;
  readonly law: Record<string, Value>;
}

export async function handed(desk: Desk, id: string, shown?: Answer): Promise<Handed> {
  const [law, evidence] = await Promise.all([desk.api.get(`/v1/cases/${part(id)}/law`), shown ?? desk.api.get(`/v1/cases/${part(id)}/evidence`)]);
  if (law["case"] !== id || evidence["case"] !== id) otherCase();
  return { shown: evidence, law };
}

/**
 * Reckon it by one's own vault. `relied` is what is signed for; `law` the desk's word for just that; `items` those about
 * which something is to be signed; `compared`, where somebody agrees: the cases of which this page compared the key. Throws Refusal `relied.law` where the same law answers something else here.
 */
export async function reckon(desk: Desk, { shown, law }: Handed, relied: Readonly<Record<string, Value>>, says: Value, items: readonly number[], compared: readonly string[] | null = null): Promise<Reckoned | null> {
  if (desk.askLaw === null) return null;
  const { who } = desk;
  const question = { me: who.name, vkey: desk.vkey, pin: desk.line.pin, seen: readSeen(desk.store, string(shown["case"])), shown, relied, law: { ...law, law: says }, items, compared };
  const found = told(await desk.askLaw(question));
  const rows = (key: string): string[][] => list(found[key]).map((row) => list(row).map(String));
  return { answer: answersOf(found["answer"]), files: rows("files"), answers: rows("answers"), signed: rows("signed"), since: string(found["since"]), hangsOn: list(found["hangs_on"]).map(string) };
}

export interface Answered {
  readonly law: LawAnswer | null;
  readonly reckoned: Reckoned | null;
  readonly hangsOn: readonly string[];
}

/** What a look says of the law's answer to the items of its acts, what was reckoned, and on which facts it hangs; null where no act hangs on it. */
export async function answered(desk: Desk, id: string, shown: Answer, relied: Readonly<Record<string, Value>>, says: Value | undefined, acts: readonly Said[]): Promise<Answered> {
  const items = [...new Set(acts.flatMap(({ act, says: { item } }) => (HANGS.includes(act) && typeof item === "number" ? [item] : [])))];
  if (!items.length) return { law: null, reckoned: null, hangsOn: [] };
  const all = await handed(desk, id, shown);
  const word = says ?? all.law["law"] ?? null;
  const reckoned = await reckon(desk, all, relied, word, items, acts.some(({ act }) => act === "decision.approve") ? [...desk.compared.keys()] : null);
  const answers = isObject(word) && isObject(word["answers"]) ? Object.entries(word["answers"]) : [];
  const hashes = reckoned?.answer ?? Object.fromEntries(answers.map(([item, one]) => [item, sha256hex(concat(utf8("dueprocess/answer/1"), Uint8Array.of(0), encode(one)))]));
  const named = Object.entries(hashes).filter(([item]) => items.includes(Number(item)));
  // The desk can name more than one's own vault reckons, never less.
  const told = isObject(word) && isObject(word["hangs_on"]) ? word["hangs_on"] : {};
  const hangsOn = [...(reckoned?.hangsOn ?? []), ...items.flatMap((item) => list(told[item] ?? []).map(string))];
  return { law: named.length ? { answer: Object.fromEntries(named), by: reckoned ? "vault" : "desk" } : null, reckoned, hangsOn };
}

function answersOf(value: Value | undefined): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((one) => HEX.test(String(one)))) misshapen();
  return value as Record<string, string>;
}
