/** The key of a case as people signed it (`release/house_keys.py`): which one stands, what it took over, who compared (ADR 0082). */
import { isObject, type Value } from "../formats/canonical.ts";
import { same, type Bytes } from "../formats/bytes.ts";
import { refuse, TELL } from "../formats/refusal.ts";
import type { Said, Statement } from "../formats/statement.ts";
import type { Header } from "../formats/object.ts";

export const KEY = "case.key";
export const SEEN = "case.key_seen";
/** A key that two others struck out before anybody compared it: it takes nobody's place. */
export const VOID = "case.key-";

export interface Opened {
  readonly id: string;
  readonly header: Header;
  readonly content: Bytes;
  /** Its id is made of its bytes, so that who signed the id signed these. */
  readonly own: boolean;
}

export interface Attached {
  readonly id: string;
  readonly kind: string;
  readonly reader: string;
  readonly bytes: Bytes;
}

/** Opens what is listed, each with the hash of its ciphertext. */
export type All = (rows: readonly { readonly [name: string]: Value }[], secret: string) => Promise<readonly (readonly [Opened, string])[]>;

/** What seals a case anew, and compares (`newkey.ts`): fetched where it is needed. */
export interface Anew {
  sealAnew(desk: object, drawn: Drawn): Promise<NonNullable<Drawn["made"]>>;
  compare(desk: object, found: Standing, opened: readonly Opened[], vessel: Value, all: All): Promise<boolean>;
  merged(desk: object, into: string): Promise<void>;
  unopened(id: string, kind: string, content: Bytes): Opened;
  written(told: { readonly [name: string]: Value }, secrets: readonly string[], opened: readonly Opened[], all: All): Promise<readonly Opened[]>;
}

export interface Standing {
  readonly name: string;
  readonly by: string;
  readonly house: string;
  /** Commitment of each successor, by its id; and by the ciphertext that was opened. */
  readonly taken: ReadonlyMap<string, string>;
  readonly came: ReadonlyMap<string, string>;
  readonly seen: string;
  /** Case from which a split brought it: what came lies there. */
  readonly origin: string;
  /** Whether it says what it took over; a split before ADR 0106 does not. */
  readonly bound: boolean;
  /** Whether anybody compared, also who left since. */
  readonly once: boolean;
}

export const alike = (one: Opened, other: Opened): boolean => ["kind", "media", "name"].every((key) => one.header[key as "kind"] === other.header[key as "kind"]) && same(one.content, other.content);

/** A house key that nobody signed yet. */
export interface Drawn {
  readonly secret: string;
  readonly recipient: string;
  /** The key under which what came lies. */
  readonly vessel: string;
  readonly opened: readonly (readonly [Opened, string])[];
  /** A key that was struck out before anybody compared it, and what was written under that one. */
  readonly replaces: string;
  readonly written: readonly Opened[];
  /** What is done once it is signed. */
  then: () => void;
  /** What was sealed anew, once it was. */
  made: { readonly said: readonly Said[]; readonly attached: readonly Attached[]; readonly envelopes: readonly (readonly [string, Bytes])[]; readonly named: readonly (readonly [string, string])[] } | null;
}

/** The key that stands; null where what came lies under the vessel alone. Throws Refusal `case.key-other` where two take the same place. */
export function standing(id: string, signed: ReadonlyMap<string, Statement>, counts: ReadonlyMap<string, Statement> = signed): Standing | null {
  const all = [...signed];
  const place = (name: string): string => { const gone = signed.get(name); return gone?.act === VOID ? place(String(gone.says["replaces"])) : name; };
  const drawn = all.filter(([, one]) => one.act === KEY && one.case === id);
  const first = drawn.filter(([, one]) => !place(String(one.says["replaces"])));
  const [next, other] = [...all.filter(([, one]) => one.act === "case.split" && one.says["new"] === id), ...first];
  if (other || drawn.length > first.length) refuse("case.key-other", "a key stands in the place of another", TELL);
  if (!next) return null;
  const [name, { act, by, case: origin, says }] = next;
  const rows = ((says["objects"] ?? []) as readonly Value[]).filter((row) => isObject(row));
  // A former key can sign at any time that it compared; where who brought the key is gone, two who are here do (`_counting` in `release/house_keys.py`, which hears witnesses, too).
  const compared = (of: ReadonlyMap<string, Statement>): readonly string[] => [...of.values()].filter((one) => one.act === SEEN && one.case === id && one.says["key"] === name && one.by !== by).map((one) => one.by);
  const others = compared(counts);
  const seen = (counts.has(name) || others.some((one) => one !== others[0]) ? others[0] : "") ?? "";
  return { name, by, house: String(says["house"]), taken: new Map(rows.map((row) => [String(row["sealed"]), String(row["commitment"])])), came: new Map(rows.map((row) => [String(row["cipher"]), String(row["commitment"])])), seen, origin: act === KEY ? "" : String(origin), bound: act === KEY || rows.length > 0, once: compared(signed).length > 0 };
}

/** What was struck out of a case's keys, with its signer, as they signed it. */
export const voids = (id: string, signed: ReadonlyMap<string, Statement>): readonly (readonly [string, Statement])[] => [...signed].filter(([, one]) => one.act === VOID && one.case === id);

/** The key that a desk still holds though it was struck out, and that the next one replaces (`void` in `release/house_keys.py`); empty: none. */
export function voidOf(id: string, signed: ReadonlyMap<string, Statement>): string {
  const all = voids(id, signed);
  const last = all.filter(([name]) => !all.some(([, { says }]) => says["replaces"] === name));
  return last.length === 1 && standing(id, signed) === null ? last[0]![0] : "";
}

/** Whether two people forgot a case (`forgotten_by` in `release/purging.py`): nothing opens it any more. */
export const isForgotten = (id: string, signed: ReadonlyMap<string, Statement>): boolean => [...signed.values()].some((one) => {
  const first = one.act === "forget.approve" && one.case === id && signed.get(String(one.says["proposal"]));
  return first && first.act === "forget.propose" && first.case === id && first.by !== one.by;
});

/** Whether the desk hands out the key that stands, and keeps no vessel that was compared. Throws Refusal. */
export function checkTold(found: Standing | null, recipient: string, vessel: boolean): void {
  if (found === null ? vessel : recipient !== found.house) refuse("case.key-other", "it is another key of this case than people signed", TELL);
  if (found?.seen && vessel) refuse("case.vessel-kept", "the desk keeps what it had to destroy", TELL);
}
