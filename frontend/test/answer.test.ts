/** What can be answered with one control each, and where a case stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockName, liveIn, moment } from "../src/acts/named.ts";
import type { Asked, Choice } from "../src/desk/asked.ts";
import type { Value } from "../src/formats/canonical.ts";
import { outcomesOf } from "../src/pages/answer.ts";
import { formOf, type Form } from "../src/pages/sentences.ts";
import { caseOf, STEPS, stepOf } from "../src/pages/steps.ts";

const choice = (value: string, words = "", marks: string[] = []): Choice => ({ value, words, marks, start: marks.includes("suggested"), says: {} });
const MAY = { tell: "no", admit: "no", count: "yes", source: "statute", rule: "DE-STPO-100J", until: null, says: "", cited: "" };

test("to object takes one control, as to comply does; a refusal names its reason with it", () => {
  const asked: Asked = {
    choices: { outcome: [choice("correct"), choice("object"), choice("comply", "", ["suggested"]), choice("challenge"), choice("refuse"), choice("made_up")], ground: [choice("", "none"), choice("form_missing", "form_missing: The form is missing."), choice("policy.shutdown", "policy.shutdown: We cut off nobody."), choice("counsel", "on counsel's advice")] },
    filled: {},
    same: [],
    law: { suggests: "comply", recommends: "", findings: [], risk: null, wrongGrant: null, may: MAY, grounds: [{ code: "form_missing", says: "The form is missing.", cited: "§ 22(2)" }] },
  };
  assert.deepEqual(outcomesOf(asked).map((one) => [one.outcome, one.ground, one.words]), [
    ["correct", "", "Return it for correction"],
    ["object", "form_missing", "Object: The form is missing."],
    ["comply", "", "Comply"],
    ["challenge", "", "Challenge it in court"],
    ["refuse", "", "Refuse"],
  ]);
  assert.deepEqual(outcomesOf(asked).map((one) => one.reasons.length), [0, 0, 0, 2, 2]);
  assert.deepEqual(outcomesOf(asked)[4]?.reasons[0], ["counsel", "on counsel's advice"]);
  assert.equal(outcomesOf(asked)[1]?.cited, "§ 22(2)");
  assert.deepEqual(outcomesOf(asked)[2]?.marks, ["suggested"]);
  const against = { ...asked, choices: { ...asked.choices, ground: [choice("form_missing", "form_missing: The form is missing.", ["confirmed otherwise"])] } };
  assert.deepEqual(outcomesOf(against).map((one) => one.marks), [[], ["confirmed otherwise"], ["suggested"], [], []]);
  // A European order goes back for one of three reasons of Annex III; the letter's form says which.
  const european = { ...asked, choices: { outcome: [choice("correct")], ground: [choice("contains_manifest_errors", "contains_manifest_errors: It contains manifest errors."), choice("conflict_of_laws", "conflict_of_laws: It would conflict.")] } };
  assert.deepEqual(outcomesOf(european).map((one) => [one.outcome, one.ground]), [["correct", ""], ["correct", "contains_manifest_errors"]]);
});

const item = (decision: string, letter = "none", given = false): Value => ({ given, item: 1, decision, outcome: decision === "decided" ? "comply" : null, ground: "", proposed: decision === "proposed" ? { outcome: "comply", by: "aster", statement: "a" } : null, letter, answers: { tell: "no" }, preservation: "none", silences: [{ source: "statute", rule: "", until: null, ended: "", by: "aster", agreed_by: "birch", statement: "" }], ending: null });
const form = (confirmed: boolean): Form => formOf({ says: "new_case", items: 1, fields: [{ path: "country", value: "DE", confirmed }, { path: "items.1.kind", value: "disclosure", confirmed }, { path: "authority", value: null, confirmed: false }] }, null);
const at = (decision: string, letter: string, duties: string[], confirmed = true, says = "new_case"): string => stepOf(caseOf({ says, items: [item(decision, letter)], duties: duties.map((what) => ({ what })) }), form(confirmed));

test("one step waits at a time, from reading to the invoice", () => {
  assert.equal(at("open", "none", [], true, "unread"), "read");
  assert.equal(at("open", "none", [], false), "read");
  assert.equal(at("open", "none", ["respond"]), "decide");
  assert.equal(at("decided", "sent", ["agree_silence", "tell"]), "second");
  assert.equal(at("proposed", "none", ["approve"], false), "second");
  assert.equal(at("decided", "none", ["order_production"]), "answer");
  assert.equal(at("decided", "queued", ["order_production", "answer_tell"]), "give");
  assert.equal(at("decided", "sent", ["answer_tell", "invoice"]), "tell");
  assert.equal(at("decided", "sent", ["invoice"]), "invoice");
  assert.equal(at("decided", "sent", []), "");
  const gave = caseOf({ says: "new_case", items: [item("decided", "none", true)], duties: [] });
  assert.equal(stepOf(gave, form(true)), ""); // data that were given are the answer, with a letter or without
  assert.deepEqual(STEPS.map(([step]) => step), ["read", "decide", "second", "answer", "give", "tell", "invoice"]);
});

test("a case of another shape is refused", () => {
  for (const bad of [{ says: "x", items: [{}], duties: [] }, { says: "x", items: [1], duties: [] }, { says: "x", items: [], duties: [1] }, { items: [], duties: [] }]) assert.throws(() => caseOf(bad as Record<string, Value>));
});

test("a duty says which act ends it and whose turn that is; a desk that does not say is read all the same", () => {
  const turn = { act: "production.order", people: ["aster"], other: null, away: [], over: false };
  const [told, untold] = caseOf({ says: "x", items: [], duties: [{ what: "order_production", item: 1, due: "2026-12-01T03:15:00+00:00", turn }, { what: "respond", item: null }] }).owed;
  assert.deepEqual(told, { what: "order_production", item: 1, due: "2026-12-01T03:15:00+00:00", act: "production.order", people: ["aster"], other: "" });
  assert.deepEqual(untold, { what: "respond", item: 0, due: "", act: "", people: [], other: "" });
});

test("times are shown by the house's clock with its zone, and in UTC as they are signed; a zone that is none changes nothing", () => {
  const at = "2026-11-30T23:10Z";
  liveIn("Europe/Berlin");
  assert.equal(clockName(at), "00:10 CET");
  assert.match(moment(at), /^1 December 2026.* 00:10 CET \(23:10 UTC\)$/);
  liveIn("America/New_York");
  assert.match(moment(at), /^30 November 2026.* 18:10 GMT-5 \(23:10 UTC\)$/);
  liveIn("UTC");
  assert.match(moment(at), /^30 November 2026.* 23:10 UTC$/); // said once
  const own = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  for (const none of [undefined, null, 7, "", "Europe/Atlantis", "<b>"]) {
    liveIn("Asia/Tokyo");
    liveIn(none);
    assert.equal(clockName(at), own);
  }
});
