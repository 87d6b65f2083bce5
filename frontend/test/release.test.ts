/** Reading a target and agreeing to a release: marks as the desk makes them; shares that are the deal's, to the roster's people. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { isRefused, type Api } from "../src/desk/api.ts";
import type { Case, Composed, Desk, Place } from "../src/desk/desk.ts";
import { Finish, type Finished } from "../src/desk/finish.ts";
import { foundIn, orderableOf, Orders, type Orderable } from "../src/desk/order.ts";
import { type Ask } from "../src/desk/own.ts";
import { factsOf, Releases, shareHash } from "../src/desk/release.ts";
import { readSeen, writeSeen } from "../src/desk/pins.ts";
import { hex, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import { decode, encode, type Value } from "../src/formats/canonical.ts";
import * as identity from "../src/formats/identity.ts";
import { Refusal } from "../src/formats/refusal.ts";
import { seal, unseal } from "../src/formats/seal.ts";
import { fileMark, mark, selector, targetKey } from "../src/formats/selector.ts";
import { basesOf, fromText, textOf, type Said, type Statement } from "../src/formats/statement.ts";
import { factsView } from "../src/pages/facts.ts";
import { replace } from "../src/pages/dom.ts";
import { GERMAN } from "../src/words/german.ts";
import { speak, teach } from "../src/words/tongue.ts";
import { Memory, rule } from "./helpers.ts";
import { paper } from "./paper.ts";

const folder = process.env["VAULT_GOLDEN"] ?? "";
const golden = JSON.parse(readFileSync(join(folder, "targets.json"), "utf8"));
const CASE = `c-${"a".repeat(24)}`;
const PRODUCTION = `x-${"b".repeat(24)}`;
const NOW = Date.parse("2026-11-27T10:00:00Z");

test("what two people read is marked as the desk's own program marks it, and refused by the same names", async () => {
  const key = targetKey(golden.secret);
  assert.equal(hex(key), golden.key);
  for (const { given, mark: wanted, rule: refused } of golden.rows) {
    const { kind, value, at, offset, port } = given;
    let made = "";
    const found = await rule(() => { made = mark(key, "T1", selector(kind, value, at, offset, port)); });
    assert.deepEqual([made, found], [wanted, refused], `${kind} ${refused}`);
  }
  assert.equal(await rule(() => mark(key, "T0", selector("name", "a"))), "target.form");
});

test("a file has the mark that the desk's own program gives it, also where it is read in several pieces", async () => {
  const key = targetKey(golden.secret);
  for (const { content, mark: wanted } of golden.files) {
    assert.equal(await fileMark(key, new Blob([Buffer.from(content, "hex")])), wanted);
  }
  const large = new Uint8Array(9 << 20).fill(7);
  assert.equal(await fileMark(key, new Blob([large])), hex(hmac(sha256, key, encode({ file: createHash("sha512").update(large).digest("hex") }))));
  assert.notEqual(await fileMark(key, new Blob([large.subarray(1)])), await fileMark(key, new Blob([large])));
  assert.equal(await rule(() => fileMark(key.subarray(1), new Blob([]))), "target.form");
});

test("a share's hash is the one that a deal says", () => {
  assert.equal(shareHash(Uint8Array.from({ length: 33 }, (_, at) => at)), golden.share);
});

test("a revision that was seen is remembered, and never falls", async () => {
  const store = new Memory();
  writeSeen(store, CASE, 7);
  writeSeen(store, CASE, 5);
  assert.equal(readSeen(store, CASE), 7);
  store.setItem(`dueprocess.seen.${CASE}`, "many");
  assert.equal(await rule(() => readSeen(store, CASE)), "roster.pin-damaged");
});

const ORDER = "a".repeat(64);
const SHARE = Uint8Array.from({ length: 33 }, (_, at) => at + 1) as Bytes;

const stated = (composed: Composed): Statement => fromText(composed.text);

interface House { readonly desk: Desk; readonly pieces: Map<string, Bytes>; readonly answer: Record<string, unknown>; readonly people: identity.Identity[]; readonly says: { at: string; basis: string; revision: number } }

async function house(): Promise<House> {
  const people = await Promise.all(["aster", "birch", "cedar"].map((name) => identity.make(name, NOW)));
  const [me] = people as [identity.Identity];
  const pieces = new Map<string, Bytes>();
  const manifest = await seal("manifest", "application/json", utf8("{}"), me.own!.age, NOW);
  pieces.set("s-m", manifest);
  pieces.set("s-share", await seal("share", "application/octet-stream", SHARE, me.own!.age, NOW, ORDER));
  const says = { at: "2026-11-27T10:00:00Z", basis: "b".repeat(64), revision: 9 };
  const api = { bytes: async (path: string) => pieces.get(decodeURIComponent(path.split("/").at(-1) ?? "")) ?? assert.fail(path) } as unknown as Api;
  const roster = { number: 1, deskId: "d".repeat(64), hash: "e".repeat(64), people: people.map((one) => ({ ...one, roles: ["releaser"] })) };
  const desk = {
    api,
    who: me,
    me: { ...me, roles: ["releaser"] },
    rosters: [roster],
    line: { rosters: [roster], strict: roster, inForce: roster, until: null, pin: { desk: roster.deskId, number: 1, hash: roster.hash, base: 1, since: [] } },
    store: new Memory(),
    roster,
    follow: () => {},
    text: (id: string, acts: readonly Said[], on: Place) => textOf({ desk: roster.deskId, roster: [1, roster.hash], case: id, revision: on.revision, by: "aster", at: says.at, basis: basesOf(acts, on.basis), acts, opened: [], seen: null, law: null }),
  } as unknown as Desk;
  const answer = {
    basis: "b".repeat(64), desk: "d".repeat(64), revision: 9, roster: 1, seen: 8, agreed: [], finishers: [0, 1].map((one) => ({ name: people[one]?.name, age: people[one]?.own?.age })), key: "7".repeat(64), deal: "f".repeat(64), order: ORDER, hold_until: "", item: 1, k: 2,
    manifest: { sealed: "s-m", hash: sha256hex(manifest) }, parts: 1, production: PRODUCTION, recipient: me.age,
    shares: people.map((one) => ({ to: one.name, sealed: one === me ? "s-share" : "s-other", share: one === me ? shareHash(SHARE) : "0".repeat(64) })),
    authority: "DE-PP", granted: [["T1", "subscriber"]], granted_by: ["aster", "birch"], period: ["", ""], asked: ["", ""], kept: [], part: "", producer: "well", key_kind: "cms",
    contents: [{ target: "T1", kind: "subscriber", records: 1, bytes: 9, first: "", last: "" }], dropped: [["kind", 2]], law: [], to: "post@talbach.example",
  };
  return { desk, pieces, answer, people, says };
}

function releases(at: House, ask?: Ask, authenticators = 2, words = false): { made: Releases; store: Memory; asked: Record<string, unknown>[] } {
  const store = at.desk.store as Memory;
  const asked: Record<string, unknown>[] = [];
  const answers: Ask = ask ?? (async (question) => { asked.push(question as Record<string, unknown>); return at.answer; });
  return { made: new Releases(at.desk, answers, () => NOW, authenticators, words), store, asked };
}

const SHOWN = { case: CASE, notes: [], productions: [] };

test("the manifest is opened here and checked by the own process; the share is sealed to whoever finishes, kept here, and goes nowhere", async () => {
  const at = await house();
  const { made, store, asked } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  assert.equal(facts.contents[0]?.records, 1);
  assert.deepEqual(asked.map((one) => one["manifest"]), ["", "e30="]);
  assert.equal(readSeen(store, CASE), 8);
  const composed = await made.agree(CASE, SHOWN, facts, "birch", "cms");
  assert.deepEqual(Object.keys(composed), ["composed"]); // nothing comes with it
  const agreed = stated(composed.composed);
  assert.deepEqual([agreed.act, agreed.basis, agreed.revision], ["release.approve", at.says.basis, 9]); // what the own process checked
  const kept = asked[2] as { finisher: string; share: string; production: string };
  const bytes = Uint8Array.from(Buffer.from(kept.share, "base64")) as Bytes;
  assert.deepEqual([kept.finisher, kept.production], ["birch", PRODUCTION]);
  assert.deepEqual(agreed.says, { deal: facts.deal, finisher: "birch", item: 1, manifest: facts.manifest.hash, production: PRODUCTION, recipient: "7".repeat(64), share: sha256hex(bytes), way: "cms" });
  const { header, content } = await unseal(bytes, [at.people[1]?.own?.ageSecret ?? ""]);
  assert.deepEqual([header.kind, header.name, content], ["share", ORDER, SHARE]);
  for (const other of [0, 2]) await assert.rejects(unseal(bytes, [at.people[other]?.own?.ageSecret ?? ""]));
  assert.equal(stated((await made.agree(CASE, SHOWN, facts, "birch", "disk")).composed).says["recipient"], "");
  assert.equal(stated(made.veto(CASE, facts).composed).act, "release.veto");
});

test("what is kept is on the disk before anything is signed; where the own process refuses, nothing is signed", async () => {
  const at = await house();
  const { made } = releases(at, async (_question, path = "check") => (path === "keep" ? { rule: "release.handed", reason: "it went to cedar" } : at.answer));
  const facts = await made.ready(SHOWN, PRODUCTION);
  assert.equal(await rule(() => made.agree(CASE, SHOWN, facts, "birch", "cms")), "release.handed");
});

test("what is not the dealt one is refused by name", async () => {
  const at = await house();
  const { made } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  const mine = at.people[0]?.age ?? "";
  at.pieces.set("s-share", await seal("share", "application/octet-stream", Uint8Array.from({ length: 33 }, () => 7), mine, NOW));
  assert.equal(await rule(() => made.agree(CASE, SHOWN, facts, "birch", "cms")), "release.share");
  at.pieces.set("s-share", await seal("share", "application/octet-stream", SHARE, mine, NOW, "c".repeat(64)));
  assert.equal(await rule(() => made.agree(CASE, SHOWN, facts, "birch", "cms")), "release.share");
  at.pieces.set("s-share", await seal("note", "text/plain", utf8("x"), mine, NOW));
  assert.equal(await rule(() => made.agree(CASE, SHOWN, facts, "birch", "cms")), "release.kind");
  at.pieces.set("s-m", await seal("manifest", "application/json", utf8("{}"), mine, NOW));
  assert.equal(await rule(() => made.ready(SHOWN, PRODUCTION)), "manifest.altered");
});

test("no share goes to a key that the own roster does not name", async () => {
  const at = await house();
  const { made } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  const stranger = await identity.make("eve", NOW);
  const swapped = { ...facts, finishers: facts.finishers.map((one) => ({ ...one, age: stranger.age })) };
  assert.equal(await rule(() => made.agree(CASE, SHOWN, swapped, "birch", "cms")), "release.finisher");
  assert.equal(await rule(() => made.agree(CASE, SHOWN, facts, "cedar", "cms")), "release.finisher"); // is from outside the house
  assert.equal(await rule(() => made.agree(CASE, SHOWN, { ...facts, shares: facts.shares.slice(1) }, "birch", "cms")), "deal.stranger");
});

test("whose identity fewer than two authenticators open agrees to nothing, and ends all the same", async () => {
  const at = await house();
  for (const many of [0, 1]) {
    const { made } = releases(at, undefined, many);
    const facts = await made.ready(SHOWN, PRODUCTION);
    assert.equal(await rule(() => made.agree(CASE, SHOWN, facts, "birch", "cms")), "identity.authenticators");
    assert.equal(stated(made.veto(CASE, facts).composed).act, "release.veto");
  }
});

test("for subscriber data of one account one authenticator is enough beside recovery words, and for nothing else", async () => {
  const at = await house();
  const tried = async (authenticators: number, words: boolean, granted: readonly (readonly [string, string])[]): Promise<string> => {
    const { made } = releases(at, undefined, authenticators, words);
    const facts = { ...(await made.ready(SHOWN, PRODUCTION)), granted };
    return rule(async () => { await made.agree(CASE, SHOWN, facts, "birch", "cms"); throw new Refusal("agreed", "", ""); });
  };
  const one = [["T1", "subscriber"]] as const;
  assert.equal(await tried(1, true, one), "agreed");
  for (const [authenticators, words] of [[1, false], [0, true]] as const) assert.equal(await tried(authenticators, words, one), "identity.authenticators");
  for (const granted of [[["T1", "traffic"]], [["ALL", "subscriber"]], [["T1", "subscriber"], ["T2", "subscriber"]], [["T1", "subscriber"], ["T1", "traffic"]], []] as const) {
    assert.equal(await tried(1, true, granted), "identity.authenticators");
    assert.equal(await tried(2, false, granted), "agreed");
  }
});

test("a rule of the checks is a refusal; an answer of another form, too", async () => {
  const at = await house();
  assert.equal(await rule(() => releases(at, async () => ({ rule: "release.vetoed", reason: "birch ended it" })).made.ready(SHOWN, PRODUCTION)), "release.vetoed");
  assert.equal(await rule(() => factsOf(null)), "vault.no-checks");
  for (const name of Object.keys(at.answer)) {
    if (["desk", "parts", "recipient"].includes(name)) continue;
    const { [name]: _gone, ...rest } = at.answer;
    assert.notEqual(await rule(() => factsOf(rest)), "", name);
  }
});

// --- finishing -------------------------------------------------------------------------------------------------------

const RUN = "9".repeat(32);

interface Process { readonly asked: [string, unknown][]; readonly ask: Ask; answers: Record<string, unknown> }

function own(at: House): Process {
  const says = { agreements: ["1".repeat(64), "2".repeat(64)], deal: "f".repeat(64), how: "cms", item: 1, key: "7".repeat(64), production: PRODUCTION, sent: ["1".repeat(64), "2".repeat(64)] };
  const made: Process = {
    asked: [],
    answers: {
      check: at.answer,
      finish: { run: RUN, folder: "/f", parts: ["s-part"] },
      "part/0": { parts: 1 },
      end: { basis: "b".repeat(64), revision: 9, seen: 8, folder: "/f", files: [{ name: "manifest.json.p7m" }, { name: "a.p7m" }], passphrase: "", says },
      undo: { undone: true },
    },
    ask: async (question, path = "check") => {
      made.asked.push([path, question]);
      return made.answers[path.replace(`finish/${RUN}/`, "")];
    },
  };
  return made;
}

const AGREED = { at: "2026-11-26T09:00:00Z", finisher: "aster", way: "cms", recipient: "7".repeat(64), manifest: "8".repeat(64) };

async function given(at: House): Promise<Record<string, unknown>> {
  const mine = at.people[0]?.age ?? "";
  const [good, later] = [Uint8Array.from({ length: 33 }, () => 5), Uint8Array.from({ length: 33 }, () => 6)] as [Bytes, Bytes];
  at.pieces.set("s-given", await seal("share", "application/octet-stream", good, mine, NOW, ORDER));
  at.pieces.set("s-stray", await seal("share", "application/octet-stream", later, mine, NOW, ORDER));
  at.pieces.set("s-part", utf8("ciphertext"));
  const share = sha256hex(at.pieces.get("s-given") ?? utf8(""));
  at.answer["agreed"] = ["aster", "birch"].map((by, index) => ({ ...AGREED, by, hash: `${index + 1}`.repeat(64), share }));
  const piece = (by: string, to: string, sealed: string): Record<string, unknown> => ({ kind: "given", number: 0, by, to, sealed, hash: "" });
  const pieces = [piece("birch", "aster", "s-given"), piece("birch", "cedar", "s-other"), piece("cedar", "aster", "s-stray")];
  return { case: CASE, notes: [], productions: [{ id: PRODUCTION, item: 1, state: "dealt", pieces }] };
}

async function finishing(at: House, authenticators = 2): Promise<{ finish: Finish; process: Process }> {
  const shown = await given(at);
  (at.desk.api as unknown as { get: () => Promise<unknown> }).get = async () => shown;
  const process = own(at);
  return { process, finish: new Finish(new Releases(at.desk, process.ask, () => NOW, authenticators), process.ask) };
}

const make = (finish: Finish): Promise<Finished> => finish.make(CASE, PRODUCTION, "cms", () => {});

test("whoever finishes hands the own process the shares of those who agreed and the dealt ciphertexts, and signs what it made", async () => {
  const at = await house();
  const { finish, process } = await finishing(at);
  const { made, composed } = await make(finish);
  assert.deepEqual(process.asked.map(([path]) => path), ["check", "check", "finish", `finish/${RUN}/part/0`, `finish/${RUN}/end`]);
  const begun = process.asked[2]?.[1] as { how: string; manifest: string; shares: { by: string; order: string; share: string }[] };
  assert.deepEqual(begun.shares.map((one) => [one.by, one.order, Buffer.from(one.share, "base64")[0]]), [["aster", ORDER, 1], ["birch", ORDER, 5]]);
  assert.deepEqual([begun.how, begun.manifest], ["cms", "e30="]);
  assert.deepEqual(process.asked[3]?.[1], utf8("ciphertext"));
  assert.deepEqual(stated(composed).says, (process.answers["end"] as { says: unknown }).says);
  assert.deepEqual([made.folder, made.files], ["/f", ["manifest.json.p7m", "a.p7m"]]);
  await finish.undo();
  await finish.undo();
  assert.deepEqual(process.asked.slice(5), [[`finish/${RUN}/undo`, {}]]);
});

test("what fails on the way is told by its name, and what was made goes", async () => {
  for (const [name, answer, wanted] of [
    ["finish", { rule: "release.quorum", reason: "1 of 2" }, "release.quorum"],
    ["finish", { run: "../x", parts: [] }, "vault.bad-answer"],
    ["part/0", { rule: "release.part", reason: "other bytes" }, "release.part"],
    ["end", { rule: "release.vetoed", reason: "cedar ended it" }, "release.vetoed"],
    ["end", null, "vault.no-checks"],
  ] as const) {
    const at = await house();
    const { finish, process } = await finishing(at);
    process.answers[name] = answer;
    assert.equal(await rule(() => make(finish)), wanted);
    assert.equal(process.asked.at(-1)?.[0], name === "finish" ? "finish" : `finish/${RUN}/undo`, wanted);
  }
});

test("another production than the one that was asked for is not signed, nor a page that was left", async () => {
  for (const [change, wanted] of [[{ production: `x-${"c".repeat(24)}` }, "vault.altered"], [{ how: "age" }, "vault.altered"], [{ deal: "e".repeat(64) }, "vault.altered"], [{ sent: ["no hash"] }, "vault.bad-answer"]] as const) {
    const at = await house();
    const { finish, process } = await finishing(at);
    const end = process.answers["end"] as { says: Record<string, unknown> };
    Object.assign(end.says, change);
    assert.equal(await rule(() => make(finish)), wanted);
  }
  const left = await finishing(await house());
  left.finish.stop();
  assert.equal(await rule(() => make(left.finish)), "vault.left");
  assert.ok(!left.process.asked.some(([path]) => path.includes("part")));
});

test("whose identity fewer than two authenticators open finishes nothing, and no share is opened", async () => {
  for (const many of [0, 1]) {
    const { finish, process } = await finishing(await house(), many);
    assert.equal(await rule(() => make(finish)), "identity.authenticators");
    assert.ok(!process.asked.some(([path]) => path.startsWith("finish")));
  }
});

test("where no answer came it may have been taken; where a rule came it was not", () => {
  for (const name of ["vault.no-connection", "vault.bad-answer", "desk.refused"]) assert.equal(isRefused(new Refusal(name, "x")), false, name);
  assert.equal(isRefused(new TypeError("x")), false);
  for (const name of ["release.vetoed", "case.revision-moved", "vault.altered", "vault.session"]) assert.equal(isRefused(new Refusal(name, "x")), true, name);
});

test("what is given in part, and what differs in the law, stand in words of the language", async () => {
  const main = paper();
  const law = [["signed", "1", "decision.approve", "birch", "desk", "tell"], ["text", "policies/POLICY-ORAL"], ["since", "2026-03-01", "suggested", "object", "comply"], ["own", "1", "policy.refuses", "x"]];
  const answer = { ...(await house()).answer, law, part: "name_address", kept: [["T2", "traffic", "no_data"]], period: ["2026-10-12", "2026-10-20"], asked: ["2026-10-12", "2026-10-26"] };
  const said = (language: string): string => { speak(language); replace(main as unknown as HTMLElement, factsView(factsOf(answer))); return main.textContent; };
  teach(GERMAN);
  const [english, german] = [said("en"), said("de")];
  speak("en");
  for (const words of ["name and address alone", "T2 traffic: no data", "12 October 2026 – 20 October 2026; asked for: 12 October 2026 – 26 October 2026", "Item 1: birch signed on another answer", "POLICY-ORAL is another text", "Since 1 March 2026 the law answers otherwise: The law suggests: Object, then Comply.", "House policy refuses", "of data that were not granted: 2"]) assert.ok(english.includes(words), `${words} in ${english}`);
  for (const words of ["nur Name und Anschrift", "T2 Verkehrsdaten: keine Daten", "verlangt war: 12. Oktober 2026", "Seit 1. März 2026", "Eine Regel des Hauses", "Daten, die nicht bewilligt sind: 2"]) assert.ok(german.includes(words), `${words} in ${german}`);
  assert.doesNotMatch(german, /name_address|no_data|suggested|subscriber|asked for|\bthe\b/);
  assert.throws(() => factsView(factsOf({ ...answer, law: [["rumour"]] })), (fault) => fault instanceof Refusal && fault.rule === "vault.unknown-value");
});

// --- ordering --------------------------------------------------------------------------------------------------------

async function ordering(at: House): Promise<{ orders: Orders; may: Orderable; taken: Case; host: identity.Identity; answer: Record<string, unknown> }> {
  const host = await identity.make("well", NOW);
  (at.desk.roster.people as unknown as unknown[]).push({ ...host, roles: ["producer"] });
  const key = targetKey(golden.secret);
  const inside = { header: { kind: "particulars", media: "application/json", name: "", length: 0, made_at: "", salt: "" }, id: "s-1", own: false, content: encode({ targets: ["somebody@fennel.example", "kim@Fennel.example"], laws: [{ at: "§ 1" }] }) };
  const taken: Case = { id: CASE, revision: 9, channel: "mail", recipient: "", markKey: key, opened: [{ ...inside, header: { ...inside.header, kind: "original" } }, { ...inside, content: utf8("{") }, inside] };
  const marks = { T1: mark(key, "T1", selector("email", "kim@fennel.example")) };
  const answer = { basis: "b".repeat(64), revision: 9, seen: 8, item: 1, approval: "c".repeat(64), k: 2, hold: 1440, hosts: [{ name: "well", age: host.age }], marks, granted: [["T1", "subscriber"]], granted_by: ["birch", "cedar"], period: ["", ""], asked: ["", ""], kept: [], part: "", law: [["text", "policies/POLICY-ORAL"]], authority: "DE-PP" };
  const releases = new Releases(at.desk, async () => answer, () => NOW, 0);
  const orders = new Orders(at.desk, releases, async () => answer, () => NOW);
  return { orders, may: await orders.may(SHOWN, 1), taken, host, answer };
}

test("an order holds what two people read, found without typing, sealed to the host alone", async () => {
  const at = await house();
  const { orders, may, taken, host } = await ordering(at);
  const found = foundIn(taken, may.marks);
  assert.equal(found.get("T1")?.value, "kim@fennel.example");
  assert.deepEqual(may.otherwise, [["text", "policies/POLICY-ORAL"]]);
  const { composed, attached } = await orders.make(taken, may, "well", found);
  const { says } = stated(composed);
  const [one] = attached;
  assert.deepEqual([one?.kind, one?.reader, attached.length], ["order", "producer", 1]);
  const { header, content } = await unseal(one?.bytes ?? new Uint8Array(), [host.ageSecret]);
  assert.equal(header.kind, "order");
  const inside = decode(content) as Record<string, unknown>;
  assert.deepEqual(inside, { case: CASE, form: "dueprocess.order/1", item: 1, key: golden.key, production: says["production"], targets: { T1: { at: "", kind: "email", offset: "", port: 0, value: "kim@fennel.example" } } });
  assert.deepEqual(says, { approval: "c".repeat(64), item: 1, producer: "well", production: inside["production"], sealed: one?.id });
  assert.match(String(inside["production"]), /^x-[a-z2-7]{24}$/);
});

test("no order of another identifier, or to another key", async () => {
  const at = await house();
  const { orders, may, taken, answer } = await ordering(at);
  const found = foundIn(taken, may.marks);
  assert.equal(await rule(() => orders.make(taken, may, "well", new Map([["T1", selector("email", "somebody@fennel.example")]]))), "order.mark");
  assert.equal(await rule(() => orders.make(taken, may, "well", new Map())), "order.mark");
  assert.equal(await rule(() => orders.make(taken, may, "spring", found)), "production.producer");
  const stranger = await identity.make("eve", NOW);
  assert.equal(await rule(() => orders.make(taken, { ...may, hosts: [{ name: "well", age: stranger.age }] }, "well", found)), "production.producer");
  for (const name of Object.keys(answer)) {
    if (name === "seen") continue;
    const { [name]: _gone, ...rest } = answer;
    assert.notEqual(await rule(() => orderableOf(rest as Record<string, Value>)), "", name);
  }
});
