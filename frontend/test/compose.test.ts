/** Composing a statement before a desk that lies: another case, proposal, basis, revision or contact is refused by name. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ACTS, type Field } from "../src/acts/words.ts";
import { asked } from "../src/desk/asked.ts";
import { basisOf, checkRests, compose, look } from "../src/desk/compose.ts";
import { readSeen } from "../src/desk/pins.ts";
import { strongest } from "../src/formats/identity.ts";
import { keysOf, personOf } from "../src/formats/roster.ts";
import { fromUtf8, utf8, type Bytes } from "../src/formats/bytes.ts";
import { after, first } from "../src/formats/links.ts";
import type { Value } from "../src/formats/canonical.ts";
import { fromText, hashOf, lookOf, signText, textOf, verifyLook, type Said, type Says, type Statement } from "../src/formats/statement.ts";
import { alone, rule } from "./helpers.ts";
import { house, type House } from "./itself_house.ts";

const CASE = `c-${"a".repeat(24)}`;
const OTHER = `c-${"b".repeat(24)}`;
const EVIDENCE = `/v1/cases/${CASE}/evidence`;
const RELIED = {
  authority: "", callers: [], case: CASE, recipient: "", refiled: "", law: { "authorities/DE-LKA": "b".repeat(64) },
  face: { case: { country: "DE" }, confirmed: ["country"], items: [{ kind: "disclosure" }], schema: "dueprocess.face/1" },
  items: [{ law: { "instruments/DE-STPO-100J": "b".repeat(64) }, number: 1, state: "live" }],
};
const PROPOSES = { ground: "", item: 1, lines: [], outcome: "correct" };

const LAW = `/v1/cases/${CASE}/law`;
const ANSWER = { findings: [], grounds: [], may: { admit: "unknown", count: "unknown", tell: "unknown" }, suggested: "comply" };
const ANSWER_HASH = "1e9538504b44f1d398c663189b0e8900f9dda4d0e44ab9f5c14d07a496603186";
const HANDED = { case: CASE, law: { on: "2026-11-27", first: null, answers: { "1": ANSWER } }, map: {}, country: "DE", timezone: "UTC" };

/** A note of birch's, on the case unless another is named. */
function note(at: House, act: string, says: Says, revision: number, more: object = {}): string {
  const birch = at.people[1] ?? assert.fail();
  const text = alone({ desk: at.roster.deskId, roster: [1, at.roster.hash], case: CASE, revision, act, by: "birch", at: "2026-11-27T09:00:00Z", basis: "c".repeat(64), says, ...more });
  return fromUtf8(signText(text, "birch", strongest(birch))) ?? assert.fail();
}

const hash = (one: string): string => hashOf(utf8(one));
/** What birch says who retires the own key, or the daily one. */
const retired = (at: House, own = true): Says => ({ key: keysOf(personOf(at.roster, "birch")!)[own ? 1 : 0]!.id });

async function before(changes: object = {}, notes: (at: House) => readonly string[] = () => []): Promise<House> {
  const at = await house({});
  at.answers[LAW] = HANDED;
  Object.assign(at.answers, { [`/v1/cases/${CASE}/read`]: {}, [`/v1/cases/${CASE}/material`]: { envelope: null } }); // aster joined since, and draws no key
  at.answers[EVIDENCE] = { case: CASE, revision: 7, roster: 1, notes: notes(at), relied: RELIED, contact: "", phone: "", ...changes };
  return at;
}

test("what decisions rely on has the hash that the desk's own program gives it", () => {
  const golden = JSON.parse(readFileSync(join(process.env["VAULT_GOLDEN"] ?? "", "basis.json"), "utf8"));
  for (const { relied, item, basis } of golden) assert.equal(basisOf(relied, item), basis);
});

