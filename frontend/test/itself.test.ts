/** The desk itself: statements are written here, what waits is drawn from what was checked, a swapped text is refused by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Itself, sameFingerprint, type Ask } from "../src/desk/itself.ts";
import { draw } from "../src/acts/drawing.ts";
import { strongest } from "../src/formats/identity.ts";
import { base64, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import { canonicalRoster, house, type House } from "./itself_house.ts";
import { Refusal } from "../src/formats/refusal.ts";
import { hashOf, lookOf, signText, verify, type Statement } from "../src/formats/statement.ts";
import { alone, Memory, rule } from "./helpers.ts";

const EMPTY = { roster: 1, keys: [], own: true, lifts: true, freezes: [], verifications: [], next: null };
const SHELF = "b".repeat(64);
const SHOWN = { rosters: [], notes: [], attested: [], authorities: ["DE-BKA"], verifications: [], shelf: SHELF, next: "" };

function itself(at: House, answer: unknown = EMPTY): { made: Itself; asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const ask: Ask = async (question) => { asked.push(question as Record<string, unknown>); return answer; };
  return { made: new Itself(at.desk, ask), asked };
}

const one = (acts: readonly Statement[]): Statement => acts[0] ?? assert.fail();

test("the own process is asked about what the desk shows, from this browser's pin, and its refusal ends all", async () => {
  const at = await house(SHOWN);
  const { made, asked } = itself(at);
  const seen = await made.seen();
  assert.deepEqual([seen.lifts, seen.freezes, seen.next, seen.shelf], [true, [], null, SHELF]);
  assert.deepEqual(asked[0], { me: "aster", vkey: at.desk.vkey, pin: { desk: at.roster.deskId, number: 1, hash: at.roster.hash, base: 1, since: [] }, shown: SHOWN });
  const refused = itself(at, { rule: "roster.fork", reason: "there are two" });
  assert.equal(await rule(() => refused.made.seen()), "roster.fork");
  assert.equal(await rule(() => itself(at, { ...EMPTY, roster: 2 }).made.seen()), "vault.other-roster");
  const keys = [["aaaaaaaa", false, false], ["bbbbbbbb", true, false], ["cccccccc", false, true]];
  const may = async (own: boolean): Promise<unknown> => (await itself(at, { ...EMPTY, keys, own }).made.seen()).retirable.map(({ id }) => id);
  assert.deepEqual([await may(true), await may(false)], [["aaaaaaaa", "bbbbbbbb"], ["aaaaaaaa"]]);
  for (const strange of [7, null, [], { ...EMPTY, lifts: "yes" }, { ...EMPTY, freezes: 7 }]) assert.equal(await rule(() => itself(at, strange).made.seen()), "vault.bad-answer");
});

test("a statement is written here, checked again before it is signed, and goes with what it names", async () => {
  const at = await house(SHOWN);
  const { made } = itself(at);
  const says = { authority: "DE-BKA", contact: sha256hex(utf8("post@bka.example")), how: "call_back" };
  const text = made.text("authority.verify", says, SHELF);
  assert.ok(draw(one(at.desk.check(text)), true).rows.some((row) => row.value === "DE-BKA"));
  await made.enter(text, { contact: "post@bka.example", key: "" });
  const [path, body] = at.sent.at(-1) ?? assert.fail();
  assert.equal(path, "/v1/desk/acts");
  const statement = verify(utf8(String(body["note"])), at.roster);
  assert.deepEqual([statement.act, statement.case, statement.by, statement.says, statement.basis], ["authority.verify", null, "aster", says, SHELF]);
  assert.equal(body["contact"], "post@bka.example");
  assert.equal(await rule(() => made.enter(text.replace('"by":"aster"', '"by":"birch"'))), "statement.wrong-signer");
  assert.equal(at.sent.length, 1);
});

test("a desk that goes behind what was signed about it gets nothing signed but what stops", async () => {
  const at = await house(SHOWN);
  const { made } = itself(at);
  const says = { authority: "DE-BKA", contact: "a".repeat(64), how: "call_back" };
  const note = at.desk.note(made.text("authority.verify", says, SHELF));
  at.answers["/v1/desk/itself"] = { ...SHOWN, notes: [note] };
  await made.seen();
  assert.equal(lookOf(made.text("authority.verify", says, SHELF)).seen?.[0], 1);
  at.answers["/v1/desk/itself"] = SHOWN;
  await made.seen();
  assert.equal(await rule(async () => made.text("authority.verify", says, SHELF)), "chain.shorter");
  // Who does not see the directory is shown the stops alone: of a chain that is not whole nothing is refused and nothing remembered.
  const { me, store } = at.desk;
  const kept = (): string => JSON.stringify([...(store as Memory).rows]);
  const before = kept();
  Object.defineProperty(at.desk, "me", { value: { ...me, roles: ["employee"] } });
  await made.seen();
  assert.equal(await rule(async () => made.text("authority.verify", says, SHELF)), "");
  assert.equal(kept(), before);
  assert.equal(one(at.desk.check(made.text("desk.freeze", {}, SHELF))).act, "desk.freeze");
});

test("a number stands beside the contact, with a key or without one", async () => {
  const at = await house(SHOWN);
  const says = { authority: "DE-BKA", contact: "a".repeat(64), how: "call_back", phone: "b".repeat(64) };
  for (const said of [says, { ...says, key: "c".repeat(64), key_kind: "openpgp" }]) {
    assert.ok(draw(one(at.desk.check(itself(at).made.text("authority.verify", said, SHELF))), true).rows.some((row) => row.value === "b".repeat(16)));
  }
});

test("with a key its kind and hash are signed, and drawn", async () => {
  const at = await house(SHOWN);
  const says = { authority: "DE-BKA", contact: "a".repeat(64), how: "call_back", key: "c".repeat(64), key_kind: "openpgp" };
  const rows = draw(one(at.desk.check(itself(at).made.text("authority.verify", says, SHELF))), true).rows.map((row) => row.value);
  assert.ok(rows.includes("an OpenPGP key") && rows.includes("c".repeat(16)));
  for (const wrong of [{ ...says, key_kind: "pigeon" }, { ...says, key: "short" }]) {
    const text = itself(at).made.text("authority.verify", wrong, SHELF);
    assert.match(await rule(() => draw(one(at.desk.check(text)), true)), /^vault\.unknown/);
  }
});

test("a colleague's verification stands with its signature; one that was swapped is refused in its own row", async () => {
  const at = await house(SHOWN);
  const text = alone({ desk: at.roster.deskId, roster: [1, at.roster.hash], case: null, revision: 0, act: "authority.verify", by: "birch", at: "2026-11-27T09:00:00Z", basis: SHELF, says: { authority: "DE-BKA", contact: "a".repeat(64), how: "call_back" } });
  const birch = at.people[1] ?? assert.fail();
  const note = signText(text, "birch", strongest(birch));
  const row = { authority: "DE-BKA", contact: "post@bka.example", phone: "", night: "", source: "", how: "call_back", by: "birch", at: "2026-11-27T09:00:00Z", note: new TextDecoder().decode(note), verification: hashOf(note), key: null };
  const swapped = { rule: "authority.contact", reason: "the desk shows another contact" };
  const seen = await itself(at, { ...EMPTY, verifications: [row, swapped, { ...row, verification: "f".repeat(64) }] }).made.seen();
  const [good, bad, other] = seen.verifications;
  assert.ok(good && !(good instanceof Refusal));
  assert.ok(bad instanceof Refusal && bad.rule === "authority.contact");
  assert.ok(other instanceof Refusal && other.rule === "vault.bad-answer");
  const confirms = itself(at).made.text("authority.confirm", { authority: "DE-BKA", verification: good.verification }, SHELF);
  const [rests] = draw(one(at.desk.check(confirms)), true).rests;
  assert.equal(at.desk.rests(rests ?? "", [good.note]).by, "birch");
  assert.equal(await rule(() => at.desk.rests(rests ?? "", [good.note.replace("DE-BKA", "DE-BKB")])), "vault.proposal-missing");
});

test("the next roster is read here from the text that is signed; only its hash and a signature leave", async () => {
  const at = await house(SHOWN, { number: 2, entered: false, missing: ["birch"], later: [] });
  const text = canonicalRoster(at, 2);
  const next = { text, number: 2, hash: sha256hex(utf8(text)), effective_at: "2026-11-27T10:00:00Z", reasons: [], changes: [["k", "", "2", "0"]], people: [], k: 0, needs: 2, signed: [], asked: ["aster", "birch"] };
  const { made } = itself(at, { ...EMPTY, next });
  const seen = await made.seen();
  assert.ok(seen.next && !(seen.next instanceof Refusal));
  assert.deepEqual([seen.next.roster.number, seen.next.roster.k, seen.next.roster.people.length], [2, 0, 2]);
  const done = await made.agree(seen.next);
  assert.deepEqual(done, { number: 2, entered: false, missing: ["birch"], later: [] });
  const [path, body] = at.sent.at(-1) ?? assert.fail();
  assert.equal(path, "/v1/desk/roster");
  assert.equal(body["roster"], seen.next.roster.hash);
  assert.match(String(body["signature"]), /^\u2014 aster [A-Za-z0-9+/]+=*$/);
  const broken = await itself(at, { ...EMPTY, next: { ...next, text: "rubbish\n" } }).made.seen();
  assert.ok(broken.next instanceof Refusal);
  const refused = await itself(at, { ...EMPTY, next: { rule: "roster.notice", reason: "72 hours" } }).made.seen();
  assert.ok(refused.next instanceof Refusal && refused.next.rule === "roster.notice");
});

test("a draft of the report is asked about alone, its text hashed here; what does not hold stands refused in its row", async () => {
  const draft = '{"schema":"dueprocess/edition/1"}';
  const told = {
    text: draft, edition: sha256hex(utf8(draft)), number: 1, period: "2026-H1", provider: "Fennel Mail", made_on: "2026-07-02", cells: 3, withheld: 1, held: 4, gaps: 2,
    against: "2025-H2", changes: [["received 2026-H1", "1", "3", "counted"]], differ: 1, digest: "c".repeat(64), signed: ["birch"],
  };
  const at = await house(SHOWN);
  const answers = [{ roster: 1, reports: [told] }, { roster: 1, reports: [{ rule: "report.form", reason: "no edition" }] }, { roster: 1, reports: [{ ...told, text: `${draft} ` }] }];
  const asked: Record<string, unknown>[] = [];
  const ask: Ask = async (question) => { asked.push(question as Record<string, unknown>); return answers[asked.length - 1]; };
  at.answers["/v1/desk/reports"] = { rosters: [], notes: [], shelf: SHELF, reports: [{ draft: "one" }, { draft: "two" }, { draft: "three" }] };
  const [good, broken, swapped] = await itself(at).made.reports(ask);
  assert.ok(good && !(good instanceof Refusal));
  assert.deepEqual([good.differ, good.signed, good.changes[0]], [1, ["birch"], told.changes[0]]);
  assert.ok(broken instanceof Refusal && broken.rule === "report.form");
  assert.ok(swapped instanceof Refusal && swapped.rule === "vault.bad-answer");
  assert.deepEqual(asked.map((one) => (one["shown"] as { reports: unknown }).reports), [[{ draft: "one" }], [{ draft: "two" }], [{ draft: "three" }]]);
  const forked: Ask = async () => ({ rule: "roster.fork", reason: "there are two" });
  assert.equal(await rule(() => itself(at).made.reports(forked)), "roster.fork");
});

test("a key in a file is read by the own process", async () => {
  const at = await house(SHOWN);
  const told = { kind: "cms", hash: "c".repeat(64), key: "AAAA", fingerprint: "AB CD", name: "", detail: "EC", not_after: "" };
  const { made, asked } = itself(at, told);
  assert.equal((await made.key(utf8("key") as Bytes)).fingerprint, "AB CD");
  assert.deepEqual(asked, [{ key: base64(utf8("key")) }]);
  assert.equal(await rule(() => itself(at, { rule: "recipient.weak", reason: "weak" }).made.key(utf8("x") as Bytes)), "recipient.weak");
});

test("a fingerprint that was heard is compared without spaces, colons and case, and never with nothing", () => {
  assert.ok(sameFingerprint("ab:cd 01", "AB CD 01"));
  assert.ok(!sameFingerprint("ab:cd 02", "AB CD 01"));
  assert.ok(!sameFingerprint("  ", ""));
});
