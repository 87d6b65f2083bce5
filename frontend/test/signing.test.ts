/** What is signed by a code is read by its name, with the code beside it: what is signed stays the code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf, say } from "../src/acts/face.ts";
import type { Value } from "../src/formats/canonical.ts";
import { h } from "../src/pages/dom.ts";
import { formOf, NAMES } from "../src/pages/sentences.ts";
import { valueOf } from "../src/pages/sign.ts";
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
