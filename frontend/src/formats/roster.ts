/** The roster: numbered signed list of people, roles, keys and k (docs/reference/events.md). */
import { RECIPIENT } from "./age.ts";
import { sha256hex, utf8 } from "./bytes.ts";
import { decode, isObject, NotCanonical, type Value } from "./canonical.ts";
import * as moment from "./moment.ts";
import { MalformedNote, parse as parseNote, parseVkey, type Key, type Note } from "./note.ts";
import { refuse, Refusal } from "./refusal.ts";

export const HEADER = "dueprocess.roster/2";
export const ROLES = [
  "approver", "auditor", "clerk", "counsel", "employee", "operator", "outside", "producer", "releaser",
];
export const SIGNING_ROLES = ["clerk", "approver", "releaser", "counsel"];
const COUNSEL_OUTSIDE = "counsel,outside";
export const NAME = /^[a-z][a-z0-9-]{1,30}$/;
export const HEX = /^[0-9a-f]{64}$/;
const RESERVED = ["recovery", "worker", "notifier"];
const KEYS = [
  "desk", "number", "previous", "people", "k", "recovery", "worker", "made_at", "notice", "seen", "mail",
];
export const NOTICE_HOURS = 72;
const MAX_PEOPLE = 200;
const MAX_NUMBER = 1_000_000;
const MAX_BYTES = 256 * 1024;

/** The keys that open in one's own vault or the command line alone. */
export interface Own {
  readonly age: string;
  readonly vkey: string;
}

export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
  readonly age: string;
  readonly vkey: string;
  readonly own: Own | null;
  /** The daily verifier key. */
  readonly key: Key;
  /** The own one, by which an act of `OWN_KEY` counts; null: they can do none. */
  readonly ownKey: Key | null;
}

/** The daily key, then the own one: what a page may sign, and what stops, counts by either. */
export const keysOf = (one: Person): readonly Key[] => (one.ownKey ? [one.key, one.ownKey] : [one.key]);
/** The same as texts. */
export const vkeysOf = (one: Pick<Person, "vkey" | "own">): readonly string[] => (one.own ? [one.vkey, one.own.vkey] : [one.vkey]);
/** The recipients of an envelope: of the daily key, then of the own one. */
export const agesOf = (one: Pick<Person, "age" | "own">): readonly string[] => (one.own ? [one.age, one.own.age] : [one.age]);
/** The recipient of what no page that the desk serves may open; an extraction host has one key for all. */
export const ownAge = (one: Person): string | null => one.own?.age ?? (one.roles.includes("producer") ? one.age : null);
/** Which of their keys has that id; no two of one person have the same. */
export const signedBy = (one: Person, id: string): Key | null => keysOf(one).find((key) => key.id === id) ?? null;
/** The verifier key that a `key.retire` retires which somebody signed with `key`: the own key either, the daily one itself alone; empty where it retires none (`retires` in `formats/standing.py`). */
export function retires(one: Person | null, { act, says, ...signed }: { readonly act: string; readonly case: string | null; readonly key: string; readonly says: Readonly<Record<string, unknown>> }): string {
  const gone = act === "key.retire" && signed.case === null && Object.keys(says).length === 1 ? one && signedBy(one, String(says["key"])) : null;
  return gone && [gone.vkey, one?.own?.vkey].includes(signed.key) ? gone.vkey : "";
}

export interface Roster {
  readonly desk: string | null;
  readonly number: number;
  readonly previous: string | null;
  readonly people: readonly Person[];
  readonly k: number;
  readonly recovery: string;
  readonly worker: string | null;
  /** What its maker claims; no rule reckons from it. */
  readonly made: number;
  /** Hours that each client counts from when it first saw the roster whole. */
  readonly notice: number;
  /** Mark of the desk's own chain when it was made; null in roster 1. */
  readonly seen: readonly [number, string] | null;
  /** SHA-256 (hex) of the text: what `previous` of the next one and the desk id are made of. */
  readonly hash: string;
  readonly deskId: string;
}

export function personOf(roster: Roster, name: string): Person | null {
  return roster.people.find((one) => one.name === name) ?? null;
}

export function withRole(roster: Roster, ...roles: string[]): readonly Person[] {
  return roster.people.filter((one) => one.roles.some((role) => roles.includes(role)));
}

