/**
 * A statement on a case is composed here, and rests on what this program fetched and checked: the desk drafts nothing.
 *
 * `basis` is hashed here, item by item, from the facts that were fetched (`case/basis.py` is its twin); `revision` is held against the
 * highest one that anybody signed or this browser saw; what a statement names by its hash is a colleague's own signed
 * statement, about this item and not overtaken since (`client/fetched_case.py`).
 */
import { fieldOf } from "../acts/face.ts";
import { ACTS, SAYS, type Field } from "../acts/words.ts";
import { concat, sha256hex, utf8 } from "../formats/bytes.ts";
import { encode, equal, isObject, type Value } from "../formats/canonical.ts";
import { goesInto, origins, STOPS } from "../formats/links.ts";
import { misshapen, otherCase, otherRoster, Refusal, refuse, TELL } from "../formats/refusal.ts";
import { personOf, retires, vkeysOf } from "../formats/roster.ts";
import * as statements from "../formats/statement.ts";
import { type Said, type Says, type Statement } from "../formats/statement.ts";
import { part, type Answer } from "./api.ts";
import { KEY, isForgotten, standing, VOID, voidOf, voids } from "./casekey.ts";
import { Desk, list, string, type Composed } from "./desk.ts";
import { keyed, opens } from "./keyed.ts";
import { answered } from "./law.ts";
import { readSeen, writeSeen } from "./pins.ts";
import { checkOverruled, MADE_READY } from "./voices.ts";

const KEYS = ["authority", "callers", "case", "face", "items", "law", "recipient", "refiled"];
/** Acts on the desk itself that a case rests on: who an authority is, and that a key is retired. */
const OF_DESK = ["authority.confirm", "authority.verify", "key.retire"];
/** Of these a later one about the same item takes the place of an earlier one. */
const ANEW = ["decision.propose", "outside.propose"];

type Relied = Readonly<Record<string, Value>>;

/** What was fetched of a case, once it was checked. */
export interface Looked {
  readonly id: string;
  readonly revision: number;
  /** What is relied on, of all items; what an act about one of them relies on is hashed by `basisOf`. */
  readonly relied: Relied;
  /** Every statement of the case that verifies, by its hash, in the order of its chain: one that takes back counts whoever has left since. */
  readonly signed: ReadonlyMap<string, Statement>;
  /** Those that can be rested on: their signers still here with the same keys. */
  readonly counts: ReadonlyMap<string, Statement>;
  readonly notes: readonly string[];
  /** All of it as the desk showed it. */
  readonly shown: Answer;
}

/** Hash of what an act about an item relies on: the common facts and those of the item; of 0, the common ones alone. */
export function basisOf(relied: Relied, item: number): string {
  const face = relied["face"] ?? null;
  if (!isObject(face)) misshapen("counter.form");
  const confirmed = list(face["confirmed"]).filter((path) => !string(path).startsWith("items.") || string(path).startsWith(`items.${item}.`));
  const items = list(relied["items"]).filter((row) => isObject(row) && row["number"] === item);
  const own = { ...face, confirmed, items: item ? list(face["items"]).slice(item - 1, item) : [] };
  return sha256hex(concat(utf8("dueprocess/basis/2"), Uint8Array.of(0), encode({ ...relied, face: own, items })));
}