test("the statement says what was asked, on the facts and the revision that were fetched", async () => {
  const at = await before();
  const { text, relied } = await compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }]);
  const [one] = at.desk.check(text) as [Statement];
  assert.deepEqual([one.act, one.case, one.by, one.revision, one.says], ["decision.propose", CASE, "aster", 7, PROPOSES]);
  assert.equal(one.basis, basisOf(RELIED, 1));
  assert.deepEqual(relied, RELIED);
});

test("a decision rests on the facts as the same look leaves them: items added, then confirmed", async () => {
  const at = await before();
  const acts = [
    { act: "item.change", says: { op: "add", item: 2, fields: { kind: "shutdown" } } },
    { act: "face.confirm", says: { fields: { "items.2.targets": 1, country: null } } },
    { act: "decision.propose", says: { ...PROPOSES, item: 2 } },
  ];
  const law = { "instruments/DE-STPO-95A": "d".repeat(64) };
  const items = [{ law, number: 1, state: "ended" }, { law: {}, number: 2, state: "ended" }];
  at.answers[`/v1/cases/${CASE}/would`] = { relied: { ...RELIED, law, items, callers: ["mallory"] } }; // who called is signed, not told
  const { relied } = await compose(at.desk, CASE, acts);
  assert.deepEqual([relied?.["law"], relied?.["callers"]], [law, []]); // what the desk says of law and authority, and nothing else
  assert.deepEqual(relied?.["face"], { ...RELIED.face, case: {}, confirmed: ["country", "items.2.targets"], items: [{ kind: "disclosure" }, { kind: "shutdown", targets: 1 }] });
  assert.deepEqual(relied?.["items"], items.map((one) => ({ ...one, state: "live" })));
  await assert.rejects(compose(at.desk, CASE, acts.slice(1)), (fault: { rule?: string }) => fault.rule === "counter.form"); // of an item that is not there nothing is confirmed
});

test("a desk that shows another case, roster or contact, or facts of another form, gets no statement", async () => {
  for (const [changes, wanted] of [
    [{ case: OTHER }, "counter.form"],
    [{ relied: { ...RELIED, case: OTHER } }, "counter.form"],
    [{ relied: { ...RELIED, note: "" } }, "counter.form"],
    [{ relied: null }, "counter.form"],
    [{ revision: "7" }, "counter.form"],
    [{ roster: 2 }, "vault.other-roster"],
    [{ contact: "post@elsewhere.example" }, "authority.unverified"],
    [{ notes: null }, "vault.bad-answer"],
  ] as const) {
    const at = await before(changes);
    assert.equal(await rule(() => compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }])), wanted, JSON.stringify(changes));
  }
});

test("no number is signed that somebody's statement is beyond, or that this browser saw passed", async () => {
  const signed = (at: House): string[] => [note(at, "decision.propose", PROPOSES, 6)];
  const at = await before({ revision: 5 }, signed);
  assert.equal(await rule(() => look(at.desk, CASE)), "release.older-than-seen");
  const later = await before({}, signed);
  await look(later.desk, CASE);
  assert.equal(readSeen(later.desk.store, CASE), 6);
  later.answers[EVIDENCE] = { ...(later.answers[EVIDENCE] as object), notes: [], revision: 1 };
  assert.equal(await rule(() => look(later.desk, CASE)), "release.older-than-seen");
});

test("who called back where the items came from is one who called, and nobody who called in any other case", async () => {
  for (const [act, says, wanted] of [["case.split", { house: "", items: [1], new: CASE }, ""], ["case.merge", { into: CASE }, ""], ["case.close", {}, "release.unsigned"]] as const) {
    const notes = (at: House): string[] => [note(at, "authority.call_back", { how: "call_back", said: "denied" }, 2, { case: OTHER }), note(at, act, says, 3, { case: OTHER })];
    const at = await before({ relied: { ...RELIED, callers: ["birch"] } }, notes);
    assert.equal(await rule(() => look(at.desk, CASE)), wanted, act);
  }
});

