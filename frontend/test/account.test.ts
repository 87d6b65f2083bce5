/** The first person's account: marked in the original or typed, never taken from a machine, and asked for where something is given. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Accounts } from "../src/pages/account.ts";
import { h } from "../src/pages/dom.ts";
import { linesOf } from "../src/pages/identifier.ts";
import type { Marking } from "../src/pages/account.ts";
import { rule } from "./helpers.ts";
import { paper, type Part } from "./paper.ts";

const MACHINE: Record<number, readonly string[]> = { 1: ["kranich77@fennel.example"], 2: ["eisvogel@fennel.example"] };

function made(counts: Record<number, number | null>): { accounts: Accounts; marks: (text: string) => void; confirmed: number[]; inputs: (item: number) => string[] } {
  paper();
  const element = h("section", {});
  const marking = { selected: "", element } as { selected: string; element: HTMLElement };
  const confirmed: number[] = [];
  const accounts = new Accounts(Object.keys(counts).map(Number), marking as Marking, (item) => counts[item] ?? null, (item) => MACHINE[item] ?? [], (item) => confirmed.push(item));
  const marks = (text: string): void => { marking.selected = text; element.dispatchEvent({ type: "selected" } as Event); };
  const inputs = (item: number): string[] => (accounts.element as unknown as Part).all("input").filter((one) => one.id.startsWith(`value-own-${item}-`)).map((one) => one.value).filter(Boolean);
  return { accounts, marks, confirmed, inputs };
}

const gives = (item: number, outcome = "comply"): ReadonlyMap<number, string> => new Map([[item, outcome]]);

test("a list is split by line, comma, semicolon and, between addresses, white space; names and numbers with blanks stay whole", () => {
  const two = ["a@b.example", "c@d.example"];
  for (const text of ["a@b.example\nc@d.example", "a@b.example, c@d.example", "a@b.example;c@d.example", "a@b.example  c@d.example", "1. a@b.example,\n2) c@d.example;", "• a@b.example\t c@d.example"]) assert.deepEqual(linesOf(text), two, text);
  assert.deepEqual(linesOf("203.0.113.7 2001:db8::1"), ["203.0.113.7", "2001:db8::1"]);
  assert.deepEqual(linesOf("+49 (30) 555-0100"), ["+49 (30) 555-0100"]);
  assert.deepEqual(linesOf("Walburga Eibe"), ["Walburga Eibe"]);
});

test("what was marked in the original is the account, drawn as far as the mark goes, and confirms its sentence", () => {
  const { accounts, marks, confirmed, inputs } = made({ 1: 1 });
  for (const text of ["kra", "kranich77@fennel", "kranich77@fennel.example"]) marks(text);
  assert.deepEqual(inputs(1), ["kranich77@fennel.example"]);
  assert.ok(confirmed.every((item) => item === 1) && confirmed.length > 0);
  assert.deepEqual(accounts.read(gives(1)).map((one) => one.accounts.map((each) => each.value)), [["kranich77@fennel.example"]]);
  marks("somebody@else.example"); // another mark overwrites nothing
  assert.deepEqual(inputs(1), ["kranich77@fennel.example"]);
});

test("what can be no identifier is not one: a sentence, another number of lines, nothing", () => {
  const { marks, confirmed, inputs } = made({ 1: 1 });
  for (const text of ["", "ab", "im Ermittlungsverfahren wegen Betrugs", "one@fennel.example\ntwo@fennel.example"]) marks(text);
  assert.deepEqual([inputs(1), confirmed], [[], []]);
});

test("a mark goes to the item in which a machine read it, else to the first that is empty", () => {
  const both = made({ 1: 1, 2: 1 });
  both.marks("eisvogel@fennel.example");
  both.marks("unread@fennel.example");
  assert.deepEqual([both.inputs(1), both.inputs(2)], [["unread@fennel.example"], ["eisvogel@fennel.example"]]);
});

test("nothing is given, confirmed, denied or removed without it, and as many are read as the sentence says", async () => {
  for (const outcome of ["comply", "partial", "no_data", "not_executable", "under_protest"]) {
    assert.equal(await rule(() => made({ 1: 1 }).accounts.read(gives(1, outcome))), "vault.form", outcome);
  }
  const { accounts, marks } = made({ 1: 1 });
  assert.deepEqual(accounts.read(gives(1, "correct")), []);
  const again = made({ 1: 1 });
  again.accounts.resume([[1, ["kranich77@fennel.example"]], [9, ["x@fennel.example"]]]);
  assert.deepEqual(again.accounts.draft, [[1, ["kranich77@fennel.example"]]]);
  marks("kranich77@fennel.example");
  const fewer = made({ 1: 2 });
  fewer.marks("one@fennel.example\ntwo@fennel.example");
  assert.equal(fewer.accounts.read(gives(1)).at(0)?.accounts.length, 2);
  assert.deepEqual(accounts.acts(accounts.read(gives(1)), new Uint8Array(32), 3).map((one) => [one.act, one.says["handle"]]), [["target.read", "T1"]]);
  assert.deepEqual(accounts.acts(accounts.read(gives(1, "no_data")), new Uint8Array(32), 3), []);
  assert.deepEqual(accounts.acts(accounts.read(gives(1)), new Uint8Array(32), 40), []);
});

test("whose data are kept is read as well, and how many were marked is how many there are", async () => {
  const { accounts, marks, confirmed } = made({ 1: null, 2: 0 });
  assert.equal(await rule(() => accounts.kept([1])), "vault.form"); // nothing is kept of nobody
  assert.deepEqual(accounts.kept([2]), []);
  marks("kranich77@fennel.example");
  assert.deepEqual(confirmed, [1]);
  assert.deepEqual(accounts.kept([1]).map((one) => one.accounts.map((each) => each.value)), [["kranich77@fennel.example"]]);
  assert.deepEqual(accounts.acts(accounts.kept([1]), new Uint8Array(32), 3).map((one) => [one.act, one.says["handle"], one.says["item"]]), [["target.read", "T1", 1]]);
});
