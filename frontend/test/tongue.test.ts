/** The two languages: the same holes, nothing unused, what is signed is drawn from the same bytes, and codes stay codes. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import german from "../src/acts/codes.de.json" with { type: "json" };
import table from "../src/acts/codes.json" with { type: "json" };
import { fieldOf, label, say } from "../src/acts/face.ts";
import { draw } from "../src/acts/drawing.ts";
import { Refusal } from "../src/formats/refusal.ts";
import type { Says, Statement } from "../src/formats/statement.ts";
import { segments } from "../src/frame/visible.ts";
import { DE } from "../src/words/de.ts";
import { RULES } from "../src/words/rules.ts";
import { coded, locale, meant, ruled, speak, spoken, t, teach } from "../src/words/tongue.ts";
import { spanOf, spanWords } from "../src/acts/named.ts";
import { GERMAN } from "../src/words/german.ts";

const SOURCES = process.env["VAULT_SOURCES"] ?? join(process.cwd(), "src");
const holes = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map((one) => one[0]).sort();
const statement = (act: string, says: Says): Statement => ({ desk: "d".repeat(64), roster: [1, "e".repeat(64)], case: `c-${"a".repeat(24)}`, revision: 3, act, by: "aster", at: "2026-11-24T10:00:00Z", basis: "b".repeat(64), says, number: 1, key: "", opened: [], seen: null, law: null });

teach(GERMAN);
afterEach(() => void speak("en"));

/** Every source in one text, without the words themselves. */
function sources(): string {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !name.startsWith("words"));
  return files.map((name) => readFileSync(join(SOURCES, name), "utf8")).join("\n");
}

test("a language is chosen by its first letters, and what is not spoken here changes nothing", () => {
  assert.equal(spoken(), "en");
  assert.equal(speak("de-AT"), "de");
  assert.equal(locale(), "de-DE");
  assert.deepEqual(["10 Tagen", "binnen 8 Stunden", "sofort", "10. Dezember 2026", "3. Mai 2027"].map(spanOf), ["P10D", "PT8H", "immediately", "2026-12-10", "2027-05-03"]);
  assert.equal(spanOf(spanWords("P2W")), "P2W");
  assert.equal(speak("ar-XB"), "de");
  assert.equal(speak(null), "de");
  assert.equal(speak("en"), "en");
  assert.equal(locale(), "en-GB");
});

test("each sentence has the same holes in German, and is not English again", () => {
  for (const [english, own] of Object.entries(DE)) {
    assert.deepEqual(holes(own), holes(english), english);
    assert.notEqual(own, "", english);
    if (english.includes(" ")) assert.notEqual(own, english);
    assert.equal(/^\s/.test(own), /^\s/.test(english), english);
    assert.equal(/\s$/.test(own), /\s$/.test(english), english);
  }
});

test("no sentence is kept that nothing says", () => {
  const text = sources();
  const unused = Object.keys(DE).filter((key) => !text.includes(JSON.stringify(key)) && !text.includes(`: "${key}"`));
  assert.deepEqual(unused, []);
});

test("holes are filled in order, in both languages", () => {
  assert.equal(t("Opening {0} of {1} …", 1, 3), "Opening 1 of 3 …");
  speak("de");
  assert.equal(t("Opening {0} of {1} …", 1, 3), "1 von 3 wird geöffnet …");
  assert.equal(t("Sign"), "Unterschreiben");
});

test("every code and field has its meaning in German", () => {
  const meanings = [...Object.values(table.codes).flatMap((codes) => Object.values(codes)), ...Object.entries(table.face).flatMap(([part, fields]) => Object.keys(fields).map((name) => fieldOf(part === "case" ? name : `items.1.${name}`).meaning))];
  for (const meaning of meanings) assert.ok(Object.hasOwn(german.meanings, meaning), meaning);
  speak("de");
  assert.equal(meant("hand over data of named accounts"), "Daten benannter Konten herausgeben");
  const codes = (all: object): string[] => Object.entries(all).flatMap(([list, each]) => Object.keys(each as object).map((code) => `${list} ${code}`));
  assert.deepEqual(codes(german.spoken), codes(table.codes));
  assert.equal(coded("Kind", "direct_access"), "Direkter Zugang");
  assert.equal(coded("Kind", "made_up"), "made up");
  speak("en");
  assert.equal(coded("Kind", "direct_access"), "direct access");
  assert.equal(meant("hand over data of named accounts"), "hand over data of named accounts");
});