test("a look names how far the desk's own chain went, and a merge how far the other case did", async () => {
  const at = await before();
  const other = `c-${"o".repeat(24)}`;
  const signed = note(at, "law.sign", { on: "2026-11-24", rule: "DE-STPO-100J" }, 0, { case: null });
  const there = note(at, "case.close", {}, 3, { case: other });
  at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes: [signed] };
  at.answers[`/v1/cases/${other}/evidence`] = { case: other, revision: 4, roster: 1, notes: [signed, there], relied: { ...RELIED, case: other }, contact: "", phone: "" };
  const [itself, merged] = [["", signed], [other, there]].map(([of = "", one = ""]) => [of, 1, after(first(at.roster.deskId, of), utf8(one))]);
  const looks = async (act: string, says: Says): Promise<unknown> => lookOf((await compose(at.desk, CASE, [{ act, says }])).text).beside;
  assert.deepEqual(await looks("decision.propose", PROPOSES), [itself]);
  assert.deepEqual(await looks("case.merge", { into: other }), [itself, merged]);
  // A colleague saw that it was signed; the desk takes it away.
  const saw = note(at, "gate.answer", { item: 1 }, 6, { beside: [itself] });
  at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes: [saw] };
  for (const of of [CASE, ""]) at.desk.store.removeItem(`dueprocess.mark.${of}`);
  assert.equal(await rule(() => look(at.desk, CASE)), "chain.shorter");
});

test("a desk that withholds, reorders or takes back what somebody signed gets no statement", async () => {
  const one = (at: House): string => note(at, "decision.propose", PROPOSES, 5, { seen: [0, first(at.roster.deskId, CASE)] });
  const both = (at: House): readonly string[] => [one(at), note(at, "gate.answer", { item: 1 }, 6, { seen: [1, after(first(at.roster.deskId, CASE), utf8(one(at)))] })];
  const at = await before({}, both);
  const { text } = await compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }]);
  const [, second] = both(at).map(utf8) as [Bytes, Bytes];
  assert.deepEqual(lookOf(text).seen, [2, after(after(first(at.roster.deskId, CASE), utf8(one(at))), second)]);
  for (const [notes, wanted] of [[both(at).slice(0, 1), "chain.shorter"], [both(at).slice(1), "chain.forked"], [[...both(at)].reverse(), "chain.forked"], [[...both(at), one(at)], "chain.twice"]] as const) {
    at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes };
    assert.equal(await rule(() => compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }])), wanted);
  }
});

test("what an approval rests on is a colleague's own proposal on this item, of this case, that still stands", async () => {
  const at = await before();
  const on = { basis: basisOf(RELIED, 1) };
  const proposal = note(at, "decision.propose", PROPOSES, 6, on);
  const agrees = async (named: string, notes: readonly string[], says: Says = {}): Promise<string> => {
    at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes };
    for (const of of [CASE, ""]) at.desk.store.removeItem(`dueprocess.mark.${of}`); // each is another history
    return rule(() => compose(at.desk, CASE, [{ act: "decision.approve", says: { differs: "", item: 1, proposal: named, ...says } }]));
  };
  assert.equal(await agrees(hash(proposal), [proposal]), "");
  assert.equal(await agrees(hash(proposal), []), "release.unsigned");
  assert.equal(await agrees(hash(proposal), [proposal], { item: 2 }), "release.unsigned");
  for (const one of [note(at, "decision.propose", PROPOSES, 6, { ...on, case: OTHER }), note(at, "publication.propose", { detail: "full", item: 1 }, 6, on)]) {
    assert.equal(await agrees(hash(one), [one]), "release.unsigned");
  }
  const elsewhere = note(at, "decision.propose", PROPOSES, 6); // what the first person was shown had another hash
  assert.equal(await agrees(hash(elsewhere), [elsewhere]), "grant.basis");
  const forged = proposal.replace('"correct"', '"comply"');
  assert.equal(await agrees(hash(forged), [forged]), "release.unsigned");
  for (const [act, says] of [["decision.withdraw", { item: 1 }], ["decision.send_back", { item: 1, reason: "law" }]] as const) {
    // By the hash that it names, whatever revision its signer was led to write.
    for (const revision of [1, 7]) assert.equal(await agrees(hash(proposal), [proposal, note(at, act, { ...says, proposal: hash(proposal) }, revision)]), "grant.withdrawn", act);
    assert.equal(await agrees(hash(proposal), [proposal, note(at, act, { ...says, proposal: hash(elsewhere) }, 7)]), "", act);
  }
  for (const [item, expected] of [[1, "grant.withdrawn"], [2, ""]] as const) {
    // By the chain, whatever revision its signer was led to write.
    for (const revision of [1, 6, 7]) assert.equal(await agrees(hash(proposal), [proposal, note(at, "decision.propose", { ...PROPOSES, item, outcome: "comply" }, revision)]), expected);
  }
  assert.equal(await agrees(hash(proposal), [proposal, note(at, "key.retire", retired(at), 0, { case: null })]), "release.unsigned");
  assert.equal(await agrees(hash(proposal), [proposal, note(at, "key.retire", retired(at, false), 0, { case: null })]), "", "the daily key is another one");
});

