/** What a look says besides of its case's key (ADR 0082). */
import { refuse } from "../formats/refusal.ts";
import type { Said } from "../formats/statement.ts";
import { SEEN } from "./casekey.ts";
import type { Desk } from "./desk.ts";

/** Acts that stand alone in their look: no key goes along with them. */
const ALONE = /^(case\.(merge|split|purge)|forget\.|counsel\.ask|production\.|release\.)/;

/** What a look says besides of the case's key. Throws Refusal `case.key` where somebody else was first. */
export async function keyed(desk: Desk, id: string, acts: readonly Said[]): Promise<readonly Said[]> {
  const [found, drawn] = [desk.keys.get(id) ?? null, desk.drawn.get(id)];
  if (found && drawn) {
    desk.drawn.delete(id);
    refuse("case.key", "somebody else gave the case its key", "Open the case again.");
  }
  if (acts.some(({ act }) => ALONE.test(act))) return [];
  if (drawn) return [(drawn.made ??= await (await desk.anew()).sealAnew(desk, drawn)).said];
  return found && !found.seen && desk.compared.get(id) === found.name ? [{ act: SEEN, says: { key: found.name } }] : [];
}
