/** Sealing a case anew to a key of the house, and comparing what a colleague sealed anew with what came, byte by byte (ADR 0082). */
import { same, sha256hex, type Bytes } from "../formats/bytes.ts";
import { commitmentLater, headerFor, pack } from "../formats/object.ts";
import { refuse, TELL } from "../formats/refusal.ts";
import { readsCases } from "../formats/roster.ts";
import { encrypt, wrapKey } from "../formats/seal.ts";
import { sealedAs } from "../formats/ids.ts";
import { targetKey } from "../formats/selector.ts";
import { KEY, type Drawn, type Standing } from "./casekey.ts";
import type { Attached, Desk, Opened } from "./desk.ts";

/** The act that brings the key, and what comes with it. */
export async function sealAnew(desk: Desk, drawn: Drawn): Promise<NonNullable<Drawn["made"]>> {
  const objects: { cipher: string; commitment: string; kind: string; sealed: string }[] = [];
  const attached: Attached[] = [];
  const named: [string, string][] = [];
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
  const says = { house: drawn.recipient, marks: sha256hex(targetKey(drawn.secret)), objects, replaces: "" };
  return { said: { act: KEY, says }, attached, envelopes, named: named.sort() };
}

/** Whether every successor is what came. Throws Refusal `sealed.successor`. */
export async function compare(found: Standing, opened: readonly Opened[], came: readonly (readonly [Opened, string])[]): Promise<void> {
  const mine = new Map(await Promise.all(opened.map(async (one) => [await commitmentLater(one.header, one.content), one] as const)));
  const before = new Map(came.map(([one, cipher]) => [cipher, one]));
  const fits = before.size === found.came.size && [...found.came].every(([cipher, said]) => {
    const [one, other] = [before.get(cipher), mine.get(said)];
    return one && other && ["kind", "media", "name"].every((key) => one.header[key as "kind"] === other.header[key as "kind"]) && same(one.content, other.content);
  });
  if (!fits) refuse("sealed.successor", `what ${found.by} sealed anew is not what came`, TELL);
}