test("what is published or kept on is what a colleague proposed or began, by its hash, and of the same item", async () => {
  const at = await before();
  const row = `r-${"d".repeat(24)}`;
  const [proposed, begun] = [note(at, "publication.propose", { detail: "full", item: 1 }, 6), note(at, "preserve.start", { item: 1 }, 6, { seen: null })];
  const signs = async (act: string, says: Says, notes: readonly string[] = [proposed, begun]): Promise<string> => {
    at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes };
    for (const of of [CASE, ""]) at.desk.store.removeItem(`dueprocess.mark.${of}`); // each is another history
    return rule(() => compose(at.desk, CASE, [{ act, says }]));
  };
  const publishes = { detail: "full", item: 1, proposal: hash(proposed), row };
  assert.equal(await signs("publication.publish", publishes), "");
  assert.equal(await signs("publication.publish", publishes, [begun]), "release.unsigned");
  assert.equal(await signs("publication.publish", { ...publishes, item: 2 }), "release.unsigned");
  assert.equal(await signs("publication.publish", { ...publishes, proposal: hash(begun) }), "release.unsigned");
  assert.equal(await signs("preserve.verify", { item: 1, start: hash(begun) }), "");
  assert.equal(await signs("preserve.verify", { item: 1, start: "" }), ""); // a split took it along
  assert.equal(await signs("preserve.verify", { item: 2, start: hash(begun) }), "release.unsigned");
  assert.equal(await signs("preserve.verify", { item: 1, start: hash(proposed) }), "release.unsigned");
});

/** What an act can say beside what it names, and whether it takes that back by it. */
const ways = ({ ever }: Field): readonly (readonly [Says, boolean])[] => (typeof ever === "object" ? [...ever.values.map((value) => [{ [ever.key]: value }, true] as const), [{ [ever.key]: "gives" }, false]] : [[{}, ever === true]]);

