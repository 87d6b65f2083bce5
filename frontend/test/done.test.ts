/** What was signed is said as done. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ACTS } from "../src/acts/words.ts";
import type { Statement } from "../src/formats/statement.ts";
import { DONE, doneTitle, doneTitles } from "../src/pages/done.ts";
import { paper, type Part } from "./paper.ts";
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

test("a question that was answered is said with its answer", () => {
  paper();
  const said = (act: string, says: Record<string, string>, title: string): readonly [Statement, string] => [{ act, says } as never, title];
  const list = doneTitles([said("gate.answer", { answer: "no" }, "May we count it?"), said("secrecy.agree", { answer: "agreed" }, "Say whether you agree that we keep silent"), said("note.add", {}, "Add a note")]) as unknown as Part;
  assert.deepEqual(list.all("li").map((one) => one.textContent.replace(/\s+/g, " ")), ["May we count it? no", "Said whether we keep silent : I agree", "Add a note"]);
});