export const releasers = (roster: Roster): readonly Person[] => withRole(roster, "releaser");
/** Extraction hosts: they make productions, sign no roster and read no case. */
export const producers = (roster: Roster): readonly Person[] => withRole(roster, "producer");
/** Whether somebody advises and reads no case by their roles. */
export const advises = ({ roles }: Person): boolean => roles.includes("counsel") && !roles.some((role) => ["clerk", "approver", "releaser"].includes(role));
/** Whether somebody releases or advises from outside the house: gets no envelope but of what they are asked. */
export const outside = (one: Person): boolean => one.roles.includes("outside");
/** Whether somebody gets an envelope of each case (`acts/access.py`). */
export const readsCases = (one: Person): boolean => !outside(one) && one.roles.some((role) => ["clerk", "approver", "releaser"].includes(role));
/** Who signs rosters, by their own key; counsel from outside the house does not. */
export const signers = (roster: Roster): readonly Person[] => withRole(roster, ...SIGNING_ROLES).filter((one) => one.roles.join() !== COUNSEL_OUTSIDE && one.own !== null);

/** Roster and note of a note's bytes; form only, signatures unchecked. Throws Refusal. */
export function parse(data: Uint8Array): { roster: Roster; note: Note } {
  if (data.length > MAX_BYTES) refuse("roster.malformed", `a roster has at most ${MAX_BYTES} bytes`);
  const { note, value } = read(data);
  const roster = fromPlain(value, note.text);
  checkForm(roster);
  return { roster, note };
}

function read(data: Uint8Array): { note: Note; value: Value } {
  try {
    const note = parseNote(data);
    const parts = note.text.split("\n");
    if (parts.length !== 3 || parts[0] !== HEADER || parts[2] !== "") throw new MalformedNote(`no ${HEADER}`);
    return { note, value: decode(utf8(parts[1] ?? "")) };
  } catch (fault) {
    if (fault instanceof MalformedNote || fault instanceof NotCanonical) {
      refuse("roster.malformed", `no roster: ${fault.message}`);
    }
    throw fault;
  }
}

function fromPlain(value: Value, text: string): Roster {
  if (!isObject(value, KEYS) || !Array.isArray(value["people"])) {
    refuse("roster.malformed", `a roster has exactly the keys ${KEYS.join(", ")}`);
  }
  const people = value["people"].map(person);
  const { desk, previous, worker, recovery, made_at, number, k, notice, seen, mail } = value;
  const texts = [recovery, made_at].every((one) => typeof one === "string");
  const optional = [desk, previous, worker].every((one) => one === null || typeof one === "string");
  const numbers = [number, k, notice].every((one) => typeof one === "number");
  if (!texts || !optional || !numbers || (mail !== null && !(typeof mail === "string" && HEX.test(mail)))) refuse("roster.malformed", "a value of the roster has the wrong type");
  const mark = Array.isArray(seen) && seen.length === 2 && Number.isSafeInteger(seen[0]) && (seen[0] as number) >= 0 && typeof seen[1] === "string" && HEX.test(seen[1]);
  if (number === 1 ? seen !== null || notice !== 0 : !mark || (notice !== 0 && notice !== NOTICE_HOURS)) refuse("roster.malformed", "notice or seen");
  const hash = sha256hex(utf8(text));
  return {
    desk: desk as string | null,
    number: number as number,
    previous: previous as string | null,
    people,
    k: k as number,
    recovery: recovery as string,
    worker: worker as string | null,
    made: moment.parse(made_at) ?? Number.NaN,
    notice: notice as number,
    seen: seen as unknown as readonly [number, string] | null,
    hash,
    deskId: (desk as string | null) ?? hash,
  };
}

function person(value: Value): Person {
  if (!isObject(value, ["name", "roles", "age", "vkey", "own"])) {
    refuse("roster.malformed", "the keys of a person");
  }
  const { name, roles, age, vkey, own } = value;
  if (own !== null && !(isObject(own, ["age", "vkey"]) && typeof own["age"] === "string" && typeof own["vkey"] === "string")) {
    refuse("roster.malformed", "own");
  }
  if (!Array.isArray(roles) || ![name, age, vkey, ...roles].every((one) => typeof one === "string")) {
    refuse("roster.malformed", "a value of a person has the wrong type");
  }
  return {
    name: name as string,
    roles: roles as string[],
    age: age as string,
    vkey: vkey as string,
    own: own as Own | null,
    get key(): Key {
      return parseVkey(vkey as string);
    },
    get ownKey(): Key | null {
      return own === null ? null : parseVkey((own as unknown as Own).vkey);
    },
  };
}

