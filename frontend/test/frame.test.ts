/** The frame's pure functions on hostile documents: everything becomes text, points or a name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GERMAN } from "../src/words/german.ts";
import { speak, teach } from "../src/words/tongue.ts";
import { utf8 } from "../src/formats/bytes.ts";
import { decodeText } from "../src/frame/decode.ts";
import { MAX_PARTS, parseMail, withoutTags, words } from "../src/frame/mail.ts";
import type { File, Page } from "../src/formats/pages.ts";
import { MAX_PIXELS, pictureOf, tooLarge } from "../src/frame/picture.ts";
import { isBeside, piecesOf, sourceOf } from "../src/frame/pieces.ts";
import { leftOut, titleOf } from "../src/frame/sheets.ts";
import { deceives, defanged, harmless, oneLine, refanged, segments } from "../src/frame/visible.ts";

const PNG = Uint8Array.from(Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
const types = (data: Uint8Array): string[] => piecesOf(data, "x").map((one) => one.type);
const says = (data: Uint8Array): string => piecesOf(data, "x").map((one) => ("says" in one ? one.says : "")).join();

test("HTML, SVG and XML are source text and nothing else", () => {
  const sources: [string, string][] = [
    ["<!DOCTYPE html><html><script>fetch('https://evil.example')</script>", "HTML"],
    ["<html><body onload=alert(1)>", "HTML"],
    ["<img src=x><script>alert(1)</script>", "HTML"],
    ["<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"],
    ["<?xml version='1.0'?><svg onload='alert(1)'/>", "SVG"],
    ["<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='https://evil.example/x.xsl'?><order/>", "XML"],
    ["MIME-Version: 1.0\nContent-Type: multipart/related", "MHTML"],
  ];
  for (const [text, what] of sources) {
    assert.match(sourceOf(text), new RegExp(`^Source text of ${what}`), text);
    const pieces = piecesOf(utf8(text.replace(/^MIME/, "X")), "order.svg");
    assert.deepEqual(pieces.map((one) => one.type), ["text"]);
  }
  assert.equal(sourceOf("Sehr geehrte Damen und Herren"), "");
});

test("bytes decide, whatever the sender called them", () => {
  assert.deepEqual(types(PNG), ["picture"]);
  assert.deepEqual(types(utf8("%PDF-1.7\n/JavaScript")), ["file"]);
  assert.deepEqual(types(utf8("  \n%PDF-1.4 and <script>")), ["file"]);
  assert.deepEqual(types(new Uint8Array(0)), ["file"]);
  assert.deepEqual(types(Uint8Array.from({ length: 400 }, (_, at) => at % 20)), ["file"]);
  // A picture that is HTML as well is drawn anew; a text that begins as a picture's name is text.
  assert.deepEqual(types(Buffer.concat([PNG, Buffer.from("<script>alert(1)</script>")])), ["picture"]);
  assert.deepEqual(types(utf8("GIF89a/*<svg onload=alert(1)>*/=1;")), ["file"]);
  assert.deepEqual(types(utf8("BM is the beginning of my name")), ["text"]);
});

