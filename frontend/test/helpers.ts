/** What several tests need: the rule of a refusal, and a browser's store in memory. */
import type { Store } from "../src/desk/pins.ts";
import { Refusal } from "../src/formats/refusal.ts";
import { basesOf, textOf, type Look, type Said } from "../src/formats/statement.ts";

/** The rule by which a call is refused; empty where it is not. */
export async function rule(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (fault) {
    if (fault instanceof Refusal) return fault.rule;
    throw fault;
  }
  return "";
}

export class Memory implements Store {
  readonly rows = new Map<string, string>();
  get length(): number { return this.rows.size; }
  key(at: number): string | null { return [...this.rows.keys()][at] ?? null; }
  getItem(key: string): string | null { return this.rows.get(key) ?? null; }
  setItem(key: string, value: string): void { this.rows.set(key, value); }
  removeItem(key: string): void { this.rows.delete(key); }
}

/** The text of one act alone. */
export function alone({ act, says, basis, opened = [], seen = null, law = null, ...look }: Omit<Look, "acts" | "basis" | "opened" | "seen" | "law"> & Said & { readonly basis: string; readonly opened?: Look["opened"]; readonly seen?: Look["seen"]; readonly law?: Look["law"] }): string {
  return textOf({ ...look, basis: basesOf([{ act, says }], () => basis), opened, seen, law, acts: [{ act, says }] });
}