test("each act names a statement of its own sort and item by its hash; who left is named by what only takes away", async () => {
  const at = await before();
  const gone = note(at, "key.retire", retired(at), 0, { case: null });
  let tried = 0;
  for (const [act, { fields }] of Object.entries(ACTS)) {
    for (const field of fields) {
      for (const named of act === "authority.confirm" || field.past ? [] : field.rests ?? []) {
        const signed = (item: number, revision = 6): string => note(at, named, named === "letter.send" ? { items: [item, 3] } : { item }, revision);
        const names = (one: string, notes: readonly string[], item = 1, more: Says = {}): Promise<string> => rule(async () => {
          at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes };
          for (const of of [CASE, ""]) at.desk.store.removeItem(`dueprocess.mark.${of}`); // each is another history
          const looked = await look(at.desk, CASE);
          const plain = { ...looked, counts: new Map([...looked.counts].map(([key, said]) => [key, { ...said, basis: basisOf(RELIED, 1) }])) };
          checkRests(plain, act, { ...more, ...(fields.some(({ key }) => key === "item") ? { item } : {}), [field.key]: field.is.kind === "texts" ? [hash(one)] : hash(one) }, "");
        });
        tried += 1;
        assert.equal(await names(signed(1), [signed(1)]), "", act);
        assert.equal(await names(signed(1), [signed(2)]), "release.unsigned", act);
        assert.equal(await names(signed(1), [note(at, "note.add", { item: 1 }, 6)]), "release.unsigned", act);
        if (fields.some(({ key }) => key === "item")) assert.equal(await names(signed(1), [signed(1)], 2), "release.unsigned", act);
        for (const [more, ever] of ways(field)) assert.equal(await names(signed(1), [signed(1), gone], 1, more), ever ? "" : "release.unsigned", act);
        for (const [other, by] of Object.entries(ACTS).flatMap(([name, one]) => one.fields.filter((each) => each.ever && each.rests?.includes(named)).map((each) => [name, each] as const))) {
          for (const [more, ever] of ways(by)) {
            const back = note(at, other, { ...more, item: 1, [by.key]: by.is.kind === "texts" ? [hash(signed(1))] : hash(signed(1)) }, 1);
            assert.equal(await names(signed(1), [back, signed(1)]), ever ? "grant.withdrawn" : "", `${act} after ${other}`);
          }
        }
      }
    }
  }
  assert.ok(tried >= 14);
});

test("a letter names the decision on each of its items, and is not signed where none stands", async () => {
  const at = await before();
  const [one, other] = [note(at, "decision.propose", PROPOSES, 5), note(at, "decision.propose", { ...PROPOSES, item: 2 }, 6)];
  const LETTER = { how: "post", items: [1, 2], kind: "correction", language: "de", sealed: `s-${"q".repeat(24)}` };
  const rests = async (notes: readonly string[], acts: readonly Said[]): Promise<Value> => {
    at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes };
    for (const of of [CASE, ""]) at.desk.store.removeItem(`dueprocess.mark.${of}`);
    return lookOf((await compose(at.desk, CASE, acts)).text).acts.at(-1)?.says["rests"] ?? null;
  };
  const sends = (more: Says = {}): Said => ({ act: "letter.send", says: { ...LETTER, ...more } });
  assert.deepEqual(await rests([one, other], [sends()]), [hash(one), hash(other)]);
  assert.deepEqual(await rests([one], [{ act: "decision.propose", says: PROPOSES }, sends({ items: [1] })]), ["look.1"]);
  assert.deepEqual(await rests([], [sends({ kind: "acknowledgement" })]), []);
  assert.equal(await rule(() => rests([one], [sends()])), "release.unsigned");
  assert.equal(await rule(() => rests([one, other, note(at, "decision.withdraw", { item: 2, proposal: hash(other) }, 7)], [sends()])), "release.unsigned");
  // What is named so reads as everybody else names it, once it is signed; what stands behind it names nothing.
  const text = textOf({ ...lookOf((await compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }, sends({ items: [1] })])).text), by: "birch" });
  const signed = signText(text, "birch", at.people[1]!.seed);
  assert.deepEqual(verifyLook(signed, at.roster)[1]?.says["rests"], [hashOf(signed, 1)]);
  const late = signText(text.replace("look.1", "look.2"), "birch", at.people[1]!.seed);
  assert.deepEqual(verifyLook(late, at.roster)[1]?.says["rests"], ["look.2"]);
});

test("somebody signed under another roster than the one that is shown, or under one that is not", async () => {
  const under = async (roster: (at: House) => readonly [number, string]): Promise<string> => {
    const made = await before({}, (at) => [note(at, "gate.answer", { item: 1 }, 6, { roster: roster(at) })]);
    return rule(() => look(made.desk, CASE));
  };
  assert.equal(await under((at) => [1, at.roster.hash]), "");
  assert.equal(await under(() => [1, "f".repeat(64)]), "roster.fork");
  assert.equal(await under((at) => [2, at.roster.hash]), "vault.other-roster");
});

