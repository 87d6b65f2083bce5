/** Whose word a fact is: what each colleague typed or confirmed of it last, and who may put another in its place. */
import { equal, isObject, type Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import type { Statement } from "../formats/statement.ts";
import { list } from "./desk.ts";

/** Outcomes for which data are made ready (`GRANTS` of `case/state.py`). */
export const MADE_READY = ["comply", "partial", "under_protest"];

/** What is asked of a case that was fetched (`Looked` of `compose.ts`). */
interface Fetched {
  readonly id: string;
  readonly relied: Readonly<Record<string, Value>>;
  readonly counts: ReadonlyMap<string, Statement>;
}

/** Each fact that a statement of a case types or confirms, by its path. */
export function factsIn(id: string, { act, case: of, says }: Statement): readonly (readonly [string, Value])[] {
  if (of !== id || !["face.confirm", "item.change"].includes(act) || !isObject(says["fields"])) return [];
  return Object.entries(says["fields"]).map(([name, value]) => [act === "face.confirm" ? name : `items.${String(says["item"])}.${name}`, value]);
}

/** The value of a fact on which decisions rely. */
export function relyOn({ relied }: Pick<Fetched, "relied">, path: string): Value {
  const [, number = "", name = path] = /^items\.(\d+)\.([a-z_]+)$/.exec(path) ?? [];
  const face = isObject(relied["face"]) ? relied["face"] : {};
  const part = number ? list(face["items"])[Number(number) - 1] : face["case"];
  return (isObject(part) ? part[name] : null) ?? null;
}

/** The same value; a list in any order. */
export function alike(one: Value, other: Value): boolean {
  const sorted = (value: Value): Value => (Array.isArray(value) ? [...value].map(String).sort() : value);
  return equal(sorted(one), sorted(other));
}

/**
 * Whether no two people put another fact in the place of a colleague's who is still here (`check_overruled` in `release/facts.py`, which
 * releasers and the extraction host ask again, also of what a split took along). A word that two struck out counts there alone
 * (`grant.struck`): no page of the desk orders or releases (`vault.elsewhere`), and one's own vault asks its process first. Throws Refusal.
 */
export function checkOverruled(looked: Fetched, item: Value, people: readonly string[]): void {
  const last = new Map<string, Map<string, Value>>();
  for (const one of looked.counts.values()) {
    for (const [path, value] of factsIn(looked.id, one)) if (!path.startsWith("items.") || path.startsWith(`items.${String(item)}.`)) last.set(path, (last.get(path) ?? new Map<string, Value>()).set(one.by, value));
  }
  for (const [path, said] of last) {
    const value = relyOn(looked, path);
    const agree = new Set([...people, ...[...said].flatMap(([by, one]) => (alike(one, value) ? [by] : []))]);
    const others = [...said.keys()].filter((by) => !agree.has(by)).sort();
    if (others.length && agree.size < 3) refuse("grant.overruled", `${others.join(" and ")} signed another ${path}, and two people replaced it`, "Ring them, and let them confirm what the original says, or let a third person confirm it.");
  }
}
