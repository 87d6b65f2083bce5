/** What differs in two places is asked, and what is the same is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { besides } from "../src/desk/beside.ts";
import type { Opened } from "../src/desk/desk.ts";

const CONTACT = "post@polizei-moorau.example";
const one = (kind: string, media: string, text: string): Opened => ({ id: `s-${kind}`, header: { kind, media }, content: new TextEncoder().encode(text) }) as unknown as Opened;
const mail = (head: string): Opened => one("original", "message/rfc822", `${head}\r\nSubject: x\r\n\r\nFrom: nobody@else.example\r\n`);
const order = (text: string): Opened => one("particulars", "text/plain", text);

test("a sender is held against the contact that two people verified, by its domain", () => {
  const senders = (head: string, contact = CONTACT): string[] => besides([mail(head)], contact, []).map(({ of, here, there }) => `${of} ${here} ${there}`);
  assert.deepEqual(senders("From: Polizei <post@polizei-rnoorau.example>"), [`sender post@polizei-rnoorau.example ${CONTACT}`]);
  assert.deepEqual(senders("From: \"post@polizei-moorau.example\"\r\n <thief@free.example>"), [`sender thief@free.example ${CONTACT}`]);
  assert.deepEqual(senders("From: post@polizei-moorau.example\r\nReply-To: moorau@free.example"), [`sender moorau@free.example ${CONTACT}`]);
  for (const same of ["From: k.weber@POLIZEI-moorau.example", "From: k@kripo.polizei-moorau.example"]) assert.deepEqual(senders(same), []);
  assert.deepEqual(senders("From: x@notpolizei-moorau.example").length, 1);
  assert.deepEqual(senders("From: x@free.example", ""), []); // nobody verified a contact: there is nothing to compare
});

test("an account is held against what an attached text nearly names", () => {
  const found = (account: string, text: string): string[] => besides([order(text)], "", [account]).map((each) => each.there);
  assert.deepEqual(found("wiesenralle38", "… das Konto wiesenralle83, § 100j StPO."), ["wiesenralle83"]);
  assert.deepEqual(found("rohrdommel.schilf", "Postfach rohrdommel.schiff."), ["rohrdommel.schiff"]);
  assert.deepEqual(found("wiesenralle38", "wiesenralle38 und wiesenralle83"), []); // it names this one, too
  assert.deepEqual(found("wiesenralle38", "uferschnepfe, kranich77"), []);
});
