/** Counsel: the same bytes as the desk's own program, and a desk that lies about a question or an answer. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answer, ask, copyOf, identifiersIn, questions, sealQuestion, type Asking } from "../src/desk/counsel.ts";
import { base64, fromHex, fromUtf8, utf8, type Bytes } from "../src/formats/bytes.ts";
import { answerNote, answerTo, questionBytes, questionOf } from "../src/formats/counsel.ts";
import { sealedAs } from "../src/formats/ids.ts";
import { headerFor, pack } from "../src/formats/object.ts";
import { encryptTo, unwrapKey } from "../src/formats/seal.ts";
import { sha256hex } from "../src/formats/bytes.ts";
import type { Person } from "../src/formats/roster.ts";
import { rule } from "./helpers.ts";
import { NOW } from "./itself_house.ts";
import { AT, CASE, hash, one, OTHER, world, type World } from "./lying_house.ts";

const GOLDEN = JSON.parse(readFileSync(join(process.env["VAULT_GOLDEN"] ?? "", "counsel.json"), "utf8"));
const UNTIL = "2026-12-01";
const WHOLE = { sees: "case", copy: [], held: null } as const;
const PATH = `/v1/cases/${CASE}/counsel`;

test("question and answer are the bytes of the other program", () => {
  const question = questionOf(utf8(GOLDEN.question));
  assert.equal(fromUtf8(questionBytes(question)), GOLDEN.question);
  const said = answerTo(question, GOLDEN.ask, utf8(GOLDEN.answer));
  assert.equal(fromUtf8(answerNote(said, fromHex(GOLDEN.seed)!)), GOLDEN.answer);
  assert.deepEqual([said.advice, said.by], ["object", "cedar"]);
});

test("a question or an answer of another form is none", async () => {
  const question = questionOf(utf8(GOLDEN.question));
  for (const change of [{ text: "" }, { text: "x".repeat(8001) }, { to: "Cedar" }, { until: "tomorrow" }, { case: "c-x" }, { copy: [["a"]] }, { readers: [] }, { readers: [["aster", "age1"]] }]) {
    assert.equal(await rule(() => questionBytes({ ...question, ...change } as typeof question)), "counsel.malformed", JSON.stringify(change));
  }
  assert.equal(await rule(() => answerTo(question, GOLDEN.ask, utf8(GOLDEN.answer.replace("object", "comply")))), "counsel.not-theirs");
  assert.equal(await rule(() => answerTo(question, "2".repeat(64), utf8(GOLDEN.answer))), "counsel.not-theirs");
  assert.equal(await rule(() => answerTo(question, GOLDEN.ask, utf8("no note"))), "counsel.not-theirs");
});

interface Put {
  readonly at: World;
  readonly asking: Asking;
  readonly row: any;
  readonly hash: string;
}

const birch = (at: World): Person => at.roster.people.find((person) => person.name === "birch")!;

/** aster asked birch; the desk shows it to whoever `at.desk` is. */
async function put(copy: readonly (readonly [string, string])[] | null = null): Promise<Put> {
  const at = await world();
  const taken = await at.desk.take(CASE);
  const asking = await sealQuestion(at.desk, taken, birch(at), "May we give it?", UNTIL, copy ? { sees: "copy", copy } : WHOLE, NOW);
  const note = at.sign(0, one(asking.act.act, asking.act.says));
  const row: any = { question: hash(note), note, by: "aster", sees: copy ? "copy" : "case", until: UNTIL, on: "2026-11-27", ended_on: null, sealed: asking.attached.id, answer: null, mine: false, bytes: base64(asking.attached.bytes), answered: "", envelope: "" };
  at.answers[PATH] = { case: CASE, lawyers: ["birch"], rows: [row] };
  return { at, asking, row, hash: hash(note) };
}

/** What birch answers, in a seal to aster; `by`: number of who signs it in birch's place. */
async function answered({ at, hash: question }: Put, by = 1, change: object = {}): Promise<Bytes> {
  const [me, other] = at.people as [any, any];
  const signer = at.people[by]!;
  const note = answerNote({ advice: "object", at: "2026-11-27T11:00:00Z", by: signer.name, case: CASE, question, text: "No judge.", ...change }, signer.seed);
  return encryptTo(pack(headerFor("counsel", "text/plain", note, NOW), note), [me.age, other.age]);
}

function shows(put: Put, bytes: Bytes): void {
  Object.assign(put.row, { ended_on: "2026-11-27", answer: sealedAs(sha256hex(bytes)), answered: base64(bytes) });
}

const told = (at: World, signed: Map<string, any> | null = null): ReturnType<typeof questions> => questions(at.desk, CASE, signed);

test("what is asked opens this one case to the lawyer, and the answer to who asked", async () => {
  const whole = await put();
  const { at, asking } = whole;
  const material: any = at.answers[AT.material];
  assert.match(await unwrapKey(asking.envelope, [at.people[1]!.ageSecret], material.recipient), /^AGE-SECRET-KEY-1/);
  assert.equal(await rule(() => unwrapKey(asking.envelope, [at.people[0]!.ageSecret], material.recipient)), "age.closed");
  const [waits] = await told(at);
  assert.deepEqual([waits?.ended, waits?.answer, waits?.missing, waits?.question?.text], [false, null, "", "May we give it?"]);
  shows(whole, await answered(whole));
  const [over] = await told(at);
  assert.deepEqual([over?.ended, over?.answer?.advice, over?.answer?.text, over?.missing], [true, "object", "No judge.", ""]);
});

