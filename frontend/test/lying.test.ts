/**
 * A desk that lies about one thing that the page shows, one at a time: refused by name, or shown as what it is.
 *
 * The whole page is drawn, as aster sees it after birch worked on the case. What only stands in other tests: a history that is
 * withheld, reordered or forked (`golden`, `machine`), law (`own_law` in Python), marks of targets (`second`), the desk itself (`itself`).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAsker, compose, look, phoneOf } from "../src/desk/compose.ts";
import { Desk } from "../src/desk/desk.ts";
import { Itself } from "../src/desk/itself.ts";
import { newSecret, recipientOf } from "../src/formats/age.ts";
import { base64, sha256hex, utf8 } from "../src/formats/bytes.ts";
import { wrapKey } from "../src/formats/seal.ts";
import { after, first } from "../src/formats/links.ts";
import { FromDesk } from "../src/formats/refusal.ts";
import type { Mark } from "../src/formats/statement.ts";
import { pointOf, sealFile, sealPoint } from "../src/desk/points.ts";
import { proposedOn } from "../src/desk/reading.ts";
import { App } from "../src/pages/app.ts";
import { casePage } from "../src/pages/case.ts";
import { secondPage } from "../src/pages/second.ts";
import { letterPage } from "../src/pages/sending.ts";
import { homePage } from "../src/pages/unlock.ts";
import { rule } from "./helpers.ts";
import { personOf, type Roster } from "../src/formats/roster.ts";
import { NOW } from "./itself_house.ts";
import { AT, CASE, CONTACT, hash, one, OTHER, PHONE, world, type World } from "./lying_house.ts";
import { paper, type Part } from "./paper.ts";

/** What the page says; `click` opens a document or another part first. */
const shown = (at: World, click = ""): Promise<string> => drawn(at, async (app) => { const proposed = await proposedOn(app.open, CASE); return proposed ? secondPage(app, CASE, proposed) : casePage(app, CASE); }, click);

async function drawn(at: World, page: (app: App) => Promise<(() => void) | void>, click = ""): Promise<string> {
  const body = paper();
  Object.assign(document, { visibilityState: "visible" }); // else nobody asks who is there
  const main = document.createElement("main") as unknown as Part;
  body.append(main);
  const app = new App({ local: true, staff: "", provider: "Fennel Mail", practice: true } as unknown as App["config"], main as unknown as HTMLElement, document.createElement("header"));
  app.now = () => NOW;
  app.unlock(at.desk, []);
  const close = await page(app);
  await new Promise((done) => { setTimeout(done, 5); });
  if (click) (main.all("button").find((each) => each.textContent === click) ?? assert.fail(`no button ${click}`)).click();
  close?.();
  return main.textContent.replace(/\s+/g, " ");
}

const answer = (at: World, path: string): any => at.answers[path];
const field = (at: World, path: string): any => answer(at, AT.form).fields.find((each: { path: string }) => each.path === path);
const item = (at: World): any => answer(at, AT.case).items[0];
const objects = (at: World): any[] => answer(at, AT.material).objects;
const drop = (at: World, kind: string): void => { answer(at, AT.material).objects = objects(at).filter((each) => each.kind !== kind); };
const bytes = (at: World, kind: string): any => objects(at).find((each) => each.kind === kind).id;
/** Other bytes under an id that is known, as the desk can seal them to the case's public key. */
const swaps = async (at: World, kind: string, text: string): Promise<void> => {
  const id = bytes(at, kind);
  drop(at, kind);
  await at.puts(kind, "text/plain", utf8(text), id);
};
const NOBODYS = /As the desk shows it: no statement of this case says it/;
const present = (at: World): any => answer(at, `/v1/cases/${CASE}/present`);
const says = (at: World, said: string): unknown => at.sign(1, one("gate.answer", { answer: said, item: 1, question: "tell", until: null, why: "law" }));
/** This browser saw so many notes before, and another head. */
const keeps = (at: World, size: number): void => at.desk.store.setItem(`dueprocess.mark.${CASE}`, `${size} ${"7".repeat(64)}`);
const PURGED: string[] = [];
const PURGE = (at: World): any => ({ case: CASE, counted: "a".repeat(64), forget: "b".repeat(64), mark: PURGED.reduce((head, note) => after(head, utf8(note)), first(at.roster.deskId, CASE)) });
/** The desk keeps the notes of the case back, and says that it was purged; so many signed that. Returns the notes. */
const purges = (at: World, by: readonly number[], change: object = {}): readonly string[] => {
  PURGED.splice(0, Infinity, ...at.notes.splice(2));
  for (const person of by) at.sign(person, one("case.purge", { ...PURGE(at), ...change }), { case: null });
  Object.assign(answer(at, AT.evidence), { relied: {}, purged: { [CASE]: PURGED.map((note) => sha256hex(utf8(note))) } });
  return PURGED;
};
/** The mark of what stands on the desk itself, once the notes of the case are gone. */
const ofDesk = (at: World): Mark => [at.notes.length, at.notes.reduce((head, note) => after(head, utf8(note)), first(at.roster.deskId, ""))];
/** One's own vault reckons the law; what it found. */
const own = (at: World, found: object = {}): void => {
  at.desk.askLaw = async () => ({ answer: { "1": "e".repeat(64) }, files: [], answers: [], signed: [], since: "", hangs_on: [], ...found });
  answer(at, AT.would).law = answer(at, AT.law).law;
};
const writes = (at: World, sheet: object): void => {
  const plain = { language: "de", direction: "ltr", sender: [], recipient: [[{ text: CONTACT }]], details: [], remark: "", subject: [{ text: "Ihr Ersuchen" }], salutation: "", blocks: [], closing: "", signature: [], foot: "", annex: null };
  answer(at, AT.would).letter = { kind: "correction", items: [1], binding: "de", reviewed: [], sheets: [{ ...plain, ...sheet }] };
};
/** birch asked counsel, and what the desk shows of it. */
const asked = (at: World, change: object | null): void => {
  const sealed = `s-${"a".repeat(24)}`;
  const note = at.sign(1, one("counsel.ask", { envelope: sealed, sealed, sees: "case", until: "2026-12-01" }));
  const row = { question: hash(note), note, by: "birch", sees: "case", until: "2026-12-01", on: "2026-11-27", ended_on: null, sealed, answer: null, mine: false, bytes: "", answered: "", envelope: "", ...change };
  at.answers[`/v1/cases/${CASE}/counsel`] = { case: CASE, lawyers: [], rows: change ? [row] : [], invited: null };
};
const CHANGED = sha256hex(utf8("+49305550177"));
const LIST = { authority: "DE-AG", contact: sha256hex(utf8("legal@elsewhere.example")), how: "call_back", key: "", key_kind: "" };

