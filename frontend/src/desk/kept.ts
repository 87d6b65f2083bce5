/** What is kept sealed: in a page of the desk's by the browser (IndexedDB), in a vault of one's own by its process. Identity files only where they open in several ways. */
import { base64, fromBase64, utf8, type Bytes } from "../formats/bytes.ts";
import { isObject } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import { read, type Closed } from "../formats/ways.ts";
import { t } from "../words/tongue.ts";
import { list, string } from "./desk.ts";
import { askOwn, told } from "./own.ts";
import type { Store } from "./pins.ts";

/** A store of this browser: its base and its one table. */
export type Place = readonly [base: string, table: string];

/** Whose it is. */
interface Holder {
  readonly store: Store;
}

export const BASE = "dueprocess-vault";
const IDENTITIES: Place = [BASE, "identities"];

/** Files that are kept here; what is damaged is left out. `own`: those that the process of one's own vault keeps, too. */
export async function all(own: boolean): Promise<readonly Closed[]> {
  const [here, beside] = await Promise.all([exists().then((is) => (is ? within("readonly", (table) => table.getAll() as IDBRequest<unknown[]>) : [])), own ? askOwn({}, "memory").then((one) => list(told(one)["identities"])) : []]);
  const files = [...beside.map((one) => utf8(string(one))), ...here].flatMap((one) => {
    try {
      return one instanceof Uint8Array ? [read(one)] : [];
    } catch {
      return [];
    }
  });
  return [...new Map(files.reverse().map((one) => [one.card, one])).values()];
}

export const remove = (base: string): unknown => indexedDB.deleteDatabase(base);

/** Looking does not make a store: a browser in which nobody kept anything holds nothing. */
export async function exists(): Promise<boolean> {
  return (await indexedDB.databases()).some((one) => one.name === BASE);
}

/** What was sealed under that name, or null. */
export async function take({ store }: Holder, place: Place, name: string): Promise<Bytes | null> {
  const found = store.ask ? (await store.ask({ table: place[1], name }))["data"] : await within("readonly", (table) => table.get(name) as IDBRequest<unknown>, place);
  const data = typeof found === "string" ? fromBase64(found) : isObject(found) ? found["data"] : found;
  return data instanceof Uint8Array ? (data as Bytes) : null;
}

/** Keep what was sealed; `row`: as a browser's store has it. */
export async function put({ store }: Holder, place: Place, name: string, data: Bytes, row: unknown = data): Promise<void> {
  await (store.ask ? store.ask({ table: place[1], name, data: base64(data) }) : within("readwrite", (table) => table.put(row, name), place));
}

export async function drop({ store }: Holder, place: Place, name: string): Promise<void> {
  await (store.ask ? store.ask({ table: place[1], name, data: null }) : within("readwrite", (table) => table.delete(name), place));
}

/** One request on a store, which is made where it is not there yet. Throws Refusal where this browser keeps nothing. */
export async function within<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>, place: Place = IDENTITIES): Promise<T> {
  try {
    const base = await done(opened(place));
    try {
      return await done(work(base.transaction(place[1], mode).objectStore(place[1])));
    } finally {
      base.close();
    }
  } catch {
    return refuse("vault.no-store", t("This browser keeps nothing for this page."), t("Save the file instead; a private window forgets everything."));
  }
}

function opened([name, table]: Place): IDBOpenDBRequest {
  const asked = indexedDB.open(name, 1);
  asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore(table));
  return asked;
}

function done<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((yes, no) => {
    asked.addEventListener("success", () => yes(asked.result));
    asked.addEventListener("error", () => no(asked.error ?? new Error("store")));
  });
}
