/** The key of a case in the browser: drawn with the first look, compared with the second one (ADR 0082). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "../src/desk/desk.ts";
import { ACTS } from "../src/acts/words.ts";
import { compose, look, unlike } from "../src/desk/compose.ts";
import { standing, VOID } from "../src/desk/casekey.ts";
import type { Statement } from "../src/formats/statement.ts";
import { sealQuestion } from "../src/desk/counsel.ts";
import { actsFor } from "../src/desk/newkey.ts";
import { after, first, STOPS } from "../src/formats/links.ts";
import { secretsOf } from "../src/formats/identity.ts";
import { base64, fromBase64, fromHex, sha256hex, utf8 } from "../src/formats/bytes.ts";
import { commitment } from "../src/formats/object.ts";
import { sealedAs } from "../src/formats/ids.ts";
import { newSecret, recipientOf } from "../src/formats/age.ts";
import { seal, unseal, unwrapKey, wrapKey } from "../src/formats/seal.ts";
import { targetKey } from "../src/formats/selector.ts";
import * as statements from "../src/formats/statement.ts";
import { rule } from "./helpers.ts";
import { NOW } from "./itself_house.ts";
import { paper } from "./paper.ts";
import { AT, CASE, hash, one, ORDER, world, type World } from "./lying_house.ts";

Desk.anew = () => import("../src/desk/newkey.ts");

paper(); // what two settled is read by a part of which pages are, too

const answer = (at: World, path: string): any => at.answers[path];

test("the first who signs brings the key of the house, and all that came sealed anew to it", async () => {
  const at = await world(false, undefined, false);
  const vessel = answer(at, AT.material).recipient;
  const taken = await at.desk.take(CASE);
  assert.notEqual(taken.recipient, vessel);
  assert.ok(at.desk.openedOf(CASE).every(([named]) => answer(at, AT.material).committed.includes(named)), "no commitment with a stranger's salt is named");
  const note = await at.desk.seal("note", "text/plain", utf8("we stall"), "case", taken);
  const { text } = await compose(at.desk, CASE, one("note.add", { sealed: note.id }));
  const { acts, opened } = statements.lookOf(text);
  const key = acts.at(-1)!;
  assert.deepEqual(acts.map(({ act }) => act), ["note.add", "case.key"]);
  await at.desk.sign(text, [note]);
  const sent: any = at.sent.find(([path]) => path === "/v1/acts")?.[1];
  const secret = await unwrapKey(fromBase64(sent.envelopes.find((each: any) => each.person === at.me.name).bytes)!, secretsOf(at.me), String(key.says["house"]));
  assert.equal(key.says["marks"], sha256hex(targetKey(secret)));
  assert.ok(sent.envelopes.some((each: any) => each.person === "recovery"));
  const rows = key.says["objects"] as { cipher: string; commitment: string; sealed: string }[];
  assert.deepEqual(rows.map(({ cipher }) => cipher).sort(), [...answer(at, AT.material).committed].sort());
  const first = sent.attached.find((each: any) => each.id === rows[0]!.sealed);
  assert.equal(new TextDecoder().decode((await unseal(fromBase64(first.bytes)!, [secret])).content), ORDER);
  assert.ok(opened.some(([named]) => named === rows[0]!.commitment));
  assert.equal(at.desk.drawn.has(CASE), false);
});

test("what its submitter sealed to nobody stops nobody from opening the rest; what a person of the house sealed has to open", async () => {
  for (const [id, channel, wanted] of [[`s-${"2".repeat(24)}`, "portal", ""], ["", "portal", "age"], [`s-${"2".repeat(24)}`, "mail", "age"]]) {
    const at = await world(false, undefined, false);
    const material = answer(at, AT.material);
    material.channel = channel;
    const lost = await seal("original", "text/plain", utf8("nobody opens this"), await recipientOf(await newSecret()), Date.now(), "");
    const named = id || sealedAs(sha256hex(lost));
    material.committed.push(sha256hex(lost));
    material.objects.push({ id: named, kind: "original", reader: "case", size: lost.length });
    at.answers[`/v1/sealed/${named}`] = lost;
    if (wanted) {
      assert.match(await rule(() => at.desk.take(CASE)), /^age\./);
      continue;
    }
    const { opened } = await at.desk.take(CASE);
    assert.deepEqual(opened.find((one) => one.id === named)?.content, lost);
    assert.ok(opened.some(({ content }) => new TextDecoder().decode(content) === ORDER));
    const { acts } = statements.lookOf((await compose(at.desk, CASE, one("note.add", { sealed: sealedAs("a".repeat(64)) }))).text);
    assert.ok((acts.at(-1)!.says["objects"] as { cipher: string }[]).some(({ cipher }) => cipher === sha256hex(lost)), "it is sealed anew with the rest");
  }
});

test("an act that stands alone brings no key, and names what came by its ciphertext", async () => {
  const at = await world(false, undefined, false);
  await at.desk.take(CASE);
  const { acts, opened } = statements.lookOf((await compose(at.desk, CASE, one("forget.propose", {}))).text);
  assert.deepEqual(acts.map(({ act }) => act), ["forget.propose"]);
  assert.ok(opened.every(([named]) => answer(at, AT.material).committed.includes(named)));
});



/** birch gave the case its key; what came lies beside it. `content`: of the successor. */
async function drawn(content = ORDER): Promise<World> {
  const at = await world(false, undefined, false);
  const material = answer(at, AT.material);
  const [row] = material.objects;
  material.objects = [];
  const successor = await at.puts("original", "text/plain", utf8(content));
  const says = { house: material.recipient, marks: "a".repeat(64), objects: [{ cipher: sha256hex(at.answers[`/v1/sealed/${row.id}`] as Uint8Array), commitment: at.opened.at(-1)![0], kind: "original", sealed: successor }], replaces: "" };
  at.sign(1, one("case.key", says));
  material.vessel = { recipient: material.recipient, envelope: material.envelope, objects: [row] };
  return at;
}