function checkForm(roster: Roster): void {
  checkPlace(roster);
  checkPeople(roster);
  checkKeys(roster);
  if (roster.k === 1) refuse("roster.k-one", "k = 1 does not exist: nobody releases alone");
  if (roster.k && !(roster.k >= 2 && roster.k <= releasers(roster).length)) {
    refuse("roster.k-range", `k is 0, or 2 to the number of releasers (${releasers(roster).length})`);
  }
  if (Number.isNaN(roster.made)) {
    refuse("roster.malformed", "a moment is written YYYY-MM-DDTHH:MM:SSZ");
  }
}

function checkPlace(roster: Roster): void {
  const first = roster.number === 1;
  if (roster.number < 1 || roster.number > MAX_NUMBER) refuse("roster.malformed", "the number counts from 1");
  if ((roster.desk === null) !== first || (roster.previous === null) !== first) {
    refuse("roster.malformed", "roster 1 alone has neither a desk id nor a previous roster");
  }
  const hashes = [roster.desk, roster.previous].filter((one) => one !== null);
  if (!hashes.every((one) => HEX.test(one))) {
    refuse("roster.malformed", "a hash");
  }
}

function checkPeople(roster: Roster): void {
  const names = roster.people.map((one) => one.name);
  if (names.length < 1 || names.length > MAX_PEOPLE) {
    refuse("roster.malformed", `a roster names 1 to ${MAX_PEOPLE} people`);
  }
  for (const one of roster.people) {
    if (!NAME.test(one.name) || RESERVED.includes(one.name)) {
      refuse("roster.bad-name", "a pseudonym is of another form");
    }
    const sorted = [...new Set(one.roles)].sort();
    if (!sorted.length || sorted.join() !== one.roles.join() || !sorted.every((role) => ROLES.includes(role))) {
      refuse("roster.bad-roles", `${one.name}: roles are a sorted list`);
    }
    if (!goTogether(one)) {
      refuse("roster.bad-roles", `${one.name}: producer stands alone, and outside goes with releaser or counsel and no other`);
    }
    if (one.own === null && one.roles.includes("releaser")) {
      refuse("roster.own-key", `${one.name} releases, and has no own key`);
    }
    if (one.own !== null && one.roles.includes("producer")) refuse("roster.own-key", `${one.name} is an extraction host, and has one key`);
  }
  if (new Set(names).size !== names.length) refuse("roster.name-twice", "a pseudonym stands twice");
  if ([...names].sort().join() !== names.join()) refuse("roster.malformed", "people are sorted by name");
  if (!signers(roster).length) {
    refuse("roster.nobody-signs", "nobody on the roster signs");
  }
}

/** A host that meets hostile data holds no other power; who is outside the house releases or advises, and does nothing else. */
function goTogether(one: Person): boolean {
  if (one.roles.includes("producer")) return one.roles.length === 1;
  return !outside(one) || ["outside,releaser", COUNSEL_OUTSIDE].includes(one.roles.join());
}

function checkKeys(roster: Roster): void {
  const recipients = [...roster.people.flatMap(agesOf), roster.recovery];
  if (roster.worker !== null) recipients.push(roster.worker);
  if (!recipients.every((one) => RECIPIENT.test(one))) refuse("roster.bad-key", "an age recipient is age1 and 58 characters");
  if (new Set(recipients).size !== recipients.length) {
    refuse("roster.key-twice", "an age recipient stands twice");
  }
  const publics = roster.people.flatMap(publicsOf);
  if (new Set(publics).size !== publics.length) refuse("roster.key-twice", "an Ed25519 key stands twice");
}

function publicsOf(one: Person): readonly string[] {
  try {
    const keys = keysOf(one);
    if (keys.every((key) => key.name === one.name) && keys.map((key) => key.vkey).join() === vkeysOf(one).join()) {
      if (new Set(keys.map((key) => key.id)).size !== keys.length) refuse("roster.key-twice", `${one.name}: both keys have the same id`);
      return keys.map((key) => key.public.join());
    }
  } catch (fault) {
    if (fault instanceof MalformedNote) refuse("roster.bad-key", `${one.name}: ${fault.message}`);
    throw fault;
  }
  throw new Refusal("roster.bad-key", `${one.name}: the verifier key carries another name`);
}