test("what is signed is drawn from the same bytes in German words, its codes too", () => {
  const one = statement("decision.propose", { item: 1, outcome: "partial", ground: "DE-STPO-100J.form", lines: [{ handle: "T1", category: "subscriber", answer: "granted" }] });
  const before = draw(one);
  speak("de");
  const after = draw(one);
  assert.equal(after.title, "Eine Entscheidung vorschlagen: zum Teil entsprechen");
  assert.equal(after.rows.length, before.rows.length);
  assert.deepEqual(after.rows.map((row) => row.path), before.rows.map((row) => row.path));
  assert.ok(after.rows.some((row) => row.label === "Aus dem Grund" && row.value === "DE-STPO-100J.form"));
  assert.ok(after.rows.some((row) => row.label.startsWith("T1, Bestandsdaten: ") && row.value === "bewilligt: darf herausgegeben werden"));
  assert.equal(draw(statement("gate.answer", { item: 1, question: "tell", answer: "no", until: null })).title, "Dürfen wir die betroffene Person unterrichten?");
});

test("fields of the face are said in German, their values checked as before", () => {
  speak("de");
  const field = fieldOf("items.1.kind");
  assert.equal(label(field), "Punkt 1: was verlangt wird");
  assert.equal(say(field, "disclosure"), "Daten benannter Konten herausgeben");
  assert.equal(say(fieldOf("emergency"), false), "nein");
  assert.equal(say(fieldOf("emergency"), null), "nicht bekannt");
  assert.throws(() => say(field, "made_up"), (fault) => fault instanceof Refusal && fault.rule === "vault.unknown-value");
});

test("an act that is done elsewhere, and one that is unknown, are refused in German under the same rule", () => {
  speak("de");
  assert.throws(() => draw(statement("roster.sign", {})), (fault) => fault instanceof Refusal && fault.rule === "vault.elsewhere" && fault.reason.startsWith("Die Personenliste sagt"));
  assert.throws(() => draw(statement("case.fly", {})), (fault) => fault instanceof Refusal && fault.rule === "vault.unknown-act" && fault.next === "Bringen Sie den Tresor auf den neuen Stand.");
});

test("refusals of formats are said by their rule, each rule has its words, and others stay as the desk said them", () => {
  const text = sources();
  const made = [...text.matchAll(/refuse\(\s*"((?:age|object|roster|statement|identity|sealed|access|recovery)\.[a-z-]+)"/g)].map((one) => one[1] ?? "");
  assert.ok(made.length > 60);
  for (const rule of made.filter((one) => one !== "identity.passphrase")) assert.ok(Object.hasOwn(RULES, rule), rule);
  assert.deepEqual(ruled("age.closed", "said", "next"), ["said", "next"]);
  speak("de");
  assert.notEqual(ruled("age.closed", "said", "next")[0], "said");
  assert.deepEqual(ruled("case.four-eyes", "Das haben Sie selbst vorgeschlagen.", "Weiter."), ["Das haben Sie selbst vorgeschlagen.", "Weiter."]);
  for (const [rule, [says]] of Object.entries(RULES)) assert.ok(says.endsWith("."), rule);
});

test("what the eye does not see is named in German", () => {
  speak("de");
  assert.equal(segments("a\u202eb").find((one) => one.mark)?.mark, "erzwungene Richtung rechts nach links");
  assert.equal(segments("a\u0007b").find((one) => one.mark)?.mark, "Zeichen U+0007, das man nicht sieht");
});