/** Fetch what statements on a case rest on, and check it. Throws Refusal by the name of what does not hold. */
export async function look(desk: Desk, id: string): Promise<Looked> {
  const shown = await desk.api.get(`/v1/cases/${part(id)}/evidence`);
  const { purged, relied, revision } = shown;
  if (isObject(purged) && id in purged) await desk.follow(id, list(shown["notes"]).map(string), purged);
  if (shown["case"] !== id || !isObject(relied, KEYS) || relied["case"] !== id) otherCase();
  if (typeof revision !== "number" || !Number.isSafeInteger(revision)) misshapen("counter.form");
  // Which roster is in force each counts for itself: for who was away, an older one may be (ADR 0084).
  const { roster } = shown;
  if (typeof roster !== "number" || !(roster >= 1 && roster <= desk.line.pin.number)) otherRoster();
  const contact = string(shown["contact"]);
  if (relied["recipient"] !== (contact ? sha256hex(utf8(contact)) : "")) refuse("authority.unverified", "decisions rely on another contact", TELL);
  const notes = list(shown["notes"]).map(string);
  const { purges, struck } = await desk.settled(id, notes, purged);
  const signed = gathered(desk, id, notes, struck);
  const counts = stands(desk, signed);
  const found = { counts, id, notes, relied, revision, shown, signed };
  checkAsker(found, relied, desk.now());
  phoneOf(found, relied, shown["phone"]);
  const highest = Math.max(readSeen(desk.store, id), ...[...signed.values()].filter((one) => one.case === id).map((one) => one.revision + one.number - 1));
  if (revision < highest) refuse("release.older-than-seen", `revision ${highest} was signed or seen before; the desk says ${revision}`, TELL);
  writeSeen(desk.store, id, highest);
  await desk.follow(id, notes, purged);
  desk.keys.set(id, standing(id, signed, counts));
  desk.struck.set(id, voidOf(id, signed));
  if (isForgotten(id, signed)) desk.gone.add(id);
  const merged = new Set([id]);
  for (const into of merged) for (const one of signed.values()) if (goesInto(one) === into) merged.add(one.case!);
  desk.merged.set(id, [...merged].filter((one) => one !== id && !purges.stand.has(one))); // what was purged says nothing any more
  return found;
}

Desk.look = look;

/** The text of a look, and the statements on which its acts rest. Throws Refusal where one rests on what nobody signed so. */
export async function compose(desk: Desk, id: string, acts: readonly Said[]): Promise<Composed> {
  for (const into of acts.map(goesInto).filter(Boolean)) await look(desk, into); // a merge names how far that case goes
  let looked = await look(desk, id);
  if (await opens(desk, id, acts)) looked = await look(desk, id);
  acts = answering(looked, acts);
  const { relied, says } = await after(desk, looked, acts);
  if (!checkAsker(looked, relied, desk.now()) && acts.some(({ says }) => says["recipient"])) refuse("authority.unverified", "who verified it is not here any more: verify the authority anew");
  const rests = acts.flatMap(({ act, says }) => checkRests({ ...looked, relied }, act, says, desk.who.name));
  // Where both opened the original, it is the same one: a desk could show each of two people another.
  if (desk.openedOf(id).length) checkOpened(unlike(desk, looked).filter((one) => rests.includes(one)));
  const { law, ...more } = await answered(desk, id, looked.shown, relied, says, acts);
  const key = await keyed(desk, id, acts);
  return { text: desk.text(id, [...acts, ...key], { basis: (item) => basisOf(relied, item), revision: looked.revision, law }), notes: looked.notes, relied, ...more };
}

/** Letters that answer no decision (`ASIDE` in `case/letter_events.py`). */
const ASIDE = ["acknowledgement", "invoice", "recall"];
const CALLED = "authority.call_back";
const DECIDES = ["decision.propose", "decision.approve"];

/** The acts of a look, each letter with the decisions that it answers. Throws Refusal where none stands. */
export const answering = (looked: Looked, acts: readonly Said[]): readonly Said[] => acts.map((one) => (one.act === "letter.send" ? { ...one, says: { ...one.says, rests: answeredBy(looked, acts, one.says) } } : one));

