/** The second person: who is one, what is compared with what, and that nothing of a colleague's answers is shown before. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compareAccount, firstDifference, sameAsker, sameWhat } from "../src/desk/comparing.ts";
import { factOf, living, proposedOn, waitingFor } from "../src/desk/reading.ts";
import { basisOf, checkRests, look, type Looked } from "../src/desk/compose.ts";
import type { Case, Opened } from "../src/desk/desk.ts";
import { hasNewer, sentBack } from "../src/desk/sentback.ts";
import { fromUtf8, utf8, type Bytes } from "../src/formats/bytes.ts";
import { encode, type Value } from "../src/formats/canonical.ts";
import { mark, selector } from "../src/formats/selector.ts";
import { strongest } from "../src/formats/identity.ts";
import { basesOf, hashOf, signText, textOf, type Look, type Said, type Says } from "../src/formats/statement.ts";
import "../src/acts/rare.ts";
import { namedOf } from "../src/pages/act.ts";
import { App } from "../src/pages/app.ts";
import { secondPage } from "../src/pages/second.ts";
import { rule } from "./helpers.ts";
import { house, NOW, type House } from "./itself_house.ts";
import { paper, type Part } from "./paper.ts";

const CASE = `c-${"a".repeat(24)}`;
const EVIDENCE = `/v1/cases/${CASE}/evidence`;
const KEY = new Uint8Array(32).fill(7) as Bytes;
const FACE = { country: "DE", authority: null, authority_kind: "police" };
const ITEM = { kind: "disclosure", data: ["subscriber"], targets: 1 };
const PROPOSES = { ground: "", item: 1, lines: [], outcome: "comply" };

const reliedOf = (face: object = FACE, item: object = ITEM, more: object = {}): Record<string, never> => ({
  authority: "", callers: [], case: CASE, recipient: "", refiled: "", law: {},
  face: { case: face, confirmed: ["country"], items: [item], schema: "dueprocess.face/1" }, items: [{ law: { "instruments/DE-STPO-100J": "b".repeat(64) }, number: 1, state: "proposed" }], ...more,
} as unknown as Record<string, never>);

/** A note of birch's; the person whose vault is open here is aster. */
function note(at: House, act: string, says: Says, revision: number, { acts = [{ act, says }], basis = "c".repeat(64), ...more }: { acts?: readonly Said[]; basis?: string; opened?: Look["opened"]; at?: string } = {}, by = 1): string {
  const signer = at.people[by] ?? assert.fail();
  const text = textOf({ desk: at.roster.deskId, roster: [1, at.roster.hash], case: CASE, revision, by: signer.name, at: "2026-11-27T09:00:00Z", basis: basesOf(acts, () => basis), acts, opened: [], seen: null, law: null, ...more });
  return fromUtf8(signText(text, signer.name, strongest(signer))) ?? assert.fail();
}
const hash = (one: string): string => hashOf(utf8(one));
const FIELDS = { country: "DE", authority_kind: "police", "items.1.kind": "disclosure", "items.1.data": ["subscriber"], "items.1.targets": 1 };

interface Told { readonly at: House; readonly looked: Looked; readonly proposal: string }

/** What the desk shows of a case on which birch confirmed facts and proposed; `more` are further notes. */
async function told(more: (at: House, proposal: string) => readonly string[] = () => [], relied = reliedOf(), basis = basisOf(relied, 1)): Promise<Told> {
  const at = await house({});
  const proposal = note(at, "decision.propose", PROPOSES, 6, { basis });
  at.answers[EVIDENCE] = { case: CASE, revision: 9, roster: 1, relied, contact: "", phone: "", notes: [note(at, "face.confirm", { fields: FIELDS }, 5), proposal, ...more(at, hash(proposal))] };
  at.answers[`/v1/cases/${CASE}/acts/decision.approve?item=1`] = { case: CASE, act: "decision.approve", item: 1, choices: {}, filled: { proposal: hash(proposal) }, same: [], law: null };
  return { at, looked: await look(at.desk, CASE), proposal: hash(proposal) };
}

