/** What those who called the authority back signed of it, each person's last word. */
import type { Value } from "../formats/canonical.ts";
import type { Statement } from "../formats/statement.ts";
import { t } from "../words/tongue.ts";
import type { Looked } from "./compose.ts";

export interface Call {
  readonly by: string;
  readonly confirmed: boolean;
}

export function callsOf({ id, signed }: Looked): readonly Call[] {
  const newest = new Map<string, Statement>();
  for (const one of signed.values()) {
    if (one.case !== id || one.act !== "authority.call_back") continue;
    newest.set(one.by, one);
  }
  return [...newest.values()].map(({ by, says }) => ({ by, confirmed: says["said"] === "confirmed" }));
}

/** Whether nothing is given without a call of its own (`case/decisions.py`), by the facts of these items. */
export function needsCall(value: (path: string) => Value, items: readonly number[]): boolean {
  const of = (name: string): Value[] => items.map((number) => value(`items.${number}.${name}`));
  return value("emergency") === true || of("kind").includes("preservation") || of("data").some((one) => Array.isArray(one) && (one.includes("content") || one.includes("location")));
}

/** What is said where nobody called. */
export const nobodyCalled = (isNeeded: boolean): string => (isNeeded ? t("Nobody called back, and this needs a call before anything is given.") : t("Nobody called the office back; what it asks needs no call."));
