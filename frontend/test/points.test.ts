/** The house's own words: found by the commitment that was signed, in the letter beside ours or in the place of ours. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../src/desk/desk.ts";
import type { Letter } from "../src/desk/letter.ts";
import { asksPoints, blocksFor, pointOf, pointsOf, sealFile, sealWhole, sealPoint, withDrafts, withPoints, type OwnFile } from "../src/desk/points.ts";
import { draw } from "../src/acts/drawing.ts";
import { recipientOf } from "../src/formats/age.ts";
import { fromUtf8, sha256hex, utf8 } from "../src/formats/bytes.ts";
import { unseal } from "../src/formats/seal.ts";
import type { Statement } from "../src/formats/statement.ts";
import { rule } from "./helpers.ts";

const WORDS = "Please use the form on our page; it takes two minutes.";
const NOW = Date.parse("2026-11-29T09:00:00Z");

const TEXT = `${WORDS}\n\nThank you.\n`;

const signed = (item: number, point: string, revision = 4, number = 1): Statement => ({ act: "decision.propose", case: "c-x", by: "aster", at: "2026-11-29T09:00:00Z", revision, number, says: { item, outcome: "correct", point } }) as unknown as Statement;

async function sealed(text: string): Promise<{ readonly taken: Case; readonly commitment: string }> {
  const secret = "AGE-SECRET-KEY-19RUANTS52JW5TL7HHKAGNDWVXMV9GKN9XYGVR0YTZ960G3NZ5L5QKAP97S";
  const recipient = recipientOf(secret);
  const bare = { id: "c-x", revision: 4, recipient, markKey: new Uint8Array(32), opened: [{}] } as unknown as Case;
  const { attached, commitment } = await sealPoint(bare, text, NOW);
  const inside = await unseal(attached.bytes, [secret]);
  return { taken: { ...bare, opened: [{ id: attached.id, own: true, ...inside }] }, commitment };
}

const letterWith = (...merges: string[]): Letter => ({
  form: "dueprocess.letter/1", kind: "correction", items: [1], binding: "en", reviewed: ["en"],
  sheets: [{ language: "en", direction: "ltr", sender: [], recipient: [], details: [{ label: "Yours", value: [{ text: "", merge: "reference" }] }], remark: "", subject: [{ text: "Ours" }], salutation: "", closing: "", signature: [], foot: "", annex: { heading: [], blocks: [] }, blocks: [{ points: [[{ text: "The provision" }]], start: 1 }, ...merges.map((merge) => ({ paragraph: [{ text: "", merge }] }))] }],
});

test("what was written is sealed in one form, and not too long", async () => {
  assert.equal(pointOf("  "), "");
  assert.equal(pointOf(` ${WORDS}\n\n \nThank\nyou.\n`), `${WORDS}\n\nThank you.\n`);
  assert.equal(pointOf("Before.", "opening"), "Before.\n\n---\n");
  assert.equal(pointOf("a\n\nb", "whole", " Your demand "), "# Your demand\n\na\n\nb\n");
  for (const bad of ["a\u2028b", "a\u202eb", "a\u00adb", "x".repeat(1001), "a\n\n".repeat(7), "---", "# a"]) assert.equal(await rule(() => pointOf(bad)), "vault.form", JSON.stringify(bad));
  assert.equal(await rule(() => pointOf("a", "whole")), "vault.form");
  assert.equal(pointOf("x".repeat(1001), "whole", "s").length, 1007);
});

test("it is found by the commitment that was signed, and by no other", async () => {
  const { taken, commitment } = await sealed(TEXT);
  const found = pointsOf(taken, [signed(1, commitment)]);
  assert.equal(found.get(1)?.text, TEXT);
  assert.equal(found.get(1)?.opening.item, 1);
  assert.equal(await rule(() => pointsOf(taken, [signed(1, "0".repeat(64))])), "release.unsigned");
  // The last proposal counts; one without a point has none.
  assert.equal(pointsOf(taken, [signed(1, commitment), signed(1, "", 6)]).size, 0);
  assert.equal(pointsOf(taken, [signed(1, "", 6), signed(1, commitment, 7)]).get(1)?.text, TEXT);
});

test("nothing is sealed to a key that only the server vouches for", async () => {
  const { taken } = await sealed(TEXT);
  assert.equal(await rule(() => sealPoint({ ...taken, opened: [] }, TEXT, NOW)), "vault.nothing-opened");
});

test("a letter that asks for it gets it, with what opens it for the worker; without it the letter is refused", async () => {
  const { taken, commitment } = await sealed(TEXT);
  const points = pointsOf(taken, [signed(1, commitment)]);
  const letter = letterWith("point 1");
  assert.equal(asksPoints(letter), true);
  const whole = withPoints(letter, points);
  assert.equal(JSON.stringify(whole.sheets).includes(WORDS), true);
  assert.equal(asksPoints(whole), false);
  assert.deepEqual(whole.points?.map((one) => one.item), [1]);
  assert.equal(await rule(() => withPoints(letterWith("point 2"), points)), "release.unsigned");
  assert.equal(withPoints(letterWith(), points).points, undefined);
});

test("paragraphs after the salutation, and a whole letter of one's own, stand in their places", async () => {
  for (const [typed, place, expected] of [["Before.", "opening", ["Before.", "The provision"]], ["Mine.", "whole", ["Mine."]]] as const) {
    const { taken, commitment } = await sealed(pointOf(typed, place, "Your demand"));
    const bare = letterWith("opening 1", "point 1");
    const [first] = bare.sheets;
    const [sheet] = withPoints({ ...bare, sheets: [{ ...first!, blocks: [first!.blocks[1]!, first!.blocks[0]!, first!.blocks[2]!] }] }, pointsOf(taken, [signed(1, commitment)])).sheets;
    assert.deepEqual(sheet!.blocks.map((one) => ("paragraph" in one ? one.paragraph[0]!.text : "points" in one ? one.points[0]![0]!.text : "")), expected);
    assert.equal(sheet!.subject[0]!.text, place === "whole" ? "Your demand" : "Ours");
    assert.equal(sheet!.annex === null, place === "whole");
  }
});

test("words that are not sealed yet stand where they will stand, in a letter that cannot be sent so", async () => {
  const { taken, commitment } = await sealed(pointOf("Before.", "opening"));
  const signedSo = withPoints(letterWith("opening 1", "point 1"), pointsOf(taken, [signed(1, commitment)]));
  const written = (letter: Letter): string => JSON.stringify(letter.sheets.map((one) => one.blocks));
  for (const [typed, place] of [["Before.", "opening"], [WORDS, "closing"], ["Mine.", "whole"]] as const) {
    const shown = withDrafts(letterWith(), new Map([[1, pointOf(typed, place, "Your demand")]]));
    assert.equal(written(shown).split(typed).length, 2, place);
    assert.equal(shown.points, undefined);
    assert.equal(written(shown).includes("The provision"), place !== "whole");
    assert.equal(written(shown).indexOf(typed) < written(shown).indexOf("The provision"), place === "opening");
  }
  assert.equal(written(signedSo).includes("Before."), true);
  assert.deepEqual(withDrafts(letterWith(), new Map([[2, pointOf(WORDS)]])), withDrafts(letterWith(), new Map())); // of an item that it does not answer
});

test("a text that is not just such words is none, whoever sealed it", async () => {
  for (const text of [WORDS, `${WORDS} \n`, "a\nb\n", "# s\n", "a\n\n---\n\nb\n\n---\n\nc\n"]) {
    const { taken, commitment } = await sealed(text);
    assert.equal(await rule(() => pointsOf(taken, [signed(1, commitment)])), "release.unsigned", JSON.stringify(text));
  }
});

test("a proposal of before this key, with less than was asked, is drawn as before", () => {
  const says = { item: 1, outcome: "correct", ground: "", lines: [] };
  const stated = (more: object): Statement => ({ act: "decision.propose", says: { ...says, ...more } }) as unknown as Statement;
  for (const more of [{}, { point: "a".repeat(64) }, { since: null, until: null, part: "" }]) assert.ok(draw(stated(more)).rows.length, JSON.stringify(more));
  assert.throws(() => draw(stated({ point: "Free text" })));
  assert.throws(() => draw(stated({ other: "" })));
  assert.throws(() => draw(stated({ part: "" })));
});

const file = (name: string, text: string): OwnFile => ({ name, size: text.length, hash: sha256hex(utf8(text)), content: utf8(text) });
const ORDER = file("order.pdf", "%PDF-1.7 order");
const MAP = file("map.pdf", "%PDF-1.7 map");

/** Words and files, as the second person's client opens them. */
async function along(...files: OwnFile[]): Promise<{ readonly taken: Case; readonly point: string }> {
  const { taken, commitment } = await sealed(pointOf(WORDS, "closing", "", files));
  const secret = "AGE-SECRET-KEY-19RUANTS52JW5TL7HHKAGNDWVXMV9GKN9XYGVR0YTZ960G3NZ5L5QKAP97S";
  const opened = await Promise.all(files.map(async (one) => { const made = await sealFile(taken, one, NOW); return { id: made.id, own: true, ...(await unseal(made.bytes, [secret])) }; }));
  return { taken: { ...taken, opened: [...taken.opened, ...opened] }, point: commitment };
}

