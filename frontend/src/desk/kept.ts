/** Identity files that this browser keeps (IndexedDB): sealed, and only those that open in several ways. */
import type { Bytes } from "../formats/bytes.ts";
import { refuse } from "../formats/refusal.ts";
import { read, type Closed } from "../formats/ways.ts";
import { t } from "../words/tongue.ts";

const BASE = "dueprocess-vault";
const TABLE = "identities";

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

async function within<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  try {
    const base = await done(opened());
    try {
      return await done(work(base.transaction(TABLE, mode).objectStore(TABLE)));
    } finally {
      base.close();
    }
  } catch {
    return refuse("vault.no-store", t("This browser keeps nothing for this page."), t("Save the file instead; a private window forgets everything."));
  }
}

function opened(): IDBOpenDBRequest {
  const asked = indexedDB.open(BASE, 1);
  asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore(TABLE));
  return asked;
}

function done<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((yes, no) => {
    asked.addEventListener("success", () => yes(asked.result));
    asked.addEventListener("error", () => no(asked.error ?? new Error("store")));
  });
}