/** The decisions that a letter answers, one for each of its items: of the same look by their number there, else as people signed them. */
function answeredBy({ id, signed }: Looked, acts: readonly Said[], { items, kind }: Says): readonly string[] {
  if (ASIDE.includes(String(kind))) return [];
  return list(items).map((item) => {
    const own = acts.map(({ act, says }) => DECIDES.includes(act) && says["item"] === item).lastIndexOf(true) + 1;
    const named = own ? `look.${own}` : decisionOn(signed, id, item);
    const decided = own ? acts[own - 1] : signed.get(named);
    const outcome = (decided?.act === "decision.approve" ? signed.get(String(decided.says["proposal"])) : decided)?.says["outcome"];
    // A letter says what people signed, whatever the desk calls it.
    if (!named || !SAYS[String(outcome)]?.includes(String(kind))) refuse("release.unsigned", `nobody signed on item ${String(item)} what this letter answers`, TELL);
    return named;
  });
}

/** Name of the statement by which an item is decided, the last one: a second person's, else the proposal. Empty where there is none, or it was taken back. */
export function decisionOn(signed: ReadonlyMap<string, Statement>, id: string, item: Value): string {
  const [last, ...more] = [...signed].filter(([, one]) => one.case === id && DECIDES.includes(one.act) && one.says["item"] === item).reverse();
  if (last === undefined) return "";
  const [name, { act, by, says }] = last;
  const proposal = act === "decision.approve" ? String(says["proposal"]) : name;
  const proposed = name === proposal || more.some(([hash, one]) => hash === proposal && one.act === "decision.propose" && one.by !== by);
  return proposed && ![...signed.values()].some((one) => ["decision.withdraw", "decision.send_back"].includes(one.act) && one.says["proposal"] === proposal) ? name : "";
}

type Signed = Pick<Looked, "counts" | "signed">;

/** The verification that is relied on: the first person's word, the second one's, and whether both are here still by the same keys. */
function verified({ counts, signed }: Signed, relied: Relied): readonly [Statement | undefined, Statement | undefined, boolean] {
  const second = string(relied["authority"] ?? "");
  const first = String(signed.get(second)?.says["verification"]);
  return [signed.get(first), signed.get(second), counts.has(first) && counts.has(second)];
}

/** Whether two people signed who asks and where the answer goes, and each who called back that they did. False where one of the two is not here any more: nothing goes there, and all else goes on. Throws Refusal. */
export function checkAsker(looked: Signed, relied: Relied, now: number): boolean {
  const { authority = "", face = null, recipient = "" } = relied;
  const [first, second, here] = verified(looked, relied);
  const asks = isObject(face) && isObject(face["case"]) ? face["case"]["authority"] : null;
  const stands = first?.act === "authority.verify" && second?.act === "authority.confirm" && first.by !== second.by && first.says["authority"] === asks && first.says["contact"] === recipient;
  if ((authority || recipient) && !stands) refuse("authority.unverified", "no two people signed what the desk says of who asks and where the answer goes", TELL);
  // The desk counts 180 days from the provider's own day; its row is not asked.
  if (stands && now - Date.parse(first.at) > 182 * 86_400_000) refuse("authority.unverified", "verified more than 180 days ago: verify the authority anew", TELL);
  const said = [...looked.signed.values()];
  if (!list(relied["callers"]).every((name) => said.some(({ act, by }) => act === CALLED && by === name))) refuse("release.unsigned", "somebody is shown as a caller who signed no call", TELL);
  return here;
}

/** The number on which the authority is called back: of all that two people verified of it the one in use, which whoever releases reckons (`release/numbers.py`); empty where who verified it last is not here any more. Throws Refusal. */
export function phoneOf(looked: Signed, relied: Relied, shown: Value | undefined): string {
  const phone = string(shown);
  const of = (second?: Statement): Says => {
    const first = looked.signed.get(String(second?.says["verification"]));
    return first && first.by !== second?.by ? first.says : {};
  };
  const wanted = phone ? sha256hex(utf8(phone)) : "";
  const [, asker, here] = verified(looked, relied);
  if (![asker, ...looked.signed.values()].map(of).some((one) => one["authority"] === of(asker)["authority"] && [one["phone"] ?? "", one["night"]].includes(wanted))) refuse("authority.number", "two people verified another number than the desk shows", TELL);
  return here ? phone : "";
}

