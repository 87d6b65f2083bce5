/** The chain of rosters from a client's pin to the roster in force (docs/reference/events.md, hazard 9.1, ADR 0084); `formats/chain.py` is its twin. */
import * as moment from "./moment.ts";
import { MalformedNote, verifiedNames, type Note } from "./note.ts";
import { refuse, Refusal } from "./refusal.ts";
import { agesOf, NOTICE_HOURS, outside, parse, personOf, producers, releasers, signers, vkeysOf, type Person, type Roster } from "./roster.ts";

const NOTICE = NOTICE_HOURS * 3600 * 1000;
const MIN_SIGNERS = 2;
const STRICTEST = 1_000_000;

/**
 * What a client remembers: desk id, number and hash of the newest roster that it has seen; `base`, the number of the one
 * that was in force for it; `since`, when it first saw each later one. One that is missing there is seen now.
 */
export interface Pin {
  readonly desk: string;
  readonly number: number;
  readonly hash: string;
  readonly base: number;
  readonly since: readonly string[];
}

/** Of a desk that this client never saw, and whose id people compared. */
export const firstPin = (desk: string): Pin => ({ desk, number: 1, hash: desk, base: 1, since: [] });

/** The checked chain, as one client stands before it. */
export interface Line {
  readonly rosters: readonly Roster[];
  /** What this client remembers from now on. */
  readonly pin: Pin;
  /** The one that is in force for this client. */
  readonly inForce: Roster;
  /** By what a release is reckoned: the greatest k, and who stands with the same keys in all that may count. Nobody signed it. */
  readonly strict: Roster;
  /** When the newest is in force for this client; null where it is. */
  readonly until: number | null;
}

interface Link {
  readonly roster: Roster;
  readonly note: Note;
}

/** Roster 1 from its note: signed by everybody on it who signs rosters. */
function checkFounding({ roster, note }: Link): Roster {
  if (roster.number !== 1) {
    refuse("roster.not-founding", `roster ${roster.number} is no founding roster`);
  }
  const good = goodSigners(note, roster.people);
  const missing = signers(roster).filter((one) => !good.has(one.name));
  if (missing.length) refuse("roster.unsigned", `the founding roster lacks the signatures of ${listed(missing)}`);
  return roster;
}

/** Every roster from 1 to the newest, each checked, the pin among them. What is seen for the first time is seen now. */
export function walk(pin: Pin, notes: readonly Uint8Array[], now: number): Line {
  if (!notes[0]) refuse("roster.lower-number", "no roster was given");
  const first = parse(notes[0]);
  if (checkFounding(first).deskId !== pin.desk) {
    refuse("roster.wrong-desk", "this is another desk");
  }
  const links = [first, ...notes.slice(1).map(parse)];
  links.slice(1).forEach(({ roster }, at) => checkLink(links[at]!.roster, roster));
  if (links.length < pin.number) {
    refuse("roster.lower-number", `${pin.number} were seen before, not ${links.length}`);
  }
  if (links[pin.number - 1]?.roster.hash !== pin.hash) {
    refuse("roster.fork", `roster ${pin.number} is another than was seen before`);
  }
  const since = Array.from({ length: links.length - pin.base }, (_, at) => moment.parse(pin.since[at]) ?? now);
  const base = followed(links, pin.base, since, now);
  const left = since.slice(base - pin.base);
  const rosters = links.map(({ roster }) => roster);
  const [inForce, ...waiting] = rosters.slice(base - 1) as [Roster, ...Roster[]];
  const newest = rosters.at(-1) ?? inForce;
  return {
    rosters,
    pin: { desk: pin.desk, number: newest.number, hash: newest.hash, base, since: left.map(moment.write) },
    inForce,
    strict: waiting.length ? stricter(inForce, waiting) : inForce,
    until: left.length ? left.at(-1)! + NOTICE : null,
  };
}

/** Number of the roster in force: each that came is held against those that could still be in force when it came. */
function followed(links: readonly Link[], from: number, since: readonly number[], now: number): number {
  for (let number = 2; number <= from; number += 1) checkAny(links, number, 1);
  let base = from;
  const settle = (newest: number, when: number): void => {
    for (let number = newest; number > base; number -= 1) {
      const [before, one] = [links[base - 1]!.roster, links[number - 1]!];
      const hours = waits(before, one) ? NOTICE : 0;
      if (when < since[number - from - 1]! + hours || lacking(before, one)) continue;
      base = number;
      number = newest + 1;
    }
  };
  since.forEach((when, at) => {
    const number = from + at + 1;
    settle(number - 1, when);
    checkAny(links, number, base);
    settle(number, when);
  });
  settle(links.length, now);
  return base;
}

/** Whether a roster waits, held against the one in force: whatever its text says, where it gives more. */
function waits(base: Roster, { roster, note }: Link): boolean {
  const good = goodSigners(note, base.people);
  return roster.notice > 0 || needsNotice(base, roster).length > 0 || swapped(base, roster).some((one) => !good.has(one.name));
}

