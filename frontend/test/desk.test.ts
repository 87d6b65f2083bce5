/** The client against a desk that lies: what it refuses, what it remembers, whom it talks to. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Api } from "../src/desk/api.ts";
import { configOf, originOf } from "../src/desk/config.ts";
import { Desk } from "../src/desk/desk.ts";
import { commitmentLater } from "../src/formats/object.ts";
import { given, letterOf, merged, waits } from "../src/desk/letter.ts";
import { spansOf, told } from "../src/desk/particulars.ts";
import { otherDesks, readPin } from "../src/desk/pins.ts";
import { base64, fromBase64, fromUtf8, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import type { Value } from "../src/formats/canonical.ts";
import * as identity from "../src/formats/identity.ts";
import { ENDS } from "../src/formats/links.ts";
import * as moment from "../src/formats/moment.ts";
import { FromDesk } from "../src/formats/refusal.ts";
import { parse } from "../src/formats/roster.ts";
import * as seal from "../src/formats/seal.ts";
import * as statements from "../src/formats/statement.ts";
import { alone, Memory, rule } from "./helpers.ts";
import { CASE as HERE, one, world } from "./lying_house.ts";

const golden = JSON.parse(readFileSync(join(process.env["VAULT_GOLDEN"] ?? "", "from-desk.json"), "utf8"));
const now = moment.parse(golden.now) ?? 0;
const CASE = `c-${"a".repeat(24)}`;

async function person(name: string): Promise<identity.Identity> {
  const { age, seed, made_at } = golden.people[name];
  return identity.open(utf8(JSON.stringify({ form: identity.FORM, name, age, seed, made_at })), "");
}

type Answers = Record<string, unknown>;
const asked: [string, RequestInit][] = [];

function server(answers: Answers): Api {
  return new Api("https://api.desk.example", async (url, init) => {
    asked.push([url, init]);
    const key = `${init.method} ${url.replace("https://api.desk.example", "")}`;
    const found = answers[key];
    const answer = typeof found === "function" ? found(JSON.parse(String(init.body ?? "null"))) : found;
    if (answer instanceof Uint8Array) return new Response(answer as Uint8Array<ArrayBuffer>);
    return answer === undefined ? new Response("no", { status: 404 }) : new Response(JSON.stringify(answer));
  });
}

const notes = (name: string): string[] => golden.chains.find((one: any) => one.name === name).notes;
const hello = (chain: string, more: Answers = {}): Answers => ({
  "GET /v1/hello": { desk: golden.pin.desk },
  "POST /v1/session": { token: "t0ken" },
  "GET /v1/desk": { roster: { number: 1, notes: notes(chain) } },
  ...more,
});
const yes = async (): Promise<boolean> => true;
const never = async (): Promise<boolean> => assert.fail("a known desk asks nothing");

test("the first time people compare the fingerprint; then the pin decides", async () => {
  const store = new Memory();
  const who = await person("aster");
  assert.equal(await rule(() => Desk.open(server(hello("two")), who, store, async () => false, () => now)), "vault.not-compared");
  assert.equal(store.length, 0);
  const desk = await Desk.open(server(hello("three, the newest waits")), who, store, yes, () => now);
  assert.equal(desk.roster.number, 2);
  assert.equal(readPin(store, golden.pin.desk)?.number, 3);
  assert.equal(await rule(() => Desk.open(server(hello("two")), who, store, never, () => now)), "roster.lower-number");
  assert.equal(await rule(() => Desk.open(server(hello("one releaser alone")), who, new Memory(), yes, () => now)), "roster.unsigned");
  const other = { ...hello("two"), "GET /v1/hello": { desk: "e".repeat(64) } };
  const seen: string[][] = [];
  const ask = async (_: string, others: readonly string[]): Promise<boolean> => { seen.push([...others]); return true; };
  assert.equal(await rule(() => Desk.open(server(other), who, store, ask, () => now)), "roster.wrong-desk");
  assert.deepEqual(seen, [[golden.pin.desk]]);
  assert.deepEqual(otherDesks(store, golden.pin.desk), []);
  assert.ok(![...store.rows.values()].join().match(/SECRET|seed|t0ken/));
});

test("requests carry no cookie, follow nowhere, and the bearer only", async () => {
  const first = asked.find(([url]) => url.endsWith("/v1/desk"))!;
  assert.equal(first[1].credentials, "omit");
  assert.equal(first[1].redirect, "error");
  assert.equal((first[1].headers as any).Authorization, "Bearer t0ken");
});

test("a key that the roster does not name is refused", async () => {
  const made = await identity.make("aster", now);
  assert.equal(await rule(() => Desk.open(server(hello("two")), made, new Memory(), yes, () => now)), "roster.swapped-key");
  const stranger = await identity.make("stranger", now);
  assert.equal(await rule(() => Desk.open(server(hello("two")), stranger, new Memory(), yes, () => now)), "access.not-on-roster");
});

const TWO = parse(utf8(golden.chains[1].notes[1])).roster;
const text = (changes: object = {}): string => alone({
  desk: golden.pin.desk, roster: [2, TWO.hash], case: CASE, revision: 4, act: "face.confirm", by: "aster", at: golden.now, basis: "b".repeat(64),
  says: { fields: { country: "DE" } }, ...changes,
});

test("a text of another person, roster, desk or hour is not signed", async () => {
  const desk = await Desk.open(server(hello("two")), await person("aster"), new Memory(), yes, () => now);
  assert.equal(await rule(() => desk.check(text())), "");
  assert.equal(await rule(() => desk.check(text({ by: "birch" }))), "statement.wrong-signer");
  assert.equal(await rule(() => desk.check(text({ roster: [1, TWO.hash] }))), "statement.wrong-roster");
  assert.equal(await rule(() => desk.check(text({ roster: [2, "f".repeat(64)] }))), "statement.wrong-roster");
  assert.equal(await rule(() => desk.check(text({ desk: "f".repeat(64) }))), "statement.wrong-desk");
  assert.equal(await rule(() => desk.check(text({ at: "2026-11-20T10:00:00Z" }))), "vault.wrong-time");
  assert.equal(await rule(() => desk.check(text().replace(statements.HEADER, "dueprocess.statement/1"))), "statement.malformed");
});

test("what is signed is the text that was shown, with what is sealed", async () => {
  let got: any = null;
  const answers = hello("two", { "POST /v1/acts": (body: any) => { got = body; return { case: CASE, revision: 5, events: ["case:face:confirmed"] }; } });
  const desk = await Desk.open(server(answers), await person("aster"), new Memory(), yes, () => now);
  const attached = [{ id: `s-${"c".repeat(24)}`, kind: "note", reader: "case", bytes: utf8("x") }];
  const done = await desk.sign(text(), attached);
  assert.equal(done.revision, 5);
  assert.deepEqual(statements.verify(utf8(got.note), desk.roster).says, { fields: { country: "DE" } });
  assert.equal(got.attached[0].bytes, base64(utf8("x")));
});

test("what was signed here and the desk took has to be shown from then on, and the own process is told, before a production is ended, too", async () => {
  const at = await world(false);
  const told: Readonly<Record<string, unknown>>[] = [];
  at.desk.tell = async (about) => { told.push(about); };
  const shown = async (): Promise<unknown> => at.desk.follow(HERE, at.notes);
  await shown();
  const cases = [...ENDS.map((act) => [act, true] as const), ["cost.record", false], ["note.add", false]] as const;
  for (const [act, ends] of cases) {
    const signed = at.sign(0, one(act, { item: 3 }));
    at.notes.pop();
    told.length = 0;
    await at.desk.handIn("/v1/acts", HERE, signed, {});
    assert.deepEqual(told.map(({ name, ends }) => [name, ends]), [...(ends ? [["", [[act, 3]]]] : []), [sha256hex(utf8(signed)), []]]);
    assert.equal(await rule(shown), "chain.shorter");
    at.notes.push(signed);
    await shown();
    await shown();
  }
});

test("an approval shows the colleague's own signed proposal, or is refused", async () => {
  const desk = await Desk.open(server(hello("two")), await person("birch"), new Memory(), yes, () => now);
  const note = golden.statements[0].note;
  const hash = statements.hashOf(utf8(note));
  assert.equal(desk.rests(hash, [note]).by, "aster");
  assert.equal(await rule(() => desk.rests(hash, [])), "vault.proposal-missing");
  assert.equal(await rule(() => desk.rests(hash, [golden.statements.find((one: any) => one.name === "of birch").note])), "vault.proposal-missing");
  const forged = golden.statements.find((one: any) => one.name === "scope changed").note;
  assert.equal(await rule(() => desk.rests(statements.hashOf(utf8(forged)), [forged])), "statement.bad-signature");
});

test("a case opens with its own key; what its events do not commit to is refused", async () => {
  const { sealed } = golden;
  const object = fromBase64(sealed.object)!;
  const id = `s-${"d".repeat(24)}`;
  const material = { case: CASE, channel: "mail", recipient: sealed.recipient, revision: 2, envelope: sealed.envelope, committed: [sha256hex(object)], objects: [{ id, kind: "original", reader: "case", size: 1 }, { id: "s-", kind: "letter", reader: "worker", size: 1 }] };
  const answers = (more: object = {}): Answers => hello("two", { [`POST /v1/cases/${CASE}/read`]: {}, [`GET /v1/cases/${CASE}/material`]: { ...material, ...more }, [`GET /v1/sealed/${id}`]: object });
  const open = async (more: object = {}): Promise<Desk> => Desk.open(server(answers(more)), await person("aster"), new Memory(), yes, () => now);
  const looked = (one: Desk): Desk => { one.keys.set(CASE, { name: "k", by: "aster", house: sealed.recipient, taken: new Map(), came: new Map(), seen: "birch", origin: "", bound: false, once: false }); return one; };
  const desk = looked(await open());
  const taken = await desk.take(CASE);
  assert.equal(fromUtf8(taken.opened[0]!.content)?.startsWith("An die"), true);
  assert.equal(await rule(async () => looked(await open({ committed: [] })).take(CASE)), "sealed.not-committed");
  assert.equal(await rule(async () => looked(await open({ recipient: golden.people.birch.card.split(" ")[2] })).take(CASE)), "case.key-other");
  assert.equal(await rule(async () => looked(await open({ envelope: "" })).take(CASE)), "access.no-envelope");
  // The order in which things are asked: nobody's envelope is opened for a key that people did not sign.
  const note = await desk.seal("note", "text/plain", utf8("x"), "case", taken);
  assert.equal((await seal.unseal(note.bytes, [sealed.secret])).header.kind, "note");
  assert.equal(await rule(() => desk.seal("note", "text/plain", utf8("x"), "case", { ...taken, opened: [] })), "vault.nothing-opened");
  const letter = await desk.seal("letter", "application/json", utf8("{}"), "worker");
  assert.equal((await seal.unseal(letter.bytes, [golden.people["worker-host"].age])).header.kind, "letter");
});

test("what a split took along is compared with what lies in the case that it left, by all but who split", async () => {
  const { sealed } = golden;
  const [came, origin, house] = [fromBase64(sealed.object)!, `c-${"q".repeat(24)}`, sealed.recipient];
  const forged = await seal.seal("original", "text/plain", utf8("An die: everything of another person"), house, now);
  const opens = async (by: string, objects: readonly Bytes[], more: { before?: object; bound?: boolean; without?: boolean; extra?: Bytes } = {}): Promise<string> => {
    const ids = (id: string, all: readonly Bytes[]): readonly (readonly [string, Bytes])[] => all.map((one, n) => [`s-${id.slice(2, 25)}${"abcdefg"[n]}`, one]);
    const here = ids(CASE, [...objects, ...(more.extra ? [more.extra] : [])]);
    const material = (id: string, all: readonly (readonly [string, Bytes])[]): object => ({ case: id, channel: "mail", recipient: house, revision: 2, envelope: more.without && id === origin ? "" : sealed.envelope, committed: all.map(([, one]) => sha256hex(one)), objects: all.map(([name]) => ({ id: name, kind: "original", reader: "case", size: 1 })) });
    const of = (id: string, all: readonly (readonly [string, Bytes])[]): Answers => ({ [`POST /v1/cases/${id}/read`]: {}, [`GET /v1/cases/${id}/material`]: material(id, all), ...Object.fromEntries(all.map(([name, one]) => [`GET /v1/sealed/${name}`, one])) });
    const desk = await Desk.open(server(hello("two", { ...of(CASE, here), ...of(origin, ids(origin, [came])) })), await person("aster"), new Memory(), yes, () => now);
    const taken = new Map(await Promise.all(here.slice(0, objects.length).map(async ([name, one]): Promise<[string, string]> => { const { header, content } = await seal.unseal(one, [sealed.secret]); return [name, await commitmentLater(header, content)]; })));
    const stands = { name: "k", by, house, taken: new Map(), came: new Map(), seen: "birch", origin: "", bound: false, once: false };
    desk.keys.set(CASE, { ...stands, taken, seen: "", origin, bound: more.bound ?? true });
    desk.keys.set(origin, { ...stands, ...more.before });
    const fault = await rule(() => desk.take(CASE));
    return fault || String(desk.compared.has(CASE));
  };
  const [look, anew] = [Desk.look, Desk.anew];
  Desk.look = async () => undefined as never;
  Desk.anew = async () => import("../src/desk/newkey.ts");
  assert.equal(await opens("birch", [came]), "true");
  assert.equal(await opens("birch", [forged]), "sealed.successor");
  assert.equal(await opens("birch", [came, forged]), "sealed.successor");
  assert.equal(await opens("birch", [came], { extra: forged }), "sealed.successor"); // sealed to it by the desk
  assert.equal(await opens("aster", [forged]), "false"); // who split compares nothing
  assert.equal(await opens("birch", [came], { bound: false }), "false"); // split before it said what it took along
  assert.equal(await opens("birch", [came], { without: true }), "false");
  assert.equal(await opens("birch", [came], { before: { seen: "", by: "aster" } }), "false"); // aster's own key of the origin, which nobody compared
  [Desk.look, Desk.anew] = [look, anew];
});

test("refusals of the desk keep their rule; no answer is a refusal too", async () => {
  const api = new Api("https://api.desk.example", async () => new Response(JSON.stringify({ error: { rule: "case.four-eyes", says: "Not you.", do: "Ask." } }), { status: 409 }));
  await assert.rejects(api.get("/v1/x"), FromDesk); // so that a page does not take it for its own machine's word
  assert.equal(await rule(() => api.get("/v1/x")), "case.four-eyes");
  assert.equal(await rule(() => new Api("https://a.example", async () => { throw new TypeError("net"); }).get("/")), "vault.no-connection");
  assert.equal(await rule(() => new Api("https://a.example", async () => new Response("<html>", { status: 200 })).get("/")), "vault.bad-answer");
  assert.equal(await rule(() => new Api("https://a.example", async () => new Response("", { status: 401 })).get("/")), "vault.session");
});

test("config.json: an interface over TLS, or on this machine", async () => {
  assert.deepEqual(configOf({ api: "https://api.desk.example/", staff: "http://desk.example", provider: "P", practice: true }, "vault.desk.example"), { api: "https://api.desk.example", staff: "", provider: "P", practice: true, local: false });
  assert.equal(originOf("http://127.0.0.1:8002/x"), "http://127.0.0.1:8002");
  const local = (host: string, said: unknown): boolean => configOf({ api: "https://api.desk.example", local: said }, host).local;
  assert.ok(local("localhost", true) && local("127.0.0.1", true));
  assert.ok(!local("vault.desk.example", true) && !local("localhost", "true") && !local("localhost", undefined));
  for (const api of ["", "http://api.example", "javascript:alert(1)", null]) assert.equal(await rule(() => configOf({ api }, "localhost")), "vault.config");
});

const run = (word: string): object => ({ text: word });
const LETTER: any = {
  kind: "correction", items: [1], binding: "de", reviewed: ["de", "en"],
  sheets: [{
    language: "ur", direction: "rtl", sender: [[run("Fennel Mail")]], recipient: [[run("a@b.example")]],
    details: [{ label: "Zeichen", value: [{ text: "", merge: "reference" }] }, { label: "Ours", value: [run("c-aaaa")] }],
    remark: "", subject: [run("S")], salutation: "G", blocks: [{ paragraph: [run("P")] }, { points: [[run("1")]], start: 1 }],
    closing: "C", signature: [[run("Desk")]], foot: "F", annex: null,
  }],
};

test("a letter: the reference is merged here; what cannot be shown whole is not sealed", async () => {
  const letter = letterOf(LETTER);
  assert.ok(waits(letter));
  const made = merged(letter, " 3 Js 99/26 ");
  assert.ok(!waits(made));
  assert.deepEqual(made.sheets[0]?.details[0]?.value, [{ text: "3 Js 99/26", isolate: "ltr" }]);
  assert.equal(merged(letter, "").sheets[0]?.details.length, 1);
  assert.deepEqual(given("حکم 1", "ltr"), { text: "حکم 1", isolate: "rtl" });
  assert.deepEqual(given("3 Js", "ltr"), { text: "3 Js" });
  assert.equal(await rule(() => merged(letter, "x".repeat(81))), "vault.reference");
  assert.equal(await rule(() => merged(letter, "a\u202eb")), "vault.reference");
  for (const spoiled of [{ ...LETTER, kind: 1 }, { ...LETTER, sheets: [{ ...LETTER.sheets[0], extra: 1 }] }, { ...LETTER, sheets: [{ ...LETTER.sheets[0], blocks: [{ html: "<b>" }] }] }, { ...LETTER, sheets: [{ ...LETTER.sheets[0], subject: [{ text: "x", merge: "target" }] }] }]) {
    assert.equal(await rule(() => letterOf(spoiled)), "vault.letter");
  }
});

test("an invoice's table is shown whole, or the letter is refused", async () => {
  const cells = (...all: string[]): Value => all.map((word) => [{ text: word }]);
  const withTable = (table: Value): any => ({ ...LETTER, kind: "invoice", sheets: [{ ...LETTER.sheets[0], blocks: [table] }] });
  const good = { head: cells("What", "EUR"), table: [cells("Position 200", "18.00")], foot: cells("Sum", "18.00") };
  assert.deepEqual(letterOf(withTable(good)).sheets[0]?.blocks, [good]);
  for (const bad of [{ ...good, foot: cells("Sum") }, { ...good, table: [cells("one")] }, { head: [], table: [], foot: [] }, { ...good, extra: 1 }]) {
    assert.equal(await rule(() => letterOf(withTable(bad))), "vault.letter");
  }
});

test("particulars: what is told, and where it was found", () => {
  const one = { authority: "LKA", targets: ["a_b@fennel.example"], register_numbers: ["3 Js 99/26"], spans: { targets: [[3, 9]], laws: [[0, 2]], bad: [[1]] } };
  assert.deepEqual(told(one).map((row) => row[0]), ["Authority", "Their reference", "T1"]);
  assert.deepEqual(spansOf(one, "items.1.targets"), [[3, 9]]);
  assert.deepEqual(spansOf(one, "cites_law"), [[0, 2]]);
  for (const path of ["bad", "constructor", "none"]) assert.deepEqual(spansOf(one, path), []);
});
