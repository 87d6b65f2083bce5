/**
 * A statement on a case is composed here, and rests on what this program fetched and checked: the desk drafts nothing.
 *
 * `basis` is hashed here from the facts that were fetched (`case/basis.py` is its twin); `revision` is held against the
 * highest one that anybody signed or this browser saw; what a statement names by its hash is a colleague's own signed
 * statement, about this item and not overtaken since (`client/fetched_case.py`).
 */
import { ACTS } from "../acts/words.ts";
import { concat, sha256hex, utf8 } from "../formats/bytes.ts";
import { encode, equal, isObject, type Value } from "../formats/canonical.ts";
import { refuse, Refusal } from "../formats/refusal.ts";
import { personOf, type Roster } from "../formats/roster.ts";
import * as statements from "../formats/statement.ts";
import { type Says, type Statement } from "../formats/statement.ts";
import { part } from "./api.ts";
import { list, string, type Composed, type Desk } from "./desk.ts";
import { readSeen, writeSeen } from "./pins.ts";

const TELL = "Tell the others before you sign anything.";
const KEYS = ["authority", "callers", "case", "face", "items", "recipient", "refiled", "roster", "shelf"];
/** Of these a later one about the same item takes the place of an earlier one. */
const ANEW = ["decision.propose", "outside.propose"];
/** What takes back names the proposal by its hash: it counts, whatever revision the desk had its signer write. */
const TAKES_BACK = ["decision.send_back", "decision.withdraw"];

/** What was fetched of a case, once it was checked. */
export interface Looked {
  readonly id: string;
  readonly revision: number;
  /** Hash of what is relied on. */
  readonly basis: string;
  /** What is relied on, as it is hashed. */
  readonly relied: Readonly<Record<string, Value>>;
  /** Every statement of the case that verifies, by its hash: one that takes back counts whoever has left since. */
  readonly signed: ReadonlyMap<string, Statement>;
  /** Those that can be rested on: their signers still here with the same keys. */
  readonly counts: ReadonlyMap<string, Statement>;
  readonly notes: readonly string[];
}

/** The hash of what a decision relies on. */
export function basisOf(relied: Value): string {
  return sha256hex(concat(utf8("dueprocess/basis/1"), Uint8Array.of(0), encode(relied)));
}

/** Fetch what statements on a case rest on, and check it. Throws Refusal by the name of what does not hold. */
export async function look(desk: Desk, id: string): Promise<Looked> {
  const shown = await desk.api.get(`/v1/cases/${part(id)}/evidence`);
  const { relied, revision } = shown;
  if (shown["case"] !== id || !isObject(relied, KEYS) || relied["case"] !== id) refuse("counter.form", "the desk answered about another case", TELL);
  if (typeof revision !== "number" || !Number.isSafeInteger(revision)) refuse("counter.form", "the desk's answer is not of the agreed form");
  if (relied["roster"] !== desk.roster.number) {
    refuse("vault.other-roster", "another roster is in force since this vault was unlocked", "Lock the vault and unlock it again.");
  }
  const contact = string(shown["contact"]);
  if (relied["recipient"] !== (contact ? sha256hex(utf8(contact)) : "")) refuse("authority.unverified", "the desk shows another contact than decisions rely on", TELL);
  const notes = list(shown["notes"]).map(string);
  const signed = gathered(desk, id, notes);
  const highest = Math.max(readSeen(desk.store, id), ...[...signed.values()].filter((one) => one.case === id).map((one) => one.revision));
  if (revision < highest) refuse("release.older-than-seen", `revision ${highest} was signed or seen before; the desk says ${revision}`, TELL);
  writeSeen(desk.store, id, highest);
  return { id, revision, basis: basisOf(relied), relied, signed, counts: standing(desk, signed), notes };
}

/** The statement's text, and the statements on which it rests. Throws Refusal where it rests on what nobody signed so. */
export async function compose(desk: Desk, act: string, id: string, says: Says): Promise<Composed> {
  const looked = await look(desk, id);
  checkRests(looked, act, says);
  return { text: desk.text(act, id, says, looked), notes: looked.notes, relied: looked.relied };
}

/** The statements that `says` names by their hashes: each signed as that, about this item, and still standing. Throws Refusal. */
export function checkRests(looked: Looked, act: string, says: Says): readonly Statement[] {
  const fields = ACTS[act]?.fields ?? [];
  return fields.filter((field) => field.rests && says[field.key] !== "").map((field) => {
    const one = looked.counts.get(string(says[field.key]));
    if (one === undefined || one.act !== field.rests || one.case !== looked.id || !equal(one.says["item"] ?? null, says["item"] ?? null)) {
      refuse("release.unsigned", "what you would rest on is not a valid statement about this", TELL);
    }
    for (const other of fields.filter((each) => each.filled && !each.rests)) {
      if (!equal(one.says[other.key] ?? null, says[other.key] ?? null)) refuse("release.unsigned", "what you would rest on says something else", TELL);
    }
    const overtakes = (each: Statement): boolean => ANEW.includes(one.act) && each.act === one.act && each !== one && each.says["item"] === one.says["item"] && each.revision > one.revision;
    const later = [...looked.signed.values()].some((each) => overtakes(each) || (TAKES_BACK.includes(each.act) && each.says["proposal"] === says[field.key]));
    if (act === "decision.approve" && one.basis !== looked.basis) refuse("grant.basis", "the facts, the recipient, the law or the roster are not those on which it was proposed", "Look at the case again; it may have to be proposed anew.");
    if (later) refuse("grant.withdrawn", "it was taken back, sent back or proposed anew since", "Look at the case again.");
    return one;
  });
}

/** Notes of the case, and of the desk where they say who an authority is or that a key is retired; what does not verify is left out. */
function gathered(desk: Desk, id: string, notes: readonly string[]): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  for (const note of notes.map(utf8)) {
    try {
      const { statement } = statements.parse(note);
      const roster = desk.rosters[statement.roster - 1];
      if (roster === undefined || (statement.case !== id && statement.act !== "key.retire")) continue;
      found.set(statements.hashOf(note), statements.verify(note, roster));
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
    }
  }
  return found;
}

/** Of those, what grants something still: whoever left, has another key or retired it, is not rested on. */
function standing(desk: Desk, signed: ReadonlyMap<string, Statement>): ReadonlyMap<string, Statement> {
  const key = (roster: Roster | undefined, name: string): string | undefined => (roster ? personOf(roster, name)?.vkey : undefined);
  const of = (one: Statement): string | undefined => key(desk.rosters[one.roster - 1], one.by);
  const retired = new Set([...signed.values()].filter((one) => one.act === "key.retire").map(of));
  return new Map([...signed].filter(([, one]) => of(one) === key(desk.roster, one.by) && !retired.has(of(one))));
}