/** A roster is agreed to by the people of the one before it, or of the one before those that may only wait. */
function checkAny(links: readonly Link[], number: number, base: number): void {
  let fault: unknown = null;
  for (let at = number - 1; at >= base; at -= 1) {
    const { roster } = links[at - 1]!;
    try {
      const one = links[number - 1]!;
      const missing = lacking(roster, one);
      if (missing) refuse("roster.unsigned", missing);
      return checkNotice(roster, one.roster, goodSigners(one.note, roster.people));
    } catch (found) {
      if (!(found instanceof Refusal)) throw found;
      fault ??= found;
    }
    if (!roster.notice) break;
  }
  throw fault;
}

function stricter(inForce: Roster, waiting: readonly Roster[]): Roster {
  const all = [inForce, ...waiting];
  const k = Math.max(...all.map((one) => one.k || STRICTEST));
  const people = inForce.people.flatMap((person) => {
    const found = all.flatMap((one) => personOf(one, person.name) ?? []);
    const keys = (one: Person): string => [...vkeysOf(one), ...agesOf(one)].join();
    if (found.length < all.length || found.some((one) => keys(one) !== keys(person))) return [];
    // Who is outside in one of them is outside: the word takes away.
    const has = (role: string): boolean => (role === "outside" ? found.some(outside) : found.every(({ roles }) => roles.includes(role)));
    const roles = [...new Set(found.flatMap((one) => one.roles))].filter(has).sort();
    return roles.length ? [{ ...person, roles, key: person.key, ownKey: person.ownKey }] : [];
  });
  return { ...inForce, people, k: k === STRICTEST ? 0 : k };
}

/** What `after` gives that `before` did not: `lower-k`, `new-releaser`, `new-producer`; of own keys, `swapped` tells. */
function needsNotice(before: Roster, after: Roster): readonly string[] {
  const known = new Set(releasers(before).flatMap((one) => [`${one.name} ${outside(one)}`, `${one.name} true`]));
  const found: string[] = [];
  if ((after.k || STRICTEST) < (before.k || STRICTEST)) found.push("lower-k");
  if (releasers(after).some((one) => !known.has(`${one.name} ${outside(one)}`))) found.push("new-releaser");
  const hosts = new Set(producers(before).map(asHost));
  if (producers(after).some((one) => !hosts.has(asHost(one)))) found.push("new-producer");
  return found;
}

const asHost = (one: Person): string => `${one.name} ${one.vkey} ${one.age}`;

function checkLink(previous: Roster, roster: Roster): void {
  if (roster.number > previous.number + 1) {
    refuse("roster.gap", `one is missing before roster ${roster.number}`);
  }
  if (roster.number <= previous.number) {
    const fork = roster.number === previous.number && roster.hash !== previous.hash;
    refuse(`roster.${fork ? "fork" : "lower-number"}`, `roster ${roster.number} comes after ${previous.number}`);
  }
  if (roster.desk !== previous.deskId) refuse("roster.wrong-desk", "the roster belongs to another desk");
  if (roster.previous !== previous.hash) {
    refuse("roster.fork", `roster ${roster.number} follows another roster ${previous.number}`);
  }
}

/** Which signatures of `base` are lacking, as a sentence; empty for none. */
function lacking(base: Roster, { roster, note }: Link): string {
  const people = releasers(base);
  const good = goodSigners(note, base.people);
  if (people.length < MIN_SIGNERS) {
    const missing = signers(base).filter((one) => !good.has(one.name));
    return missing.length ? `fewer than two release, so everybody signs: ${listed(missing)} did not` : "";
  }
  const grown = needsNotice(base, roster).length || swapped(base, roster).length ? base.k : 0;
  const need = Math.max(MIN_SIGNERS, Math.floor(people.length / 2) + 1, grown);
  const have = people.filter((one) => good.has(one.name)).length;
  return have < need ? `${have} of ${people.length} releasers of roster ${base.number} signed; ${need} must` : "";
}

function checkNotice(base: Roster, roster: Roster, good: Set<string>): void {
  if (roster.notice) return;
  // Who holds the old own key may change it at once; a change behind the holder's back waits.
  const alone = swapped(base, roster).filter((one) => !good.has(one.name));
  if (alone.length) {
    refuse("roster.swapped-key", `the own key of ${listed(alone)} changes without the old one`);
  }
  const reasons = needsNotice(base, roster);
  if (reasons.length) {
    refuse("roster.notice", reasons.join(" and "));
  }
}

function swapped(before: Roster, after: Roster): readonly Person[] {
  return after.people.filter((one) => {
    const old = personOf(before, one.name);
    return !!old?.own && !!one.own && (old.own.age !== one.own.age || old.own.vkey !== one.own.vkey);
  });
}

function goodSigners(note: Note, people: readonly Person[]): Set<string> {
  try {
    return verifiedNames(note, people.flatMap((one) => one.ownKey ?? []));
  } catch (fault) {
    if (fault instanceof MalformedNote) refuse("roster.bad-signature", fault.message);
    throw fault;
  }
}

function listed(people: readonly Person[]): string {
  return people.map((one) => one.name).join(", ");
}