test("a head that opens quotes without end is read once", () => {
  // Reading such a part took 1.6 s: a mail of 8 MB held the page for minutes.
  const open = `"${'\\"'.repeat(9_900)}`;
  const part = `--xx\r\nContent-Type: text/plain; a=${open}\r\nContent-Disposition: attachment; filename=${open}\r\n\r\nhi\r\n`;
  const read = parseMail(utf8(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n${part.repeat(MAX_PARTS)}--xx--\r\n`));
  assert.equal(read.parts.length, MAX_PARTS - 1);
  assert.equal(read.parts[0]?.name.length, 200);
  const quoted = parseMail(utf8('From: a@b.example\r\nContent-Type: application/x; name="a;\\"b\\\\"; x=1\r\n\r\nhi'));
  assert.equal(quoted.parts[0]?.name, 'a;"b\\');
  for (const end of ["\\", '\\"', ";", '";'] as const) assert.equal(parseMail(utf8(`From: a@b.example\r\nContent-Type: text/plain; name="c${end}\r\n\r\nhi`)).parts.length, 1);
});

test("a picture says its size before it is decoded, and a bomb is not", () => {
  assert.deepEqual(pictureOf(PNG), { media: "image/png", width: 1, height: 1 });
  const bomb = PNG.slice();
  new DataView(bomb.buffer).setUint32(16, 60_000);
  new DataView(bomb.buffer).setUint32(20, 60_000);
  assert.ok(tooLarge(pictureOf(bomb)!));
  assert.match(says(bomb), /too large to draw/);
  assert.ok(MAX_PIXELS < 100_000_000);
  assert.equal(pictureOf(PNG.subarray(0, 10)), null);
  assert.equal(pictureOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), null);
});

test("what was not drawn is said, and which page of which file is shown", () => {
  const file = (pages: number, why: File["why"] = "", name = "order.pdf"): File => ({ name, pages, why });
  const page = (number: number, at = 0): Page => ({ file: at, number, text: false, picture: PNG });
  const all = (count: number): Page[] => Array.from({ length: count }, (_, at) => page(at + 1));
  assert.deepEqual(leftOut({ files: [file(20)], pages: all(20) }), []);
  assert.deepEqual(leftOut({ files: [file(40)], pages: all(20) }), ["Pages 21 to 40 are not drawn; the original has them."]);
  assert.deepEqual(leftOut({ files: [file(3)], pages: [page(1), page(3)] }), ["Page 2 is not drawn; the original has it."]);
  assert.deepEqual(leftOut({ files: [file(2)], pages: [] }), ["Pages 1 to 2 are not drawn; the original has them."]);
  assert.match(leftOut({ files: [file(0, "locked")], pages: [] })[0] ?? "", /^It is locked with a password.*open copy\.$/);
  assert.match(leftOut({ files: [file(0, "timeout", "")], pages: [] })[0] ?? "", /took too long/);
  assert.deepEqual(leftOut({ files: [file(0)], pages: [] }), ["It has no pages."]);
  const two = { files: [file(1), file(2, "", "annex\u202egpj.pdf"), file(0, "damaged", "c.pdf")], pages: [page(1), page(1, 1)] };
  assert.deepEqual(leftOut(two)[0], "Page 2 of annex\u27e8202E\u27e9gpj.pdf is not drawn; the original has it.");
  assert.match(leftOut(two)[1] ?? "", /damaged.*\(c\.pdf\)$/);
  assert.equal(titleOf(two, page(1, 1)), "Page 1 of 2 of annex\u27e8202E\u27e9gpj.pdf");
  assert.equal(titleOf({ files: [file(7)], pages: [page(2)] }, page(2)), "Page 2 of 7");
});

test("what has pages is named and not opened", () => {
  for (const text of ["%PDF-1.7", "II*\0\x08\0\0\0", "MM\0*\0\0\0\x08"]) {
    assert.ok(isBeside(utf8(text)));
    assert.deepEqual(types(utf8(text)), ["file"]);
    assert.match(says(utf8(text)), /Its pages stand beside it as pictures/);
  }
  assert.ok(!isBeside(PNG));
  assert.match(says(utf8(`From: a@b.example\nContent-Type: image/tiff\n\nII*\0\x08`)), /fax servers/);
});

test("an office document and a packed file are named, and their words stand beside them", () => {
  const latin = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));
  for (const text of ["PK\x03\x04...", "\x78\x9f\x3e\x22..", "{\\rtf1 {\\b words}}"]) {
    assert.ok(isBeside(latin(text)));
    assert.match(says(latin(text)), /could read of it stands beside it/);
    const both = piecesOf(latin(`From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/x\n\n${text}\n--b\n\nafter\n--b--\n`), "x");
    // The words of the file stand between the two in the text that was read: no place after it can be shown here.
    assert.deepEqual(both.slice(1).map((one) => [one.type, "at" in one ? one.at : ""]), [["file", ""], ["text", null]]);
  }
});

