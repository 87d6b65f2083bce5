/** Identity files that this browser keeps (IndexedDB): sealed, and only those that open in several ways. */
import type { Bytes } from "../formats/bytes.ts";
import { refuse } from "../formats/refusal.ts";
import { read, type Closed } from "../formats/ways.ts";
import { t } from "../words/tongue.ts";

/** A store of this browser: its base and its one table. */
export type Place = readonly [base: string, table: string];

const BASE = "dueprocess-vault";
const IDENTITIES: Place = [BASE, "identities"];

/** Files that are kept here; what is damaged is left out. */
export async function all(): Promise<readonly Closed[]> {
  if (!(await exists())) return [];
  const rows = await within("readonly", (table) => table.getAll() as IDBRequest<unknown[]>);
  return rows.flatMap((one) => {
    try {
      return one instanceof Uint8Array ? [read(one)] : [];
    } catch {
      return [];
    }
  });
}

/** Keep a file in the place of an older one of the same keys. */
export async function keep(data: Bytes): Promise<void> {
  await within("readwrite", (table) => table.put(data, read(data).card));
}

export async function forget(card: string): Promise<void> {
  await within("readwrite", (table) => table.delete(card));
  if (!(await within("readonly", (table) => table.count()))) indexedDB.deleteDatabase(BASE);
}

export async function isKept(card: string): Promise<boolean> {
  return (await exists()) && (await within("readonly", (table) => table.count(card))) > 0;
}

/** Looking does not make a store: a browser in which nobody kept anything holds nothing. */
async function exists(): Promise<boolean> {
  return (await indexedDB.databases()).some((one) => one.name === BASE);
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
