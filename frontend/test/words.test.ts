/** Acts in words: every act of the closed list is drawn or sent elsewhere; what this program cannot say is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import samples from "./acts.json" with { type: "json" };
import { checkValue, fieldOf, normal, say } from "../src/acts/face.ts";
import { spanOf, spanWords } from "../src/acts/named.ts";
import { draw } from "../src/acts/drawing.ts";
import { ACTS } from "../src/acts/words.ts";
import lawbook from "../src/acts/acts.lawbook.json" with { type: "json" };
import talks from "../src/acts/acts.talks.json" with { type: "json" };
import "../src/acts/rare.ts";
import { twice } from "../src/words/tongue.ts";
import { addressOf, offersOf } from "../src/pages/more.ts";
import { Refusal } from "../src/formats/refusal.ts";
import type { Says, Statement } from "../src/formats/statement.ts";

Object.assign(ACTS, lawbook, talks); // as their pages do, which alone sign them
const CASE = `c-${"a".repeat(24)}`;
const make = (act: string, says: Says): Statement => ({ desk: "d".repeat(64), roster: [1, "e".repeat(64)], case: CASE, revision: 3, act, by: "aster", at: "2026-11-24T10:00:00Z", basis: "b".repeat(64), says, number: 1, key: "", opened: [], seen: null, law: null });
/** One good statement an act, made from the table of acts (tests/support/act_samples.py); some say more here. */
const GOOD: Record<string, Says> = {
  ...(samples as Record<string, Says>),
  "arrival.classify": { says: "new_case", case: "", resembles: CASE, custodian: "", review_on: null },
  "face.confirm": { fields: { country: "DE", "items.1.data": ["content", "subscriber"], emergency: false, deadline: "PT8H", "items.1.targets": 2, received_at: "2026-11-24T08:00Z" } },
  "decision.propose": { item: 1, outcome: "comply", ground: "", lines: [{ handle: "T1", category: "subscriber", answer: "granted" }, { handle: "ALL", category: "", answer: "refused" }] },
  "secrecy.record": { item: 1, source: "order", rule: "US-2705B", tell: true, admit: false, count: false, until: null, review_on: "2027-01-01" },
  "duty.done": { item: null, what: "inform_person" },
};

function rule(call: () => unknown): string {
  try {
    call();
  } catch (fault) {
    if (fault instanceof Refusal) return fault.rule;
    throw fault;
  }
  return "";
}

/** Acts that some page signs. */
const DRAWN = Object.keys(ACTS).filter((act) => !ACTS[act]?.elsewhere?.own);

test("every act that some page signs is tried here, each with a title", () => {
  assert.deepEqual(Object.keys(GOOD).sort(), [...DRAWN].sort());
  assert.ok(Object.values(ACTS).every((act) => act.title || act.elsewhere?.own));
});

test("each act in words, and each key and value of it counts", () => {
  for (const [act, says] of Object.entries(GOOD)) {
    const drawn = draw(make(act, says), true);
    assert.ok(drawn.title, act);
    assert.equal(rule(() => draw(make(act, { ...says, more: "x" }), true)), "vault.unknown-value", act);
    for (const key of Object.keys(says)) {
      const { [key]: _, ...rest } = says;
      assert.equal(rule(() => draw(make(act, rest), true)), "vault.unknown-value", `${act} without ${key}`);
      const spoiled = { ...says, [key]: "Something?" };
      assert.match(rule(() => draw(make(act, spoiled), true)), /^vault\.unknown/, `${act} with a strange ${key}`);
    }
  }
});

test("values that no verb takes are refused: numbers, lists, rows, flags", () => {
  const wrong: [string, string, unknown][] = [
    ["decision.withdraw", "item", 1.5], ["decision.withdraw", "item", 100], ["cost.record", "units", -1],
    ["letter.send", "items", []], ["letter.send", "items", [0]], ["secrecy.record", "admit", 1], ["gate.answer", "until", "2026-02-30"],
    ["release.approve", "shares", [{ to: "birch" }]], ["release.approve", "shares", [{ to: "Birch", sealed: `s-${"c".repeat(24)}` }]],
    ["release.approve", "shares", [{ to: "birch", sealed: "x" }]], ["release.done", "sent", Array(300).fill("c".repeat(64))],
    ["face.confirm", "fields", {}], ["decision.propose", "lines", [{ handle: "T0", category: "", answer: "granted" }]],
  ];
  for (const [act, key, value] of wrong) {
    assert.match(rule(() => draw(make(act, { ...GOOD[act], [key]: value } as Says), true)), /^vault\.unknown/, `${act} ${key}`);
  }
});

test("what may be left out comes together or not at all, and flags are one row", () => {
  const says = GOOD["authority.verify"]!;
  assert.ok(draw(make("authority.verify", { ...says, key: "b".repeat(64), key_kind: "age" }), true).rows.length === 5);
  assert.equal(rule(() => draw(make("authority.verify", { ...says, key: "b".repeat(64) }), true)), "vault.unknown-value");
  const rows = draw(make("secrecy.record", GOOD["secrecy.record"]!)).rows;
  assert.deepEqual(rows.filter((row) => row.label === "It forbids").map((row) => row.value), ["telling the person"]);
});

