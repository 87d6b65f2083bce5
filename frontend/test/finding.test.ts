/** Finding a case: what a desk that lies can do to labels, what leaves at once, and how quick it is over ten thousand cases. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Finding, FRESH, labelOf } from "../src/desk/finding.ts";
import { newSecret, recipientOf } from "../src/formats/age.ts";
import { base64, fromUtf8, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import { filled, MEDIA, packed, SIZE, type Docket, type Found } from "../src/formats/docket.ts";
import { write } from "../src/formats/canonical.ts";
import { sealedAs } from "../src/formats/ids.ts";
import * as moment from "../src/formats/moment.ts";
import * as own from "../src/desk/ownkey.ts";
import { seal, unseal, wrapKey } from "../src/formats/seal.ts";
import { Refusal } from "../src/formats/refusal.ts";
import { house, NOW, type House } from "./itself_house.ts";
import { rule } from "./helpers.ts";

const idOf = (at: number): string => `c-${at.toString(2).padStart(24, "0").replaceAll("0", "a").replaceAll("1", "b")}`;
const [ONE, TWO] = [idOf(1), idOf(2)];
const USE: own.Use = { name: "dockets", pad: 65_536 };

/** As intake writes it: nobody signs. */
function bare(docket: Docket): Bytes {
  const data = new Uint8Array(SIZE);
  data.set(utf8(`dueprocess.docket/1\n${write(docket)}\n`));
  return data;
}

/** A desk with dockets, in whose place tests put others. */
class Dockets {
  readonly rows = new Map<string, Record<string, string>>();
  readonly asked: string[] = [];
  readonly secrets = new Map<string, string>();
  readonly posted: unknown[] = [];
  forgotten = 0;
  silent = false;
  own = false;
  many: unknown[] = [];

  constructor(readonly at: House) {
    const api = at.desk.api as unknown as Record<string, (path: string, body?: any) => Promise<unknown>>;
    api["get"] = async () => {
      this.asked.push("list");
      if (this.silent) throw new Refusal("vault.no-connection", "the desk does not answer");
      const rows = [...this.rows].map(([id, row]) => ({ case: id, docket: row["docket"], word: row["word"] ?? "received" }));
      return { forgotten: this.forgotten, rows, own: this.own, many: this.many };
    };
    api["post"] = async (path, body) => {
      this.asked.push(path);
      if (path === "/v1/dockets") return { rows: body.cases.map((id: string) => this.rows.get(id)) };
      this.posted.push(body);
      return {};
    };
  }

  async put(id: string, found: Found, by = -1, at = "2026-11-27T08:00:00Z", named = id): Promise<Record<string, string>> {
    const signer = this.at.people[by];
    const docket = filled({ at, by: signer?.name ?? "", case: named }, found);
    return this.bytes(id, signer ? packed(docket, signer.seed) : bare(docket));
  }

  async bytes(id: string, inside: Bytes, kind = "docket"): Promise<Record<string, string>> {
    const secret = this.secrets.get(id) ?? newSecret();
    this.secrets.set(id, secret);
    const recipient = recipientOf(secret);
    const data = await seal(kind, MEDIA, inside, recipient, NOW);
    const row = { case: id, docket: sealedAs(sha256hex(data)), recipient, envelope: base64(await wrapKey(secret, this.at.me.age, NOW)), bytes: base64(data) };
    this.rows.set(id, row);
    return row;
  }
}

async function made(): Promise<{ dockets: Dockets; finding: Finding; later: (ms: number) => void; at: House }> {
  const at = await house({});
  let now = NOW;
  return { dockets: new Dockets(at), finding: await Finding.open(at.desk, () => now), later: (ms) => { now += ms; }, at };
}

const ids = (finding: Finding, words: string): string[] => finding.find(words).hits.map(({ id }) => id);
const MOORAU: Found = { references: ["MOO-2026-1142"], identifiers: ["kranich77@fennel.example", "+49 30 123456"], names: ["Polizeiinspektion Moorau"], notes: ["rang back; all is correct"] };

test("a case is found by its reference, name, identifier, number and note, by any of its words, and nothing else is", async () => {
  const { dockets, finding } = await made();
  await dockets.put(ONE, MOORAU);
  await dockets.put(TWO, { references: ["TAL-4471/26"], identifiers: ["ottilie.brandt@fennel.example"] });
  assert.deepEqual(ids(finding, "moo"), []); // the desk did not say yet what may be opened
  await finding.renew();
  for (const words of ["MOO-2026-1142", "moo 1142", "MOO20261142", "Kranich77", "+4930123456", "polizeiinspektion", "rang back", ONE]) assert.deepEqual(ids(finding, words), [ONE], words);
  assert.deepEqual(ids(finding, "fennel.example").sort(), [ONE, TWO].sort());
  for (const words of ["", "  ", "nobody", "moo brandt"]) assert.deepEqual(ids(finding, words), [], words);
  assert.equal(labelOf(finding.docketOf(ONE) ?? assert.fail()), "MOO-2026-1142 · kranich77");
  assert.equal(finding.find("rang back").hits[0]?.where, "rang back; all is correct");
});

