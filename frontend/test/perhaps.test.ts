/** What a machine did not fill in is shown, searched and offered, and counts as nothing that it read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Opened } from "../src/desk/desk.ts";
import { references } from "../src/desk/letter.ts";
import { particularsOf, perhapsOf, targetsOfItem, told } from "../src/desk/particulars.ts";

const PERHAPS = { register_numbers: ["12/26"], targets: ["victim@mail.example"] };
const opened = (value: object): readonly Opened[] => [{ id: "s-p", header: { kind: "particulars", media: "application/json" }, content: new TextEncoder().encode(JSON.stringify(value)) } as unknown as Opened];
const read = (value: object) => particularsOf(opened(value));

test("what is perhaps meant stands under its own label, and is no account of an item", () => {
  const found = read({ items: [{ targets: ["a@mail.example"] }], perhaps: PERHAPS, register_numbers: ["4 Js 1/26"], targets: ["a@mail.example"] });
  assert.deepEqual(found && told(found), [
    ["Their reference", "4 Js 1/26"],
    ["Perhaps their reference", "12/26"],
    ["T1", "a@mail.example"],
    ["Named, perhaps asked about", "victim@mail.example"],
  ]);
  assert.deepEqual(targetsOfItem(found, 1), ["a@mail.example"]);
});

test("a letter is filled in with what is sure alone; the others are offered", () => {
  assert.deepEqual(references(opened({ perhaps: PERHAPS, register_numbers: ["4 Js 1/26", "7 Gs 2/26"] })), { first: "4 Js 1/26", others: ["7 Gs 2/26", "12/26"] });
  assert.deepEqual(references(opened({ perhaps: PERHAPS })), { first: "", others: ["12/26"] });
  assert.deepEqual(references(opened({})), { first: "", others: [] });
});

test("particulars of another form say nothing", () => {
  for (const one of [{}, { perhaps: null }, { perhaps: ["targets"] }, { perhaps: { targets: "x" } }, { perhaps: { targets: [1, null] } }]) assert.deepEqual(perhapsOf(read(one), "targets"), []);
  assert.deepEqual(perhapsOf(read({ perhaps: {} }), "toString"), []);
});