test("a colleague's proposal waits for whoever neither proposed, confirmed nor called", async () => {
  const { at, looked, proposal } = await told();
  assert.deepEqual((await waitingFor(at.desk, looked)).map((one) => [one.item, one.proposal, one.statement?.by, one.refused]), [[1, proposal, "birch", null]]);
  const clerk = Object.create(at.desk, { me: { value: { ...at.desk.me, roles: ["clerk"] } } }) as typeof at.desk;
  assert.deepEqual(await waitingFor(clerk, looked), []);
  const confirmed = await told((house) => [note(house, "face.confirm", { fields: { written: true } }, 7, {}, 0)]);
  assert.deepEqual(await waitingFor(confirmed.at.desk, confirmed.looked), []);
  // What a colleague confirmed anew is the colleague's: whoever typed it first can agree.
  const over = await told((house) => [note(house, "face.confirm", { fields: { written: true } }, 3, {}, 0), note(house, "face.confirm", { fields: { written: true } }, 5)]);
  assert.equal((await waitingFor(over.at.desk, over.looked)).length, 1);
  // Who typed what all items rest on agrees to none; who typed a fact of item 2 alone agrees to item 1, as at the desk.
  const items = (mine: string) => told((house) => [note(house, "face.confirm", { fields: { [mine]: mine.endsWith("targets") ? 1 : true } }, 7, {}, 0)], reliedOf({ ...FACE, written: true }, ITEM));
  assert.deepEqual((await Promise.all(["written", "items.1.targets", "items.2.targets"].map(async (path) => { const { at, looked } = await items(path); return (await waitingFor(at.desk, looked)).length; }))), [0, 0, 1]);
  const called = await told((house) => [note(house, "authority.call_back", { how: "phone", said: "confirmed" }, 7, {}, 0)], reliedOf(FACE, ITEM, { callers: ["aster"] }));
  assert.deepEqual(await waitingFor(called.at.desk, called.looked), []);
  at.answers[`/v1/cases/${CASE}/acts/decision.approve?item=1`] = { case: CASE, act: "decision.approve", item: 1, choices: {}, filled: { proposal: "0".repeat(64) }, same: [], law: null };
  assert.deepEqual(await waitingFor(at.desk, looked), []);
});

test("what was taken back, sent back or overtaken waits with the reason why it is not agreed to", async () => {
  for (const [act, says] of [["decision.withdraw", {}], ["decision.send_back", { reason: "law" }]] as const) {
    const { at, looked } = await told((house, proposal) => [note(house, act, { ...says, item: 1, proposal }, 7)]);
    assert.deepEqual((await waitingFor(at.desk, looked)).map((one) => [one.statement, one.refused?.rule]), [[null, "grant.withdrawn"]], act);
  }
  const moved = await told(() => [], reliedOf(), "d".repeat(64));
  assert.deepEqual((await waitingFor(moved.at.desk, moved.looked)).map((one) => one.refused?.rule), ["grant.basis"]);
});

const OVERRULED = JSON.parse(readFileSync(join(process.env["VAULT_GOLDEN"] ?? "", "overruled.json"), "utf8")) as { readonly rows: readonly { readonly what: string; readonly words: readonly [string, string, Value][]; readonly amends?: boolean; readonly left?: readonly string[]; readonly refused: boolean }[] };

test("two people put no fact in the place of a colleague's: the table of `tests/release/test_release_facts.py`", async () => {
  for (const { what, words, amends, left, refused } of OVERRULED.rows) {
    const looked = (await told()).looked;
    const said = words.map(([by, path, value], revision) => ({ ...[...looked.signed.values()][0]!, by, revision, ...(amends && by === "cedar" ? { act: "item.change", says: { fields: { data: value }, item: 1, op: "amend" } } : { act: "face.confirm", says: { fields: { [path]: value } } }) }));
    const counts = new Map([...looked.counts, ...said.filter(({ by }) => !left?.includes(by)).map((one, at) => [`${at}`.padStart(64, "0"), one] as const)]);
    const [proposal = ""] = [...looked.signed].find(([, { act }]) => act === "decision.propose") ?? [];
    const fault = await rule(async () => { checkRests({ ...looked, counts }, "decision.approve", { differs: "", item: 1, proposal }, "aster"); });
    assert.equal(fault, refused ? "grant.overruled" : "", what);
  }
});

test("an item is read no more once two people signed that it ended", async () => {
  const fields = new Map(["country", "items.1.kind", "items.2.kind"].map((path) => [path, 1]));
  const left = async (answer: string, by: number): Promise<string[]> => {
    const { looked } = await told((at) => {
      const lapsed = note(at, "item.change", { fields: {}, item: 2, op: "lapse" }, 6);
      return [lapsed, note(at, "item.end", { answer, item: 2, proposal: hash(lapsed) }, 7, {}, by)];
    });
    return [...living(looked, fields).keys()];
  };
  assert.deepEqual(await left("ended", 0), ["country", "items.1.kind"]);
  assert.deepEqual(await left("goes_on", 0), [...fields.keys()]);
  assert.deepEqual(await left("ended", 1), [...fields.keys()]);
});