test("the second person compares in the note of their look", async () => {
  const at = await drawn();
  await at.desk.take(CASE);
  const { acts } = statements.lookOf((await compose(at.desk, CASE, one("note.add", { sealed: sealedAs("a".repeat(64)) }))).text);
  assert.deepEqual(acts.at(-1), { act: "case.key_seen", says: { key: hash(at.notes.at(-1)!) } });
});

test("another successor, one too few, or nothing to compare is refused", async () => {
  const cases: [string, (at: World) => unknown][] = [
    ["sealed.successor", (at) => { answer(at, AT.material).vessel = null; }],
    ["sealed.successor", (at) => { answer(at, AT.material).vessel.objects = []; }],
    ["sealed.successor", (at) => { answer(at, AT.material).objects = []; }],
    ["case.key-other", (at) => { answer(at, AT.material).recipient = at.people[1]!.age; }],
  ];
  for (const [wanted, lies] of cases) {
    const at = await drawn();
    await lies(at);
    assert.equal(await rule(() => at.desk.take(CASE)), wanted);
  }
  const other = await drawn("Order: all members of the newsroom");
  assert.equal(await rule(() => other.desk.take(CASE)), "sealed.successor");
});

test("where somebody else was first, nothing is signed that was sealed to the other key", async () => {
  const at = await world(false, undefined, false);
  await at.desk.take(CASE);
  at.sign(1, one("case.key", { house: at.people[1]!.age, marks: "a".repeat(64), objects: [], replaces: "" }));
  assert.equal(await rule(() => compose(at.desk, CASE, one("note.add", { sealed: sealedAs("a".repeat(64)) }))), "case.key");
});

/** Acts of the table that somebody can sign first: they name nothing that a colleague signed, and do more than stop. */
const FIRST = Object.entries(ACTS).filter(([act, { asked, fields }]) => asked && !STOPS.includes(act) && !act.startsWith("case.key") && !fields.some(({ rests }) => rests));

test("each act that is signed first brings the key, and a second person's first act compares it", async () => {
  assert.ok(FIRST.length > 10, String(FIRST.length));
  for (const [act, { fields }] of FIRST) {
    const says = Object.fromEntries(fields.filter(({ key }) => key === "item" || key === "into").map(({ key }) => [key, key === "item" ? 1 : CASE]));
    for (const [made, wanted] of [[await world(false, undefined, false), "case.key"], [await drawn(), "case.key_seen"]] as const) {
      const acts = await actsFor(made.desk, CASE, { act, says });
      const { text } = await compose(made.desk, CASE, acts);
      assert.ok(statements.lookOf(text).acts.some((said) => said.act === wanted), `${act}: ${wanted}`);
    }
  }
});

