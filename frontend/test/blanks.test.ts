/** Blanks in their sentences: what follows from an answer is filled in with it, and what nobody ticked is pointed at. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Blanks } from "../src/pages/blanks.ts";
import { formOf } from "../src/pages/sentences.ts";
import { paper, type Part } from "./paper.ts";

function made(): { blanks: Blanks; all: (selector: string) => Part[] } {
  paper();
  const field = (path: string, value: unknown) => ({ path, value, confirmed: false, asked: false, codes: null });
  const fields = [field("authority", null), field("authority_kind", "prosecutor"), field("country", null), field("items.1.kind", "disclosure"), field("items.1.data", ["subscriber"]), field("items.1.targets", null), field("deadline", "P3D")];
  const answer = { says: "new_case", items: 1, fields, directory: [{ code: "DE-PI-MOORAU", country: "DE", kind: "police", name: "Polizeiinspektion Moorau" }] };
  const blanks = new Blanks(formOf(answer as never, null), "DE", () => {}, () => {});
  return { blanks, all: (selector) => (blanks.element as unknown as Part).all(selector) };
}

/** Open the blank of a field and type into it, as a person does. */
function types({ all }: ReturnType<typeof made>, path: string, text: string): Part {
  const blank = all("span").find((one) => one.getAttribute("data-path") === path) ?? assert.fail(path);
  for (const listener of blank.listeners.get("click") ?? []) listener({});
  const input = all("input").find((one) => one.getAttribute("type") === "text") ?? assert.fail("no input");
  input.value = text;
  for (let one: Part | null = input; one; one = one.parent) for (const listener of one.listeners.get("input") ?? []) listener({ isTrusted: true });
  return input;
}

test("an office of the directory brings its country and kind along; another one does not", () => {
  const page = made();
  types(page, "authority", "DE-PI-NOWHERE");
  assert.deepEqual(["country", "authority_kind"].map((path) => page.blanks.value(path)), [null, "prosecutor"]);
  const other = made();
  types(other, "authority", "DE-PI-MOORAU");
  assert.deepEqual(["authority", "country", "authority_kind"].map((path) => other.blanks.value(path)), ["DE-PI-MOORAU", "DE", "police"]);
  assert.equal(other.blanks.loose, 1); // what was changed is not signed until it is ticked
  other.blanks.tick("who");
  assert.equal(other.blanks.loose, 0);
});

test("how many accounts were marked is said where nobody said it, and nowhere else", () => {
  const { blanks } = made();
  blanks.count(1, 3);
  blanks.count(1, 4);
  assert.equal(blanks.value("items.1.targets"), 3);
});

test("a sentence in which all is open cannot be ticked: a tick would sign nothing", () => {
  const page = made();
  const tick = (key: string): Part => (page.all("div").find((one) => (one as never as { dataset: { key?: string } }).dataset?.key === key) ?? assert.fail(key)).all("input")[0] ?? assert.fail("no tick");
  assert.equal((tick("court") as never as { disabled: boolean }).disabled, true);
  page.blanks.tick("court");
  assert.deepEqual(page.blanks.fields, {});
  assert.equal((tick("what.1") as never as { disabled: boolean }).disabled, false);
});

test("one press on an answer that is offered fills its blanks, takes a tick off what changed and ticks nothing", () => {
  const page = made();
  page.blanks.tick("who");
  page.blanks.ask("who", "Who asks?", [["Court A", { authority: null, authority_kind: "court" }], ["Police", { authority: "DE-PI-MOORAU", authority_kind: "police", country: "DE", no_such_field: 1 }]]);
  const press = (name: string): void => {
    const button = page.all("button").find((one) => (one as never as { textContent: string }).textContent === name) ?? assert.fail(name);
    for (const listener of button.listeners.get("click") ?? []) listener({});
  };
  press("Police");
  assert.deepEqual(["authority", "country", "authority_kind", "no_such_field"].map((path) => page.blanks.value(path)), ["DE-PI-MOORAU", "DE", "police", null]);
  assert.deepEqual(page.blanks.fields, {});
  press("Court A");
  assert.deepEqual(["authority", "authority_kind"].map((path) => page.blanks.value(path)), [null, "court"]);
  page.blanks.tick("who");
  assert.equal(page.blanks.fields["authority_kind"], "court");
});

test("what is not seen in words of the letter is marked in a question and in its answers", () => {
  const page = made();
  page.blanks.ask("who", "Names a\u202eb. Who asks?", [["Police\u200b", { authority_kind: "police" }]]);
  assert.equal(page.all("span").filter((one) => one.getAttribute("class") === "odd").length, 2);
});

test("a time is typed as people say it; what is none stays open with what was typed, until it is mended or left", () => {
  const page = made();
  const press = (from: Part, type: string, key: string): void => { for (let one: Part | null = from; one; one = one.parent) for (const listener of one.listeners.get(type) ?? []) listener({ key, target: { tagName: "INPUT" } }); };
  const path = "deadline";
  const input = types(page, path, "two weeks");
  press(input, "keydown", "Enter");
  assert.equal(page.all("p").filter((one) => one.getAttribute("class") === "problem").length, 1);
  assert.equal(input.value, "two weeks");
  assert.equal(page.blanks.value(path), "P3D");
  page.blanks.tick("form");
  press(input, "keydown", "Escape");
  assert.equal(page.all("p").filter((one) => one.getAttribute("class") === "problem").length, 0);
  assert.equal(page.blanks.fields[path], "P3D");
  press(types(page, path, "2 weeks"), "keydown", "Enter");
  assert.equal(page.blanks.value(path), "P2W");
  page.blanks.tick("form");
  assert.equal(page.blanks.fields[path], "P2W");
});