test("files are named in the words by name, size and hash, as the Python client writes them", async () => {
  const text = pointOf("", "closing", "", [ORDER]);
  assert.equal(text, `+ order.pdf (14 bytes, SHA-256 ${ORDER.hash})\n`);
  assert.equal(pointOf("Before.", "opening", "", [ORDER, MAP]).split("\n\n").length, 4);
  for (const files of [[ORDER, file("ORDER.pdf", "x")], [ORDER, ORDER], Array.from({ length: 5 }, (_, at) => file(`${at}.pdf`, "x")), [{ ...ORDER, size: (5 << 20) + 1 }], [file("../order.pdf", "x")], [file("order.exe", "x")]]) assert.equal(await rule(() => pointOf(WORDS, "closing", "", files)), "vault.form", JSON.stringify(files.map(({ name }) => name)));
  assert.equal(await rule(() => pointOf("", "whole", "S", [ORDER])), "vault.form");
  assert.equal(await rule(() => pointOf("x".repeat(900), "closing", "", [ORDER])), "vault.form"); // a name takes its line
  assert.equal(await rule(() => pointOf(text)), "vault.form"); // what was typed attaches nothing
});

test("each file is found by its hash, and another one, or none, is refused by its name", async () => {
  const { taken, point } = await along(ORDER, MAP);
  const of = (opened: readonly object[]): string | undefined => pointsOf({ ...taken, opened } as Case, [signed(1, point)]).get(1)?.files.map((one) => one.header.name).join();
  assert.equal(of(taken.opened), "order.pdf,map.pdf");
  assert.equal(of([...taken.opened].reverse()), "order.pdf,map.pdf");
  const [words, order, map] = taken.opened;
  const swapped = { ...map!, content: utf8("%PDF-1.7 cat") };
  for (const opened of [[words!, order!], [words!, order!, swapped], [words!, map!]]) assert.equal(await rule(() => of(opened)), "release.unsigned");
});