test("what only stops waits for no key", async () => {
  const at = await world(false, undefined, false);
  const { text } = await compose(at.desk, CASE, one("release.veto", { item: 1 })).catch(() => ({ text: "" }));
  assert.equal(at.desk.drawn.size, 0);
  assert.ok(!text.includes("case.key"));
});

test("a key that was struck out takes nobody's place: the next one stands where it stood", async () => {
  const at = await world(false, undefined, false);
  const made = (by: string, act: string, replaces: string, house: string): Statement => ({ ...statements.statementsOf(statements.parseLook(utf8(at.sign(1, one("case.key", { house, marks: "a".repeat(64), objects: [], replaces })))).look)[0]!, by, act });
  const [gone, next] = [made("aster", VOID, "", "age1gone"), made("birch", "case.key", "1".repeat(64), "age1next")];
  assert.equal(standing(CASE, new Map([["1".repeat(64), gone]])), null);
  assert.equal(standing(CASE, new Map([["1".repeat(64), gone], ["2".repeat(64), next]]))?.house, "age1next");
  assert.equal(await rule(() => standing(CASE, new Map([["2".repeat(64), next]]))), "case.key-other", "it names a key that is not here");
});

/** birch drew the first key, wrote a note under it and had the original open; aster and dan struck the key out. */
async function voided(successor = ORDER): Promise<{ readonly at: World; readonly name: string; readonly made: string }> {
  const at = await world(false, ["aster", "birch", "dan"], false);
  const material = answer(at, AT.material);
  const [vessel, rows] = [{ recipient: material.recipient, envelope: material.envelope }, [...material.objects]];
  const secret = await newSecret();
  const house = await recipientOf(secret);
  const under = async (kind: string, text: string): Promise<[string, string]> => {
    const bytes = await seal(kind, "text/plain", utf8(text), house, Date.now(), "");
    const id = sealedAs(sha256hex(bytes));
    at.answers[`/v1/sealed/${id}`] = bytes;
    material.committed.push(sha256hex(bytes));
    material.objects.push({ id, kind, reader: "case", size: bytes.length });
    const { header, content } = await unseal(bytes, [secret]);
    return [id, commitment(header, content)];
  };
  material.objects = [];
  const [sealed, made] = await under("original", successor);
  const [noted] = await under("note", "written under the struck key");
  const objects = [{ cipher: sha256hex(at.answers[`/v1/sealed/${rows[0].id}`] as Uint8Array), commitment: made, kind: "original", sealed }];
  const key = at.sign(1, [{ act: "note.add", says: { sealed: noted } }, { act: "case.key", says: { house, marks: "a".repeat(64), objects, replaces: "" } }], { opened: [[made, "original"]] });
  at.sign(1, one("note.add", { sealed: noted }), { opened: [[made, "original"]] });
  const name = statements.hashOf(utf8(key), 2);
  for (const by of [0, 2]) at.sign(by, one("statement.strike", { statement: name }), { case: null });
  Object.assign(material, { recipient: house, envelope: base64(await wrapKey(secret, at.me.age, Date.now())), vessel: { ...vessel, objects: rows } });
  return { at, name, made };
}

test("a first key that was struck out is drawn again, and what was written under it stays", async () => {
  const { at, name } = await voided();
  const vessel = answer(at, AT.material).vessel.recipient;
  const taken = await at.desk.take(CASE);
  assert.notEqual(taken.recipient, vessel);
  const { text } = await compose(at.desk, CASE, one("secrecy.end", { item: 1 }));
  const { acts } = statements.lookOf(text);
  assert.deepEqual(acts.map(({ act }) => act), ["secrecy.end", "note.add", "case.key"]);
  assert.equal(acts.at(-1)!.says["replaces"], name);
  const came = (acts.at(-1)!.says["objects"] as { cipher: string }[]).map(({ cipher }) => cipher).sort();
  assert.deepEqual(came, answer(at, AT.material).vessel.objects.map(({ id }: { id: string }) => sha256hex(at.answers[`/v1/sealed/${id}`] as Uint8Array)).sort(), "all that came, and nothing that was made under the struck key");
  await at.desk.sign(text);
  const sent: any = at.sent.find(([path]) => path === "/v1/acts")?.[1];
  const secret = await unwrapKey(fromBase64(sent.envelopes.find((each: any) => each.person === at.me.name).bytes)!, secretsOf(at.me), taken.recipient);
  const named = acts.flatMap(({ act, says }) => (act === "note.add" ? [says["sealed"]] : act === "case.key" ? (says["objects"] as { sealed: string }[]).map(({ sealed }) => sealed) : []));
  assert.deepEqual(sent.attached.map(({ id }: { id: string }) => id), named, "in the order in which the acts name them");
  const note = sent.attached.find((each: any) => each.id === acts[1]!.says["sealed"]);
  assert.equal(new TextDecoder().decode((await unseal(fromBase64(note.bytes)!, [secret])).content), "written under the struck key");
});

