/** The chain of rosters from a client's pin to the roster in force (docs/reference/events.md, hazard 9.1). */
import { MalformedNote, verifiedNames, type Note } from "./note.ts";
import { refuse } from "./refusal.ts";
import { outside, parse, producers, releasers, signers, NOTICE_HOURS, type Person, type Roster } from "./roster.ts";

export const NOTICE = NOTICE_HOURS * 3600 * 1000;
export const SKEW = 10 * 60 * 1000;
const MIN_SIGNERS = 2;

/** What a client remembers: desk id, and number and hash of the newest roster that it has seen. */
export interface Pin {
  readonly desk: string;
  readonly number: number;
  readonly hash: string;
}

export const pinOf = (roster: Roster): Pin => ({ desk: roster.deskId, number: roster.number, hash: roster.hash });

/** Roster 1 from its note: signed by everybody on it who signs rosters. */
export function checkFounding(data: Uint8Array): Roster {
  const { roster, note } = parse(data);
  if (roster.number !== 1) {
    refuse("roster.not-founding", `roster ${roster.number} is no founding roster; begin with number 1`);
  }
  const good = goodSigners(note, roster.people);
  const missing = signers(roster).filter((one) => !good.has(one.name));
  if (missing.length) refuse("roster.unsigned", `the founding roster lacks the signatures of ${listed(missing)}`);
  return roster;
}

/** Roster N + 1 from its note, held against roster N and the roster in force when it was made. */
export function checkSuccessor(previous: Roster, data: Uint8Array, now: number, inForceThen?: Roster): Roster {
  const { roster, note } = parse(data);
  const base = inForceThen ?? previous;
  checkLink(previous, roster);
  if (roster.made < previous.made || roster.made > now + SKEW) {
    refuse("roster.time", "the roster was made before the one that it follows, or in the future");
  }
  const good = goodSigners(note, base.people);
  checkMajority(base, roster, good);
  checkNotice(base, roster, good);
  return roster;
}

/** Every roster from 1 to the newest, each checked, the pin among them. */
export function walk(pin: Pin, notes: readonly Uint8Array[], now: number): readonly Roster[] {
  const [first, ...later] = notes;
  if (first === undefined) refuse("roster.lower-number", `no roster was given; number ${pin.number} was seen before`);
  const rosters = [checkFounding(first)];
  if (rosters[0]?.deskId !== pin.desk) {
    refuse("roster.wrong-desk", "the founding roster is not the pinned one: this is another desk");
  }
  for (const data of later) {
    const made = parse(data).roster.made;
    rosters.push(checkSuccessor(last(rosters), data, now, inForce(rosters, made)));
  }
  if (rosters.length < pin.number) {
    refuse("roster.lower-number", `number ${pin.number} was seen before; the chain ends at ${rosters.length}`);
  }
  if (rosters[pin.number - 1]?.hash !== pin.hash) {
    refuse("roster.fork", `roster ${pin.number} is not the one that was seen before: there are two`);
  }
  return rosters;
}

/** Of a checked chain, the newest roster whose effect has come. */
export function inForce(rosters: readonly Roster[], now: number): Roster {
  const found = rosters.filter((one) => one.effective <= now).at(-1) ?? rosters[0];
  return found ?? refuse("roster.lower-number", "no roster was given");
}

/**
 * Why `after` waits 72 hours: `lower-k`, `new-releaser`, `new-producer`; empty where it need not. A host whose key
 * changed is a new one, and so is an outside releaser who is to be one of the house; of own keys, `swapped` tells.
 */
export function needsNotice(before: Roster, after: Roster): readonly string[] {
  const known = new Set(releasers(before).flatMap((one) => [`${one.name} ${outside(one)}`, `${one.name} true`]));
  const found: string[] = [];
  if ((after.k || 1_000_000) < (before.k || 1_000_000)) found.push("lower-k");
  if (releasers(after).some((one) => !known.has(`${one.name} ${outside(one)}`))) found.push("new-releaser");
  const hosts = new Set(producers(before).map(asHost));
  if (producers(after).some((one) => !hosts.has(asHost(one)))) found.push("new-producer");
  return found;
}

const asHost = (one: Person): string => `${one.name} ${one.vkey} ${one.age}`;

function checkLink(previous: Roster, roster: Roster): void {
  if (roster.number > previous.number + 1) {
    refuse("roster.gap", `roster ${roster.number} does not follow ${previous.number}: one is missing`);
  }
  if (roster.number <= previous.number) {
    const fork = roster.number === previous.number && roster.hash !== previous.hash;
    refuse(`roster.${fork ? "fork" : "lower-number"}`, `roster ${roster.number} comes after ${previous.number}`);
  }
  if (roster.desk !== previous.deskId) refuse("roster.wrong-desk", "the roster belongs to another desk");
  if (roster.previous !== previous.hash) {
    refuse("roster.fork", `roster ${roster.number} follows another roster ${previous.number} than this one`);
  }
}

function checkMajority(base: Roster, roster: Roster, good: Set<string>): void {
  const people = releasers(base);
  if (people.length < MIN_SIGNERS) {
    const missing = signers(base).filter((one) => !good.has(one.name));
    if (missing.length) {
      refuse("roster.unsigned", `fewer than two release, so everybody signs: ${listed(missing)} did not`);
    }
    return;
  }
  const grown = needsNotice(base, roster).length || swapped(base, roster).length ? base.k : 0;
  const need = Math.max(MIN_SIGNERS, Math.floor(people.length / 2) + 1, grown);
  const have = people.filter((one) => good.has(one.name)).length;
  if (have < need) {
    refuse("roster.unsigned", `${have} of ${people.length} releasers of roster ${base.number} signed; ${need} must`);
  }
}

function checkNotice(base: Roster, roster: Roster, good: Set<string>): void {
  if (roster.notice) return;
  // Who holds the old own key may change it at once; a change behind the holder's back waits.
  const alone = swapped(base, roster).filter((one) => !good.has(one.name));
  if (alone.length) {
    refuse("roster.swapped-key", `the own key of ${listed(alone)} changes without the old one: 72 hours' notice`);
  }
  const reasons = needsNotice(base, roster);
  if (reasons.length) {
    refuse("roster.notice", `${reasons.join(" and ")}: has 72 hours' notice, and no less`);
  }
}

function swapped(before: Roster, after: Roster): readonly Person[] {
  return after.people.filter((one) => {
    const old = before.people.find((other) => other.name === one.name);
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

function last(rosters: readonly Roster[]): Roster {
  return rosters.at(-1) ?? refuse("roster.lower-number", "no roster was given");
}