test("searching asks the desk nothing, and opening what was found asks no more than any opening", async () => {
  const { dockets, finding } = await made();
  await dockets.put(ONE, MOORAU);
  await finding.renew();
  const before = dockets.asked.length;
  for (const words of ["moo", "kranich77", "nobody at all"]) finding.find(words);
  finding.docketOf(ONE);
  assert.equal(dockets.asked.length, before);
  assert.ok(!JSON.stringify(dockets.posted).includes("moo"));
});

test("what is forgotten or no longer permitted leaves before the next search, and this browser says so", async () => {
  const { dockets, finding, later } = await made();
  await dockets.put(ONE, MOORAU);
  await dockets.put(TWO, { references: ["TAL-4471/26"] });
  await finding.renew();
  dockets.rows.delete(ONE);
  dockets.forgotten = 1;
  await finding.renew();
  assert.deepEqual(ids(finding, "moo"), []);
  assert.equal(finding.docketOf(ONE), null);
  assert.ok(!JSON.stringify(finding.kept).includes("MOO"));
  assert.equal(finding.counts.searched, 1);
  // A desk that stops answering is no way to go on searching what was forgotten meanwhile.
  later(FRESH);
  assert.deepEqual(ids(finding, "tal"), []);
  dockets.silent = true;
  assert.notEqual(await rule(() => finding.renew()), "");
  assert.deepEqual(ids(finding, "tal"), []);
  dockets.silent = false;
  await finding.renew();
  assert.deepEqual(ids(finding, "tal"), [TWO]);
});

test("a desk that hands over another case's docket, another's words, an older one or none is named, and believed in nothing", async () => {
  const { dockets, finding } = await made();
  const honest = await dockets.put(ONE, MOORAU, 1, "2026-11-27T08:30:00Z");
  const other = await dockets.put(TWO, { references: ["TAL-4471/26"] }, 1);
  await finding.renew();
  const stands = (): unknown => [finding.docketOf(ONE)?.references, finding.counts.refused, ids(finding, "tal")];
  const told = async (row: Record<string, string>): Promise<unknown> => { dockets.rows.set(ONE, row); await finding.renew(); return stands(); };
  const refused = [["MOO-2026-1142"], 1, [TWO]];
  assert.deepEqual(stands(), [["MOO-2026-1142"], 0, [TWO]]);
  // Another case's, whole, with its key and its envelope.
  assert.deepEqual(await told({ ...other, case: ONE }), refused);
  // Its bytes alone: they do not open with this case's key.
  assert.deepEqual(await told({ ...honest, bytes: other["bytes"] ?? "", docket: other["docket"] ?? "" }), refused);
  // Anybody can seal to a case: in a person's name, signed by nobody or by somebody else; in a machine's name, later.
  const forged = filled({ at: "2026-11-27T09:00:00Z", by: "birch", case: ONE }, { references: ["FALSE"] });
  assert.deepEqual(await told(await dockets.bytes(ONE, bare(forged))), refused);
  assert.deepEqual(await told(await dockets.bytes(ONE, packed({ ...forged, by: "stranger" }, new Uint8Array(32)))), refused);
  assert.deepEqual(await told(await dockets.bytes(ONE, bare({ ...forged, by: "" }))), refused);
  // What a person signed, but before the one that is known; what is no docket; what is dated tomorrow.
  assert.deepEqual(await told(await dockets.put(ONE, { references: ["OLD"] }, 0, "2026-11-27T08:29:59Z")), refused);
  assert.deepEqual(await told(await dockets.bytes(ONE, bare({ ...forged, by: "" }), "note")), refused);
  assert.deepEqual(await told(await dockets.put(ONE, { references: ["NEXT"] }, 1, moment.write(NOW + 86_400_000))), refused);
  assert.deepEqual(await told(await dockets.put(ONE, { references: ["A"] }, 1, "2026-11-27T08:30:00Z", TWO)), refused);
  // The honest one again, and a newer one of a colleague.
  assert.deepEqual(await told(honest), [["MOO-2026-1142"], 0, [TWO]]);
  assert.deepEqual(await told(await dockets.put(ONE, { references: ["MOO-2026-1143"] }, 0, "2026-11-27T08:45:00Z")), [["MOO-2026-1143"], 0, [TWO]]);
  // Withheld: the case stands without one, and is counted so where nothing was known.
  dockets.rows.set(idOf(3), { case: idOf(3), docket: "" });
  await finding.renew();
  assert.equal(finding.counts.without, 1);
});

test("a machine's docket is made anew by who opens the original, signed, and once", async () => {
  const { dockets, finding, at } = await made();
  const row = await dockets.put(ONE, MOORAU);
  const sent = dockets.posted as any[];
  await finding.renew();
  assert.equal(finding.docketOf(ONE)?.by, "");
  await finding.write(ONE, row["recipient"] ?? "", () => MOORAU);
  assert.equal(finding.docketOf(ONE)?.by, at.me.name);
  await finding.write(ONE, row["recipient"] ?? "", () => MOORAU);
  assert.equal(sent.length, 1);
  const { header, content } = await unseal(Uint8Array.from(Buffer.from(sent[0].bytes, "base64")), [dockets.secrets.get(ONE) ?? ""]);
  assert.deepEqual([header.kind, content.length], ["docket", SIZE]);
  await finding.write(ONE, row["recipient"] ?? "", () => ({ ...MOORAU, notes: ["another"] }));
  assert.equal(sent.length, 2);
});

