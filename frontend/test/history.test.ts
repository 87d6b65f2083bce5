/** Who signed what: what holds a history up, what left, what was struck, by a key that was retired; and another history, accepted by voice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptance, accepted, heard, historyOf, mayStrike, signedWith, wordsOf, type Link } from "../src/desk/history.ts";
import { Itself } from "../src/desk/itself.ts";
import { readMark, readOwn, readSeen, writeMark, writeOwn, writeSeen } from "../src/desk/pins.ts";
import { keysOf } from "../src/formats/roster.ts";
import { lookOf, type Mark } from "../src/formats/statement.ts";
import { rule } from "./helpers.ts";
import { CASE, hash, one, world, type World } from "./lying_house.ts";
import { paper } from "./paper.ts";

paper(); // what two settled is read by a part of which pages are, too

const THREE = ["aster", "birch", "dan"];
const linkOf = async (at: World, note: string): Promise<Link> => (await historyOf(at.desk, CASE)).links.find(({ name }) => name === hash(note))!;

test("the words for a history are those of the command line", () => {
  const desk = { id: "1".repeat(64) } as World["desk"];
  assert.equal(wordsOf(desk, CASE, [300, "2".repeat(64)]), "kirib jopuv bobik ronat nonov kimut zitiz talom rivad");
  assert.equal(wordsOf(desk, "", [0, "2".repeat(64)]), "sodog bokih mapuv vofit harop kibid zusoj takon jarip");
});

test("what is refused is named, each note of several; what others signed is not", async () => {
  const at = await world(true, THREE);
  assert.deepEqual((await historyOf(at.desk, CASE)).links.filter(({ wrong }) => wrong), []);
  const marks = at.sign(1, one("note.add", { sealed: "" }), { seen: [1, "7".repeat(64)] });
  const high = at.sign(1, one("note.add", { sealed: "" }), { revision: 900 });
  const { links } = await historyOf(at.desk, CASE);
  assert.deepEqual(links.filter(({ wrong }) => wrong).map(({ name, wrong }) => [name, wrong!.rule]), [[hash(marks), "chain.forked"], [hash(high), "release.older-than-seen"]]);
  for (const by of [0, 2]) at.sign(by, one("statement.strike", { statement: hash(marks) }), { case: null, revision: by });
  assert.deepEqual((await historyOf(at.desk, CASE)).links.filter(({ wrong }) => wrong).map(({ name }) => name), [hash(high)]);
});

test("who struck, what rests on it, and what left the house", async () => {
  const at = await world(true, THREE);
  const proposal = at.proposal();
  at.sign(2, one("statement.strike", { statement: hash(proposal) }), { case: null });
  assert.deepEqual((await linkOf(at, proposal)).struck, ["dan"]);
  assert.equal((await linkOf(at, proposal)).left, false);
  at.sign(1, one("letter.send", { how: "post", items: [1], kind: "comply_notice", language: "de", rests: [hash(proposal)], sealed: "s-" }));
  const { left, struck, under } = await linkOf(at, proposal);
  assert.deepEqual([left, struck, under.map(({ act }) => act)], [true, [], ["letter.send"]]);
});

test("what a key signed that its person retired is named, on the case and among all cases", async () => {
  const at = await world(true, THREE);
  const before = await historyOf(at.desk, CASE);
  assert.deepEqual(before.links.filter(({ retired }) => retired), []);
  const [, own] = keysOf(at.roster.people[1]!);
  at.sign(1, one("key.retire", { key: own!.id }), { case: null, at: "2026-11-27T09:30:00Z" });
  const { links } = await historyOf(at.desk, CASE);
  assert.ok(links.some(({ by }) => by === "birch"));
  assert.ok(links.every(({ by, retired }) => retired === (by === "birch" ? "2026-11-27T09:30:00Z" : "")));
  at.answers["/v1/cases?limit=200"] = { rows: [{ case: CASE }] };
  assert.deepEqual(await signedWith(at.desk, "birch", () => {}), [[CASE, links.filter(({ by }) => by === "birch").length]]);
  assert.deepEqual(await signedWith(at.desk, "dan", () => {}), []);
});

test("another history is refused until it is accepted by the words of a colleague, and what was kept is said", async () => {
  const at = await world(true, THREE);
  const { mark } = await historyOf(at.desk, CASE);
  const kept: Mark = [mark[0] + 2, "7".repeat(64)];
  writeMark(at.desk.store, CASE, kept);
  writeSeen(at.desk.store, CASE, 50);
  const other = await historyOf(at.desk, CASE);
  assert.deepEqual(other.kept, kept);
  assert.deepEqual(other.links.filter(({ wrong }) => wrong), []);
  const words = wordsOf(at.desk, CASE, mark);
  assert.equal(heard(words.toUpperCase(), words), true);
  assert.equal(heard(wordsOf(at.desk, CASE, [mark[0] + 1, mark[1]]), words), false);
  assert.equal(await rule(() => heard("no words", words)), "recovery.words");
  assert.deepEqual(acceptance(other, kept, "birch"), { case: CASE, colleague: "birch", head: mark[1], kept: kept[1], kept_size: kept[0], size: mark[0] });
  accepted(at.desk, other);
  assert.deepEqual([readMark(at.desk.store, CASE), readSeen(at.desk.store, CASE)], [mark, 0]);
  await at.desk.follow(CASE, at.notes);
  writeOwn(at.desk.store, CASE, ["8".repeat(64)]);
  assert.deepEqual((await historyOf(at.desk, CASE)).kept, mark);
  accepted(at.desk, other);
  assert.deepEqual(readOwn(at.desk.store, CASE), []);
});

test("whoever signs rosters strikes, and a refused history of the desk itself holds neither that nor accepting up", async () => {
  const at = await world(true, THREE);
  assert.equal(mayStrike(at.desk), true);
  at.answers["/v1/desk/itself"] = { notes: [], shelf: "3".repeat(64), rosters: [], authorities: [] };
  const told = { roster: 1, keys: [], own: true, lifts: true, freezes: [], verifications: [], next: null };
  const itself = new Itself(at.desk, async () => told);
  await itself.seen();
  const strike = (): ReturnType<typeof lookOf> => lookOf(itself.text("statement.strike", { statement: hash(at.proposal()) }, "3".repeat(64)));
  assert.equal(strike().seen?.[0], 0);
  writeMark(at.desk.store, "", [5, "7".repeat(64)]);
  await itself.seen();
  assert.equal(await rule(() => itself.text("desk.lift", { freeze: "7".repeat(64) }, "3".repeat(64))), "chain.shorter");
  assert.equal(strike().seen, null);
  assert.equal(await rule(() => itself.text("chain.accept", {}, "3".repeat(64))), "");
});
