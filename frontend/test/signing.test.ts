/** What is signed by a code is read by its name, with the code beside it: what is signed stays the code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf, say } from "../src/acts/face.ts";
import type { Value } from "../src/formats/canonical.ts";
import { h } from "../src/pages/dom.ts";
import { formOf, NAMES } from "../src/pages/sentences.ts";
import { partView, reliedView, valueOf } from "../src/pages/sign.ts";
import { paper, type Part } from "./paper.ts";

const told = (path: string, code: string, meaning: string): Value => ({ path, value: null, confirmed: false, asked: false, codes: [{ code, meaning }] });
const drawn = (path: string, value: Value): Part => h("dd", {}, ...valueOf({ label: "", value: say(fieldOf(path), value), path })) as unknown as Part;

test("authority and provision stand by their names, each code small beside its own", () => {
  paper();
  NAMES.clear();
  assert.equal(drawn("instruments", ["DE-STPO-100J"]).textContent.trim(), "DE-STPO-100J");
  formOf({ says: "new_case", items: 0, fields: [told("authority", "DE-PP-TALBACH", "Polizeipräsidium\u202e Talbach"), told("instruments", "DE-STPO-100J", "§ 100j StPO")] }, null);
  const law = drawn("instruments", ["DE-STPO-100J", "DE-TTDSG-22"]);
  assert.match(law.textContent, /^ ?§ 100j StPO\s+DE-STPO-100J\s+DE-TTDSG-22 ?$/);
  assert.deepEqual(law.all("small").map((one) => one.textContent), ["DE-STPO-100J"]);
  const who = drawn("authority", "DE-PP-TALBACH");
  assert.ok(!who.textContent.includes("\u202e"), "a name of the desk turns no line around");
  assert.match(who.textContent, /Talbach\s+DE-PP-TALBACH/);
});

test("what is no code stands as it is said", () => {
  paper();
  for (const [path, value, words] of [["instruments", [], "none"], ["authority", null, "not known"], ["country", "DE", "Germany"]] as const) assert.equal(drawn(path, value as Value).textContent, words);
});

test("the rule of a silence stands by its name; what has no code's shape stands as it is", () => {
  paper();
  NAMES.clear();
  formOf({ says: "new_case", items: 0, fields: [told("instruments", "DE-STPO-100J", "§ 100j StPO")] }, null);
  const rule = (value: string): Part => h("dd", {}, ...valueOf({ label: "Rule of the law data", value })) as unknown as Part;
  assert.match(rule("DE-STPO-100J").textContent, /^ ?§ 100j StPO\s+DE-STPO-100J ?$/);
  for (const plain of ["T1", "09f823b9c2a7d111", "none named"]) assert.equal(rule(plain).textContent, plain);
});

test("beside what nobody confirmed stands the way back to where it is confirmed, where there is one", () => {
  paper();
  const face = { case: { country: "DE", written: true }, items: [{ kind: "disclosure" }], confirmed: ["country"] };
  const asked: (readonly string[])[] = [];
  const drawn = reliedView({ face }, new Set([1]), ["written"], (paths) => void asked.push(paths)) as unknown as Part;
  for (const tell of drawn.all("button")[0]?.listeners.get("click") ?? []) tell({});
  assert.deepEqual(asked, [["written", "items.1.kind"]]);
  assert.deepEqual((reliedView({ face }, new Set([1]), ["written"]) as unknown as Part).all("button"), []);
});

test("of what nobody confirmed, what matters stands open; only what nothing here depends on is folded", () => {
  paper();
  const face = { case: { country: "DE", received_on: "2026-11-02", written: true, languages: ["de"], emergency: true, offence: "any" }, items: [{ kind: "disclosure", order: 1, all_users: false }, { kind: "content", order: 2 }], confirmed: ["country"] };
  const view = (hangsOn: string[]): Record<string, string[]> => {
    const drawn = reliedView({ face }, new Set([1]), hangsOn) as unknown as Part;
    const rows = (under: Part | undefined): string[] => under?.all("dt").map((one) => one.textContent) ?? [];
    const folds = drawn.all("details");
    return { open: rows(drawn.all("div").find((one) => one.getAttribute("class") === "warning")), folded: rows(folds.find((one) => one.textContent.includes("nothing here depends on"))), confirmed: rows(folds.at(-1)), said: folds.map((one) => one.all("summary")[0]?.textContent ?? "") };
  };
  const bare = view([]);
  // What always decides, by this program's own table, and an emergency stay open whatever a desk says.
  assert.deepEqual(bare["open"], ["Whether the text claims an emergency", "Item 1: what is asked"]);
  assert.deepEqual(bare["confirmed"], ["Country of the authority"]);
  assert.deepEqual(bare["said"], ["6 other facts that were read and that nothing here depends on", "The confirmed facts that it rests on (1)"]);
  const some = view(["written", "received_on", "items.1.all_users", "items.2.order", "country"]);
  assert.deepEqual(some["open"], ["Day on which it arrived at the provider", "Whether the demand is in writing", "Whether the text claims an emergency", "Item 1: what is asked", "Item 1: whether it reaches users who are not named"]);
  assert.deepEqual(some["folded"], ["Languages of the text", "What it says of the offence", "Item 1: which order of the letter the item belongs to, from 1"]);
  // Nothing is lost on the way.
  for (const one of [bare, some]) assert.equal([...one["open"]!, ...one["folded"]!, ...one["confirmed"]!].length, 9);
});

test("an answer that gives more subscriber data than are asked says so in one line, and one that gives no more says that", () => {
  paper();
  const said = (item: Record<string, Value>, says: Record<string, Value> = {}, act = "decision.propose"): string => {
    const face = { case: {}, items: [{ kind: "content" }, { kind: "disclosure", data: ["subscriber", "traffic"], ...item }], confirmed: [] };
    const proposes = { act, says: { item: 2, outcome: "comply", ground: "", lines: [], ...says } } as never;
    return (partView([{ act: "decision.approve", says: { item: 2, proposal: "" } } as never, proposes], { face }) as unknown as Part | null)?.textContent ?? "";
  };
  assert.match(said({}), /Nobody said which subscriber data are asked\. You give all that we hold: name, address, contact, payment, length of service/);
  assert.match(said({ part: "listed" }), /You give more than is listed/);
  assert.match(said({ part: "name_address" }), /name and address alone: no more is asked/);
  assert.equal(said({ part: "all" }), "");
  // Where its own row says it, where none of it is given, where nothing is given, and what asks for none.
  assert.equal(said({}, { outcome: "partial", part: "name_address" }), "");
  const line = (answer: string): Value => [{ handle: "T1", category: "subscriber", answer }, { handle: "T1", category: "traffic", answer: "granted" }];
  assert.equal(said({}, { outcome: "partial", lines: line("refused") }), "");
  assert.match(said({}, { outcome: "partial", lines: line("granted") }), /Nobody said/);
  for (const [item, says, act] of [[{}, { outcome: "object" }], [{ data: ["traffic"] }, {}], [{ kind: "preservation" }, {}], [{}, {}, "gate.answer"], [{}, { item: 1 }]] as const) assert.equal(said(item as never, says as never, act), "", JSON.stringify([item, says, act]));
});