test("a struck key stays struck once the one in its place was compared", async () => {
  const { at, name } = await voided();
  const key = at.sign(2, one("case.key", { house: at.people[2]!.age, marks: "a".repeat(64), objects: [], replaces: name }));
  at.sign(0, one("case.key_seen", { key: hash(key) }));
  assert.equal((await look(at.desk, CASE)).signed.get(name)?.act, VOID);
});

test("what its drawer had open under a struck key is what came; what another had open there is another original", async () => {
  const { at, made } = await voided();
  const signers = async (): Promise<readonly string[]> => unlike(at.desk, await look(at.desk, CASE)).filter(({ opened }) => opened.some(([hash]) => hash === made)).map(({ by }) => by);
  assert.deepEqual(await signers(), ["birch", "birch", "birch"]); // nothing was opened here yet
  const taken = await at.desk.take(CASE);
  assert.ok(taken.opened.some(({ content }) => new TextDecoder().decode(content) === ORDER));
  await compose(at.desk, CASE, one("secrecy.end", { item: 1 }));
  assert.deepEqual(await signers(), []);
  at.sign(2, one("note.add", { sealed: sealedAs("a".repeat(64)) }), { opened: [[made, "original"]] });
  assert.deepEqual(await signers(), ["dan"]);
});

test("a question to counsel waits for the key, or for its comparing, in a look of its own", async () => {
  for (const [at, wanted] of [[await world(false, undefined, false), "case.key"], [await drawn(), "case.key_seen"], [await world(), ""]] as const) {
    const taken = await at.desk.take(CASE);
    await sealQuestion(at.desk, taken, { name: "birch", age: at.people[1]!.age, vkey: at.people[1]!.vkey }, "May we?", "2026-12-01", { sees: "case", copy: [], held: null }, NOW).catch((fault) => { if (fault.rule !== "age.wrong-key" || wanted !== "case.key") throw fault; }); // this desk hands the old envelope out
    assert.deepEqual(at.sent.filter(([path]) => path === "/v1/acts").flatMap(([, { note }]) => statements.parseLook(utf8(String(note))).look.acts.map(({ act }) => act)), wanted ? [wanted] : []);
  }
});

test("who has no envelope of what came draws no key in the place of a struck one", async () => {
  const { at } = await voided();
  answer(at, AT.material).vessel.envelope = "";
  assert.equal(await rule(() => at.desk.take(CASE)), "access.no-envelope");
  const { text } = await compose(at.desk, CASE, one("secrecy.end", { item: 1 }));
  assert.deepEqual(statements.lookOf(text).acts.map(({ act }) => act), ["secrecy.end"]);
});

test("what two people forgot is opened no more, also where the desk keeps what opens it", async () => {
  for (const [second, proposal, wanted] of [[1, "", ""], [0, "7".repeat(64), ""], [0, "", "case.vessel-kept"]] as const) {
    const at = await world(false);
    const proposed = at.sign(1, one("forget.propose", {}));
    at.sign(second, one("forget.approve", { proposal: proposal || hash(proposed) }));
    assert.equal(await rule(() => at.desk.take(CASE)), wanted);
  }
});

