/** A lawyer on no roster, and a colleague who agrees: what a desk, a mail or a colleague could lie about, one at a time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, questions, sealQuestion, type Asking } from "../src/desk/counsel.ts";
import { answerBy, digitsOf, hand, held, heldIn, invite, keysOf, openedBy, secretIn, told, tokenOf, waiting, type Mine, type Told } from "../src/desk/invited.ts";
import { base64, random, sha256hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import { answerNote, questionBytes, questionOf, readersOf } from "../src/formats/counsel.ts";
import { sealedAs } from "../src/formats/ids.ts";
import * as identity from "../src/formats/identity.ts";
import { signed } from "../src/formats/note.ts";
import { headerFor, pack } from "../src/formats/object.ts";
import { words } from "../src/formats/recovery.ts";
import { encryptTo, unseal } from "../src/formats/seal.ts";
import { rule } from "./helpers.ts";
import { NOW } from "./itself_house.ts";
import { CASE, hash, one, ORDER, OTHER, world, type World } from "./lying_house.ts";

const UNTIL = "2026-12-01";
const PATH = `/v1/cases/${CASE}/counsel`;
const NAME = `invited-${"5".repeat(16)}`;
const WORDS = words(new Uint8Array(16).fill(7));

interface Invited {
  readonly at: World;
  readonly secret: Bytes;
  readonly me: Mine;
  readonly told: Told;
  readonly asking: Asking;
}

const before = (at: World): Told => ({ desk: at.desk.id, name: NAME, by: { name: "aster", age: at.me.age, vkey: at.me.vkey }, drawn: false, until: UNTIL, note: "", bytes: null, envelope: null });

/** aster asked a lawyer whom they invited; what the desk tells the holder of the link. */
async function put(text = "May we give it?", secret = random(32)): Promise<Invited> {
  const at = await world();
  const me = keysOf(secret, WORDS, before(at));
  const taken = await at.desk.take(CASE);
  const asking = await sealQuestion(at.desk, taken, me, text, UNTIL, { sees: "case", copy: [["Kind", "data"]], held: held(taken).bytes }, NOW);
  const note = at.sign(0, one(asking.act.act, asking.act.says));
  return { at, secret, me, asking, told: { ...before(at), drawn: true, note, bytes: asking.attached.bytes, envelope: asking.envelope } };
}

test("a lawyer on no roster reads one case that was sealed to keys of their browser, and answers", async () => {
  const { at, secret, me, told: said, asking } = await put();
  const { asked, opened } = await openedBy(said, me);
  assert.equal(asked.question?.text, "May we give it?");
  assert.deepEqual(asked.question?.readers, [["aster", at.people[0]!.age], ["birch", at.people[1]!.age]]);
  assert.deepEqual(opened.map((each) => new TextDecoder().decode(each.content)), [ORDER]); // no note of a colleague, no key of the case
  const sent: [string, any][] = [];
  const api = { post: async (path: string, body: unknown) => { sent.push([path, body]); return {}; } } as never;
  await answerBy(api, secret, me, asked, "object", "No judge.", NOW);
  assert.deepEqual([sent[0]![0], Object.keys(sent[0]![1]).sort()], ["/v1/invited/answer", ["bytes", "question", "sealed", "token"]]);
  const row = { question: asked.hash, note: said.note, by: "aster", sees: "case", until: UNTIL, on: "2026-11-27", ended_on: "2026-11-28", sealed: asking.attached.id, answer: sent[0]![1].sealed, mine: false, bytes: base64(asking.attached.bytes), answered: sent[0]![1].bytes, envelope: "" };
  at.answers[PATH] = { case: CASE, lawyers: [], rows: [row] };
  assert.deepEqual((await questions(at.desk, CASE, null)).map((each) => [each.answer?.text, each.missing]), [["No judge.", ""]]);
  await ask(at.desk, CASE, at.desk.text(CASE, [asking.act], { basis: () => "c".repeat(64), revision: 9 }), asking);
  assert.doesNotMatch(String(at.sent.at(-1)![1]["note"]), /invited/);
});

