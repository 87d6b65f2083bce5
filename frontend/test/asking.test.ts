/** The page says of a sender what the command line says, by the desk's own golden file. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { factsOf, historyOf, lineOf, saidOf, shownOf, withCalls, wordsIn } from "../src/pages/asking.ts";

const GOLDEN = JSON.parse(readFileSync(join(process.env["VAULT_GOLDEN"] ?? "", "asking.json"), "utf8"));

for (const language of ["en", "de"])
  test(`the line and each sentence are those of the command line: ${language}`, () => {
    assert.ok(GOLDEN.length > 2);
    for (const one of GOLDEN) {
      const facts = factsOf([...one.facts].reverse());
      const words = wordsIn(language);
      assert.equal(lineOf(facts, words), one[language].line);
      assert.deepEqual(facts.flatMap((each) => [saidOf(each, "says", words), saidOf(each, "proves", words)]), one[language].told);
      const shown = shownOf(facts);
      assert.deepEqual(shown.against.map(({ code }) => code), one.shown.against);
      assert.deepEqual(shown.for.map(({ code }) => code), one.shown.for);
      assert.deepEqual(shown.rest.map(({ code }) => code), one.shown.open);
    }
  });

test("a call that somebody signed stands in place of none", () => {
  const facts = factsOf([{ code: "not-called", values: {} }, { code: "free-mail", values: { domain: "gmail.com" } }]);
  const words = wordsIn("en");
  assert.equal(lineOf(withCalls(facts, []), words), "From a free mailbox (gmail.com); not called back.");
  assert.equal(lineOf(withCalls(facts, [{ by: "aster", confirmed: true }]), words), "From a free mailbox (gmail.com); called back and confirmed.");
  assert.equal(lineOf(withCalls(facts, [{ by: "aster", confirmed: false }]), words), "From a free mailbox (gmail.com); the office was called and denied it.");
});

test("what is of another form is left out", () => {
  for (const rows of [null, "x", [1], [{}], [{ code: "constructor", values: {} }], [{ code: "of-a-newer-program", values: {} }], [{ code: "not-signed", values: null }]]) assert.deepEqual(factsOf(rows as never), []);
  const long = factsOf([{ code: "free-mail", values: { domain: "x".repeat(999) } }]);
  assert.equal(long[0]?.values["domain"]?.length, 200);
});

test("one's own list of cases says who wrote before and who asks for the same; a name that shows an address is none", () => {
  const docket = (from: string, ...identifiers: string[]) => ({ at: "", by: "", case: "", more: false, references: [], subjects: [], notes: [], names: ["A station", from], identifiers });
  const cases: Record<string, ReturnType<typeof docket>> = {
    "c-mine": docket("One <Post@Station.example>", "moss", "Anna@host.example"),
    "c-same": docket("post@station.example", "other"),
    "c-shown": docket("post@station.example <x@elsewhere.example>", "abc"),
    "c-asks": docket("x@elsewhere.example", "anna@host.example"),
  };
  const finding = {
    docketOf: (id: string) => cases[id] ?? null,
    find: (words: string) => ({ of: 0, hits: Object.entries(cases).filter(([, one]) => JSON.stringify(one).toLowerCase().includes(words.toLowerCase())).map(([id, one]) => ({ id, word: "", where: "", docket: one })) }),
  };
  assert.deepEqual(historyOf(finding, "c-mine"), [{ code: "seen-before", values: { count: "1" } }, { code: "second-demand", values: { case: "c-asks".slice(0, 9) } }]);
  assert.deepEqual(historyOf(finding, "c-shown").map(({ code }) => code), ["seen-before"]);
  assert.deepEqual(historyOf(finding, "c-none"), []);
  delete cases["c-same"];
  assert.deepEqual(historyOf(finding, "c-mine").map(({ code }) => code), ["first-seen", "second-demand"]);
});
