/** What those who called the authority back signed of it, each person's last word. */
import type { Statement } from "../formats/statement.ts";
import { isLater, type Looked } from "./compose.ts";

export interface Call {
  readonly by: string;
  readonly confirmed: boolean;
}

export function callsOf({ id, signed }: Looked): readonly Call[] {
  const newest = new Map<string, Statement>();
  for (const one of signed.values()) {
    if (one.case !== id || one.act !== "authority.call_back") continue;
    const before = newest.get(one.by);
    if (before === undefined || isLater(one, before)) newest.set(one.by, one);
  }
  return [...newest.values()].map(({ by, says }) => ({ by, confirmed: says["said"] === "confirmed" }));
}
