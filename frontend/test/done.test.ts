/** What was signed is said as done. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ACTS } from "../src/acts/words.ts";
import { DONE, doneTitle } from "../src/pages/done.ts";
import { GERMAN } from "../src/words/german.ts";
import { speak, teach } from "../src/words/tongue.ts";

teach(GERMAN);
afterEach(() => void speak("en"));

test("each act that has words for it afterwards is one that people sign here", () => {
  for (const act of Object.keys(DONE)) assert.ok(ACTS[act]?.title, act);
});

test("what was signed is said in the past, and what stands behind its title stays", () => {
  assert.equal(doneTitle("decision.propose", "Propose a decision: comply as asked"), "Decision signed: comply as asked");
  assert.equal(doneTitle("case.merge", "Merge this case into another one"), "Merge this case into another one");
  speak("de");
  assert.equal(doneTitle("decision.propose", "Eine Entscheidung vorschlagen: befolgen wie verlangt"), "Entscheidung unterschrieben: befolgen wie verlangt");
});