test("one account is the same in another spelling, and another one where a character only looks alike", async () => {
  const theirs = selector("email", "kranich77@fennel.example");
  const { looked } = await told((house) => [note(house, "target.read", { handle: "T1", item: 1, mark: mark(KEY, "T1", theirs) }, 7)]);
  const with_mark = (kind: string, text: string): unknown => { const { same, against, by, read } = compareAccount(looked, "aster", KEY, 1, "T1", selector(kind, text), ["somebody@else.example"]); return [same, against, by, read.kind]; };
  assert.deepEqual(with_mark("email", "kranich77@fennel.example"), [true, "colleague", "birch", "email"]);
  assert.deepEqual(with_mark("email", " kranich77@FENNEL.example "), [true, "colleague", "birch", "email"]);
  assert.deepEqual(with_mark("account", "kranich77@fennel.example"), [true, "colleague", "birch", "email"]); // what is signed is the colleague's kind
  assert.deepEqual(with_mark("email", "krаnich77@fennel.example"), [false, "colleague", "birch", "email"]); // a Cyrillic а
  assert.deepEqual(with_mark("email", "kranich7@fennel.example"), [false, "colleague", "birch", "email"]);
  // The machine's reading counts for nothing where a colleague signed one.
  assert.deepEqual(with_mark("email", "somebody@else.example"), [false, "colleague", "birch", "email"]);
  assert.equal(compareAccount(looked, "aster", KEY, 1, "T2", theirs, []).against, "nobody");
  assert.equal(compareAccount(looked, "aster", new Uint8Array(32).fill(8), 1, "T1", theirs, []).same, false);
});

test("the newest mark of each colleague counts, and one's own is none", async () => {
  const [one, other] = [selector("account", "kranich77"), selector("account", "kranich78")];
  const { looked } = await told((house) => [
    note(house, "target.read", { handle: "T1", item: 1, mark: mark(KEY, "T1", one) }, 7),
    note(house, "target.read", { handle: "T1", item: 1, mark: mark(KEY, "T1", other) }, 8),
    note(house, "target.read", { handle: "T1", item: 1, mark: mark(KEY, "T1", one) }, 9, {}, 0),
  ]);
  assert.deepEqual([one, other].map((read) => compareAccount(looked, "aster", KEY, 1, "T1", read, []).same), [false, true]);
});

test("without a colleague's mark it is held against the machine's reading, and says so", async () => {
  const { looked } = await told();
  const compare = (kind: string, text: string, machine: readonly string[]): unknown => { const { same, against } = compareAccount(looked, "aster", KEY, 1, "T1", selector(kind, text), machine); return [same, against]; };
  assert.deepEqual(compare("phone", "+49 (171) 23-45", ["+491712345"]), [true, "machine"]);
  assert.deepEqual(compare("email", "a@b.example", ["x@y.example", "a@B.EXAMPLE"]), [true, "machine"]);
  assert.deepEqual(compare("email", "a@b.example", ["а@b.example"]), [false, "machine"]);
  assert.deepEqual(compare("account", "kranich77", ["kranich77@fennel.example"]), [false, "machine"]);
  assert.deepEqual(compare("account", "kranich77", []), [true, "nobody"]);
});

test("the first character that differs is named", () => {
  assert.deepEqual(firstDifference("krаnich", "kranich"), ["а", "a"]);
  assert.deepEqual(firstDifference("ab", "abc"), ["", "c"]);
  assert.deepEqual(firstDifference("abc", "ab"), ["c", ""]);
  assert.equal(firstDifference("ab", "ab"), null);
});

