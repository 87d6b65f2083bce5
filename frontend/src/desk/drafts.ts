/**
 * What a person typed on a case and did not sign yet: kept here, sealed to the person's own key.
 *
 * It survives a reload and a log-out. Nothing of it lies there in clear: not the case, not whose it is, not its length to
 * a few kilobytes; only the day, so that what nobody came back to is dropped after a month.
 */
import type { Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import type { Desk } from "./desk.ts";
import * as kept from "./kept.ts";
import * as own from "./ownkey.ts";
import { tried } from "./ownkey.ts";

const PLACE: kept.Place = ["dueprocess-drafts", "drafts"];
const DAYS = 30;
const USE: own.Use = { name: "draft", pad: 4096 };
const DAY = 86_400_000;

/** `stands` is how the case stood: a draft of another standing is nobody's any more. */
export interface Draft {
  readonly stands: string;
  readonly at: string;
  readonly says: Record<string, Value>;
}

interface Row {
  readonly day: number;
  readonly data: Bytes;
}

const nameOf = (desk: Desk, id: string): string => own.nameOf(desk, USE, id);

/** Bound to its case. */
export const seal = (desk: Desk, id: string, draft: Draft): Promise<Bytes> => own.seal(desk, USE, id, draft);

/** The draft; null where it is another person's, another case's, or damaged. */
export async function unseal(desk: Desk, id: string, data: Bytes): Promise<Draft | null> {
  const found = await own.unseal(desk, USE, id, data);
  return isObject(found) && typeof found["stands"] === "string" && typeof found["at"] === "string" && isObject(found["says"]) ? (found as unknown as Draft) : null;
}

export async function keep(desk: Desk, id: string, draft: Draft): Promise<void> {
  const row: Row = { day: Math.floor(Date.now() / DAY), data: await seal(desk, id, draft) };
  await tried(() => kept.put(desk, PLACE, nameOf(desk, id), row.data, row));
}

export async function drop(desk: Desk, id: string): Promise<void> {
  await tried(() => kept.drop(desk, PLACE, nameOf(desk, id)));
}

/** The draft of a case that stands as it stood; one of another standing is dropped, and so is what is a month old. */
export async function take(desk: Desk, id: string, stands: string): Promise<Draft | null> {
  if (!desk.store.ask) await tried(() => forgetOld());
  const data = await tried(() => kept.take(desk, PLACE, nameOf(desk, id)));
  const found = data ? await unseal(desk, id, data) : null;
  if (data && found?.stands !== stands) await drop(desk, id);
  return found?.stands === stands ? found : null;
}

async function forgetOld(): Promise<void> {
  const [rows, keys] = [await kept.within("readonly", (table) => table.getAll() as IDBRequest<Row[]>, PLACE), await kept.within("readonly", (table) => table.getAllKeys(), PLACE)];
  const first = Math.floor(Date.now() / DAY) - DAYS;
  for (const [at, row] of rows.entries()) if (!(row.day >= first)) await kept.within("readwrite", (table) => table.delete(keys[at]!), PLACE);
}