/** What people signed on a case who had an original open that is not among those opened here. */
export function unlike(desk: Desk, { id, signed }: Looked): readonly Statement[] {
  const mine = new Set(desk.openedOf(id).map(([hash]) => hash));
  for (const [cipher, made] of desk.keys.get(id)?.came ?? []) if (mine.has(made)) mine.add(cipher);
  // Under a key that was struck out its drawer alone had open what they said that they made of what came: nobody compared it.
  const gone = voids(id, signed).flatMap(([, { by, says }]) => (Array.isArray(says["objects"]) ? says["objects"] : []).map((row) => (isObject(row) && mine.has(String(row["cipher"])) ? `${by} ${String(row["commitment"])}` : "")));
  return [...signed.values()].filter((one) => one.case === id && one.opened.some(([hash, kind]) => kind === "original" && !mine.has(hash) && !gone.includes(`${one.by} ${hash}`)));
}

/** Whether nobody had another original open. Throws Refusal. */
export function checkOpened([one]: readonly Statement[]): void {
  if (one) refuse("original.other", `${one.by} had another original open than the one that is shown here`, TELL);
}

/** What decisions of a look rely on: what was fetched, once what the same look adds and confirms is there (`case/face.py`). */
async function after(desk: Desk, looked: Looked, acts: readonly Said[]): Promise<{ readonly relied: Relied; readonly says?: Value }> {
  const changes = acts.filter(({ act, says }) => act === "face.confirm" || (act === "item.change" && says["op"] === "add"));
  if (!changes.length || acts.length === changes.length) return { relied: looked.relied };
  const face = structuredClone(looked.relied["face"] ?? null);
  if (!isObject(face) || !isObject(face["case"])) misshapen("counter.form");
  const [inCase, items, standing] = [face["case"] as Record<string, Value>, [...list(face["items"])], [...list(looked.relied["items"])]];
  const confirmed = new Set(list(face["confirmed"]).map(string));
  for (const { act, says } of changes) {
    const fields = isObject(says["fields"]) ? Object.entries(says["fields"]) : [];
    if (act === "item.change") {
      items.push(Object.fromEntries(fields.filter(([, value]) => value !== null)));
      standing.push({ law: {}, number: items.length, state: "live" });
      continue;
    }
    for (const [path, value] of fields) {
      const { item, name } = fieldOf(path);
      const held = item === null ? inCase : items[item - 1];
      if (!isObject(held)) misshapen("counter.form");
      const values = held as Record<string, Value>;
      if (value === null) delete values[name];
      else values[name] = value;
      confirmed.add(path);
    }
  }
  // The desk says which law judges other facts (one's own vault reckons it again), and who verified another authority;
  // whoever gives anything checks that by signatures of its own.
  const told = await desk.api.post(`/v1/cases/${part(looked.id)}/would`, { acts: changes });
  const would = told["relied"];
  if (!isObject(would, KEYS)) misshapen("counter.form");
  const judged = list(would["items"]);
  const rows = standing.map((row, at) => ({ ...(row as object), law: (judged[at] as Record<string, Value> | undefined)?.["law"] ?? {} }));
  return { relied: { ...looked.relied, face: { ...face, items, confirmed: [...confirmed].sort() }, items: rows, authority: would["authority"] ?? "", law: would["law"] ?? {}, recipient: would["recipient"] ?? "" }, says: told["law"] ?? null };
}