test("the link gives a token and no key; keys come of link, words and asker together", async () => {
  const at = await world();
  (at.desk.about as Record<string, unknown>)["vault"] = { origin: "https://vault.desk.example" };
  const link = await invite(at.desk, CASE);
  const secret = secretIn(link.split("/").at(-1)!)!;
  assert.match(link, /^https:\/\/vault\.desk\.example\/#\/asked\/[0-9a-f]{64}$/);
  assert.deepEqual(at.sent.at(-1), [`${PATH}/invited`, { token: sha256hex(utf8(tokenOf(secret))) }]);
  assert.equal(secretIn("5".repeat(63)), null);
  const mine = keysOf(secret, WORDS, before(at));
  const changes: readonly Mine[] = [
    keysOf(random(32), WORDS, before(at)),
    keysOf(secret, words(new Uint8Array(16).fill(8)), before(at)),
    keysOf(secret, WORDS, { ...before(at), by: { ...before(at).by, vkey: at.people[1]!.vkey } }),
    keysOf(secret, WORDS, { ...before(at), by: { ...before(at).by, age: at.people[1]!.age } }),
    keysOf(secret, WORDS, { ...before(at), desk: "1".repeat(64) }),
  ];
  for (const other of changes) assert.ok(other.age !== mine.age && other.vkey !== mine.vkey);
  assert.equal(keysOf(secret, WORDS.toUpperCase(), before(at)).age, mine.age);
  const sent: [string, any][] = [];
  await hand({ post: async (path: string, body: unknown) => { sent.push([path, body]); return {}; } } as never, secret, mine);
  assert.deepEqual(sent, [["/v1/invited/keys", { token: tokenOf(secret), age: mine.age, vkey: mine.vkey }]]);
});

test("whatever the desk swaps before the call, the digits are others", async () => {
  const at = await world();
  const [aster, birch] = at.people as [identity.Identity, identity.Identity];
  const lawyer = keysOf(random(32), WORDS, before(at));
  const same = digitsOf(at.desk.id, aster, lawyer);
  assert.match(same, /^(\d{4} ){5}\d{4}$/);
  const swapped = [
    digitsOf("1".repeat(64), aster, lawyer),
    digitsOf(at.desk.id, { ...aster, vkey: birch.vkey }, lawyer),
    digitsOf(at.desk.id, { ...aster, age: birch.age }, lawyer),
    digitsOf(at.desk.id, aster, { ...lawyer, age: birch.age }),
    digitsOf(at.desk.id, aster, { ...lawyer, vkey: birch.vkey }),
    digitsOf(at.desk.id, aster, { ...lawyer, name: "invited-2" }),
  ];
  assert.equal(new Set([same, ...swapped]).size, 7);
});

test("keys that the desk names for somebody else are none, and a name of the roster is none of a link", async () => {
  const at = await world();
  const lawyer = keysOf(random(32), WORDS, before(at));
  const shows = (change: object): void => { at.answers[PATH] = { case: CASE, lawyers: [], rows: [], invited: { name: NAME, age: lawyer.age, vkey: lawyer.vkey, until: UNTIL, ...change } }; };
  shows({});
  assert.deepEqual((await waiting(at.desk, CASE))?.keys, { age: lawyer.age, vkey: lawyer.vkey });
  for (const change of [{ age: "", vkey: "" }, { vkey: at.people[1]!.vkey }, { vkey: "none" }]) { shows(change); assert.equal((await waiting(at.desk, CASE))?.keys, null); }
  shows({ name: "birch" });
  assert.equal(await rule(() => waiting(at.desk, CASE)), "vault.bad-answer");
  at.answers[PATH] = { case: CASE, lawyers: [], rows: [] };
  assert.equal(await waiting(at.desk, CASE), null);
});

test("a desk that lies to the lawyer is refused by name", async () => {
  const lies: Readonly<Record<string, (made: Invited) => Promise<Told> | Told>> = {
    "another asker than on the telephone": ({ at, told: said }) => ({ ...said, by: { ...said.by, age: at.people[1]!.age, vkey: at.people[1]!.vkey.replace("birch", "aster") } }),
    "a question of its own, under the asker's name": async ({ told: said, me, asking }) => {
      const desk = await identity.make("aster", NOW);
      const question = questionBytes({ age: me.age, case: CASE, copy: [], key: me.vkey, readers: [["aster", said.by.age], ["zinnia", desk.age]], text: "What would you do?", to: NAME, until: UNTIL });
      const bytes = await encryptTo(pack(headerFor("counsel", "application/json", question, NOW), question), [me.age]);
      const id = sealedAs(sha256hex(bytes));
      const text = said.note.slice(0, said.note.lastIndexOf("\n\n") + 1).replace(asking.attached.id, id).replace(String(asking.act.says["envelope"]), id);
      return { ...said, note: new TextDecoder().decode(signed(text, "aster", desk.seed)), bytes, envelope: bytes };
    },
    "an altered statement": ({ told: said }) => ({ ...said, note: said.note.replace(UNTIL, "2027-01-01") }),
    "another act of the asker": ({ at, told: said, asking }) => ({ ...said, note: at.sign(0, one("note.add", { sealed: asking.attached.id })) }),
    "another question under the statement": async ({ told: said, at, me }) => ({ ...said, bytes: (await sealQuestion(at.desk, await at.desk.take(CASE), me, "Another?", UNTIL, { sees: "copy", copy: [] }, NOW)).attached.bytes }),
    "another case in the place of this one": async ({ told: said }) => ({ ...said, envelope: (await put()).asking.envelope }),
    "an older question, put to another": async ({ told: said, at }) => {
      const other = keysOf(random(32), WORDS, before(at));
      const old = await sealQuestion(at.desk, await at.desk.take(CASE), other, "An older one?", UNTIL, { sees: "case", copy: [], held: held(await at.desk.take(CASE)).bytes }, NOW);
      return { ...said, note: at.sign(0, one(old.act.act, old.act.says)), bytes: old.attached.bytes, envelope: old.envelope };
    },
    "a statement on another case": ({ told: said, at, asking }) => ({ ...said, note: at.sign(0, one("counsel.ask", asking.act.says), { case: OTHER }) }),
    "of another desk": ({ told: said }) => ({ ...said, desk: "1".repeat(64) }),
    "nothing that opens": ({ told: said }) => ({ ...said, envelope: null }),
  };
  for (const [what, lie] of Object.entries(lies)) {
    const made = await put();
    const shown = await lie(made);
    const me = keysOf(made.secret, WORDS, shown); // as at every visit: of what the desk tells now
    assert.equal(await rule(() => openedBy(shown, me)), "counsel.not-theirs", what);
    // Also where the page was open all the time, with the keys that were compared.
    if (!/another asker|of another desk/.test(what)) assert.equal(await rule(() => openedBy(shown, made.me)), "counsel.not-theirs", what);
  }
});

test("what a mail or a telephone gives alone opens nothing", async () => {
  const { told: said, secret } = await put();
  const mail = keysOf(secret, words(random(16)), said);
  const telephone = keysOf(random(32), WORDS, said);
  for (const other of [mail, telephone]) {
    assert.equal(await rule(() => unseal(said.envelope!, [other.ageSecret])), "age.closed");
    assert.equal(await rule(() => openedBy(said, other)), "counsel.not-theirs");
  }
});

test("an answer of the desk that has no form is none", async () => {
  const fine = { desk: "1".repeat(64), name: NAME, by: { name: "aster", age: "a", vkey: (await identity.make("aster", NOW)).vkey }, drawn: false, until: UNTIL, note: "", bytes: "", envelope: "" };
  const of = (answer: object): Promise<Told> => told({ post: async () => answer } as never, random(32));
  assert.equal((await of(fine)).by.name, "aster");
  for (const change of [{ by: null }, { desk: "x" }, { name: "No" }, { by: { ...fine.by, name: "birch" } }, { note: 1 }]) assert.equal(await rule(() => of({ ...fine, ...change })), "vault.bad-answer", JSON.stringify(change));
});

test("what is too large stays here, and what was held is read back whole", async () => {
  const at = await world();
  await at.desk.take(CASE);
  await at.puts("original", "application/pdf", new Uint8Array(8 << 20));
  at.desk.keys.set(CASE, { ...at.desk.keys.get(CASE)!, bound: false }); // it came with the others
  const taken = await at.desk.take(CASE);
  const { bytes, left } = held(taken);
  assert.deepEqual([left, heldIn(bytes).length], [1, 1]);
  assert.equal(await rule(() => heldIn(bytes.slice(0, -1) as Bytes)), "vault.bad-answer");
  assert.equal(await rule(() => heldIn(bytes.slice(0, 3) as Bytes)), "vault.bad-answer");
});

// --- the colleague who agrees -----------------------------------------------------------------------------------------

interface Colleague {
  readonly at: World;
  readonly row: any;
  readonly hash: string;
  readonly lawyer: Mine;
  readonly signed: Map<string, any>;
}

/** birch asked somebody; aster agrees to what is decided, and is shown it. */
async function beside(change: (at: World, question: any) => object = () => ({})): Promise<Colleague> {
  const at = await world();
  const lawyer = keysOf(random(32), WORDS, before(at));
  const plain = { age: lawyer.age, case: CASE, copy: [], key: lawyer.vkey, readers: readersOf(at.roster, "birch"), text: "May we?", to: NAME, until: UNTIL };
  const question = questionBytes({ ...plain, ...change(at, plain) } as typeof plain);
  const bytes = await encryptTo(pack(headerFor("counsel", "application/json", question, NOW), question), [...new Set([...questionOf(question).readers.map(([, age]) => age), at.people[0]!.age])]);
  const sealed = sealedAs(sha256hex(bytes));
  const note = at.sign(1, one("counsel.ask", { sees: "copy", until: UNTIL, sealed, envelope: sealed }));
  const row: any = { question: hash(note), note, by: "birch", sees: "copy", until: UNTIL, on: "2026-11-27", ended_on: null, sealed, answer: null, mine: false, bytes: base64(bytes), answered: "", envelope: "" };
  at.answers[PATH] = { case: CASE, lawyers: [], rows: [row] };
  return { at, row, hash: hash(note), lawyer, signed: new Map([[hash(note), { act: "counsel.ask", case: CASE, by: "birch" }]]) };
}

async function answers({ at, row, hash: of, lawyer }: Colleague, change: object = {}): Promise<void> {
  const note = answerNote({ advice: "object", at: "2026-11-27T11:00:00Z", by: NAME, case: CASE, question: of, text: "No.", ...change }, lawyer.seed);
  const bytes = await encryptTo(pack(headerFor("counsel", "text/plain", note, NOW), note), [at.people[0]!.age]);
  Object.assign(row, { ended_on: "2026-11-27", answer: sealedAs(sha256hex(bytes)), answered: base64(bytes) });
}

test("who agrees reads a colleague's question and its answer", async () => {
  const made = await beside();
  assert.deepEqual((await questions(made.at.desk, CASE, made.signed as never)).map((each) => [each.question?.text, each.missing]), [["May we?", ""]]);
  await answers(made);
  assert.equal((await questions(made.at.desk, CASE, made.signed as never))[0]?.answer?.text, "No.");
});

test("a desk that hides a question from the colleague, or a colleague who names another lawyer, is found", async () => {
  const refused: Readonly<Record<string, readonly [(at: World, question: any) => object, string]>> = {
    "a reader whom nobody knows": [(_, { readers }) => ({ readers: [...readers, ["zinnia", readers[0][1]]] }), "counsel.not-theirs"],
    "a lawyer of the roster with another key": [(at) => ({ to: "aster", age: at.people[1]!.age }), "counsel.not-theirs"],
    "a question that is not for whom it opens": [(_, { readers }) => ({ readers: readers.slice(1) }), "release.unsigned"],
    "of another case": [() => ({ case: OTHER }), "release.unsigned"],
  };
  for (const [what, [change, name]] of Object.entries(refused)) {
    const made = await beside(change);
    assert.equal(await rule(() => questions(made.at.desk, CASE, made.signed as never)), name, what);
  }
  const hidden = await beside();
  (hidden.at.answers[PATH] as any).rows = [];
  assert.equal(await rule(() => questions(hidden.at.desk, CASE, hidden.signed as never)), "release.unsigned");
  const shown: Readonly<Record<string, readonly [(made: Colleague) => unknown, string]>> = {
    "the question withheld": [({ row }) => { row.bytes = ""; }, "counsel.withheld"],
    "the question withheld with its answer": [async (made) => { await answers(made); made.row.bytes = ""; }, "counsel.withheld"],
    "the answer withheld": [async (made) => { await answers(made); made.row.answered = ""; }, "counsel.missing"],
    "an old answer": [(made) => answers(made, { question: "1".repeat(64) }), "counsel.not-theirs"],
    "an answer to another case": [(made) => answers(made, { case: OTHER }), "counsel.not-theirs"],
  };
  for (const [what, [lie, missing]] of Object.entries(shown)) {
    const made = await beside();
    await lie(made);
    const [found] = await questions(made.at.desk, CASE, made.signed as never);
    assert.deepEqual([found?.answer, found?.missing], [null, missing], what);
  }
});