test("a split and a merge are known to the page: the key that the split says, what went into the case, and who counts", async () => {
  const other = `c-${"o".repeat(24)}`;
  const at = await world(false, ["aster", "birch", "dan"], false);
  const says = { house: `age1${"q".repeat(58)}`, items: [1], new: CASE, objects: [{ cipher: "f".repeat(64), commitment: "e".repeat(64), kind: "original", sealed: `s-${"a".repeat(24)}` }] };
  const seen: any = [0, first(at.roster.deskId, other)];
  const note = at.sign(1, one("case.split", says), { case: other, revision: 1, seen });
  at.notes.splice(0, at.notes.length, note, ...at.notes.filter((text) => text.includes("authority.")));
  await look(at.desk, CASE);
  const found = at.desk.keys.get(CASE);
  assert.deepEqual([found?.house, found?.origin, found?.seen, found?.bound], [says.house, other, "", true]);
  assert.equal(await rule(async () => at.desk.take(CASE)), "case.key-other"); // the desk hands out another one
  // Who is here compares; a key that counts for nothing does not, and where who split is gone two do.
  const signed = new Map(Object.entries({ split: { ...statements.statementsOf(statements.parseLook(utf8(note)).look)[0]! } }));
  const name = "split";
  const compares = (by: string): Statement => ({ ...signed.get(name)!, act: "case.key_seen", by, case: CASE, says: { key: name } });
  const all = new Map([...signed, ["one", compares("aster")], ["two", compares("dan")]]);
  const standing_ = (...gone: readonly string[]): string => standing(CASE, all, new Map([...all].filter(([key]) => !gone.includes(key))))?.seen ?? "?";
  assert.deepEqual([standing_(), standing_("one"), standing_("one", "two"), standing_("split"), standing_("split", "one")], ["aster", "dan", "", "aster", ""]);
  // A merge is signed in the case that went.
  const merge = at.sign(1, one("case.merge", { into: CASE }), { case: other, revision: 2, seen: [1, after(seen[1], utf8(note))] as any });
  assert.ok(merge);
  await look(at.desk, CASE);
  assert.deepEqual(at.desk.merged.get(CASE), [other]);
});

const AWAY = `c-${"o".repeat(24)}`;

/** birch merges a case into another one; how far the chain of the first went, and its head. */
const joins = (at: World, from: string, into: string, before: readonly Uint8Array[] = []): string => at.sign(1, one("case.merge", { into }), { case: from, revision: 1, seen: [before.length, before.reduce((head, link) => after(head, link), first(at.roster.deskId, from))] as any });

/** aster agrees to what birch proposed: which rule refuses it. */
const agrees = (at: World): Promise<string> => rule(() => compose(at.desk, CASE, one("decision.approve", { differs: "", item: 1, proposal: hash(at.proposal()) })));

test("a case that was purged closes none into which it went", async () => {
  for (const many of [2, 1]) {
    const at = await world(true);
    const gone = fromHex("9".repeat(64))!;
    const merge = joins(at, AWAY, CASE, [gone]);
    const links = [gone, utf8(merge)];
    const says = { case: AWAY, counted: "a".repeat(64), forget: "b".repeat(64), mark: links.reduce((head, link) => after(head, link), first(at.roster.deskId, AWAY)) };
    for (const by of [0, 1].slice(0, many)) at.sign(by, one("case.purge", says), { case: null });
    answer(at, AT.evidence).purged = { [AWAY]: ["9".repeat(64), sha256hex(utf8(merge))] };
    assert.equal(await agrees(at), many === 2 ? "" : "chain.missing");
    assert.deepEqual(at.desk.merged.get(CASE) ?? [], []);
  }
});

test("what went into a case by way of one that came back was compared, too", async () => {
  for (const forged of [true, false]) {
    const at = await world(true);
    const back = `c-${"p".repeat(24)}`;
    const part = at.sign(1, one("case.split", { house: at.people[1]!.age, items: [2], new: back, objects: [] }));
    const key = at.sign(1, one("case.key", { house: answer(at, AT.material).recipient, marks: "a".repeat(64), objects: [], replaces: "" }), { case: AWAY, revision: 1, seen: [0, first(at.roster.deskId, AWAY)] as any });
    const links = [utf8(key)];
    if (!forged) links.push(utf8(at.sign(0, one("case.key_seen", { key: hash(key) }), { case: AWAY, revision: 1, seen: [1, after(first(at.roster.deskId, AWAY), utf8(key))] as any })));
    const away = joins(at, AWAY, back, links);
    joins(at, back, CASE, [utf8(part), utf8(away)]);
    for (const id of [AWAY, back]) {
      const evidence = { ...answer(at, AT.evidence), case: id, notes: at.notes, relied: { ...at.relied, case: id } };
      Object.assign(at.answers, { [`/v1/cases/${id}/evidence`]: evidence, [`/v1/cases/${id}/material`]: { ...answer(at, AT.material), case: id, objects: [], vessel: null }, [`/v1/cases/${id}/read`]: {} });
    }
    assert.equal(await agrees(at), forged ? "sealed.successor" : "");
    assert.deepEqual([...at.desk.merged.get(CASE)!].sort(), [AWAY, back].sort());
  }
});