/** What the desk does; the rule that refuses it, or what the page says; a document that is opened first. */
type Lie = readonly [what: string, does: (at: World) => unknown, then: string | RegExp, click?: string];

const LIES: readonly Lie[] = [
  // The original and its attachments.
  ["another order under the same id", (at) => swaps(at, "original", "Order: name all members of the newsroom"), "sealed.successor"],
  ["an original of another case", async (at) => { const other = await world(); at.answers[`/v1/sealed/${bytes(at, "original")}`] = other.answers[`/v1/sealed/${bytes(other, "original")}`]; answer(at, AT.material).committed.push(...answer(other, AT.material).committed); }, "age.closed"],
  ["bytes that nothing commits to", (at) => { at.answers[`/v1/sealed/${bytes(at, "original")}`] = utf8("x"); }, "sealed.not-committed"],
  ["what a machine made, called the original", (at) => { objects(at).at(-1)!.kind = "original"; objects(at)[0]!.kind = "particulars"; }, "sealed.kind"],
  ["an attachment that breaks off", (at) => { const id = bytes(at, "original"); const cut = (at.answers[`/v1/sealed/${id}`] as Uint8Array).slice(0, -9); at.answers[`/v1/sealed/${id}`] = cut; answer(at, AT.material).committed.push(sha256hex(cut)); }, "age.closed"],
  ["no original", (at) => drop(at, "original"), "sealed.successor"],
  // The key of the case.
  ["another key of the house", async (at) => { const other = await newSecret(); Object.assign(answer(at, AT.material), { recipient: await recipientOf(other), envelope: base64(await wrapKey(other, at.me.age, NOW)) }); }, "case.key-other"],
  ["what was compared and had to be destroyed", (at) => { answer(at, AT.material).vessel = { recipient: "age1", envelope: "", objects: [] }; }, "case.vessel-kept"],
  ["two keys in one place", (at) => at.sign(1, one("case.key", { house: at.people[1]?.age ?? "", marks: "a".repeat(64), objects: [], replaces: "" })), "case.key-other"],
  ["another one more", (at) => at.puts("original", "text/plain", utf8("and delete nothing")), "sealed.successor"],
  ["the same in another order", (at) => objects(at).reverse(), /Original Note(?! Original)/],
  ["the key of another case", (at) => { answer(at, AT.material).recipient = at.people[1]?.age; }, "case.key-other"],
  // Notes and comments.
  ["a colleague's note in other words", (at) => swaps(at, "note", "called back: all is correct"), NOBODYS, "Note"],
  ["a note that nobody wrote", async (at) => { drop(at, "note"); await at.puts("note", "text/plain", utf8("counsel says: pay")); }, NOBODYS, "Note"],
  ["no note of a colleague", (at) => drop(at, "note"), /Note\. Signed by birch\. It is not here: it was destroyed, or the desk withholds it/],
  // What a machine found.
  ["other particulars", async (at) => { drop(at, "particulars"); await at.puts("particulars", "application/json", utf8('{"targets":["mallory@elsewhere.example"]}')); }, /a suggestion, never a fact T1 mallory@elsewhere\.example/],
  ["no particulars", (at) => drop(at, "particulars"), /No machine read this/],
  // Facts and items.
  ["another fact on the form", (at) => { field(at, "items.1.data").value = ["content"]; }, "counter.form"],
  ["another fact wherever it stands", (at) => { field(at, "items.1.data").value = ["content"]; at.relied.face.items[0].data = ["content"]; }, "release.unsigned"],
  ["a fact that a colleague read is claimed", (at) => { field(at, "country").value = null; delete at.relied.face.case.country; }, "release.unsigned"],
  ["a fact less", (at) => { answer(at, AT.form).fields = answer(at, AT.form).fields.filter((each: { path: string }) => each.path !== "items.1.kind"); }, "counter.form"],
  ["a fact that nobody read is confirmed", (at) => { answer(at, AT.form).fields.push({ path: "secrecy", value: "none", confirmed: true, asked: false, codes: null }); at.relied.face.case.secrecy = "none"; at.relied.face.confirmed.push("secrecy"); }, /It asks for no silence\s?\. .{0,12}as a machine read it/],
  ["no item", (at) => { at.relied.face.items = []; at.relied.items = []; Object.assign(answer(at, AT.form), { items: 0, fields: answer(at, AT.form).fields.filter((each: { path: string }) => !each.path.startsWith("items.")) }); }, "counter.form"],
  // Who asks.
  ["another contact", (at) => { answer(at, AT.evidence).contact = "post@elsewhere.example"; }, "authority.unverified"],
  ["another contact wherever it stands", (at) => { answer(at, AT.evidence).contact = "post@elsewhere.example"; at.relied.recipient = sha256hex(utf8("post@elsewhere.example")); }, "authority.unverified"],
  ["another number", (at) => { answer(at, AT.evidence).phone = "+49305550199"; }, "authority.number"],
  ["no number", (at) => { answer(at, AT.evidence).phone = ""; }, "authority.number"],
  ["another number to ring", (at) => { answer(at, AT.would).form = { ...answer(at, AT.form), phone: "+49305550199" }; }, /authority\.number/],
  ["a number that one person verified", (at) => { const first = at.sign(1, one("authority.verify", { ...LIST, authority: "DE-LKA", phone: CHANGED }), { case: null }); at.sign(1, one("authority.confirm", { authority: "DE-LKA", verification: hash(first) }), { case: null }); answer(at, AT.evidence).phone = "+49305550177"; }, "authority.number"],
  ["the number of another authority", (at) => { const first = at.sign(1, one("authority.verify", { ...LIST, authority: "DE-AG", phone: CHANGED }), { case: null }); at.sign(0, one("authority.confirm", { authority: "DE-AG", verification: hash(first) }), { case: null }); answer(at, AT.evidence).phone = "+49305550177"; }, "authority.number"],
  ["nothing: the number before a change is rung for a week", (at) => { const first = at.sign(1, one("authority.verify", { ...LIST, authority: "DE-LKA", phone: CHANGED }), { case: null }); Object.assign(at.relied, { authority: hash(at.sign(0, one("authority.confirm", { authority: "DE-LKA", verification: hash(first) }), { case: null })), recipient: LIST.contact }); Object.assign(answer(at, AT.evidence), { contact: "legal@elsewhere.example" }); }, /legal@elsewhere\.example|What it asks/],
  ["a verification that nobody signed", (at) => { at.relied.authority = "9".repeat(64); }, "authority.unverified"],
  ["a verification by one person", (at) => { const alone = at.sign(1, one("authority.confirm", { authority: "DE-LKA", verification: hash(at.notes[0] ?? "") }), { case: null }); at.relied.authority = hash(alone); }, "authority.unverified"],
  ["the verification of another authority", (at) => { const first = at.sign(1, one("authority.verify", LIST), { case: null }); Object.assign(at.relied, { authority: hash(at.sign(0, one("authority.confirm", { authority: "DE-AG", verification: hash(first) }), { case: null })), recipient: LIST.contact }); Object.assign(answer(at, AT.evidence), { contact: "legal@elsewhere.example", phone: "" }); }, "authority.unverified"],
  ["a verification of more than 180 days ago", (at) => { const first = at.sign(1, one("authority.verify", { ...LIST, authority: "DE-LKA" }), { case: null, at: "2026-05-29T09:59:59Z" }); Object.assign(at.relied, { authority: hash(at.sign(0, one("authority.confirm", { authority: "DE-LKA", verification: hash(first) }), { case: null })), recipient: LIST.contact }); Object.assign(answer(at, AT.evidence), { contact: "legal@elsewhere.example", phone: "" }); }, "authority.unverified"],
  ["nothing: it was verified 182 days ago to the second", (at) => { const first = at.sign(1, one("authority.verify", { ...LIST, authority: "DE-LKA" }), { case: null, at: "2026-05-29T10:00:00Z" }); Object.assign(at.relied, { authority: hash(at.sign(0, one("authority.confirm", { authority: "DE-LKA", verification: hash(first) }), { case: null })), recipient: LIST.contact }); Object.assign(answer(at, AT.evidence), { contact: "legal@elsewhere.example", phone: "" }); }, /legal@elsewhere\.example|What it asks/],
  ["it was verified, once something was ticked", (at) => { Object.assign(at.relied, { authority: "", recipient: "" }); Object.assign(answer(at, AT.evidence), { contact: "", phone: "" }); answer(at, AT.form).phone = ""; answer(at, AT.would).relied = { ...structuredClone(at.relied), authority: "9".repeat(64) }; }, /authority\.unverified/],
  ["nobody verified it", (at) => { Object.assign(at.relied, { authority: "", recipient: "" }); Object.assign(answer(at, AT.evidence), { contact: "", phone: "" }); answer(at, AT.form).phone = ""; }, /Nobody verified this authority yet/],
  ["a colleague called back", (at) => { at.relied.callers = ["birch"]; }, "release.unsigned"],
  // The silence, the outcome, the reply.
  ["a silence that nobody recorded", (at) => { at.notes.pop(); }, new RegExp(`A duty of silence is recorded\\. ${NOBODYS.source}`)],
  ["no silence", (at) => { item(at).silences = []; }, /A duty of silence is recorded\. (?!As the desk)/],
  ["a silence that is over", (at) => { item(at).silences = [{ ended: true }]; }, /A duty of silence is recorded\. (?!As the desk)/],
  ["it is decided", (at) => Object.assign(item(at), { decision: "decided", outcome: "comply" }), new RegExp(`Decided: [^.]*\\. ${NOBODYS.source}`)],
  ["it was refused", (at) => Object.assign(item(at), { decision: "decided", outcome: "refuse" }), new RegExp(`Decided: [^.]*\\. ${NOBODYS.source}`)],
  // Another case, another desk, an older one.
  ["the form of another case", (at) => { answer(at, AT.form).case = OTHER; }, "counter.form"],
  ["another case", (at) => { answer(at, AT.case).case = OTHER; }, "counter.form"],
  ["facts of another case", (at) => { at.relied.case = OTHER; }, "counter.form"],
  ["another roster", (at) => { answer(at, AT.evidence).roster = 2; }, "vault.other-roster"],
  ["an older case", (at) => { answer(at, AT.evidence).revision = 1; }, "release.older-than-seen"],
  ["a case that is shorter than it was", (at) => keeps(at, 7), "chain.shorter"],
  ["another case than it was", (at) => keeps(at, 3), "chain.other"],
  // A purge: what is not here was destroyed by two people, and what they destroyed is not here.
  ["a purge that nobody signed", (at) => purges(at, []), "chain.missing"],
  ["a purge that one person signed", (at) => purges(at, [1]), "chain.missing"],
  ["one person who signs both halves", (at) => { purges(at, [1]); at.sign(1, one("case.purge", PURGE(at)), { case: null, revision: 1 }); }, "chain.missing"],
  ["two who signed something else", (at) => { purges(at, [1]); at.sign(0, one("case.purge", { ...PURGE(at), counted: "7".repeat(64) }), { case: null }); }, "chain.missing"],
  ["a purge of another case", (at) => purges(at, [0, 1], { case: OTHER }), "chain.missing"],
  ["a history that ends elsewhere", (at) => purges(at, [0, 1], { mark: "7".repeat(64) }), "chain.missing"],
  ["a purged case as it was", (at) => { const { relied } = answer(at, AT.evidence); const own = purges(at, [0, 1]); at.notes.push(...own); Object.assign(answer(at, AT.evidence), { purged: {}, relied }); }, "chain.purged"],
  ["a purge that is hidden from who saw it", (at) => at.desk.store.setItem("dueprocess.mark.", `4 ${"7".repeat(64)}`), "chain.shorter"],
  ["a purge by a key that was retired before anybody else saw that", (at) => { purges(at, [0, 1]); at.sign(1, one("key.retire", { key: personOf(at.roster, "birch")!.ownKey!.id }), { at: "2031-01-01T00:00:00Z", case: null }); }, "chain.missing"],
  ["nothing: a retirement dated back voids no purge that another saw", (at) => { purges(at, [1]); at.sign(0, one("case.purge", PURGE(at)), { case: null, seen: ofDesk(at) }); at.sign(1, one("key.retire", { key: personOf(at.roster, "birch")!.ownKey!.id }), { at: "2001-01-01T00:00:00Z", case: null }); }, "case.purged"],
  ["nothing: the daily key was retired, and the own one signed the purge", (at) => { purges(at, [0, 1]); at.sign(1, one("key.retire", { key: personOf(at.roster, "birch")!.key.id }), { at: "2031-01-01T00:00:00Z", case: null }); }, "case.purged"],
  ["a purge that is dated ahead", (at) => { purges(at, [0]); at.sign(1, one("case.purge", PURGE(at)), { at: "2031-01-01T00:00:00Z", case: null }); }, "chain.missing"],
  ["nothing: two people purged it", (at) => { purges(at, [0, 1]); }, "case.purged"],
  ["a purge by one who had left before", (at) => { purges(at, [0, 1]); (at.desk.line.rosters as Roster[]).push({ ...at.roster, number: 2, seen: [0, "7".repeat(64)], people: at.roster.people.filter(({ name }) => name !== at.people[1]!.name) }); }, "chain.missing"],
  // The law, as one's own vault reckons it again.
  ["the law's answer to another case", (at) => { own(at); answer(at, AT.law).case = OTHER; }, /counter\.form/],
  ["another answer of the law", (at) => own(at, { answers: [["1", "suggested", "object", "comply"]] }), /Your vault and the desk differ in the law: Item 1: The law suggests: Your vault reckons Object; the desk says Comply\./],
  ["another answer by the same law", (at) => own(at, { rule: "relied.law", reason: "another answer" }), /relied\.law/],
  ["another file of law", (at) => own(at, { files: [["instruments/DE-STPO-100J", "a".repeat(64), "b".repeat(64)]] }), /differ in the law: instruments\/DE-STPO-100J: your own file is aaaaaaaaaaaa, the desk's is bbbbbbbbbbbb/],
  ["a file of law that one's own shelf lacks", (at) => own(at, { files: [["instruments/XX-1", "", "b".repeat(64)]] }), /XX-1: your own file is none, the desk's is bbbbbbbbbbbb/],
  ["an earlier receipt", (at) => own(at, { since: "2026-10-01" }), /when an earlier arrival of it came: the desk's word alone/],
  // What a colleague answered, and who is there.
  ["a colleague answered that we may tell", (at) => { item(at).answers = { tell: "yes", admit: "yes", count: "yes" }; }, /^(?!.*three questions are answered).*May we tell the person\?.*May we admit that it exists\?.*May we count it\?/],
  ["a colleague's no was a yes", (at) => { says(at, "no"); item(at).answers = { tell: "yes" }; }, /May we tell the person\?/],
  ["a colleague's yes was not taken back", (at) => { says(at, "yes"); says(at, "no"); item(at).answers = { tell: "yes" }; }, /May we tell the person\?/],
  ["nobody answered whether we may tell", (at) => says(at, "no"), /May we tell the person\? (?!no\.)/],
  ["somebody is there who is not of the house", (at) => { present(at).people = [{ person: "two people verified this authority", minute: "2026-11-27T10:00:00Z" }, { person: "birch", minute: "2026-11-27T10:00:00Z" }]; }, /^(?!.*two people verified).*birch has this case open/],
  ["nobody is there", (at) => { present(at).people = null; }, /^(?!.*has this case open).*What it asks/],
  // What a colleague asked counsel.
  ["a colleague's question to counsel is hidden", (at) => asked(at, null), /release\.unsigned/],
  ["a colleague's question to counsel is withheld", (at) => asked(at, {}), /The desk does not hand out what was asked, though you may read it\./],
  ["another question to counsel", (at) => asked(at, { bytes: "QUJD" }), /release\.unsigned/],
  // The letter, as it will leave.
  ["the letter goes to somebody else", (at) => writes(at, { recipient: [[{ text: "legal@elsewhere.example" }]] }), /The reply as it will leave.*legal@elsewhere\.example/],
  ["the letter says something else", (at) => writes(at, { blocks: [{ paragraph: [{ text: "We gladly send everything." }] }] }), /The reply as it will leave.*We gladly send everything\./],
  ["a part of the letter that this page cannot show", (at) => writes(at, { hidden: "We gladly send everything." }), /vault\.letter/],
  ["a paragraph of the letter that this page cannot show", (at) => writes(at, { blocks: [{ paragraph: [{ text: "x" }], hidden: "y" }] }), /vault\.letter/],
];

/** The same before the second person, to whom birch's proposal to comply is put. */
const TO_SECOND: readonly Lie[] = [
  ["another order than the colleague read", (at) => swaps(at, "original", "Order: the newsroom"), "sealed.successor"],
  ["no original", (at) => drop(at, "original"), "sealed.successor"],
  // The key of the case.
  ["another key of the house", async (at) => { const other = await newSecret(); Object.assign(answer(at, AT.material), { recipient: await recipientOf(other), envelope: base64(await wrapKey(other, at.me.age, NOW)) }); }, "case.key-other"],
  ["what was compared and had to be destroyed", (at) => { answer(at, AT.material).vessel = { recipient: "age1", envelope: "", objects: [] }; }, "case.vessel-kept"],
  ["two keys in one place", (at) => at.sign(1, one("case.key", { house: at.people[1]?.age ?? "", marks: "a".repeat(64), objects: [], replaces: "" })), "case.key-other"],
  ["a proposal that nobody made", (at) => { answer(at, `/v1/cases/${CASE}/acts/decision.approve?item=1`).filled.proposal = "9".repeat(64); }, /release\.unsigned/],
  ["a proposal of one's own in place of it", (at) => { const mine = at.sign(0, one("decision.propose", { ground: "", item: 1, lines: [], outcome: "no_data" })); answer(at, `/v1/cases/${CASE}/acts/decision.approve?item=1`).filled.proposal = hash(mine); }, /^(?!.*(three questions|Send it back)).*What it asks/],
  ["other facts than it was proposed on", (at) => { at.relied.face.items[0].data = ["content"]; field(at, "items.1.data").value = ["content"]; }, /grant\.basis/],
  ["other law", (at) => { at.relied.items[0].law = { "instruments/DE-STPO-100J": "b".repeat(64) }; }, /grant\.basis/],
  ["it was not taken back", (at) => { at.sign(1, one("decision.withdraw", { item: 1, proposal: hash(at.proposal()) }), { revision: 1 }); }, /grant\.withdrawn/],
  ["a colleague's note in other words", (at) => swaps(at, "note", "called back: all is correct"), NOBODYS, "Note"],
];

const PDF = utf8("%PDF-1.7 the order of the court");
const SHEET = { language: "de", direction: "ltr", sender: [], recipient: [[{ text: CONTACT }]], details: [], remark: "", subject: [{ text: "Ihr Ersuchen" }], salutation: "", closing: "", signature: [], foot: "", annex: null };
const LETTER = `/v1/cases/${CASE}/letter`;
const letter = (at: World): any => answer(at, LETTER);
const sheet = (at: World): any => letter(at).sheets[0];

/** birch proposed to return it with own words and a file, aster agreed: the letter waits to be sent. */
async function answered(): Promise<World> {
  const at = await world();
  const taken = { id: CASE, revision: 9, recipient: answer(at, AT.material).recipient, markKey: new Uint8Array(32), opened: [{}] } as never;
  const file = { name: "order.pdf", size: PDF.length, hash: sha256hex(PDF), content: PDF };
  const words = await sealPoint(taken, pointOf("Please use the form.", "closing", "", [file]), NOW);
  for (const { id, bytes: sealed, kind } of [words.attached, await sealFile(taken, file, NOW)]) {
    answer(at, AT.material).committed.push(sha256hex(sealed));
    objects(at).push({ id, kind, reader: "case", size: sealed.length });
    at.answers[`/v1/sealed/${id}`] = sealed;
    at.sign(1, one("note.add", { sealed: id }));
  }
  const proposed = at.sign(1, one("decision.propose", { ground: "", item: 1, lines: [], outcome: "correct", point: words.commitment }));
  at.sign(0, one("decision.approve", { differs: "", item: 1, proposal: hash(proposed) }));
  const blocks = [{ paragraph: [{ text: "", merge: "point 1" }] }, { paragraph: [{ text: "Anlagen: " }, { text: "", merge: "enclosed 1" }] }];
  at.answers[LETTER] = { form: "dueprocess.letter/1", kind: "correction", items: [1], binding: "de", reviewed: ["de"], contact: CONTACT, sheets: [{ ...SHEET, blocks }] };
  return at;
}

/** Words and file, as they lie at the desk: the newest two of its objects. */
const lies = (at: World, back: number): any => objects(at).at(-back);
const other = async (at: World, back: number, content: Uint8Array, media: string): Promise<void> => {
  const row = lies(at, back);
  objects(at).splice(objects(at).indexOf(row), 1);
  await at.puts("note", media, content, row.id);
};

/** The same of a letter that is sent: what the page shows, or what refuses to seal it. */
const OF_LETTER: readonly Lie[] = [
  ["it says something else", (at) => { sheet(at).blocks.push({ paragraph: [{ text: "We gladly send everything." }] }); }, /We gladly send everything\./],
  ["it goes to somebody else", (at) => { sheet(at).recipient = [[{ text: "legal@elsewhere.example" }]]; }, /legal@elsewhere\.example/],
  ["it is in another language", (at) => { sheet(at).language = "fr"; letter(at).binding = "fr"; }, /Language French/],
  ["it is another kind of letter", (at) => { letter(at).kind = "comply_notice"; }, "release.unsigned"],
  ["it is no answer at all", (at) => { letter(at).kind = "farewell"; }, "release.unsigned"],
  ["it answers an item that nobody decided", (at) => { letter(at).items = [2]; }, "release.unsigned"],
  ["it answers one item more", (at) => { letter(at).items = [1, 2]; }, "release.unsigned"],
  ["the decision was not taken back", (at) => { const proposed = [...at.notes].reverse().find((note) => note.includes("decision.propose")) ?? ""; at.sign(1, one("decision.withdraw", { item: 1, proposal: hash(proposed) })); }, "release.unsigned"],
  ["the decision was never signed", (at) => { at.notes.splice(-2); }, "release.unsigned"],
  ["it has something that is not shown", (at) => { sheet(at).hidden = "x"; }, "vault.letter"],
  ["own words in other words", (at) => other(at, 2, utf8("We send everything.\n"), "text/plain"), "release.unsigned"],
  ["no own words", (at) => { objects(at).splice(-2, 1); }, "release.unsigned"],
  ["another attachment", (at) => other(at, 1, utf8("%PDF-1.7 the order of nobody..."), "application/pdf"), "release.unsigned"],
  ["an attachment that is no PDF any more", (at) => other(at, 1, PDF, "text/plain"), "release.unsigned"],
  ["no attachment", (at) => { objects(at).pop(); }, "release.unsigned"],
  ["one attachment more", (at) => at.puts("note", "application/pdf", utf8("%PDF-1.7 a flyer")), /Anlagen: order\.pdf(?!;)/],
  ["an attachment that the letter lists under another name", (at) => { sheet(at).blocks[1].paragraph = [{ text: "Anlagen: flyer.pdf" }]; }, /Anlagen: flyer\.pdf/],
];

for (const [what, does, then] of OF_LETTER) test(`the desk lies about a letter: ${what}`, async () => {
  const at = await answered();
  await does(at);
  let text = "";
  const found = await rule(async () => { text = await sending(at); });
  if (typeof then === "string") assert.equal(found || /Rule\s+([a-z.-]+)/.exec(text)?.[1], then, text);
  else assert.match(text, then);
  assert.deepEqual(at.sent, []);
});

test("a letter that is as it was signed is sealed and shown with what goes along", async () => {
  const text = await sending(await answered());
  assert.match(text, /Please use the form\..*Anlagen: order\.pdf/);
  assert.match(text, /What you sign|Sign/);
  assert.doesNotMatch(text, /Rule\s+[a-z]+\./);
});

/** The letter's page, once somebody asked to seal it. */
async function sending(at: World): Promise<string> {
  let main: Part | null = null;
  await drawn(at, async (app) => {
    await letterPage(app, CASE, new URLSearchParams());
    main = app.main as unknown as Part;
    main.querySelector("form")?.dispatchEvent({ type: "submit" });
    await new Promise((done) => { setTimeout(done, 150); });
  });
  return (main as unknown as Part).textContent.replace(/\s+/g, " ");
}

async function tells(at: World, does: Lie[1], then: Lie[2], click = ""): Promise<void> {
  await does(at);
  let text = "";
  const found = await rule(async () => { text = await shown(at, click); });
  if (typeof then === "string") assert.equal(found, then, text);
  else assert.match(found || text, then);
  assert.deepEqual(at.sent, []); // nothing was signed
}

for (const [what, does, then, click] of LIES) test(`the desk lies: ${what}`, async () => tells(await world(), does, then, click));
for (const [what, does, then, click] of TO_SECOND) test(`the desk lies to the second person: ${what}`, async () => tells(await world(true), does, then, click));

test("the desk lies in the list of cases: what is no case is left out, and its words are one line of words", async () => {
  const at = await world();
  at.answers["/v1/cases?open=true"] = { cases: [{ case: CASE, received_on: "2026-11-27\n\u202everified" }, { case: "c-other\" onclick=" }, { case: OTHER, kinds: ["disclosure"] }] };
  const text = await drawn(at, homePage);
  assert.match(text, /Open cases/);
  assert.equal((text.match(/c-[a-z]{4}/g) ?? []).length, 2);
  assert.doesNotMatch(text, /\u202e|c-other/);
});

test("whose roles open no case is offered no search, and no fault", async () => {
  const at = await world();
  at.answers["/v1/cases?open=true"] = { rows: [] };
  const api = at.desk.api as unknown as Record<string, (path: string) => Promise<unknown>>;
  const before = api["get"];
  api["get"] = async (path) => (path === "/v1/dockets" ? Promise.reject(new FromDesk("access.role", "Your roles do not show you that.")) : before?.(path));
  await drawn(at, homePage);
  await new Promise((done) => setTimeout(done, 50));
  const body = document.body as unknown as Part;
  assert.equal(body.querySelector(".find")?.hidden, true);
  assert.equal(body.querySelector(".problem"), null);
});

test("a case that does not open for this person is no link, and the page says who lets them in", async () => {
  const at = await world();
  at.answers["/v1/cases?open=true"] = { rows: [{ case: CASE, opens: false }] };
  const text = await drawn(at, homePage);
  assert.match(text, /It does not open for you: you have no key to it\./);
  assert.match(text, /lets you in: dueprocess roster share --with aster/);
  const { me } = at.desk;
  Object.defineProperty(at.desk, "me", { value: { ...me, roles: ["counsel"] } });
  at.answers["/v1/counsel"] = { cases: [OTHER] };
  assert.match(await drawn(at, homePage), /Cases that were put to you.*bbbb/);
  assert.match(await drawn(at, homePage), /Your roles get no key to cases \(counsel\).*Then a colleague/);
  at.answers["/v1/cases?open=true"] = { rows: [{ case: CASE, opens: true }] };
  assert.doesNotMatch(await drawn(at, homePage), /does not open|roster share/);
});

test("an honest desk is believed: what was signed is named as that", async () => {
  const text = await shown(await world(), "Note");
  assert.match(text, /Signed by birch/);
  assert.match(text, /Two people verified this authority\. Nobody called the office back; what it asks needs no call/);
  assert.match(text, /subscriber data [^.]*\. .{0,12}confirmed before/);
  assert.match(text, /A duty of silence is recorded\./);
  for (const lie of [NOBODYS, /refuses it/, /It is not here/]) assert.doesNotMatch(text, lie);
  assert.match(await shown(await world(true)), /Read the original, then answer what is asked below/);
});

test("what is confirmed in the same look is verified by two people who signed it, or nothing is signed", async () => {
  const at = await world();
  const acts = [{ act: "face.confirm", says: { fields: { authority: "DE-AG" } } }, { act: "decision.propose", says: { ground: "", item: 1, lines: [], outcome: "correct" } }];
  const tries = async (relied: object): Promise<string> => { at.answers[AT.would] = { ...answer(at, AT.would), relied: { ...structuredClone(at.relied), ...relied } }; return rule(() => compose(at.desk, CASE, acts)); };
  assert.equal(await tries({}), "authority.unverified"); // still the other one's
  assert.equal(await tries({ authority: "", recipient: "" }), "");
  const first = at.sign(1, one("authority.verify", LIST), { case: null });
  const second = at.sign(0, one("authority.confirm", { authority: "DE-AG", verification: hash(first) }), { case: null });
  assert.equal(await tries({ authority: hash(second), recipient: LIST.contact }), "");
  assert.equal(await tries({ authority: hash(second), recipient: sha256hex(utf8(CONTACT)) }), "authority.unverified");
});

/** What the page of the desk itself hands its own process for a purge, and what is signed then. */
async function purging(lie: (found: Record<string, any>) => void = () => {}): Promise<{ at: World; asked: any; text: string; done: readonly string[] }> {
  const at = await world();
  Object.assign(at.answers, {
    "/v1/desk/itself": { rosters: [], notes: at.notes.slice(0, 2), attested: [], authorities: [], verifications: [], shelf: "e".repeat(64), next: "" },
    [`/v1/cases/${CASE}/purge`]: { case: CASE, records: [CASE], purged: {}, family: [OTHER], kept: {}, since: "2026-11-01", scrub: "" },
    [`/v1/cases/${CASE}/events`]: { case: CASE, events: ["e"] },
    [`/v1/cases/${OTHER}/events`]: { case: OTHER, events: ["o"] },
  });
  const mark = at.notes.slice(2).reduce((head, note) => after(head, utf8(note)), first(at.roster.deskId, CASE));
  let asked: any;
  const itself = new Itself(at.desk, async () => ({}));
  const { says } = await itself.purge(CASE, async (question) => { asked = question; const found = { says: { case: CASE, counted: "a".repeat(64), forget: "b".repeat(64), mark }, by: ["birch"] }; lie(found); return found; });
  const text = itself.text("case.purge", says, "e".repeat(64));
  const api = at.desk.api as unknown as Record<string, unknown>;
  api["post"] = async (path: string, body: Record<string, unknown>) => { at.sent.push([path, body]); return { purged: { [CASE]: ["birch", "aster"] } }; };
  return { at, asked, text, done: await itself.enterPurge(CASE, text) };
}

test("a purge is reckoned by the own process from what was fetched, and signed over this browser's own head", async () => {
  const { at, asked, text, done } = await purging();
  assert.deepEqual([asked.me, asked.events, asked.family, asked.shown.case], ["aster", ["e"], { [OTHER]: ["o"] }, CASE]);
  assert.match(text, /"act":"case.purge"/);
  assert.match(text, /"case":null/);
  assert.deepEqual([at.sent.at(-1)?.[0], done], [`/v1/cases/${CASE}/purge`, [CASE]]);
  for (const change of [{ mark: "7".repeat(64) }, { case: OTHER }]) assert.equal(await rule(() => purging((found) => Object.assign(found["says"], change))), "vault.bad-answer");
  assert.equal(await rule(() => purging((found) => Object.assign(found, { rule: "purge.wrong", reason: "birch signed another" }))), "purge.wrong");
  const waits = await world();
  assert.equal(await rule(() => new Itself(waits.desk, async () => ({})).purge("c-7kq2", async () => ({}))), "vault.bad-case");
});

/** A note of birch's that names a history which nobody has; so many others strike it out. */
const struck = (at: World, by: readonly number[], acts = one("decision.propose", { ground: "", item: 1, lines: [], outcome: "comply" })): string => {
  const bad = at.sign(1, acts, { seen: [1, "7".repeat(64)], revision: 900 });
  by.forEach((person, revision) => at.sign(person, one("statement.strike", { statement: hash(bad) }), { case: null, revision }));
  return hash(bad);
};

const THREE = ["aster", "birch", "dan"];

test("a note of another history is struck out by two others, and by nobody less; what it stops it stops still", async () => {
  for (const [by, refused] of [[[], "release.older-than-seen"], [[0], "release.older-than-seen"], [[0, 0], "release.older-than-seen"], [[0, 1], "release.older-than-seen"], [[0, 2], null]] as const) {
    const at = await world(false, THREE);
    const name = struck(at, by);
    if (refused) assert.equal(await rule(() => look(at.desk, CASE)), refused);
    else assert.equal((await look(at.desk, CASE)).signed.get(name), undefined);
  }
  const at = await world(true, THREE);
  const name = struck(at, [0, 2], one("decision.withdraw", { item: 1, proposal: hash(at.proposal()) }));
  assert.equal((await look(at.desk, CASE)).signed.get(name)?.act, "decision.withdraw");
  const sent = await world(true, THREE);
  const proposal = hash(sent.proposal());
  sent.sign(1, one("letter.send", { how: "post", items: [1], kind: "comply_notice", language: "de", rests: [proposal], sealed: "s-" }));
  for (const person of [0, 2]) sent.sign(person, one("statement.strike", { statement: proposal }), { case: null, revision: person });
  assert.ok((await look(sent.desk, CASE)).signed.has(proposal)); // it left the house
});

test("who verified the office and left shows no number, lets nothing be given there, and stops nothing else", async () => {
  Desk.anew = () => import("../src/desk/newkey.ts");
  for (const gone of [1, 2]) {
    const at = await world(false, ["aster", "birch", "dan"]);
    assert.match(await shown(at), /Two people verified this authority\./);
    at.sign(gone, one("key.retire", { key: personOf(at.roster, at.people[gone]!.name)!.ownKey!.id }), { case: null });
    const whole = gone === 2;
    const looked = await look(at.desk, CASE);
    assert.deepEqual([phoneOf(looked, at.relied, PHONE), checkAsker(looked, at.relied, NOW)], [whole ? PHONE : "", whole]);
    assert.equal(await rule(() => phoneOf(looked, at.relied, "+49305550199")), "authority.number");
    const page = await shown(at);
    assert.match(page, whole ? /Two people verified this authority\./ : /Nobody verified this authority yet/);
    assert.equal(page.includes(PHONE), whole);
    assert.equal(await rule(() => compose(at.desk, CASE, one("duty.done", { item: null, what: "x" }))), "");
    const gives = { approval: "1".repeat(64), recipient: sha256hex(utf8(CONTACT)) };
    assert.equal(await rule(() => compose(at.desk, CASE, one("note.add", gives))), whole ? "" : "authority.unverified");
  }
});