test("of an order that a machine wrote its words are read first", () => {
  const order = '<?xml version="1.0"?>\n<a:HI1Message xmlns:a="b"><x/></a:HI1Message>';
  assert.ok(isBeside(utf8(order)));
  assert.deepEqual(types(utf8(order)), ["text"]);
  assert.ok(!isBeside(utf8("<x>HI1Message</x>")));
});

test("what the eye does not see is seen", () => {
  const name = "annex\u202egpj.exe";
  assert.ok(deceives(name));
  assert.equal(oneLine(name), "annex\u27e8202E\u27e9gpj.exe");
  assert.deepEqual(segments("a\u200bb"), [{ text: "a" }, { text: "\u27e8200B\u27e9", mark: "zero width space" }, { text: "b" }]);
  assert.ok(!segments("x\u2066y\u2069\u0007\u{e0041}").some((one) => /[\u2066\u2069\u0007\u{e0041}]/u.test(one.text)));
  assert.deepEqual(segments("می\u200cخواهم क्\u200dष"), [{ text: "می\u200cخواهم क्\u200dष" }]);
  assert.ok(segments("pay\u200cpal").length > 1);
  assert.deepEqual(segments(""), []);
});

test("text in the charset that it has", () => {
  assert.equal(decodeText(utf8("\ufeffGrüße")), "Grüße");
  assert.equal(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0x00)), "A");
  assert.equal(decodeText(Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65)), "Grüße");
  assert.equal(decodeText(Uint8Array.of(0xcf, 0xf0, 0xe8, 0xea, 0xe0, 0xe7)), "Приказ");
  assert.equal(decodeText(utf8("a\0b")), "a b");
  assert.equal(decodeText(Uint8Array.of(0x41), "no-such-charset"), "A");
});

const MAIL = [
  "From: =?utf-8?q?Kommissariat_M=C3=BCnchen?= <k@police.example>",
  "Subject: =?utf-8?b?QXVza3VuZnQ=?=",
  "Date: Tue, 24 Nov 2026 10:00:00 +0100",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b1"',
  "",
  "ignored",
  "--b1",
  "Content-Type: multipart/alternative; boundary=b2",
  "",
  "--b2",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Bitte Auskunft =C3=BCber T1.=",
  " Danke",
  "--b2",
  "Content-Type: text/html",
  "",
  "<p>Bitte</p>",
  "--b2--",
  "--b1",
  'Content-Type: image/svg+xml; name="x.svg"',
  "Content-Disposition: attachment; filename*=utf-8''annex%E2%80%AEgpj.svg",
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from("<svg onload=alert(1)>").toString("base64"),
  "--b1",
  "Content-Type: image/png",
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from(PNG).toString("base64"),
  "--b1--",
  "",
].join("\r\n");

test("a plain part that only points to the HTML hides no letter", () => {
  const told = (html: string): string[] => piecesOf(utf8(MAIL.replace("<p>Bitte</p>", html))).filter((one) => one.type === "text").map((one) => (one as any).text ?? "");
  assert.equal(told("<p>Bitte</p>".repeat(10)).length, 1);
  assert.equal(told("<p>Bitte geben Sie uns den Namen.</p>".repeat(12)).length, 2);
});

test("a mail: headers, the plain text before the HTML, attachments by name, pictures drawn", () => {
  const pieces = piecesOf(utf8(MAIL));
  assert.deepEqual(pieces.map((one) => one.type), ["fields", "text", "file", "picture"]);
  const [fields, text, file] = pieces as any[];
  assert.equal(fields.rows[0][1], "Kommissariat München <k@police.example>");
  assert.equal(fields.rows.find((row: string[]) => row[0] === "Subject")[1], "Auskunft");
  teach(GERMAN);
  speak("de");
  assert.deepEqual((piecesOf(utf8(MAIL))[0] as any).rows.map((row: string[]) => row[0]).slice(0, 3), ["Von", "Betreff", "Datum"]);
  speak("en");
  assert.equal(text.text, "Bitte Auskunft über T1. Danke");
  assert.equal(text.at, 0);
  assert.equal(oneLine(file.title), "annex\u27e8202E\u27e9gpj.svg");
});