test("what is asked and who asks are held against what was signed", async () => {
  const { looked } = await told();
  const what = (kind: string, data: readonly string[]): boolean => sameWhat(looked, 1, { accounts: [], kind, data });
  assert.deepEqual([what("disclosure", ["subscriber"]), what("disclosure", ["subscriber", "traffic"]), what("disclosure", []), what("preservation", ["subscriber"])], [true, false, false, false]);
  const who = (authority: string, country: string, kind: string): boolean => sameAsker(looked, { authority, country, kind });
  assert.deepEqual([who("", "DE", "police"), who("", "AT", "police"), who("", "DE", "court"), who("DE-LKA", "DE", "")], [true, false, false, false]);
  const listed = await told(() => [], reliedOf({ ...FACE, authority: "DE-LKA" }));
  assert.deepEqual([sameAsker(listed.looked, { authority: "DE-LKA", country: "DE", kind: "" }), sameAsker(listed.looked, { authority: "", country: "DE", kind: "police" })], [true, false]);
  assert.equal(factOf(looked, "items.1.kind").by, "birch");
});

test("a desk that relies on another fact than was signed is refused", async () => {
  const { looked } = await told(() => [], reliedOf(FACE, { ...ITEM, data: ["content", "subscriber"] }));
  assert.equal(await rule(() => sameWhat(looked, 1, { accounts: [], kind: "disclosure", data: ["subscriber"] })), "release.unsigned");
  const elsewhere = await told(() => [], reliedOf({ ...FACE, country: "AT" }));
  assert.equal(await rule(() => sameAsker(elsewhere.looked, { authority: "", country: "AT", kind: "police" })), "release.unsigned");
});

test("a fact stays read, whoever has left since; and the later of two acts of one revision counts", async () => {
  const signed = await told((at) => [note(at, "face.confirm", { fields: { country: "AT" } }, 8), note(at, "face.confirm", { fields: { country: "DE" } }, 8, { at: "2026-11-27T09:05:00Z" })]);
  assert.deepEqual(factOf(signed.looked, "country"), { value: "DE", by: "birch" });
  const gone = { ...signed.looked, counts: new Map([...signed.looked.counts].filter(([, one]) => one.act !== "face.confirm")) };
  assert.deepEqual(factOf(gone, "country"), { value: "DE", by: "birch" });
});

test("what was sent back stands with its comment until it is proposed anew; a comment that is not here is named as missing", async () => {
  const ID = `s-${"b".repeat(24)}`;
  const back = (at: House, proposal: string, comment = ID): string => note(at, "", {}, 7, { acts: [{ act: "decision.send_back", says: { item: 1, proposal, reason: "law" } }, ...(comment ? [{ act: "note.add", says: { sealed: comment } }] : [])] }, 0);
  const here = { id: CASE, opened: [{ id: ID, own: true, header: { kind: "note" }, content: utf8("See § 100j.\n") }, { id: `s-${"c".repeat(24)}`, own: true, header: { kind: "note" }, content: utf8("another note") }] } as unknown as Case;
  const gone = { ...here, opened: [] };
  const { looked } = await told((at, proposal) => [back(at, proposal), note(at, "note.add", { sealed: `s-${"c".repeat(24)}` }, 9, {}, 0)]);
  assert.deepEqual(sentBack(looked, here).map(({ item, by, reason, comment }) => [item, by, reason, comment]), [[1, "aster", "law", "See § 100j.\n"]]);
  assert.deepEqual(sentBack(looked, gone).map((one) => one.comment), [null]);
  assert.deepEqual([hasNewer(looked, gone), hasNewer(looked, here)], [true, false]);
  const bare = await told((at, proposal) => [back(at, proposal, "")]);
  assert.deepEqual(sentBack(bare.looked, here).map((one) => one.comment), [""]);
  const anew = await told((at, proposal) => [back(at, proposal), note(at, "decision.propose", PROPOSES, 9)]);
  assert.deepEqual(sentBack(anew.looked, here), []);
});

test("the contest that a form names is the one that was signed about this item", async () => {
  const says = { due: null, handle: "T1", how: "letter", item: 1, on: "2026-11-27", stays: "", who: "person" };
  const { looked } = await told((at) => [note(at, "contest.record", says, 8), note(at, "contest.record", { ...says, item: 2 }, 9)]);
  const [mine, other] = [...looked.signed].flatMap(([hash, one]) => (one.act === "contest.record" ? [hash] : []));
  const named = (record: string): unknown => namedOf(looked, "contest.decide", { end: "reversed", item: 1, record }).map((one) => one.says["who"]);
  assert.deepEqual([named(mine ?? ""), named("")], [["person"], []]); // of one that a split took along there is none
  const proposal = [...looked.signed].find(([, one]) => one.act === "decision.propose")?.[0] ?? assert.fail();
  for (const wrong of [other ?? "", proposal, "f".repeat(64)]) assert.equal(await rule(() => named(wrong)), "release.unsigned");
});