test("scope and answer of a proposal stand in its words", () => {
  const rows = draw(make("decision.propose", GOOD["decision.propose"]!)).rows.map((row) => `${row.label} = ${row.value}`);
  assert.ok(rows.some((row) => row.startsWith("T1, subscriber: who holds the account") && row.endsWith("granted: may be produced")));
  assert.ok(rows.some((row) => row.startsWith("All targets, all data asked for = refused")));
  assert.deepEqual(draw(make("decision.approve", GOOD["decision.approve"]!)).rests, ["a".repeat(64)]);
});

test("release, roster, authorities and law are done elsewhere, with the command that does them", () => {
  for (const act of ["roster.sign", "authority.verify", "authority.confirm", "law.sign", "case.split"]) {
    assert.equal(rule(() => draw(make(act, {}))), "vault.elsewhere");
    assert.match(ACTS[act]?.elsewhere?.command ?? "", /^dueprocess /);
  }
  for (const act of ["release.share", "constructor", "__proto__"]) assert.equal(rule(() => draw(make(act, {}))), "vault.unknown-act");
});

test("a vault of one's own draws what a signature does, and says of the rest what it lacks", () => {
  const own = Object.keys(ACTS).filter((act) => ACTS[act]?.elsewhere && !ACTS[act].elsewhere.own).sort();
  assert.ok(["authority.confirm", "release.approve", "release.done", "release.veto", "target.read"].every((act) => own.includes(act)));
  for (const act of own) {
    assert.ok(draw(make(act, GOOD[act]!), true).title);
    assert.equal(rule(() => draw(make(act, GOOD[act]!))), "vault.elsewhere");
  }
  for (const act of Object.keys(ACTS).filter((one) => ACTS[one]?.elsewhere && !own.includes(one))) {
    const said = (local: boolean): string => {
      try {
        draw(make(act, {}), local);
      } catch (fault) {
        if (fault instanceof Refusal && fault.rule === "vault.elsewhere") return fault.reason;
      }
      return "";
    };
    assert.ok(said(true), act);
    assert.doesNotMatch(said(true), /the desk itself serves/, act);
  }
});

test("fields of the face: meaning, values in words, the desk's own order", () => {
  assert.equal(fieldOf("items.12.kind").item, 12);
  for (const path of ["items.0.kind", "items.1.country", "kind", "constructor", "items.100.kind", "items.1.toString"]) {
    assert.equal(rule(() => fieldOf(path)), "vault.unknown-field", path);
  }
  const data = fieldOf("items.1.data");
  assert.deepEqual(normal(data, ["traffic", "content", "traffic"]), ["content", "traffic"]);
  assert.match(say(data, ["content"]), /^content: /);
  assert.equal(say(fieldOf("emergency"), null), "not known");
  for (const [path, bad] of [["country", "de"], ["received_on", "2026-02-30"], ["items.1.targets", 10000], ["emergency", "yes"], ["deadline", "P"], ["received_at", "2026-11-24T25:00Z"], ["languages", ["deu"]], ["items.1.kind", "everything"], ["authority", "DE LKA"]] as const) {
    assert.equal(rule(() => checkValue(fieldOf(path), bad)), "vault.unknown-value", path);
  }
});

test("an offer leads to the form of its act, by ids and codes alone; an act that this program does not know is left out", () => {
  const id = `c-${"a".repeat(24)}`;
  const offers = offersOf([
    { act: "cost.record", item: 2, letter: "" },
    { act: "authority.call_back", item: 0, letter: "" },
    { act: "letter.send", item: 1, letter: "invoice" },
    { act: "made.up", item: 1, letter: "" },
    { act: "release.agree", item: 1, letter: "" },
  ]);
  assert.deepEqual(offers.map((one) => addressOf(id, one, false)), [`#/act/${id}/cost.record?item=2`, `#/act/${id}/authority.call_back`, `#/letter/${id}?items=1&kind=invoice`]);
  assert.throws(() => offersOf([{ act: "cost.record" }]));
});

test("a code beside its meaning is not said twice", () => {
  assert.equal(twice("correct", "returned for correction: something is missing"), "returned for correction: something is missing");
  assert.equal(twice("no data", "no such data is held"), "no such data is held");
  assert.equal(twice("comply", "done as asked"), "comply: done as asked");
});

test("countries, languages, days and spans are said as people say them", () => {
  const rows = draw(make("face.confirm", { fields: { country: "DE", deadline: "PT8H", languages: ["de"], document_date: "2026-11-16" } })).rows;
  assert.deepEqual(rows.map((row) => row.value), ["Germany", "within 8 hours", "German", "16 November 2026"]);
});

test("a time is taken as people say it, and nothing that may mean two", () => {
  const typed = { "10 days": "P10D", "within 8 hours": "PT8H", "1 day": "P1D", "2 Weeks ": "P2W", "30 minutes": "PT30M", "at once": "immediately", "10.12.2026": "2026-12-10", "1. 2. 2027": "2027-02-01", "10 December 2026": "2026-12-10", "3 dec. 2026": "2026-12-03", "2026-12-10": "2026-12-10", "P10D": "P10D" };
  for (const [text, signed] of Object.entries(typed)) assert.equal(spanOf(text), signed, text);
  for (const text of ["10/12/2026", "5 weekdays", "10 working days", "two weeks", "not 10 days", "10", "10.13.2026", "soon"]) assert.equal(rule(() => checkValue(fieldOf("deadline"), spanOf(text))), "vault.unknown-value", text);
  for (const text of ["P10D", "PT8H", "P1M", "P1M2D", "2026-12-10", "immediately"]) assert.equal(spanOf(spanWords(text)), text);
});
