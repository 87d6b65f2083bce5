/** Notes that two others struck out: links whose marks are held against nobody, and which give nothing (`formats/strikes.py` is its twin). */
import { hex, sha256, type Bytes } from "./bytes.ts";
import { isObject, type Value } from "./canonical.ts";
import { standing } from "./purges.ts";
import { outside, personOf, signers, type Roster } from "./roster.ts";
import { hashOf, parseLook, type Look } from "./statement.ts";

/** What left the house or cannot be undone: a note with one of them, or on which one of them rests, is not struck. */
const FINAL = ["letter.send", "release.done", "outside.done", "notice.record", "notice.confirm", "publication.publish", "document.publish", "report.publish", "report.correct", "score.publish", "case.split", "case.merge", "case.key_seen", "forget.approve", "case.purge", "statement.strike"];

/** Keys under which an act names what it rests on; under others its author is free to write a hash. */
const RESTS = /^(agreements|approval|cost|deal|done|forget|letter|order|proposal|question|record|rests|silences|start|verification)$/;

/** Who struck out each note so far, and the notes that nobody strikes out any more; both by SHA-256. */
export interface Strikes {
  readonly by: ReadonlyMap<string, ReadonlySet<string>>;
  readonly final: ReadonlySet<string>;
}

/** SHA-256 of each note that is struck out, of those that are shown. */
export const struckOf = (...shown: Parameters<typeof strikesOf>): ReadonlySet<string> => new Set([...strikesOf(...shown).by].flatMap(([name, by]) => (by.size > 1 ? [name] : [])));

export function strikesOf(rosters: readonly Roster[], notes: readonly Bytes[], chains: ReadonlyMap<string, readonly Bytes[]>, now: Roster, latest: string): Strikes {
  const looks = new Map(notes.flatMap((note) => lookIn(note).map((look) => [note, look] as const)));
  const named = new Map([...looks].flatMap(([note, look]) => look.acts.map((_, at) => [hashOf(note, at + 1), note] as const)));
  const final = finalOf(looks, named);
  const said = new Map<Bytes, Set<string>>();
  for (const { by, company, roster, says } of standing(rosters, chains, now, latest, "statement.strike")) {
    const note = named.get(String(says["statement"]));
    const of = rosters[roster[0] - 1]!;
    const person = personOf(of, by);
    const mayLift = person !== null && signers(of).includes(person) && !outside(person);
    if (note === undefined || final.has(note) || looks.get(note)!.by === by || !mayLift || company || !isObject(says, ["statement"])) continue;
    said.set(note, (said.get(note) ?? new Set()).add(by));
  }
  const name = (note: Bytes): string => hex(sha256(note));
  return { by: new Map([...said].map(([note, by]) => [name(note), by])), final: new Set([...final].map(name)) };
}

function finalOf(looks: ReadonlyMap<Bytes, Look>, named: ReadonlyMap<string, Bytes>): ReadonlySet<Bytes> {
  const found = new Set([...looks].filter(([, look]) => look.acts.some(({ act }) => FINAL.includes(act))).map(([note]) => note));
  for (const one of found) {
    const said = looks.get(one)!.acts.flatMap(({ act, says }) => Object.entries(says).flatMap(([key, value]) => (RESTS.test(key) || (key === "key" && act === "case.key_seen") ? texts(value) : [])));
    for (const text of said) if (named.has(text)) found.add(named.get(text)!);
  }
  return found;
}

const texts = (value: Value): readonly string[] => (typeof value === "string" ? [value] : value !== null && typeof value === "object" ? Object.values(value).flatMap((inner) => texts(inner as Value)) : []);

function lookIn(note: Bytes): readonly Look[] {
  try {
    return [parseLook(note).look];
  } catch {
    return [];
  }
}