test("what is handed in names the lawyer beside the statement, never in it", async () => {
  const { at, asking } = await put();
  const text = at.desk.text(CASE, [asking.act], { basis: () => "c".repeat(64), revision: 9 });
  await ask(at.desk, CASE, text, asking);
  const [path, body] = at.sent.at(-1) as [string, any];
  assert.equal(path, PATH);
  assert.deepEqual([body.to, body.attached[0].id], ["birch", asking.attached.id]);
  assert.doesNotMatch(body.note.split("\n\n")[0], /birch/);
});

test("a copy is sealed in place of the key", async () => {
  const { asking, at } = await put([["Kind", "Give data"]]);
  assert.equal(asking.act.says["sees"], "copy");
  const material: any = at.answers[AT.material];
  assert.equal(await rule(() => unwrapKey(asking.envelope, [at.people[1]!.ageSecret], material.recipient)), "age.wrong-key");
});

test("a desk that lies about a question is refused", async () => {
  const lies: Readonly<Record<string, readonly [(put: Put) => unknown, string]>> = {
    "another question under the id": [async ({ row, at }) => { row.bytes = base64((await sealQuestion(at.desk, await at.desk.take(CASE), birch(at), "Another?", UNTIL, WHOLE, NOW)).attached.bytes); }, "release.unsigned"],
    "another hash": [({ row }) => { row.question = "1".repeat(64); }, "release.unsigned"],
    "a note of another act": [({ row, at }) => { row.note = at.sign(0, one("note.add", { sealed: row.sealed })); row.question = hash(row.note); }, "release.unsigned"],
    "of another case": [({ row, at }) => { row.note = at.sign(0, one("counsel.ask", { sealed: row.sealed }), { case: OTHER }); row.question = hash(row.note); }, "release.unsigned"],
    "an altered note": [({ row }) => { row.note = row.note.replace(UNTIL, "2027-01-01"); row.question = hash(row.note); }, "statement.bad-signature"],
    "that another person was asked": [({ row }) => { row.mine = true; row.envelope = base64(utf8("another person's envelope")); }, "release.unsigned"],
    "of another case in all": [({ at }) => { (at.answers[PATH] as any).case = OTHER; }, "vault.bad-answer"],
  };
  for (const [what, [lie, refused]] of Object.entries(lies)) {
    const made = await put();
    await lie(made);
    assert.equal(await rule(() => told(made.at)), refused, what);
  }
});

test("a question that one signed is not left out", async () => {
  const { at, hash: mine } = await put();
  const signed = new Map([[mine, { act: "counsel.ask", case: CASE, by: "aster" }]]);
  assert.equal(await rule(() => told(at, signed as never)), "");
  (at.answers[PATH] as any).rows = [];
  assert.equal(await rule(() => told(at, signed as never)), "release.unsigned");
});

test("an answer that is withheld, of somebody else or to something else is shown as what it is", async () => {
  const lies: Readonly<Record<string, readonly [(put: Put) => unknown, string]>> = {
    withheld: [async (made) => { shows(made, await answered(made)); made.row.answered = ""; }, "counsel.missing"],
    "other bytes under the id": [async (made) => { shows(made, await answered(made)); made.row.answered = base64(await answered(made)); }, "counsel.missing"],
    "of somebody else": [async (made) => shows(made, await answered(made, 0)), "counsel.not-theirs"],
    "in birch's name": [async (made) => shows(made, await answered(made, 0, { by: "birch" })), "counsel.not-theirs"],
    "to another question": [async (made) => shows(made, await answered(made, 1, { question: "1".repeat(64) })), "counsel.not-theirs"],
    "on another case": [async (made) => shows(made, await answered(made, 1, { case: OTHER })), "counsel.not-theirs"],
  };
  for (const [what, [lie, missing]] of Object.entries(lies)) {
    const made = await put();
    await lie(made);
    const [shown] = await told(made.at);
    assert.deepEqual([shown?.answer, shown?.missing], [null, missing], what);
  }
});

test("an answer is signed, sealed to who asked, and handed in without a statement", async () => {
  const { at } = await put();
  const [asked] = await told(at);
  await answer(at.desk, { ...asked!, by: "birch" }, "more", "Which section?", NOW);
  const [path, body] = at.sent.at(-1) as [string, any];
  assert.equal(path, `${PATH}/answer`);
  assert.deepEqual(Object.keys(body).sort(), ["bytes", "question", "sealed"]);
});

test("a copy holds codes and the law's words, and no question beside it names anybody", () => {
  const law = { suggests: "Ask counsel.", findings: [{ effect: "counsel", says: "No rule decides.", claimed: false, cited: "§ 1" }], grounds: [], may: {}, risk: null, wrongGrant: null } as never;
  const copy = copyOf([["country", "DE"], ["authority", "DE-LKA-NW"], ["received_at", "2026-11-27T09:00Z"], ["items.1.kind", "disclosure"], ["items.1.targets", 1], ["region", null]], [law]);
  const text = JSON.stringify(copy);
  assert.doesNotMatch(text, /LKA|09:00/);
  assert.match(text, /No rule decides/);
  assert.match(text, /Germany/);
  assert.deepEqual(identifiersIn("Is KRANICH77 covered?", ["kranich77", "5 Js 1/26", "x"]), ["kranich77"]);
  assert.deepEqual(identifiersIn("Is it covered?", ["kranich77", "x", ""]), []);
});
