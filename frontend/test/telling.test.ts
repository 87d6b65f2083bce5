/** The person's text: one account in its place and no other, the mark of just what was shown, and the account that people read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, bytesOfText, checkAccount, finished, markOfText, marksOf, sentOf, type PersonText } from "../src/desk/telling.ts";
import type { Case, Opened } from "../src/desk/desk.ts";
import { fromUtf8, utf8 } from "../src/formats/bytes.ts";
import { encode, type Value } from "../src/formats/canonical.ts";
import { fileMark, mark, selector } from "../src/formats/selector.ts";
import type { Statement } from "../src/formats/statement.ts";
import { rule } from "./helpers.ts";

const KEY = new Uint8Array(32).fill(7);
const MINE = "kranich77@fennel.example";
const OTHER = "eisvogel@fennel.example";
const MADE: PersonText = { text: "Fennel Mail\n\nWhat was asked\nOn 2 March …\nIt is this account: [[account]]\nIt came from: Police.\n", direction: "ltr", day: "2026-03-09" };

const object = (kind: string, media: string, content: Uint8Array): Opened => ({ id: "s-x", own: true, header: { kind, media, name: "", length: content.length, made_at: "2026-03-09T09:00:00Z", salt: "0".repeat(64) }, content: content as Opened["content"] }) as unknown as Opened;

function caseWith(targets: readonly string[], ...more: Opened[]): Case {
  const read: Value = { items: [{ targets: [...targets] }], targets: [...targets] };
  return { id: "c-x", revision: 3, channel: "mail", recipient: "", markKey: KEY as Case["markKey"], opened: [object("particulars", "application/json", encode(read)), ...more] };
}

const signed = (act: string, says: Record<string, Value>): Statement => ({ act, says, case: "c-x" }) as unknown as Statement;
const read = (handle: string, text: string): Statement => signed("target.read", { handle, item: 1, mark: mark(KEY, handle, selector("email", text)) });

const NO_ADDRESS = (): never => assert.fail();

test("an address of the internet is held against its mark, with the time, offset and port that the original says", async () => {
  const taken = caseWith([]);
  const [ip, at] = ["203.0.113.7", "2026-03-01T09:00:00Z"];
  const is = (at: string, offset = "+01:00", port = 443) => (value: string) => selector("ip", value, at, offset, port);
  const marks = [mark(KEY, "T1", is(at)(ip))];
  const says = (account: string, address: (value: string) => ReturnType<typeof selector>): Promise<string> => rule(() => checkAccount(taken, "T1", marks, account, address));
  assert.equal(await says(ip, is(at)), "");
  assert.equal(await says("203.0.113.8", is(at)), "order.mark");
  for (const other of [is("2026-03-01T10:00:00Z"), is(at, "+02:00"), is(at, "+01:00", 444)]) assert.equal(await says(ip, other), "order.mark");
  assert.equal(await says(ip, is("")), "target.ip-incomplete");
  assert.equal(await says(MINE, is(at)), "order.mark");
  assert.equal(await rule(() => checkAccount(taken, "T1", [], ip, NO_ADDRESS)), ""); // nobody signed that they read it
});

test("the account stands in its place, once, and everything else as it was made", () => {
  const text = finished(MADE, MINE);
  assert.equal(text, MADE.text.replace("[[account]]", MINE));
  assert.equal(text.split(MINE).length, 2);
  assert.equal(finished({ ...MADE, direction: "rtl" }, MINE).includes(`\u2068${MINE}\u2069`), true);
});

test("without an account its line is left out", () => {
  assert.equal(finished(MADE, ""), "Fennel Mail\n\nWhat was asked\nOn 2 March …\nIt came from: Police.\n");
});

test("what is no line, or would write its own lines into the text, is refused", async () => {
  for (const bad of ["a\nb", "a\u2028b", "a\u202eb", "x".repeat(1025)]) assert.equal(await rule(() => finished(MADE, bad)), "target.value", JSON.stringify(bad));
  // A text that has no place for one account, or several, is not of this program.
  for (const text of ["none", "[[account]] [[account]]"]) assert.equal(await rule(() => finished({ ...MADE, text }, MINE)), "counter.form");
  assert.equal(finished(MADE, "[[account]] $& $1").split("[[account]] $& $1").length, 2);
});

test("each handle has its own account, and another target's cannot stand in its text", async () => {
  const taken = caseWith([MINE, OTHER]);
  assert.equal(accountOf(taken, 1, "T1", [], 2), MINE);
  assert.equal(accountOf(taken, 1, "T2", [], 2), OTHER);
  assert.equal(accountOf(taken, 1, "T1", [], 3), ""); // a machine read fewer than people confirmed: nobody knows which is which
  const marks = marksOf([read("T1", MINE), read("T2", OTHER), signed("note.add", {})], "c-x", 1, "T1");
  assert.equal(marks.length, 1);
  assert.equal(accountOf(taken, 1, "T1", marks, 3), MINE); // by what two people read, whatever the order
  assert.equal(await rule(() => checkAccount(taken, "T1", marks, MINE, NO_ADDRESS)), "");
  assert.equal(await rule(() => checkAccount(taken, "T1", marks, OTHER, NO_ADDRESS)), "order.mark");
  assert.equal(finished(MADE, accountOf(taken, 1, "T1", marks, 2)).includes(OTHER), false);
});

test("where two people read something else, neither stands in a text", async () => {
  const taken = caseWith([MINE]);
  const marks = marksOf([read("T1", MINE), read("T1", OTHER)], "c-x", 1, "T1");
  assert.equal(marks.length, 2);
  for (const one of [MINE, OTHER]) assert.equal(await rule(() => checkAccount(taken, "T1", marks, one, NO_ADDRESS)), "order.mark");
  assert.equal(await rule(() => checkAccount(taken, "T1", marks, "", NO_ADDRESS)), ""); // the line is left out
});

test("the mark is that of a file with just the text that was shown", async () => {
  const taken = caseWith([MINE]);
  const text = finished(MADE, MINE);
  assert.equal(fromUtf8(bytesOfText(text)), text);
  assert.equal(await markOfText(taken, text), await fileMark(KEY, new Blob([utf8(text)])));
  assert.notEqual(await markOfText(taken, text), await markOfText(taken, finished(MADE, OTHER)));
});

test("what a colleague says was sent is found by its mark alone", async () => {
  const text = finished(MADE, MINE);
  const [note, other] = [object("note", "text/plain", utf8(text)), object("note", "text/plain", utf8(finished(MADE, OTHER)))];
  const taken = caseWith([MINE], other, note);
  assert.equal(await sentOf(taken, await markOfText(taken, text)), note);
  assert.equal(await sentOf(taken, await markOfText(taken, `${text} `)), null);
  assert.equal(await sentOf(taken, ""), null);
});
