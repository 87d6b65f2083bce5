/** What a machine did not fill in is shown, searched and offered, and counts as nothing that it read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Opened } from "../src/desk/desk.ts";
import { references } from "../src/desk/letter.ts";
import { bodiesOf, doubtsOf, particularsOf, perhapsOf, targetsOfItem, told } from "../src/desk/particulars.ts";
import { encode, type Value } from "../src/formats/canonical.ts";

const PERHAPS = { targets: ["victim@mail.example"] };
const opened = (value: object): readonly Opened[] => [{ id: "s-p", header: { kind: "particulars", media: "application/json" }, content: encode(value as Value) } as unknown as Opened];
const read = (value: object) => particularsOf(opened(value));

test("what is perhaps meant stands under its own label, and is no account of an item", () => {
  const found = read({ items: [{ targets: ["a@mail.example"] }], perhaps: PERHAPS, register_numbers: ["4 Js 1/26"], targets: ["a@mail.example"] });
  assert.deepEqual(found && told(found), [
    ["Their reference", "4 Js 1/26"],
    ["T1", "a@mail.example"],
    ["Named, perhaps asked about", "victim@mail.example"],
  ]);
  assert.deepEqual(targetsOfItem(found, 1), ["a@mail.example"]);
});

test("a letter is filled in with the first number of the case; the others are offered", () => {
  assert.deepEqual(references(opened({ register_numbers: ["4 Js 1/26", "7 Gs 2/26"] })), { first: "4 Js 1/26", others: ["7 Gs 2/26"] });
  assert.deepEqual(references(opened({})), { first: "", others: [] });
});

test("particulars of another form say nothing", () => {
  for (const one of [{}, { perhaps: null }, { perhaps: ["targets"] }, { perhaps: { targets: "x" } }, { perhaps: { targets: [1, null] } }]) assert.deepEqual(perhapsOf(read(one)), []);
});

test("what was seen and not read as a fact is asked, once, and of a scan nothing", () => {
  const seen = { is_demand: true, emergency: false, secrecy: "none", unsure: ["country", "emergency", "is_demand", "secrecy", "targets"], perhaps: PERHAPS };
  const asked = (value: object) => doubtsOf(read(value)).map(({ beside, fact }) => [beside, fact]);
  assert.deepEqual(asked(seen), [["what.1", ""], ["form", "emergency"], ["silence", "secrecy"], ["what.1", ""]]);
  assert.match(doubtsOf(read(seen))[3]?.says ?? "", /victim@mail\.example/);
  assert.deepEqual(asked({ ...seen, emergency: true, perhaps: {}, secrecy: "order" }), [["what.1", ""]]);
  assert.deepEqual(asked({ ...seen, scanned: [] }), []);
  assert.deepEqual(asked({ ...seen, unsure: [] }), [["what.1", ""]]);
  assert.match(doubtsOf(read({ unsure: ["data_categories"], perhaps: { data_categories: ["content"] } }))[0]?.says ?? "", /contents/);
  assert.equal(doubtsOf(read({ unsure: ["kinds"], perhaps: { kinds: ["interception", "search_seizure"] } })).length, 2);
  for (const one of ["content", ["traffic"], [1]]) assert.deepEqual(doubtsOf(read({ unsure: [], perhaps: { data_categories: one } })), []);
  assert.deepEqual(doubtsOf(null), []);
});

test("of a letter and the decision in it both bodies are offered, with their kinds; what is of another form says nothing", () => {
  const perhaps = { authority: ["Staatsanwaltschaft A", "Amtsgericht A"], authority_id: ["", "DE-AG"], authority_kind: ["prosecutor", "court"] };
  const found = read({ authority: null, perhaps });
  assert.deepEqual(bodiesOf(found), [{ name: "Staatsanwaltschaft A", id: "", kind: "prosecutor" }, { name: "Amtsgericht A", id: "DE-AG", kind: "court" }]);
  assert.deepEqual(found && told(found), [["Authority", "Staatsanwaltschaft A\nAmtsgericht A"]]);
  for (const one of [{}, { perhaps: null }, { perhaps: PERHAPS }, { perhaps: { authority: "x" } }, { perhaps: { authority: [1] } }]) assert.deepEqual(bodiesOf(read(one)), []);
});
