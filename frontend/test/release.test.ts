/** Reading a target and agreeing to a release: marks as the desk makes them; shares that are the deal's, to the roster's people. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Api } from "../src/desk/api.ts";
import type { Desk } from "../src/desk/desk.ts";
import { factsOf, Releases, shareHash, type Ask } from "../src/desk/release.ts";
import { readSeen, writeSeen, type Store } from "../src/desk/pins.ts";
import { hex, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import * as identity from "../src/formats/identity.ts";
import { Refusal } from "../src/formats/refusal.ts";
import { seal, unseal } from "../src/formats/seal.ts";
import { mark, selector, targetKey } from "../src/formats/selector.ts";
import type { Statement } from "../src/formats/statement.ts";

const folder = process.env["VAULT_GOLDEN"] ?? "";
const golden = JSON.parse(readFileSync(join(folder, "targets.json"), "utf8"));
const CASE = `c-${"a".repeat(24)}`;
const PRODUCTION = `x-${"b".repeat(24)}`;
const NOW = Date.parse("2026-11-27T10:00:00Z");

async function rule(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (fault) {
    if (fault instanceof Refusal) return fault.rule;
    throw fault;
  }
  return "";
}

class Memory implements Store {
  readonly rows = new Map<string, string>();
  get length(): number { return this.rows.size; }
  key(at: number): string | null { return [...this.rows.keys()][at] ?? null; }
  getItem(key: string): string | null { return this.rows.get(key) ?? null; }
  setItem(key: string, value: string): void { this.rows.set(key, value); }
}

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

interface House { readonly desk: Desk; readonly pieces: Map<string, Bytes>; readonly answer: Record<string, unknown>; readonly people: identity.Identity[]; readonly says: { at: string; basis: string; revision: number } }

async function house(): Promise<House> {
  const people = await Promise.all(["aster", "birch", "cedar"].map((name) => identity.make(name, NOW)));
  const [me] = people as [identity.Identity];
  const pieces = new Map<string, Bytes>();
  const manifest = await seal("manifest", "application/json", utf8("{}"), me.age, NOW);
  pieces.set("s-m", manifest);
  pieces.set("s-share", await seal("share", "application/octet-stream", SHARE, me.age, NOW, ORDER));
  const says = { at: "2026-11-27T10:00:00Z", basis: "b".repeat(64), revision: 9 };
  const api = { bytes: async (path: string) => pieces.get(decodeURIComponent(path.split("/").at(-1) ?? "")) ?? assert.fail(path) } as unknown as Api;
  const roster = { number: 1, deskId: "d".repeat(64), hash: "e".repeat(64), people: people.map((one) => ({ ...one, roles: ["releaser"] })) };
  const desk = {
    api,
    who: me,
    me: { ...me, roles: ["releaser"] },
    rosters: [roster],
    store: new Memory(),
    roster,
    prepare: async (expected: { says: unknown }) => ({ id: "f-1", text: JSON.stringify(expected.says) }),
    check: () => says as unknown as Statement,
  } as unknown as Desk;
  const answer = {
    basis: "b".repeat(64), desk: "d".repeat(64), revision: 9, roster: 1, seen: 8, agreed: {}, deal: "f".repeat(64), order: ORDER, hold_until: "", item: 1, k: 2,
    manifest: { sealed: "s-m", hash: sha256hex(manifest) }, parts: 1, production: PRODUCTION, recipient: me.age,
    shares: people.map((one) => ({ to: one.name, age: one.age, sealed: one === me ? "s-share" : "s-other", share: one === me ? shareHash(SHARE) : "0".repeat(64) })),
    authority: "DE-PP", granted: [["T1", "subscriber"]], granted_by: ["aster", "birch"], period: ["", ""], producer: "well",
    contents: [{ target: "T1", kind: "subscriber", records: 1, bytes: 9, first: "", last: "" }], dropped: [["kind", 2]], to: "post@talbach.example",
  };
  return { desk, pieces, answer, people, says };
}

function releases(at: House, ask?: Ask, authenticators = 2): { made: Releases; store: Memory; asked: Record<string, unknown>[] } {
  const store = at.desk.store as Memory;
  const asked: Record<string, unknown>[] = [];
  const answers: Ask = ask ?? (async (question) => { asked.push(question as Record<string, unknown>); return at.answer; });
  return { made: new Releases(at.desk, answers, () => NOW, authenticators), store, asked };
}

const SHOWN = { case: CASE, productions: [] };

test("the manifest is opened here and checked by the own process; the share goes to each of the others and to nobody else", async () => {
  const at = await house();
  const { made, store, asked } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  assert.equal(facts.contents[0]?.records, 1);
  assert.deepEqual(asked.map((one) => one["manifest"]), ["", "e30="]);
  assert.equal(readSeen(store, CASE), 8);
  const { expected, attached } = await made.agree(CASE, facts);
  assert.deepEqual((expected.says["shares"] as { to: string }[]).map((one) => one.to), ["birch", "cedar"]);
  for (const [index, one] of attached.entries()) {
    const { header, content } = await unseal(one.bytes, [at.people[index + 1]?.ageSecret ?? ""]);
    assert.deepEqual([header.kind, header.name, content], ["share", ORDER, SHARE]);
  }
  const { expected: ends } = await made.veto(CASE, facts);
  assert.equal(ends.act, "release.veto");
});

test("what is not the dealt one is refused by name", async () => {
  const at = await house();
  const { made } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  const mine = at.people[0]?.age ?? "";
  at.pieces.set("s-share", await seal("share", "application/octet-stream", Uint8Array.from({ length: 33 }, () => 7), mine, NOW));
  assert.equal(await rule(() => made.agree(CASE, facts)), "release.share");
  at.pieces.set("s-share", await seal("share", "application/octet-stream", SHARE, mine, NOW, "c".repeat(64)));
  assert.equal(await rule(() => made.agree(CASE, facts)), "release.share");
  at.pieces.set("s-share", await seal("note", "text/plain", utf8("x"), mine, NOW));
  assert.equal(await rule(() => made.agree(CASE, facts)), "release.kind");
  at.pieces.set("s-m", await seal("manifest", "application/json", utf8("{}"), mine, NOW));
  assert.equal(await rule(() => made.ready(SHOWN, PRODUCTION)), "manifest.altered");
});

test("no share goes to a key that the own roster does not name, and nothing is signed on what moved", async () => {
  const at = await house();
  const { made } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  const stranger = await identity.make("eve", NOW);
  const swapped = { ...facts, shares: facts.shares.map((one) => (one.to === "birch" ? { ...one, age: stranger.age } : one)) };
  assert.equal(await rule(() => made.agree(CASE, swapped)), "deal.stranger");
  assert.equal(await rule(() => made.agree(CASE, { ...facts, shares: facts.shares.slice(1) })), "deal.stranger");
  at.says.revision = 10;
  assert.equal(await rule(() => made.agree(CASE, facts)), "case.revision-moved");
});

test("whose identity fewer than two authenticators open agrees to nothing, and ends all the same", async () => {
  const at = await house();
  let asked = 0;
  const counted = { ...at.desk, prepare: async () => { asked += 1; return { id: "f-1", text: "" }; } } as unknown as Desk;
  for (const many of [0, 1]) {
    const { made } = releases({ ...at, desk: counted }, undefined, many);
    const facts = await made.ready(SHOWN, PRODUCTION);
    assert.equal(await rule(() => made.agree(CASE, facts)), "identity.authenticators");
    assert.equal(asked, many);
    assert.equal((await made.veto(CASE, facts)).expected.act, "release.veto");
  }
});

test("the desk does not date an agreement back: the hold of an emergency is shorter than an hour", async () => {
  const at = await house();
  const { made } = releases(at);
  const facts = await made.ready(SHOWN, PRODUCTION);
  for (const [moment, refused] of [["2026-11-27T09:49:00Z", "desk.wrong-time"], ["2026-11-27T10:11:00Z", "desk.wrong-time"], ["2026-11-27T09:51:00Z", ""]] as const) {
    at.says.at = moment;
    assert.equal(await rule(() => made.agree(CASE, facts)), refused, moment);
  }
  at.says.at = "2026-11-27T09:00:00Z";
  assert.equal((await made.veto(CASE, facts)).expected.act, "release.veto");
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
