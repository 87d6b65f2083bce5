/** Which cases two people purged, by what both signed on the desk's own chain (`formats/purges.py` and `release/purging.py` are its twins). */
import type { Bytes } from "./bytes.ts";
import { isObject, type Value } from "./canonical.ts";
import { DESK, headsOf, isOwn } from "./links.ts";
import { misshapen, Refusal, refuse, TELL } from "./refusal.ts";
import { HEX, personOf, retires, vkeysOf, type Roster } from "./roster.ts";
import { parseLook, verifyLook, type Says, type Statement } from "./statement.ts";

const KEYS = ["case", "counted", "forget", "mark"];
const SECOND = ["approver", "releaser"];

export interface Purge {
  readonly says: Says;
  readonly by: readonly string[];
  readonly at: string;
}

/** Those that stand by two signatures, and those that wait for a second person, by case. */
export interface Purges {
  readonly stand: ReadonlyMap<string, Purge>;
  readonly wait: ReadonlyMap<string, Purge>;
}

/** What the notes of the desk's own chain purge, in their order. `now`: the roster in force; `latest`: what is dated after it is passed over. */
export function purgesOf(rosters: readonly Roster[], chains: ReadonlyMap<string, readonly Bytes[]>, now: Roster, latest: string): Purges {
  const stand = new Map<string, Purge>();
  const wait = new Map<string, Purge>();
  for (const one of standing(rosters, chains, now, latest, "case.purge")) {
    const { at, by, says } = one;
    const id = says["case"];
    if (!personOf(rosters[one.roster[0] - 1]!, by)?.roles.some((role) => SECOND.includes(role)) || typeof id !== "string" || stand.has(id)) continue;
    const first = wait.get(id);
    const same = first !== undefined && KEYS.every((name) => first.says[name] === says[name]);
    if (same && first.by.includes(by)) continue;
    (same ? stand : wait).set(id, { says, by: same ? [...first.by, by] : [by], at });
    if (same) wait.delete(id);
  }
  return { stand, wait };
}

/** Acts of a name on the desk itself that count: verified, not dated ahead, and where their key is retired, seen by somebody else before. */
export function standing(rosters: readonly Roster[], chains: ReadonlyMap<string, readonly Bytes[]>, now: Roster, latest: string, name: string): readonly (ReturnType<typeof verified>[number] & { readonly place: number })[] {
  const signed = chains.get(DESK)!.flatMap((note, place) => verified(rosters, note, [name, "key.retire"]).map((one) => ({ ...one, place })));
  const retired = new Map<string | undefined, number>();
  for (const one of signed) {
    const gone = retires(personOf(rosters[one.roster[0] - 1]!, one.by), one);
    if (gone && !retired.has(gone)) retired.set(gone, one.place);
  }
  const reach = retired.size ? witnesses(rosters, chains, now, retired) : [];
  return signed.filter(({ act, at, by, key, place, ...one }) => {
    const gone = retired.get(key);
    const inTime = gone === undefined || (place < gone && reach.some(([who, size]) => who !== by && place < size));
    // Who signed stood with that key on every roster that was made before: it names how many notes on the desk there were.
    const made = rosters.filter(({ number, seen }) => number > one.roster[0] && seen !== null && seen[0] <= place);
    const stood = made.every(({ people }) => people.some((other) => other.name === by && vkeysOf(other).includes(String(key))));
    return act === name && one.case === null && inTime && stood && at <= latest;
  });
}

/** Who saw how many notes on the desk itself, by a key that stands: what a retired key signed counts up to there, whatever its date (`_witnessed` in `formats/standing.py`). */
function witnesses(rosters: readonly Roster[], chains: ReadonlyMap<string, readonly Bytes[]>, now: Roster, retired: ReadonlyMap<string | undefined, number>): readonly (readonly [string, number])[] {
  const heads = headsOf(now.deskId, DESK, chains.get(DESK)!);
  return [...chains.values()].flat().flatMap((note) => verified(rosters, note)).flatMap((one) => {
    const { key } = one;
    const mark = one.case === null ? one.seen : one.beside?.find(([of]) => of === DESK)?.slice(1);
    const [size, head] = (mark ?? []) as readonly [number?, string?];
    return size !== undefined && heads[size] === head && personOf(now, one.by)?.own?.vkey === key && !retired.has(key) ? [[one.by, size] as const] : [];
  });
}

/** Hashes of the notes of each chain that the desk says was purged. Throws Refusal. */
export function leftOf(shown: Value | undefined): ReadonlyMap<string, readonly string[]> {
  if (shown === undefined) return new Map();
  if (!isObject(shown)) misshapen();
  return new Map(Object.entries(shown).map(([id, names]) => [id, Array.isArray(names) && names.every((name) => typeof name === "string" && HEX.test(name)) ? (names as string[]) : misshapen()] as const));
}

/** Whether what is missing was destroyed by two people, and what they destroyed is missing. Throws Refusal. */
export function checkPurged(desk: string, chains: ReadonlyMap<string, readonly Bytes[]>, left: ReadonlyMap<string, readonly string[]>, purges: Purges): void {
  for (const [id, links] of chains) {
    const purge = purges.stand.get(id);
    if (purge === undefined && left.has(id)) refuse("chain.missing", `what was signed on case ${id} is not here, and no two people signed that it was destroyed`, TELL);
    if (purge === undefined) continue;
    if (!left.has(id) || links.some(isOwn)) refuse("chain.purged", `${purge.by.join(", ")} purged case ${id}, and the desk still shows what was signed on it`, TELL);
    if (headsOf(desk, id, links).at(-1) !== purge.says["mark"]) refuse("chain.missing", `the history of case ${id} does not end where ${purge.by.join(", ")} signed that it ends`, TELL);
  }
}

function verified(rosters: readonly Roster[], note: Bytes, acts?: readonly string[]): readonly (Statement & { readonly company: boolean })[] {
  try {
    const { look } = parseLook(note);
    const roster = rosters[look.roster[0] - 1];
    return roster === undefined || (acts && !look.acts.some(({ act }) => acts.includes(act))) ? [] : verifyLook(note, roster).map((one) => ({ ...one, company: look.acts.length > 1 }));
  } catch (fault) {
    if (fault instanceof Refusal) return [];
    throw fault;
  }
}
