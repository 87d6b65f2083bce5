/** What a look says besides of its case's key (ADR 0082). */
import { STOPS } from "../formats/links.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import { readsCases } from "../formats/roster.ts";
import type { Said } from "../formats/statement.ts";
import { KEY, SEEN } from "./casekey.ts";
import { Desk } from "./desk.ts";

const GIVES = /^(decision\.approve|production\.(order|deal)|release\.approve)$/;
/** Acts that stand alone in their look: no key goes along with them. */
export const ALONE = /^(case\.(merge|split|purge)|forget\.|counsel\.ask|production\.|release\.)/;

/** The first signature brings the case's key, another person's first compares it: where this look does, the case is opened for it. What only stops waits for neither. */
export async function opens(desk: Desk, id: string, acts: readonly Said[]): Promise<boolean> {
  if (desk.merged.get(id)?.length && acts.some(({ act }) => GIVES.test(act))) await (await desk.anew()).merged(desk, id);
  const found = desk.keys.get(id);
  if (found?.origin && acts[0]?.act === "case.merge") return false; // it goes back, also where its key was sealed to nobody
  if (found ? found.seen || found.by === desk.who.name || desk.compared.get(id) === found.name : desk.drawn.has(id)) return false;
  if (!readsCases(desk.me) || (acts.length && acts.every(({ act }) => STOPS.includes(act)))) return false;
  return desk.take(id).then(
    () => true,
    (fault: unknown) => {
      if (fault instanceof Refusal && fault.rule === "access.no-envelope") return false; // they joined since: somebody else's machine does it
      throw fault;
    },
  );
}

/** Which act of the case's key waits for this person's signature, once they opened the case; empty: none. */
export function due(desk: Desk, id: string): string {
  const found = desk.keys.get(id);
  if (!found) return desk.drawn.has(id) ? KEY : "";
  return !found.seen && desk.compared.get(id) === found.name ? SEEN : "";
}

/** What a look says besides of the case's key. Throws Refusal `case.key` where somebody else was first. */
export async function keyed(desk: Desk, id: string, acts: readonly Said[]): Promise<readonly Said[]> {
  const [found, drawn] = [desk.keys.get(id) ?? null, desk.drawn.get(id)];
  if (found && drawn) {
    desk.drawn.delete(id);
    refuse("case.key", "somebody else gave the case its key", "Open the case again.");
  }
  if (acts.some(({ act }) => ALONE.test(act))) return [];
  if (drawn) return (drawn.made ??= await (await desk.anew()).sealAnew(desk, drawn)).said;
  return found && due(desk, id) ? [{ act: SEEN, says: { key: found.name } }] : [];
}
