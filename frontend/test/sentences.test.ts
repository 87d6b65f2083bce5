/** The sentences of a case: each decisive field in exactly one of them, for every kind; none of them confirmed by itself. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import table from "../src/acts/codes.json" with { type: "json" };
import { fieldOf, say } from "../src/acts/face.ts";
import type { Value } from "../src/formats/canonical.ts";
import { formOf, phrase, restOf, sentencesOf, withItem, type Form, type Sentence } from "../src/pages/sentences.ts";
import { speak, teach } from "../src/words/tongue.ts";
import { GERMAN } from "../src/words/german.ts";

type Row = Record<string, Value>;
const CASE = Object.keys(table.face.case);
const ITEM = Object.keys(table.face.items);
const KINDS = Object.keys(table.codes.Kind);
const PLAIN: Row = { country: "DE", authority: "DE-NI-MOORAU", authority_kind: "police", instruments: ["DE-STPO-100J"], cites_law: true, court_order: "none", issuer: "police", addressed_to_provider: true, official_address: true, secrecy: "none", informal: false, written: true, signed: true, deadline: "P10D" };
const WHAT: Row = { kind: "disclosure", data: ["subscriber"], part: "name_address", targets: 1, target_specified: true, period_stated: false };
const KNOWN: Record<string, Value> = { authority: [{ code: "DE-NI-MOORAU", meaning: "Polizeiinspektion Moorau" }], instruments: [{ code: "DE-STPO-100J", meaning: "§ 100j StPO" }] };

teach(GERMAN);
afterEach(() => void speak("en"));

function form(face: Row, items: readonly Row[], more: (path: string) => Row = () => ({})): Form {
  const row = (path: string, value: Value | undefined): Value => ({ path, value: value ?? null, confirmed: false, asked: false, codes: KNOWN[path] ?? null, ...more(path) });
  const fields = [...CASE.map((name) => row(name, face[name])), ...items.flatMap((item, at) => ITEM.map((name) => row(`items.${at + 1}.${name}`, item[name])))];
  return formOf({ says: "new_case", items: items.length, fields }, null);
}

const text = (one: Sentence | undefined): string => (one?.words ?? []).map((word) => (typeof word === "string" ? word : word.says)).join("");
const decisive = (given: Form): string[] => [...given.fields.keys()].filter((path) => fieldOf(path).decisive);

test("each decisive field stands in exactly one sentence, whatever is asked, and none is confirmed by itself", () => {
  for (const kind of KINDS) {
    for (const items of [[{ ...WHAT, kind }], [{ ...WHAT, kind }, { ...WHAT, kind, data: ["content"], targets: 3 }], [{ kind }, {}]]) {
      for (const face of [PLAIN, { ...PLAIN, country: "PK", emergency: true }, {}]) {
        const given = form(face, items);
        const sentences = sentencesOf(given, { home: "DE" });
        const paths = sentences.flatMap((one) => one.paths);
        assert.deepEqual(paths, [...new Set(paths)], `${kind}: a field stands twice`);
        // To whom it is addressed leaves no hole where nobody read it, nor which subscriber data where none are asked.
        const unsaid = (path: string): boolean => /^addressed_to_provider$|\.part$/.test(path) && given.fields.get(path)?.value === null;
        assert.deepEqual(decisive(given).filter((path) => !paths.includes(path) && !unsaid(path)), [], `${kind}: a decisive field is in no sentence`);
        assert.deepEqual(sentences.filter((one) => one.confirmed).map((one) => one.key), [], kind);
        assert.equal(restOf(given, sentences).length, given.fields.size - paths.length);
      }
    }
  }
});

test("of an item that ended no sentence is said, and the others keep their numbers", () => {
  const all = form(PLAIN, [WHAT, { ...WHAT, kind: "preservation" }, { ...WHAT, targets: 2 }]);
  const without = (...ended: number[]): Form => ({ ...all, fields: new Map([...all.fields].filter(([path]) => !ended.some((item) => path.startsWith(`items.${item}.`)))) });
  const said = (given: Form): string[] => sentencesOf(given, { home: "DE" }).filter((one) => one.key.startsWith("what")).map(text);
  assert.deepEqual(said(without(2, 3)), said(form(PLAIN, [WHAT])));
  assert.match(said(without(2)).join(), /Each of 2: .*Item 1: .*Item 3: /);
  assert.deepEqual(sentencesOf(without(1, 3), { home: "DE" }).filter((one) => one.key.startsWith("what")).map((one) => one.key), ["what.2"]);
});

test("the simplest German request is six sentences that a person would say", () => {
  const sentences = sentencesOf(form(PLAIN, [WHAT]), { home: "DE" });
  assert.deepEqual(sentences.map((one) => one.key), ["who", "what.1", "law", "court", "silence", "form"]);
  assert.deepEqual(sentences.map(text), [
    "Polizeiinspektion Moorau (police, Germany) writes to us, from its address in the directory.",
    "It asks us to hand over subscriber data, name and address, of 1 account, named exactly, no period.",
    "It relies on § 100j StPO; names the provision.",
    "With no court order; issued by the police.",
    "It asks for no silence.",
    "It is a formal demand, in writing, signed; due within 10 days.",
  ]);
  assert.ok(sentences.map(text).join(" ").split(/\s+/).length <= 68);
  speak("de");
  assert.equal(text(sentencesOf(form(PLAIN, [WHAT]), { home: "DE" })[2]), "Das Schreiben stützt sich auf § 100j StPO; es nennt die Vorschrift.");
});

test("of a mail nobody says that it is signed by hand", () => {
  const form_ = (channel: string): string | undefined => sentencesOf(form({ ...PLAIN, channel }, [WHAT]), { home: "DE" }).map(text).at(-1);
  assert.equal(form_("mail"), "It is a formal demand, in text form, its writer named; due within 10 days.");
  assert.equal(form_("post"), "It is a formal demand, in writing, signed; due within 10 days.");
  speak("de");
  assert.match(String(form_("mail")), /in Textform, Aussteller genannt; Frist/);
});

test("three sentences more for what weighs more, and for every demand from abroad", () => {
  const extra = (face: Row, item: Row): boolean => ["why", "redress"].every((key) => sentencesOf(form(face, [item]), { home: "DE" }).some((one) => one.key === key));
  for (const kind of ["interception", "shutdown", "throttling", "direct_access", "capability"]) assert.ok(extra(PLAIN, { ...WHAT, kind }), kind);
  for (const data of ["content", "traffic", "location"]) assert.ok(extra(PLAIN, { ...WHAT, data: [data, "subscriber"] }), data);
  assert.ok(extra({ ...PLAIN, country: "PK" }, WHAT));
  assert.ok(extra(PLAIN, { kind: "content", territory: "global" }));
  assert.ok(!extra(PLAIN, WHAT));
  assert.ok(!extra(PLAIN, { kind: "content", territory: "country" }));
});

test("of several items what they share is said once, what differs by item", () => {
  const sentences = sentencesOf(form(PLAIN, [WHAT, { ...WHAT, targets: 40 }, { ...WHAT, data: ["content"], part: null }]), { home: "DE" }).filter((one) => one.key.startsWith("what."));
  assert.deepEqual(sentences.map((one) => one.key), ["what.all", "what.1", "what.2", "what.3"]);
  assert.equal(text(sentences[0]), "Each of 3: to hand over, named exactly, no period.");
  assert.equal(text(sentences[2]), "Item 2: subscriber data, name and address, 40 accounts.");
  assert.deepEqual(sentences[0]?.blanks[0]?.paths, ["items.1.kind", "items.2.kind", "items.3.kind"]);
  const same = sentencesOf(form(PLAIN, [WHAT, WHAT]), { home: "DE" }).filter((one) => one.key.startsWith("what."));
  assert.deepEqual(same.map((one) => one.key), ["what.all"]);
});

test("what differs by item stays by item while a person types, and what is shared is taken apart where a person says so", () => {
  const whats = (around: object): (readonly [string, readonly string[]])[] => sentencesOf(form(PLAIN, [WHAT, { ...WHAT, kind: "direct_access" }]), { home: "DE", ...around }).filter((one) => one.key.startsWith("what.")).map((one) => [one.key, one.paths.filter((path) => /(kind|targets)$/.test(path))]);
  const typed = new Map<string, Value>([["items.1.kind", "direct_access"]]);
  assert.deepEqual(whats({ typed }), [["what.all", ["items.1.targets", "items.2.targets"]], ["what.1", ["items.1.kind"]], ["what.2", ["items.2.kind"]]]);
  assert.deepEqual(whats({ typed, apart: new Set(["targets"]) }).slice(1), [["what.1", ["items.1.kind", "items.1.targets"]], ["what.2", ["items.2.kind", "items.2.targets"]]]);
});

test("what the law asks for later stands in a sentence of its own, so that an earlier tick stays", () => {
  const waits = (path: string): Row => (["offence", "items.1.ip_complete"].includes(path) ? { asked: true } : {});
  const first = form(PLAIN, [WHAT], waits);
  const later = { ...first, fields: new Map([...first.fields].map(([path, one]) => [path, path === "language_accepted" ? { ...one, asked: 2 } : one] as const)) };
  const [before, after] = [first, later].map((one) => sentencesOf(one, { home: "DE" }).filter((each) => each.key.startsWith("asked")));
  assert.deepEqual(after?.map((one) => [one.key, one.paths]), [["asked", ["offence", "items.1.ip_complete"]], ["asked.2", ["language_accepted"]]]);
  assert.deepEqual(after?.[0], before?.[0]);
});

test("what the invoked law waits for stands in a sentence, and what a person typed decides which there are", () => {
  const waits = (path: string): Row => (["offence", "items.1.ip_complete", "court_order"].includes(path) ? { asked: true } : {});
  const given = form(PLAIN, [WHAT], waits);
  const last = sentencesOf(given, { home: "DE" }).at(-1);
  assert.deepEqual([last?.key, last?.paths], ["asked", ["offence", "items.1.ip_complete"]]);
  const typed = new Map<string, Value>([["country", "FR"], ["items.1.period_stated", true]]);
  const after = sentencesOf(given, { home: "DE", typed });
  assert.ok(after.some((one) => one.key === "redress"));
  assert.ok(after.find((one) => one.key === "what.1")?.paths.includes("items.1.period_from"));
  assert.match(text(after[0]), /France/);
});

test("a sentence is confirmed when all that it says was, and not by what it does not say", () => {
  const told = (but: string) => (path: string): Row => ({ confirmed: path !== but && path !== "official_address" });
  const of = (given: Form, key: string): Sentence | undefined => sentencesOf(given, { home: "DE" }).find((one) => one.key === key);
  assert.equal(of(form({ ...PLAIN, official_address: null }, [WHAT], told("")), "who")?.confirmed, true);
  assert.equal(of(form({ ...PLAIN, official_address: null }, [WHAT], told("country")), "who")?.confirmed, false);
  assert.equal(of(form({}, [{}], told("")), "who")?.confirmed, false);
});

test("what is open is said in words, in both languages, and what is known and unknown is not called open", () => {
  const open = sentencesOf(form({ ...PLAIN, signed: null, written: null, official_address: null, court_order: "unknown" }, [{ ...WHAT, target_specified: null }]), { home: "DE" }).map(text);
  assert.deepEqual(open.filter((one) => one.includes("open")), [
    "It asks us to hand over subscriber data, name and address, of 1 account, named exactly (open), no period.",
    "It is a formal demand, in writing (open), signed (open); due within 10 days.",
  ]);
  assert.ok(open.includes("With a court order (unknown); issued by the police."));
  for (const language of ["en", "de"]) {
    speak(language);
    const all = sentencesOf(form({}, [{}], () => ({ asked: true })), { home: "DE" }).map(text).join(" ");
    assert.doesNotMatch(all, /\(\?\)/);
    assert.match(all, language === "en" ? /signed \(open\)/ : /unterschrieben \(offen\)/);
  }
});

test("which of the subscriber data are asked stands beside their name, and is asked where nobody read it", () => {
  const what = (more: Row): string => text(sentencesOf(form(PLAIN, [{ ...WHAT, ...more }]), { home: "DE" }).find((one) => one.key === "what.1"));
  assert.equal(what({ part: null }), "It asks us to hand over subscriber data, which (open), of 1 account, named exactly, no period.");
  assert.equal(what({ part: "listed" }), "It asks us to hand over subscriber data, as listed, of 1 account, named exactly, no period.");
  assert.equal(what({ part: "all", data: ["content", "subscriber"] }), "It asks us to hand over content, subscriber data of 1 account, named exactly, no period; of the subscriber data all of them.");
  assert.equal(what({ part: null, data: ["content"] }), "It asks us to hand over content of 1 account, named exactly, no period.");
  // What a machine read of it is never out of sight.
  for (const kind of KINDS) assert.ok(sentencesOf(form(PLAIN, [{ ...WHAT, kind, data: ["content"] }]), { home: "DE" }).some((one) => one.paths.includes("items.1.part")), kind);
});

test("to whom it is addressed and whence it came are said once somebody read it, and leave no hole before", () => {
  const who = (addressed_to_provider: Value, official_address: Value): string => text(sentencesOf(form({ ...PLAIN, addressed_to_provider, official_address }, [WHAT]), { home: "DE" })[0]);
  assert.equal(who(null, null), "Polizeiinspektion Moorau (police, Germany) writes.");
  assert.equal(who(false, null), "Polizeiinspektion Moorau (police, Germany) writes to somebody else.");
  assert.equal(who(null, false), "Polizeiinspektion Moorau (police, Germany) writes, from an address that the directory does not have.");
  assert.deepEqual(restOf(form({ ...PLAIN, addressed_to_provider: null }, [WHAT]), sentencesOf(form({ ...PLAIN, addressed_to_provider: null }, [WHAT]), { home: "DE" })).filter((one) => one.path === "addressed_to_provider").length, 1);
});

test("a letter that names an offence is confirmed to name one, and nothing is said of its weight", () => {
  const asked = (path: string): Row => (path === "offence" ? { asked: true } : {});
  const of = (offence: Value): string => text(sentencesOf(form({ ...PLAIN, offence }, [WHAT], asked), { home: "DE" }).find((one) => one.key === "asked"));
  assert.equal(of("any"), "Also: it names an offence.");
  assert.equal(of(null), "Open: an offence.");
  assert.equal(say(fieldOf("offence"), "any"), "any: an offence is named");
  speak("de");
  assert.equal(of("any"), "Außerdem: es nennt eine Straftat.");
});

test("every value that a field can take is said, in both languages", () => {
  for (const language of ["en", "de"]) {
    speak(language);
    for (const path of [...CASE, ...ITEM.map((name) => `items.1.${name}`)]) {
      const field = fieldOf(path);
      for (const value of [null, true, false, ...Object.keys(field.codes ?? {})]) assert.ok(phrase(field, value), `${path} ${String(value)}`);
    }
  }
  assert.equal(phrase(fieldOf("deadline"), "2026-12-03"), "bis 3. Dezember 2026");
});

test("an arrival without an item gets the sentence of its first one", () => {
  const none = form(PLAIN, []);
  assert.ok(!sentencesOf(none).some((one) => one.key.startsWith("what")));
  const first = withItem(none);
  assert.deepEqual(sentencesOf(first).find((one) => one.key === "what.1")?.blanks.every((one) => one.value === null), true);
  assert.equal(first.items, 1);
});

test("a form of another shape is refused", () => {
  for (const bad of [{ says: "new_case", items: -1, fields: [] }, { says: "new_case", items: 1, fields: [{ path: "made_up" }] }, { says: 1, items: 1, fields: [] }, { says: "x", items: 1, fields: ["country"] }]) {
    assert.throws(() => formOf(bad as Record<string, Value>, null));
  }
});
