/** The thread of a mail, as the command line finds it too (`tests/letter/test_letter_thread.py`). */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case, Desk, Opened } from "../src/desk/desk.ts";
import { sealLetter, type Letter } from "../src/desk/letter.ts";
import { marksOf, receiptOf, threadOf } from "../src/desk/thread.ts";

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const mail = (...heads: string[]): Uint8Array => latin1([...heads, "", "Message-ID: <below@a.example>"].join("\r\n"));

test("the thread ends with the message that is answered, and each id is plain or left out", () => {
  assert.deepEqual(threadOf(mail("Message-ID: <3@a.example>", "References: <1@a.example>\r\n <2@a.example> <\u00fc@a>")), ["<1@a.example>", "<2@a.example>", "<3@a.example>"]);
  assert.deepEqual(threadOf(mail("message-id:\r\n <3@a.example>", "In-Reply-To: <1@a.example> <x@y>")), ["<1@a.example>", "<3@a.example>"]);
  const many = Array.from({ length: 500 }, (_, at) => `<${at}@a.example>`);
  const found = threadOf(mail("Message-ID: <mine@a.example>", `References: ${many.join(" ")}`));
  assert.deepEqual([found.length, found[0], found.at(-2), found.at(-1)], [10, "<0@a.example>", "<499@a.example>", "<mine@a.example>"]);
});

test("a message without one plain id has no thread", () => {
  for (const head of ["Subject: none", "Message-ID: <1@a> <2@a>", "Message-ID: <a b@c>", `Message-ID: <${"a".repeat(10_000)}@a>`, "X-Message-ID: <1@a>", "Message-ID: \r\nMessage-ID: <1@a>"]) {
    assert.deepEqual(threadOf(mail(head)), [], head);
  }
  assert.deepEqual(threadOf(latin1("%PDF-1.7")), []);
});

test("the number of a receipt is the first one, eight groups of four, wherever else such digits stand", () => {
  const number = "0123 4567 8901 2345 6789 0123 4567 8901";
  const demand = (line: string): Uint8Array => new TextEncoder().encode(`Demand\n\nNumber of the receipt: ${line}\n\nFile: 9999 ${number} ü\n`);
  assert.equal(receiptOf(demand(number)), number);
  assert.equal(receiptOf(new TextEncoder().encode(`1${number}`)), "");
  assert.equal(receiptOf(latin1("%PDF-1.7 1234 5678")), "");
});

test("two arrivals are known by their bytes, their own id and the ids nearest before it", () => {
  const found = marksOf(mail("Message-ID: <9@a.example>", `References: ${Array.from({ length: 8 }, (_, at) => `<${at}@a.example>`).join(" ")}`));
  assert.deepEqual(found, ["sha256:d5a1cf31a4a38b7d2b5eee74e0bf9bdd", "<9@a.example>", "<7@a.example>", "<6@a.example>", "<5@a.example>"]);
  assert.deepEqual(marksOf(latin1("%PDF-1.7")), ["sha256:86edbaa24831badfa0a8b04bb410141e"]);
});

test("what an answer repeats of the message in which was asked goes to the worker alone, and of a letter on paper nothing", async () => {
  const message = { form: "xml", order: "2ee99a39-dc22-5ed1-8760-48e74d971840" };
  const particulars = (value: object): Opened => ({ header: { kind: "particulars", media: "application/json" }, content: new TextEncoder().encode(JSON.stringify(value)) }) as unknown as Opened;
  const sealed = async (how: string, opened: readonly Opened[]): Promise<Record<string, unknown>> => {
    let words = new Uint8Array();
    const desk = { seal: (_kind: string, _media: string, content: Uint8Array<ArrayBuffer>) => ((words = content), Promise.resolve({})) } as unknown as Desk;
    await sealLetter(desk, { form: "dueprocess.letter/1" } as unknown as Letter, how, { channel: "xml", opened } as unknown as Case);
    return JSON.parse(new TextDecoder().decode(words)) as Record<string, unknown>;
  };
  assert.deepEqual((await sealed("mail", [particulars({ message })]))["message"], message);
  assert.equal("message" in (await sealed("post", [particulars({ message })])), false);
  assert.equal("message" in (await sealed("mail", [particulars({ country: "FR" })])), false);
  assert.equal("message" in (await sealed("mail", [])), false);
});
