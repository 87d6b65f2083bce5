/** The house's own words: found by the commitment that was signed, in the letter beside ours or in the place of ours. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../src/desk/desk.ts";
import type { Letter } from "../src/desk/letter.ts";
import { asksPoints, pointOf, pointsOf, sealPoint, withDrafts, withPoints } from "../src/desk/points.ts";
import { draw } from "../src/acts/words.ts";
import { recipientOf } from "../src/formats/age.ts";
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