test("two people who opened another original do not agree to the same thing", async () => {
  const at = await before();
  const [mine, other, memo] = ["a", "b", "c"].map((one) => one.repeat(64)) as [string, string, string];
  const agrees = async (opened: readonly (readonly [string, string])[], here: readonly (readonly [string, string])[]): Promise<string> => {
    const proposal = note(at, "decision.propose", PROPOSES, 6, { basis: basisOf(RELIED, 1), opened });
    at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes: [proposal] };
    for (const of of [CASE, ""]) at.desk.store.removeItem(`dueprocess.mark.${of}`); // each is another history
    at.desk.openedOf = () => here;
    return rule(() => compose(at.desk, CASE, [{ act: "decision.approve", says: { differs: "", item: 1, proposal: hash(proposal) } }]));
  };
  const original = (one: string): readonly [string, string] => [one, "original"];
  assert.equal(await agrees([original(mine)], [original(mine), original(other)]), ""); // a supplement came since
  assert.equal(await agrees([original(mine), [memo, "note"]], [original(mine)]), ""); // a note of one's own is no original
  assert.equal(await agrees([original(mine)], [original(other)]), "original.other");
  assert.equal(await agrees([original(mine), original(other)], [original(mine)]), "original.other");
  assert.equal(await agrees([], [original(mine)]), ""); // by command nothing is opened, and nothing is said
});

test("what was opened stands in what is signed", async () => {
  const at = await before();
  at.desk.openedOf = () => [["a".repeat(64), "original"]];
  const { text } = await compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }]);
  assert.deepEqual(at.desk.check(text)[0]?.opened, [["a".repeat(64), "original"]]);
  for (const opened of ["x", [["a", "original"]], [["a".repeat(64), "gossip"]], [["a".repeat(64)]]]) {
    assert.equal(await rule(() => lookOf(text.replace(/"opened":.*?\]\]/, `"opened":${JSON.stringify(opened)}`))), "statement.malformed", JSON.stringify(opened));
  }
});

test("who confirms that a person was told confirms that person, and no other that the desk names", async () => {
  const at = await before();
  const record = note(at, "notice.record", { handle: "T1", how: "post", item: 1, mark: "", on: "2026-11-26" }, 6);
  at.answers[EVIDENCE] = { ...(at.answers[EVIDENCE] as object), notes: [record] };
  const confirms = (handle: string): Promise<string> => rule(() => compose(at.desk, CASE, [{ act: "notice.confirm", says: { handle, item: 1, record: hash(record) } }]));
  assert.equal(await confirms("T1"), "");
  assert.equal(await confirms("T2"), "release.unsigned");
});

test("choices are data of the act, case and item that were asked for; their words are one line", async () => {
  const at = await house({});
  const path = `/v1/cases/${CASE}/acts/decision.propose?item=1`;
  const fine = { case: CASE, act: "decision.propose", item: 1, choices: { ground: [{ value: "", words: "none\u202e\nX", marks: [], start: true, says: {} }] }, filled: {}, same: [], law: null };
  const ask = (answer: unknown): Promise<unknown> => { at.answers[path] = answer; return asked(at.desk, "decision.propose", CASE, 1); };
  const got = (await ask(fine)) as Awaited<ReturnType<typeof asked>>;
  assert.doesNotMatch(got.choices["ground"]?.[0]?.words ?? "", /[\n\u202e]/);
  for (const change of [{ case: OTHER }, { act: "case.close" }, { item: 2 }]) assert.equal(await rule(() => ask({ ...fine, ...change })), "counter.form");
  for (const says of [{ outcome: "comply" }, { item: 2 }, { item: 1, lines: [] }]) {
    const choices = { outcome: [{ value: "correct", words: "", marks: [], start: false, says }] };
    assert.equal(await rule(() => ask({ ...fine, choices })), "counter.form", JSON.stringify(says));
  }
  for (const change of [{ choices: 7 }, { choices: { ground: [7] } }, { filled: [] }, { same: [7] }, { law: { suggests: 7 } }]) assert.equal(await rule(() => ask({ ...fine, ...change })), "vault.bad-answer", JSON.stringify(change));
});

