/** Sealing a case anew to a key of the house, and comparing what a colleague sealed anew with what came, byte by byte (ADR 0082). */
import { sha256hex, type Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { commitmentLater, headerFor, pack } from "../formats/object.ts";
import { secretsOf } from "../formats/identity.ts";
import { Refusal, refuse, TELL } from "../formats/refusal.ts";
import { readsCases } from "../formats/roster.ts";
import { encrypt, unwrapKey, wrapKey } from "../formats/seal.ts";
import { sealedAs } from "../formats/ids.ts";
import { targetKey } from "../formats/selector.ts";
import type { Said } from "../formats/statement.ts";
import { alike, KEY, type All, type Drawn, type Standing } from "./casekey.ts";
import { look } from "./compose.ts";
import { ALONE, due, opens } from "./keyed.ts";
import { bytesOf, Desk, list, string, type Attached, type Opened } from "./desk.ts";

const other = (by: string): never => refuse("sealed.successor", `what ${by} sealed anew is not what came`, TELL);
/** What no colleague writes: it came, or machines read it. */
const ARRIVED = ["original", "particulars"];

/** The act that brings the key, and what comes with it. */
export async function sealAnew(desk: Desk, drawn: Drawn): Promise<NonNullable<Drawn["made"]>> {
  const objects: { cipher: string; commitment: string; kind: string; sealed: string }[] = [];
  const attached: Attached[] = [];
  const named: [string, string][] = [];
  const noted: Said[] = [];
  for (const { header, content } of drawn.written) {
    const bytes = await encrypt(pack(headerFor("note", header.media, content, desk.now(), header.name), content), drawn.recipient);
    const sealed = sealedAs(sha256hex(bytes));
    attached.push({ id: sealed, kind: "note", reader: "case", bytes });
    noted.push({ act: "note.add", says: { sealed } });
  }
  for (const [{ header: { kind, media, name }, content }, cipher] of drawn.opened) {
    const header = headerFor(kind, media, content, desk.now(), name);
    const bytes = await encrypt(pack(header, content), drawn.recipient);
    const [sealed, commitment] = [sealedAs(sha256hex(bytes)), await commitmentLater(header, content)];
    attached.push({ id: sealed, kind, reader: "case", bytes });
    objects.push({ cipher, commitment, kind, sealed });
    if (["original", "note", "letter"].includes(kind)) named.push([commitment, kind]);
  }
  const readers = [...desk.roster.people.filter(readsCases).map(({ name, age }) => [name, age] as const), ["recovery", desk.roster.recovery] as const];
  const envelopes = await Promise.all(readers.map(async ([name, age]): Promise<[string, Bytes]> => [name, await wrapKey(drawn.secret, age, desk.now())]));
  const says = { house: drawn.recipient, marks: sha256hex(targetKey(drawn.secret)), objects, replaces: drawn.replaces };
  return { said: [...noted, { act: KEY, says }], attached, envelopes, named: named.sort() };
}

/** The acts of a look: of one that stands alone nothing where the case's key comes first, in a look of its own. */
export async function actsFor(desk: Desk, id: string, ...acts: readonly Said[]): Promise<readonly Said[]> {
  if (!acts.some(({ act }) => ALONE.test(act))) return acts;
  await look(desk, id);
  await opens(desk, id, acts);
  return due(desk, id) ? [] : acts;
}

/** What somebody outside sealed, and the key of the case does not open: its own bytes. */
export function unopened(id: string, kind: string, content: Bytes): Opened {
  const header = { kind, media: "application/octet-stream", name: "", length: content.length, made_at: "1970-01-01T00:00:00Z", salt: "0".repeat(64) };
  return { id, own: false, header, content };
}

/** What people wrote under a key that was struck out, as far as it opens: else it would go with that key. */
export async function written(told: { readonly [name: string]: Value }, secrets: readonly string[], opened: readonly Opened[], all: All): Promise<readonly Opened[]> {
  const found: Opened[] = [];
  for (const row of list(told["objects"]).filter((one) => isObject(one))) {
    try {
      found.push(...(await all([row], await unwrapKey(bytesOf(told["envelope"])!, secrets, string(told["recipient"])))).map(([one]) => one));
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
    }
  }
  return found.filter((one) => !opened.some((other) => alike(one, other)));
}

/** Whether what a split took along is just what lies in the case that it left (`_came_from` in `client/case_keys.py`). Throws Refusal `sealed.successor`. */
async function cameFrom(desk: Desk, { by, bound, origin, taken }: Standing, opened: readonly Opened[]): Promise<boolean> {
  if (!bound) return false;
  await Desk.look(desk, origin);
  if (desk.gone.has(origin)) return false;
  let there: readonly Opened[];
  try {
    there = (await desk.take(origin)).opened;
  } catch (fault) {
    if (fault instanceof Refusal && fault.rule === "access.no-envelope") return false;
    throw fault;
  }
  const mine = opened.filter(({ id }) => taken.has(id));
  const fits = mine.every((one) => there.some((other) => alike(one, other))) && there.every((one) => !ARRIVED.includes(one.header.kind) || mine.some((other) => alike(one, other)));
  if (!fits) other(by);
  // Else who sealed anew there, and split, is one person.
  const before = desk.keys.get(origin);
  return !before || before.seen !== "" || desk.compared.has(origin);
}

/** A desk could take a merge of what one person alone opened: it is compared now (`_check_merged` in `client/case_keys.py`). Throws Refusal. */
export async function merged(desk: Desk, into: string): Promise<void> {
  for (const id of desk.merged.get(into) ?? []) {
    await Desk.look(desk, id);
    const found = desk.keys.get(id);
    if (found?.seen || found?.origin === into) continue;
    await desk.take(id);
    if (!found?.once && !desk.compared.has(id)) refuse("sealed.successor", `nobody compared what came in case ${id}`, TELL);
  }
}

/** Of the second person: whether every successor is what came; false where they joined since. Throws Refusal `sealed.successor`. */
export async function compare(desk: Desk, found: Standing, opened: readonly Opened[], vessel: Value, all: All): Promise<boolean> {
  if (found.origin) return cameFrom(desk, found, opened);
  if (!isObject(vessel)) return found.once ? false : other(found.by);
  const envelope = bytesOf(vessel["envelope"]);
  if (envelope === null) return false;
  const came = await all(list(vessel["objects"]).filter((one) => isObject(one)), await unwrapKey(envelope, secretsOf(desk.who), string(vessel["recipient"])));
  const mine = new Map(await Promise.all(opened.map(async (one) => [await commitmentLater(one.header, one.content), one] as const)));
  const before = new Map(came.map(([one, cipher]) => [cipher, one]));
  const fits = before.size === found.came.size && [...found.came].every(([cipher, said]) => {
    const [one, other] = [before.get(cipher), mine.get(said)];
    return one && other && alike(one, other);
  });
  if (!fits) other(found.by);
  return true;
}