test("the letter lists them, and the worker alone gets their bytes behind it", async () => {
  const { taken, point } = await along(ORDER, MAP);
  const bare = letterWith("point 1");
  const listed = { paragraph: [{ text: "Enclosed: " }, { text: "", merge: "enclosed 1" }] };
  const letter = withPoints({ ...bare, sheets: [{ ...bare.sheets[0]!, blocks: [...bare.sheets[0]!.blocks, listed] }] }, pointsOf(taken, [signed(1, point)]));
  assert.deepEqual(letter.sheets[0]!.blocks.at(-1), { paragraph: [{ text: "Enclosed: " }, { text: "order.pdf; map.pdf" }] });
  const contents: Uint8Array[] = [];
  const desk = { seal: async (_kind: string, _media: string, content: Uint8Array) => { contents.push(content); return {}; } } as never;
  await sealWhole(desk, letter, "mail", taken);
  await sealWhole(desk, letter, "post", taken);
  const [worker, own] = contents.map((one) => fromUtf8(one)!.split("\0"));
  assert.equal(worker![1], "%PDF-1.7 order%PDF-1.7 map");
  assert.deepEqual(own, [worker![0]]);
});

test("words without files list none", async () => {
  const { taken, commitment } = await sealed(TEXT);
  const bare = letterWith("enclosed 1", "point 1");
  const { sheets } = withPoints(bare, pointsOf(taken, [signed(1, commitment)]));
  assert.equal(sheets[0]!.blocks.length, 3);
});

test("text blocks are offered for their answers, and no letter has an open blank", async () => {
  const about = [{ name: "channel", language: "de", outcomes: ["correct"], text: "Bitte bis {day}." }, { name: "thanks", language: "en", outcomes: [], text: "Thank you." }, { name: 3, outcomes: "x" }, "x"];
  assert.deepEqual(blocksFor(about as never, "correct").map(({ name }) => name), ["channel (de)", "thanks (en)"]);
  assert.deepEqual(blocksFor(about as never, "refuse").map(({ name }) => name), ["thanks (en)"]);
  for (const about of [undefined, null, "x", {}]) assert.deepEqual(blocksFor(about as never, "refuse"), []);
  assert.equal(await rule(() => pointOf("Bitte bis {day}.")), "vault.form");
  assert.equal(pointOf("Bitte bis 3. Mai."), "Bitte bis 3. Mai.\n");
  const { taken, commitment } = await sealed("Bitte bis {day}.\n"); // by a client that lets it through
  assert.equal(await rule(() => pointsOf(taken, [signed(1, commitment)])), "release.unsigned");
});
