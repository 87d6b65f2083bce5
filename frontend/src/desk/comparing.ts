/**
 * Three blanks that a second person fills in from the original before seeing a colleague's answers, held against what
 * that colleague signed (P12): which account, what is asked, who asks. Nothing here is offered; it is only compared.
 *
 * An account is held against the mark that the first reader signed, under the case's key; where nobody signed one, against
 * what a machine found in what arrived, and the answer says so. Case of a domain, spaces in a telephone number and the like
 * are spelling; a character that only looks alike is another account.
 */
import type { Value } from "../formats/canonical.ts";
import { KINDS, mark, type Selector } from "../formats/selector.ts";
import type { Statement } from "../formats/statement.ts";
import type { Looked } from "./compose.ts";
import { factOf, OF_DATA, written } from "./reading.ts";
import { alike } from "./voices.ts";

/** What was answered of one item. */
export interface Answered {
  /** In the order of the original; empty where it names none. */
  readonly accounts: readonly Selector[];
  readonly kind: string;
  readonly data: readonly string[];
}

/** Who asks: an authority of the directory, or one that is not in it, by its country and kind. */
export interface Asker {
  readonly authority: string;
  readonly country: string;
  readonly kind: string;
}

/** With what an account was compared. */
export type Against = "colleague" | "machine" | "nobody";

export interface Account {
  readonly handle: string;
  /** As it is written in a statement: under the kind that the colleague chose, where the marks agree. */
  readonly read: Selector;
  readonly same: boolean;
  readonly against: Against;
  /** Whose mark it was held against. */
  readonly by: string;
}

/** Handles of an item's targets, as a colleague signed their number; none where it names none. */
export function handlesOf(looked: Looked, item: number): readonly string[] {
  const count = factOf(looked, `items.${item}.targets`).value;
  return typeof count === "number" ? Array.from({ length: count }, (_, at) => `T${at + 1}`) : [];
}

/** The newest mark of each colleague for a handle. */
function marksOf(looked: Looked, me: string, item: number, handle: string): ReadonlyMap<string, string> {
  const newest = new Map<string, Statement>();
  for (const one of looked.counts.values()) {
    if (one.act !== "target.read" || one.case !== looked.id || one.by === me || one.says["item"] !== item || one.says["handle"] !== handle) continue;
    newest.set(one.by, one);
  }
  return new Map([...newest].map(([name, one]) => [name, String(one.says["mark"])]));
}

/**
 * One account as it was read here, held against the marks of colleagues, else against what a machine found.
 *
 * `key` is the case's key of marks. What a colleague called another kind and wrote alike is the same account.
 */
export function compareAccount(looked: Looked, me: string, key: Uint8Array, item: number, handle: string, read: Selector, machine: readonly string[]): Account {
  const marks = [...marksOf(looked, me, item, handle)];
  const ways = [read, ...KINDS.flatMap((kind) => written(kind, read.value, read))];
  if (marks.length) {
    const same = ways.find((way) => marks.every(([, signed]) => signed === mark(key, handle, way)));
    return { handle, read: same ?? read, same: same !== undefined, against: "colleague", by: marks.map(([name]) => name).join(", ") };
  }
  const found = machine.flatMap((text) => written(read.kind, text, read)).some((one) => one.value === read.value);
  return { handle, read, same: found || !machine.length, against: machine.length ? "machine" : "nobody", by: "" };
}

/** The first character in which two texts differ, of either; null where they are the same. */
export function firstDifference(one: string, other: string): readonly [string, string] | null {
  const [mine, theirs] = [[...one], [...other]];
  const at = mine.findIndex((character, place) => character !== theirs[place]);
  if (at < 0) return mine.length === theirs.length ? null : ["", theirs[mine.length] ?? ""];
  return [mine[at] ?? "", theirs[at] ?? ""];
}

/** Whether what is asked is what a colleague signed: kind, and categories of data where the kind has them. */
export function sameWhat(looked: Looked, item: number, { kind, data }: Answered): boolean {
  if (factOf(looked, `items.${item}.kind`).value !== kind) return false;
  return !OF_DATA.includes(kind) || alike(factOf(looked, `items.${item}.data`).value ?? [], [...data]);
}

/** Whether who asks is who a colleague signed. */
export function sameAsker(looked: Looked, { authority, country, kind }: Asker): boolean {
  const signed = (path: string): Value => factOf(looked, path).value;
  if (authority || signed("authority") !== null) return signed("authority") === authority;
  return signed("country") === country && signed("authority_kind") === kind;
}