// The page itself.

function opened(kind: string, media: string, content: Uint8Array): Opened {
  return { id: `s-${kind}`, header: { kind, media, made_at: "2026-11-27T08:00:00Z", name: "" } as Opened["header"], own: false, content: content as Bytes };
}

/** The page as aster sees it, with a machine's reading that is nobody's. */
async function drawn(machine: readonly string[], relied = reliedOf(), more: readonly object[] = [], signed: (at: House) => readonly string[] = () => [], items: readonly object[] = [], doubts: object = {}): Promise<{ at: House; main: Part; side: () => string }> {
  const body = paper();
  const { at } = await told(signed, relied);
  at.answers[`/v1/cases/${CASE}`] = { case: CASE, says: "demand", items, duties: [] } as unknown as Record<string, never>;
  at.answers[`/v1/cases/${CASE}/form`] = { case: CASE, revision: 9, says: "demand", items: 1, directory: [{ code: "DE-LKA", country: "DE", name: "Landeskriminalamt" }], fields: [...more, { path: "country", value: "DE", confirmed: true, codes: null }, ...Object.entries(ITEM).map(([name, value]) => ({ path: `items.1.${name}`, value, confirmed: true, codes: null })), { path: "authority", value: null, confirmed: false, codes: [{ code: "DE-LKA", meaning: "Landeskriminalamt" }] }] };
  (at.desk.about as Record<string, unknown>)["country"] = "DE";
  const main = document.createElement("main") as unknown as Part;
  body.append(main);
  const app = new App({ local: false, staff: "", provider: "Fennel Mail", practice: true } as unknown as App["config"], main as unknown as HTMLElement, document.createElement("header"));
  app.now = () => NOW;
  app.unlock(at.desk, []);
  const particulars = opened("particulars", "application/json", encode({ targets: [...machine], ...doubts } as Value));
  app.taken = { id: CASE, revision: 9, channel: "mail", recipient: "", markKey: KEY, opened: [opened("original", "text/plain", utf8("an order")), particulars] } as Case;
  await secondPage(app, CASE, (await proposedOn(app.open, CASE)) ?? assert.fail());
  return { at, main, side: () => main.querySelector(".side")?.textContent ?? assert.fail() };
}

function fill(main: Part, account: string, category: string, asker: string): Promise<void> {
  (main.querySelector("#value-1-1") ?? assert.fail()).value = account;
  for (const box of main.all(`input[name=data-1]`)) box.checked = box.value === category;
  const who = main.all("select").find((one) => one.all("option").some((option) => option.value === "kind police")) ?? assert.fail();
  who.value = asker;
  (main.querySelector("form") ?? assert.fail()).dispatchEvent({ type: "submit" });
  return new Promise((done) => { setTimeout(done, 120); });
}

test("before the blanks are answered nothing of the colleague's answers or of the machine's is on the page", async () => {
  const { main, side, at } = await drawn(["kranich77@fennel.example"]);
  const before = main.textContent + JSON.stringify(main.all("input, select").map((one) => [one.value, one.checked]));
  for (const word of ["kranich77", "comply as asked", "subscriber data", "1 account", "read in it", "proposed and signed", "Signed by"]) assert.ok(!before.includes(word), word);
  assert.equal(main.all("input[type=checkbox]").some((one) => one.checked), false);
  assert.deepEqual(main.all("select").filter((one) => one.id.startsWith("asker")).map((one) => one.value), ["", ""]);
  assert.match(side(), /Which account or address does it name/);
  assert.deepEqual(at.sent, []);
});

test("where the answers differ both stand there and nothing but sending back can be signed", async () => {
  for (const [account, category, asker, shown] of [
    ["krаnich77@fennel.example", "subscriber", "kind police", /U\+0430/],
    ["kranich77@fennel.example", "content", "kind police", /content[\s\S]*subscriber/],
    ["kranich77@fennel.example", "subscriber", "kind court", /court[\s\S]*police/],
  ] as const) {
    const { main, side, at } = await drawn(["kranich77@fennel.example"]);
    await fill(main, account, category, asker);
    assert.match(side(), /You did not read the same/);
    assert.match(side(), shown);
    assert.equal(main.querySelector("#sign-title"), null);
    assert.deepEqual(main.all("button[type=submit]").length, 1); // the one that sends it back
    assert.match(side(), /What is not right/);
    assert.deepEqual(at.sent, []);
  }
});