test("what is kept opens for its person alone, tells no length, and holds no key of a case", async () => {
  const { dockets, finding, at } = await made();
  await dockets.put(ONE, MOORAU);
  await finding.renew();
  const { desk } = at;
  const data = await own.seal(desk, USE, "", finding.kept);
  assert.equal(data.length % USE.pad, 12 + 16);
  assert.ok(!(fromUtf8(data) ?? "").includes("MOO"));
  const other = Object.create(desk, { who: { value: { ...desk.who, ageSecret: `${desk.who.ageSecret}x` } } }) as typeof desk;
  assert.equal(await own.unseal(other, USE, "", data), null);
  assert.ok(!JSON.stringify(finding.kept).includes("AGE-SECRET"));
  const again = await Finding.open(desk, () => NOW);
  again.resume(await own.unseal(desk, USE, "", data));
  assert.deepEqual(ids(again, "moo"), []); // kept, and not answered before the desk said what may be opened
  const asked = dockets.asked.length;
  await again.renew();
  assert.deepEqual(ids(again, "moo"), [ONE]);
  assert.deepEqual(dockets.asked.slice(asked), ["list"]); // no browser here, nothing is taken twice
});

test("a desk that lists only one's own cases and then all is noticed, here and after the vault was opened again", async () => {
  const { dockets, finding, at, later } = await made();
  await dockets.put(ONE, MOORAU);
  await finding.renew();
  assert.equal(finding.own, "");
  dockets.own = true;
  await finding.renew();
  assert.equal(finding.own, "own");
  const again = await Finding.open(at.desk, () => NOW);
  again.resume(finding.kept);
  dockets.own = false;
  await dockets.put(TWO, { references: ["TAL-4471/26"] });
  await again.renew();
  assert.equal(again.own, "widened");
  await finding.renew();
  const third = await Finding.open(at.desk, () => NOW);
  third.resume(finding.kept);
  assert.equal(third.own, "widened");
  later(14 * 86_400_000);
  assert.equal(finding.own, "");
});

test("a docket of a case that is not on the desk's list is refused, whoever asked for it", async () => {
  const { dockets, finding, at } = await made();
  await dockets.put(ONE, MOORAU);
  const other = await dockets.put(TWO, { references: ["TAL-4471/26"] });
  dockets.rows.delete(TWO);
  const api = at.desk.api as unknown as Record<string, (path: string, body?: unknown) => Promise<unknown>>;
  const post = api["post"] ?? assert.fail();
  api["post"] = async (path, body) => (path === "/v1/dockets" ? { rows: [other] } : post(path, body));
  assert.notEqual(await rule(() => finding.renew()), "");
  assert.deepEqual(ids(finding, "tal"), []);
});

test("beside a hit stands what the desk would tell its official, and what others opened much of names no case", async () => {
  const { dockets, finding } = await made();
  const row = await dockets.put(ONE, MOORAU);
  row["word"] = "answered";
  dockets.many = [{ person: "birch", hour: "2026-11-27T14:00Z", count: 34 }];
  await finding.renew();
  assert.equal(finding.find("moo").hits[0]?.word, "answered");
  assert.deepEqual(finding.many, [{ person: "birch", day: "2026-11-27", count: 34 }]);
});

test("what arrived again is known by its bytes, its id, its exchange, its reference or its subject, and is found by none of its marks", async () => {
  const { dockets, finding } = await made();
  const mine = { references: ["MOO-2026-1142"], subjects: ["AW: Ersuchen um Auskunft"], notes: ["sha256:aa11", "<9@a.example>", "<7@a.example>"] };
  const others: readonly (readonly [string, Found])[] = [
    ["bytes", { notes: ["sha256:aa11", "<8@a.example>"] }],
    ["mail", { notes: ["sha256:bb22", "<9@a.example>"] }],
    ["thread", { notes: ["sha256:bb22", "<7@a.example>"] }],
    ["thread", { notes: ["<5@b.example>", "<9@a.example>"] }],
    ["reference", { references: ["moo 2026/1142"] }],
    ["subject", { subjects: ["Re: Ersuchen um Auskunft"] }],
    ["", { references: ["TAL-1"], subjects: ["Re: Auskunft"], notes: ["sha256:bb22", "<6@a.example>", "rang back"] }],
  ];
  await dockets.put(ONE, mine);
  for (const [by, other] of others) {
    await dockets.put(TWO, other);
    await finding.renew();
    assert.deepEqual(finding.alike(ONE), by ? [{ id: TWO, by }] : [], JSON.stringify(other));
  }
  for (const words of ["aa11", "bb22", "sha256", "a.example"]) assert.deepEqual(ids(finding, words), [], words);
  assert.ok(dockets.asked.every((path) => ["list", "/v1/dockets", "/v1/dockets/kept"].includes(path)));
});
