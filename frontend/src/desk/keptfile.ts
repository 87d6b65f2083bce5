/** Keeping one's own sealed identity file, and forgetting it: by the browser in a page of the desk's, by the process in a vault of one's own. */
import { fromUtf8, type Bytes } from "../formats/bytes.ts";
import { read } from "../formats/ways.ts";
import { BASE, exists, remove, within } from "./kept.ts";
import type { Store } from "./pins.ts";

/** Keep a file in the place of an older one of the same keys; false where this machine keeps none. */
export async function keep(data: Bytes, at: Store): Promise<boolean> {
  if (!at.ask) await within("readwrite", (table) => table.put(data, read(data).card));
  else if (at.keeps) await at.ask({ identity: fromUtf8(data) });
  else return false;
  return true;
}

export async function forget(card: string, at?: Store): Promise<void> {
  await at?.ask?.({ identity: null });
  if (!(await exists())) return;
  await within("readwrite", (table) => table.delete(card));
  if (!(await within("readonly", (table) => table.count()))) remove(BASE);
}

export async function isKept(card: string, at: Store): Promise<boolean> {
  return at.kept === true || inBrowser(card);
}

const inBrowser = async (card: string): Promise<boolean> => (await exists()) && (await within("readonly", (table) => table.count(card))) > 0;

/** What a browser kept for an older vault of one's own goes; a sealed identity once it is kept elsewhere. */
export async function leave(card: string, file: () => Promise<Bytes>, at: Store): Promise<void> {
  for (const name of ["dueprocess-drafts", "dueprocess-dockets"]) remove(name);
  if ((await inBrowser(card)) && (at.kept || (await keep(await file(), at)))) await forget(card);
}