test("who misread one answer gives that one anew, and the others stay", async () => {
  const { main, side } = await drawn(["kranich77@fennel.example"]);
  await fill(main, "kranich77@fennel.example", "content", "kind police");
  const again = main.all("button").find((one) => one.textContent?.startsWith("I misread it")) ?? assert.fail();
  again.dispatchEvent({ type: "click" });
  assert.equal(main.querySelector("#value-1-1")?.value, "kranich77@fennel.example");
  assert.deepEqual(main.all("input[name=data-1]").filter((one) => one.checked), []);
  assert.deepEqual(main.all("select").filter((one) => one.id.startsWith("asker")).map((one) => one.value), ["kind police", ""]);
  for (const box of main.all("input[name=data-1]")) box.checked = box.value === "subscriber";
  (main.querySelector("form") ?? assert.fail()).dispatchEvent({ type: "submit" });
  await new Promise((done) => { setTimeout(done, 120); });
  assert.match(side(), /Nothing differs from what you read/);
});

test("of a demand that was refused before it is asked why it is another one; what only the desk calls confirmed is marked", async () => {
  const relied = reliedOf({ ...FACE, emergency: true }, ITEM, { refiled: `c-${"b".repeat(24)}` });
  const { main, side } = await drawn(["kranich77@fennel.example"], relied, [{ path: "emergency", value: true, confirmed: true, codes: null }]);
  await fill(main, "kranich77@fennel.example", "subscriber", "kind police");
  assert.match(side(), /It was refused before and is filed again/);
  const marked = main.all("p").map((one) => one.textContent ?? "").filter((one) => one.includes("no colleague signed this"));
  assert.equal(marked.some((one) => one.includes("emergency")), true, side());
  assert.equal(marked.some((one) => one.includes("hand over")), false);
});

test("what a machine doubts is asked of whoever agrees, after their own answers, and where the signed facts do not say yes", async () => {
  const doubts = { emergency: false, is_demand: true, perhaps: { authority: ["Staatsanwaltschaft A", "Amtsgericht A"], targets: ["victim@mail.example"] }, secrecy: "none", unsure: ["emergency", "is_demand", "secrecy"] };
  const asked = ["Who asks? Staatsanwaltschaft A · Amtsgericht A", "not sure that this is a demand", "Words of danger", "Words about silence", "It names victim@mail.example, too"];
  const { main, side } = await drawn(["kranich77@fennel.example"], reliedOf(), [], () => [], [], doubts);
  for (const words of asked) assert.ok(!side().includes(words), words);
  await fill(main, "kranich77@fennel.example", "subscriber", "kind police");
  for (const words of asked) assert.ok(side().includes(words), words);
  const claimed = await drawn(["kranich77@fennel.example"], reliedOf({ ...FACE, emergency: true, secrecy: "order" }), [], () => [], [], doubts);
  await fill(claimed.main, "kranich77@fennel.example", "subscriber", "kind police");
  assert.deepEqual(asked.map((words) => claimed.side().includes(words)), [true, true, false, false, true]);
});

const SILENCE = { admit: true, count: false, item: 1, review_on: null, rule: "", source: "order", tell: true, until: "2027-02-01" };
const itemWith = (silences: readonly object[], more: object = {}): object => ({ ...more, item: 1, decision: "proposed", outcome: null, proposed: null, letter: "none", answers: {}, preservation: "none", silences, ending: null });

const NONE = -2;

/** What the page asks the desk about in advance: the acts of its one look, with every silence ticked but `leave`. */
async function looksAt(silences: (at: House) => readonly object[], signed: (at: House) => readonly string[], lone: (at: House) => object | null = () => null, leave = -1): Promise<{ acts: readonly { act: string; says: Record<string, unknown> }[]; side: string }> {
  let shown: readonly object[] = [];
  let no: object | null = null;
  const { main, side, at } = await drawn(["kranich77@fennel.example"], reliedOf(), [], (house) => { shown = silences(house); no = lone(house); return signed(house); }, [itemWith([])].map((one) => Object.defineProperties(one, { silences: { get: () => shown, enumerable: true }, lone_no: { get: () => no, enumerable: true } })));
  const asked: { acts: readonly { act: string; says: Record<string, unknown> }[] }[] = [];
  Object.defineProperty(at.desk.api, "post", { value: (_: string, body: never) => { asked.push(body); return Promise.reject(new Error("asked")); } });
  await fill(main, "kranich77@fennel.example", "subscriber", "kind police");
  // Nothing is ticked beforehand; every one but that which is left out is ticked.
  const boxes = leave === NONE ? [] : (main.all("fieldset.silences")[0]?.all("input") ?? []).filter((_, at) => at !== leave);
  for (const box of boxes) {
    box.checked = true;
    box.dispatchEvent({ type: "change" });
    assert.equal(main.all("#sign-title").length + main.all(".problem").length, 0); // what stood there is signed no more
    await new Promise((done) => setTimeout(done, 20));
  }
  return { acts: asked.at(-1)?.acts ?? [], side: side() };
}

