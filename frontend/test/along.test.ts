/** A letter in a language that its signer does not read is shown in the signer's own, to read along: behind one press, and nothing of it leaves. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Letter, Sheet } from "../src/desk/letter.ts";
import { alongView } from "../src/pages/letter.ts";
import { GERMAN } from "../src/words/german.ts";
import { speak, teach } from "../src/words/tongue.ts";
import { paper, type Part } from "./paper.ts";

teach(GERMAN);
afterEach(() => void speak("en"));

const sheet = (language: string, salutation: string): Sheet => ({ language, direction: "ltr", sender: [], recipient: [], details: [{ label: "Ref.", value: [{ text: "", merge: "reference" }] }], remark: "", subject: [], salutation, blocks: [], closing: "", signature: [], foot: "", annex: null });
const letter = (...sheets: Sheet[]): Letter => ({ form: "dueprocess.letter/1", kind: "comply", items: [1], binding: "de", reviewed: ["de", "en"], sheets });
const german = letter(sheet("de", "Sehr geehrte Damen und Herren,"));

test("who reads the language of the letter is offered no other", () => {
  paper();
  const never = (): Promise<readonly Letter[]> => assert.fail("asked");
  assert.equal(alongView([letter(sheet("en", "Dear Madam or Sir,"))], never, () => ""), null);
  assert.equal(alongView([letter(sheet("de", ""), sheet("en", ""))], never, () => ""), null);
  assert.equal(alongView([], never, () => ""), null);
  speak("de");
  assert.equal(alongView([german], never, () => ""), null);
});

test("a letter in another language is asked for in one's own by one press, once, and shown with its reference", async () => {
  paper();
  const asked: string[] = [];
  const ask = (language: string): Promise<readonly Letter[]> => {
    asked.push(language);
    return Promise.resolve([letter(sheet("en", "Dear Madam or Sir,"), sheet("de", "Sehr geehrte Damen und Herren,"))]);
  };
  const view = alongView([german], ask, () => "512-5020/26") as unknown as Part;
  assert.match(view.textContent, /In English, to read along \(what is signed and leaves is in German\)/);
  assert.deepEqual(asked, []);
  for (const tell of view.listeners.get("toggle") ?? []) tell({});
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(asked, ["en"]);
  assert.match(view.textContent, /Dear Madam or Sir,/);
  assert.match(view.textContent, /512-5020\/26/);
  assert.doesNotMatch(view.textContent, /Sehr geehrte/);
});