test("a text names nobody but the person whose key is open", async () => {
  const at = await house({});
  assert.equal(fromText(at.desk.text(CASE, [{ act: "case.close", says: {} }], { basis: () => "b".repeat(64), revision: 1 })).by, "aster");
});

test("in a served page the law's answer is the desk's word, and what is signed says so", async () => {
  const at = await before();
  const { text, reckoned } = await compose(at.desk, CASE, [{ act: "decision.propose", says: PROPOSES }]);
  // The hash as the desk's own program makes it: tests/case/test_case_law_answer.py has the same.
  assert.deepEqual(lookOf(text).law, { answer: { "1": ANSWER_HASH }, by: "desk" });
  assert.equal(reckoned, null);
  assert.equal(lookOf((await compose(at.desk, CASE, [{ act: "face.confirm", says: { fields: { country: "DE" } } }])).text).law, null);
});

test("one's own vault reckons the law's answer for the very facts that are signed, and signs no other one", async () => {
  const at = await before();
  const asked: any[] = [];
  let answers: any = { answer: { "1": "e".repeat(64), "2": "f".repeat(64) }, files: [], answers: [], signed: [], since: "", hangs_on: [] };
  at.desk.askLaw = async (question) => { asked.push(question); return answers; };
  const propose = [{ act: "decision.propose", says: PROPOSES }];
  const { text, relied, reckoned } = await compose(at.desk, CASE, propose);
  assert.deepEqual(lookOf(text).law, { answer: { "1": "e".repeat(64) }, by: "vault" }); // of the item that is decided, and no other
  assert.deepEqual([asked[0].relied, asked[0].items, asked[0].law, asked[0].shown.case, reckoned?.since], [relied, [1], HANDED, CASE, ""]);

  // Which facts matter is reckoned here: a desk that names fewer hides none, one that names more shows more.
  answers.hangs_on = ["document_date", "items.1.future"];
  const named = async (hangs_on: unknown): Promise<readonly string[]> => { at.answers[LAW] = { ...HANDED, law: { ...HANDED.law, hangs_on } }; return (await compose(at.desk, CASE, propose)).hangsOn ?? []; };
  for (const fewer of [undefined, {}, { "1": [] }, { "2": ["offence"] }]) assert.deepEqual(await named(fewer), ["document_date", "items.1.future"]);
  assert.deepEqual(await named({ "1": ["offence"] }), ["document_date", "items.1.future", "offence"]);
  at.answers[LAW] = HANDED;
  asked.splice(1);

  const other = { on: "2026-11-27", first: null, answers: {} };
  at.answers[`/v1/cases/${CASE}/would`] = { relied: RELIED, law: other };
  await compose(at.desk, CASE, [{ act: "face.confirm", says: { fields: { country: "FR" } } }, ...propose]);
  assert.deepEqual([asked[1].law.law, asked[1].relied.face.case], [other, { country: "FR" }]);

  answers = { rule: "relied.law", reason: "by the same law your own machine reckons another answer" };
  assert.equal(await rule(() => compose(at.desk, CASE, propose)), "relied.law");
  answers = { answer: { "1": "no hash" }, files: [], answers: [], signed: [], since: "", hangs_on: [] };
  assert.equal(await rule(() => compose(at.desk, CASE, propose)), "vault.bad-answer");
  at.answers[LAW] = { ...HANDED, case: OTHER };
  assert.equal(await rule(() => compose(at.desk, CASE, propose)), "counter.form");
});