test("the one look agrees to the silence that a colleague recorded, by its hash, and to none that nobody signed or that is one's own", async () => {
  const recorded = (at: House, by = 1): string => note(at, "secrecy.record", SILENCE, 7, {}, by);
  const row = (statement: string, more: object = {}): object => ({ source: "order", rule: "", until: "2027-02-01", ended: false, by: "birch", agreed_by: "", statement, ...more });
  const { acts } = await looksAt((at) => [row(hash(recorded(at)))], (at) => [recorded(at)]);
  assert.deepEqual(acts.map((one) => one.act), ["secrecy.agree", "decision.approve"]);
  assert.equal(acts[0]?.says["answer"], "agreed");
  assert.match(String(acts[0]?.says["record"]), /^[0-9a-f]{64}$/);
  const plain = async (of: (at: House) => object, by = 1): Promise<readonly string[]> => (await looksAt((at) => [of(at)], (at) => [recorded(at, by)])).acts.map((one) => one.act);
  assert.deepEqual(await plain(() => row("e".repeat(64))), ["decision.approve"]);
  assert.deepEqual(await plain((at) => row(hash(recorded(at)), { agreed_by: "cedar" })), ["decision.approve"]);
  assert.deepEqual(await plain((at) => row(hash(recorded(at)), { ended: true })), ["decision.approve"]);
  assert.deepEqual(await plain((at) => row(hash(recorded(at, 0))), 0), ["decision.approve"]);
});

test("one of two silences is left out of the look, and what else is signed stays; a colleague's no to telling is agreed to with them", async () => {
  const order = (at: House): string => note(at, "secrecy.record", SILENCE, 7);
  const statute = (at: House): string => note(at, "secrecy.record", { ...SILENCE, source: "statute", until: "2028-01-01" }, 7);
  const no = (at: House): string => note(at, "gate.answer", { answer: "no", item: 1, question: "tell", until: "2027-02-01", why: "household" }, 8);
  const row = (one: string): object => ({ source: "order", rule: "", until: "2027-02-01", ended: false, by: "birch", agreed_by: "", statement: hash(one) });
  let records: string[] = [];
  const told = (leave: number): ReturnType<typeof looksAt> => looksAt((at) => [row(order(at)), row(statute(at))], (at) => { records = [order(at), statute(at), no(at)].map(hash); return [order(at), statute(at), no(at)]; }, (at) => ({ by: "birch", why: "household", statement: hash(no(at)) }), leave);
  assert.deepEqual((await told(NONE)).acts.map((one) => one.act), ["decision.approve"]);
  const all = await told(-1);
  assert.deepEqual(all.acts.map((one) => one.act), ["secrecy.agree", "secrecy.agree", "secrecy.agree", "decision.approve"]);
  for (const words of ["Record a duty of silence", "an order", "1 January 2028", "others in the household read along"]) assert.ok(all.side.includes(words), `${words} in ${all.side}`);
  for (const leave of [0, 1, 2]) {
    const { acts } = await told(leave);
    assert.deepEqual(acts.map((one) => one.says["record"]), [...records.filter((_, place) => place !== leave), undefined]);
  }
});

test("whether anybody called the authority back stands on the page, from what they signed", async () => {
  const { side } = await drawn(["kranich77@fennel.example"]);
  assert.match(side(), /Nobody called the office back; what it asks needs no call\./);
  const denied = await drawn(["kranich77@fennel.example"], reliedOf(), [], (at) => [note(at, "authority.call_back", { how: "call_back", said: "confirmed" }, 6), note(at, "authority.call_back", { how: "call_back", said: "denied" }, 7)]);
  assert.match(denied.side(), /birch called back: not confirmed/);
});