test("a mail that is only HTML loses its tags, and links say where they lead", () => {
  const source = '<html><head><title>t</title></head><style>p{}</style><script>alert(1)</script><p>Sehr &uuml;ber&#x202e; <a href="https://evil.example/x">police.example</a><br>Zeile<!-- --><p';
  assert.equal(withoutTags(source), "Sehr über\u202e \u2039https://evil.example/x\u203a police.example\nZeile");
  assert.equal(withoutTags("1 < 2 & 3 > 2"), "1 < 2 & 3 > 2");
  assert.equal(withoutTags("<script>never closed"), "");
});

test("a part ends where a whole line is its border, and nowhere else", () => {
  const mail = utf8('Content-Type: multipart/signed; boundary="---"\r\n\r\n-----\r\nContent-Type: text/plain\r\n\r\nGive A.\r\n------- Limits\r\nNo content.\r\n----- \r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n-------\r\n');
  const { parts } = parseMail(mail);
  assert.equal(parts.length, 2);
  assert.match(parts[0]!.text!, /Give A\.\r?\n------- Limits\r?\nNo content\.$/);
});

test("mails that were made to break a reader end in bounded time", () => {
  const deep = Array.from({ length: 50 }, (_, at) => `Content-Type: multipart/mixed; boundary=x${at}\n\n--x${at}\n`).join("");
  assert.equal(parseMail(utf8(`From: a@b.example\n${deep}`)).cut, true);
  const wide = `From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n${"--x\n\na\n".repeat(MAX_PARTS * 3)}`;
  assert.ok(parseMail(utf8(wide)).parts.length <= MAX_PARTS);
  const long = "a ".repeat(400_000);
  for (const hostile of [`<a href=http:${"<a href=http:".repeat(20_000)}`, `<!--${"<!--".repeat(50_000)}`, "<script>".repeat(50_000), long]) withoutTags(hostile);
  parseMail(utf8(`From: ${'"'.repeat(100_000)}\nContent-Type: ${";".repeat(100_000)}\n\n`));
  words(`=?utf-8?q?${"=?".repeat(50_000)}`);
  for (const odd of ["", "\n", "From: x", "From: x\n\n", ":\n\n", "From: a\nContent-Type: multipart/mixed; boundary=\n\n--"]) parseMail(utf8(odd));
});

test("an address of a page that a stranger wrote opens nothing, and comes back as it was written", () => {
  const written = ["see https://Pay.example.com:8443/a.b?c=d.e#f now", "HTTP://x.example", "ftp://files.example/x.y", "www.bank.example/login", "(https://a.example)", "https://user@host.example/\u200bx"];
  const seen = ["see hxxps://Pay[.]example[.]com:8443/a.b?c=d.e#f now", "Hxxp://x[.]example", "fxp://files[.]example/x.y", "www[.]bank[.]example/login", "(hxxps://a[.]example)", "hxxps://user@host[.]example/\u200bx"];
  assert.deepEqual(written.map(defanged), seen);
  assert.deepEqual(seen.filter((one) => !one.startsWith("H")).map(refanged), written.filter((one) => !one.startsWith("H")));
  for (const plain of ["kranich77@fennel.example", "1.2.3.4", "no. 200 a.b", "awww.", "shttp:"]) assert.equal(defanged(plain), plain);
  assert.deepEqual(harmless("http://a.b\u202ec"), [{ text: "hxxp://a[.]b" }, { text: "\u27e8202E\u27e9", mark: "right-to-left override" }, { text: "c" }]);
  const long = `http://${"a.".repeat(200_000)}`;
  const begun = performance.now();
  defanged(long + "www.".repeat(100_000));
  assert.ok(performance.now() - begun < 2000);
});
