/** A case on which a colleague worked, whole, as an honest desk shows it; tests then let the desk lie about one thing. */
import assert from "node:assert/strict";
import { base64, fromUtf8, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import { encode } from "../src/formats/canonical.ts";
import { sealedAs } from "../src/formats/ids.ts";
import { after, first } from "../src/formats/links.ts";
import { commitment } from "../src/formats/object.ts";
import { newSecret, recipientOf } from "../src/formats/age.ts";
import { seal, unseal, wrapKey } from "../src/formats/seal.ts";
import { strongest } from "../src/formats/identity.ts";
import { basesOf, hashOf, signText, textOf, type Look, type Mark, type Said, type Says } from "../src/formats/statement.ts";
import { targetKey } from "../src/formats/selector.ts";
import { basisOf } from "../src/desk/compose.ts";
import { house, NOW, type House } from "./itself_house.ts";

export const CASE = `c-${"a".repeat(24)}`;
export const OTHER = `c-${"b".repeat(24)}`;
export const AT = { evidence: `/v1/cases/${CASE}/evidence`, material: `/v1/cases/${CASE}/material`, form: `/v1/cases/${CASE}/form`, case: `/v1/cases/${CASE}`, would: `/v1/cases/${CASE}/would`, law: `/v1/cases/${CASE}/law` };
export const CONTACT = "post@lka.example";
export const PHONE = "+49305550100";
export const ORDER = "Order: name the holder of kranich77@fennel.example\n";
const FACTS = { authority: "DE-LKA", authority_kind: "police", country: "DE" };
const ITEM = { kind: "disclosure", data: ["subscriber"], targets: 1 };
const ANSWER = { findings: [], grounds: [], may: { admit: "unknown", count: "unknown", tell: "unknown" }, suggested: "comply" };

export interface World extends House {
  /** Everything that was signed on the case and on the desk, in order; `sign` adds one. */
  readonly notes: string[];
  readonly sign: (by: number, acts: readonly Said[], more?: { at?: string; case?: string | null; opened?: Look["opened"]; basis?: string; revision?: number; seen?: Mark }) => string;
  /** Seal something to the case and put it among what the desk hands over; its id. */
  readonly puts: (kind: string, media: string, content: Uint8Array, id?: string) => Promise<string>;
  readonly opened: [string, string][];
  readonly relied: any;
  readonly proposal: () => string;
}

export const one = (act: string, says: Says): readonly Said[] => [{ act, says }];
export const hash = (note: string): string => hashOf(utf8(note));

/** `proposes`: birch proposed to comply, and aster is asked. `keyed`: birch drew the key of the case, and aster compared. */
export async function world(proposes = false, names?: readonly string[], keyed = true): Promise<World> {
  const at = await house({}, undefined, names);
  const { answers } = at;
  const secret = await newSecret();
  const recipient = await recipientOf(secret);
  const notes: string[] = [];
  const opened: [string, string][] = [];
  const material: any = { case: CASE, channel: "mail", revision: 11, recipient, envelope: base64(await wrapKey(secret, at.me.age, NOW)), committed: [], objects: [] };
  let head = first(at.roster.deskId, CASE);
  let size = 0;
  const sign: World["sign"] = (by, acts, more = {}) => {
    const signer = at.people[by] ?? assert.fail();
    const on = more.case === undefined ? CASE : more.case;
    const seen = on === CASE ? more.seen ?? ([size, head] as Mark) : more.seen ?? null;
    const text = textOf({ desk: at.roster.deskId, roster: [1, at.roster.hash], case: on, revision: more.revision ?? (on === CASE ? size + 1 : 0), by: signer.name, at: more.at ?? "2026-11-27T09:00:00Z", basis: basesOf(acts, () => more.basis ?? "c".repeat(64)), acts, opened: more.opened ?? [], seen, law: null });
    const note = fromUtf8(signText(text, signer.name, acts.some(({ act }) => act === "counsel.ask") ? signer.seed : strongest(signer))) ?? assert.fail();
    notes.push(note);
    if (on === CASE) [size, head] = [size + 1, after(head, utf8(note))];
    return note;
  };
  const puts: World["puts"] = async (kind, media, content, named) => {
    const bytes = await seal(kind, media, content, recipient, NOW, "");
    const id = named ?? sealedAs(sha256hex(bytes));
    material.committed.push(sha256hex(bytes));
    material.objects.push({ id, kind, reader: "case", size: bytes.length });
    answers[`/v1/sealed/${id}`] = bytes;
    const { header, content: inside } = await unseal(bytes, [secret]);
    if (kind !== "particulars") opened.push([commitment(header, inside), kind]);
    return id;
  };
  const original = await puts("original", "text/plain", utf8(ORDER));
  const said = await puts("note", "text/plain", utf8("they say that they sent nothing"));
  await puts("particulars", "application/json", encode({ targets: ["kranich77@fennel.example"], items: [{ targets: ["kranich77@fennel.example"] }] }));
  const contact = sha256hex(utf8(CONTACT));
  const verified = sign(1, one("authority.verify", { authority: "DE-LKA", contact, how: "call_back", key: "", key_kind: "", phone: sha256hex(utf8(PHONE)) }), { case: null });
  const confirmed = sign(0, one("authority.confirm", { authority: "DE-LKA", verification: hash(verified) }), { case: null });
  if (keyed) {
    const row = { cipher: "f".repeat(64), commitment: opened[0]?.[0] ?? assert.fail(), kind: "original", sealed: original };
    const key = sign(1, one("case.key", { house: recipient, marks: sha256hex(targetKey(secret)), objects: [row], replaces: "" }));
    sign(0, one("case.key_seen", { key: hash(key) }));
  }
  const fields = { ...FACTS, ...Object.fromEntries(Object.entries(ITEM).map(([name, value]) => [`items.1.${name}`, value])) };
  sign(1, one("face.confirm", { fields }), { opened: opened.filter(([, kind]) => kind === "original") });
  sign(1, one("note.add", { sealed: said }));
  sign(1, one("secrecy.record", { admit: true, count: true, item: 1, review_on: null, rule: "", source: "order", tell: true, until: "2027-06-01" }));
  const relied: any = {
    authority: hash(confirmed), callers: [], case: CASE, recipient: contact, refiled: "", law: {},
    face: { case: { ...FACTS }, confirmed: Object.keys(fields).sort(), items: [{ ...ITEM }], schema: "dueprocess.face/1" },
    items: [{ law: {}, number: 1, state: proposes ? "proposed" : "live" }],
  };
  const proposal = proposes ? sign(1, one("decision.propose", { ground: "", item: 1, lines: [], outcome: "comply" }), { basis: basisOf(relied, 1), opened: opened.filter(([, kind]) => kind === "original") }) : "";
  const form = { case: CASE, revision: 11, says: "new_case", items: 1, phone: PHONE, directory: [{ code: "DE-LKA", country: "DE", name: "Landeskriminalamt" }], fields: Object.entries(fields).map(([path, value]) => ({ path, value, confirmed: true, asked: false, codes: null })) };
  const item = { item: 1, decision: proposes ? "proposed" : "open", outcome: null, proposed: proposes ? { by: "birch" } : null, letter: "none", letter_leaves: "", sealed_letter: "", answers: {}, silences: [{ ended: false, by: "birch", agreed_by: "aster", statement: "1".repeat(64) }], preservation: "none" };
  const law = { suggests: "Grant.", findings: [], grounds: [], may: { tell: "unknown", admit: "unknown", count: "unknown", source: "", rule: "", until: null, says: "", cited: "" }, risk: null, wrong_grant: null };
  const asks = (act: string, filled: Says = {}): object => ({ case: CASE, act, item: 1, choices: {}, filled, same: [], law });
  Object.assign(answers, {
    [AT.evidence]: { case: CASE, revision: 11, roster: 1, relied, contact: CONTACT, phone: PHONE, notes },
    [AT.material]: material,
    [AT.form]: form,
    [AT.case]: { case: CASE, says: "new_case", items: [item], duties: [] },
    [AT.law]: { case: CASE, law: { on: "2026-11-27", first: null, answers: { "1": ANSWER } }, map: {}, country: "DE", timezone: "UTC" },
    [AT.would]: { events: [], refused: null, form, relied, asked: [asks("decision.propose"), asks("secrecy.record")], law: null, letter: null, letter_refused: null },
    [`/v1/cases/${CASE}/acts/decision.approve?item=1`]: asks("decision.approve", { proposal: proposal ? hash(proposal) : "0".repeat(64) }),
    [`/v1/cases/${CASE}/present`]: { people: [] },
    [`/v1/cases/${CASE}/read`]: {},
  });
  (at.desk.about as Record<string, unknown>)["country"] = "DE";
  return { ...at, notes, sign, puts, opened, relied, proposal: () => proposal };
}

export type { Bytes };