/** The statements that `says` names by their hashes: each signed as that, about this item, and still standing. Throws Refusal. */
export function checkRests(looked: Looked, act: string, says: Says, me: string): readonly Statement[] {
  const fields = ACTS[act]?.fields ?? [];
  return fields.filter((field) => field.rests && !field.past).flatMap((field) => named(field, says).map((hash) => {
    const one = (takesBack(field, says) ? looked.signed : looked.counts).get(hash);
    if (one === undefined || !field.rests?.includes(one.act) || one.case !== looked.id || !isAbout(one, says)) {
      refuse("release.unsigned", "what you would rest on is not a valid statement about this", TELL);
    }
    for (const other of fields.filter((each) => each.filled && !each.rests)) {
      if (!equal(one.says[other.key] ?? null, says[other.key] ?? null)) refuse("release.unsigned", "what you would rest on says something else", TELL);
    }
    const overtakes = (each: Statement): boolean => ANEW.includes(one.act) && each.act === one.act && each.says["item"] === one.says["item"];
    // What takes back names by its hash what it takes back: it counts, whatever revision the desk had its signer write.
    const back = (each: Statement): boolean => (ACTS[each.act]?.fields ?? []).some((other) => takesBack(other, each.says) && named(other, each.says).includes(hash));
    const all = [...looked.signed];
    const at = all.findIndex(([name]) => name === hash);
    const later = all.some(([, each], place) => (place > at && overtakes(each)) || back(each));
    if (act === "decision.approve" && one.basis !== basisOf(looked.relied, statements.itemOf(says))) refuse("grant.basis", "the facts, the recipient or the law are not those on which it was proposed", "Look at the case again; it may have to be proposed anew.");
    if (later) refuse("grant.withdrawn", "it was taken back, sent back or proposed anew since", "Look at the case again.");
    if (act === "decision.approve" && MADE_READY.includes(String(one.says["outcome"]))) checkOverruled(looked, says["item"] ?? null, [one.by, me]);
    return one;
  }));
}

/** Whether a statement that says so gives nothing by what it names: it stops it, or takes it back. */
const takesBack = ({ ever }: Field, says: Says): boolean => (typeof ever === "object" ? ever.values.includes(says[ever.key] as string) : ever === true);

/** The hashes that a key names; none where nothing is named. */
function named(field: Field, says: Says): readonly string[] {
  const said = says[field.key] ?? "";
  return (Array.isArray(said) ? said : [said]).map(string).filter(Boolean);
}

/** Whether a statement is about the item of another one; any is, where that names none. */
function isAbout(one: Statement, says: Says): boolean {
  const item = says["item"] ?? null;
  const { items } = one.says;
  return item === null || (Array.isArray(items) ? items.includes(item) : one.says["item"] === item);
}

/** Notes of the case, and of the desk where they say who an authority is or that a key is retired; what does not verify is left out, and what is dated more than an hour from now, stops apart. */
function gathered(desk: Desk, id: string, notes: readonly string[], struck: ReadonlySet<string>): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  const before = origins(id, notes);
  for (const note of notes.map(utf8)) {
    try {
      const { look } = statements.parseLook(note);
      const roster = desk.rosters[look.roster[0] - 1];
      const only = look.case !== id && !OF_DESK.includes(look.acts[0]?.act ?? ""); // who called where its items came from decides nothing here, either
      if (roster === undefined || (only && !before.includes(look.case ?? ""))) continue;
      const gone = struck.has(sha256hex(note)); // it shows no step of the case, and only what stops is left of it
      for (const one of statements.verifyLook(note, roster)) {
        if (only && one.act !== CALLED && one.says["new"] !== id && !goesInto(one)) continue;
        const key = gone && one.act === KEY;
        if (key || STOPS.includes(one.act) || (one.at <= desk.latest && !gone)) found.set(statements.hashOf(note, one.number), gone ? { ...one, ...(key ? { act: VOID } : {}), revision: 0 } : one);
      }
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
    }
  }
  return found;
}

/** Of those, what grants something still: whoever left, has another key or retired it, is not rested on. */
function stands(desk: Desk, signed: ReadonlyMap<string, Statement>): ReadonlyMap<string, Statement> {
  const here = ({ by, key }: Statement): boolean => desk.line.strict.people.some((one) => one.name === by && vkeysOf(one).includes(key));
  const retired = new Set([...signed.values()].map((one) => retires(personOf(desk.rosters[one.roster[0] - 1]!, one.by), one)));
  return new Map([...signed].filter(([, one]) => here(one) && !retired.has(one.key)));
}
