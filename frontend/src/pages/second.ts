/**
 * `#/case/<id>` where a colleague's proposal waits for this person: the original on the left; on the right three blanks,
 * and only then what the colleague signed. Where both read the same, one look agrees and sends the answer; where they
 * differ, nothing is signed but that it goes back.
 */
import { draw } from "../acts/drawing.ts";
import { wordsOf } from "../acts/words.ts";
import { compareAccount, firstDifference, handlesOf, sameAsker, sameWhat, type Account } from "../desk/comparing.ts";
import { factOf, gives, isMadeReady, living, statedOf, type Proposed, type Waiting } from "../desk/reading.ts";
import { callsOf, needsCall, nobodyCalled } from "../desk/calls.ts";
import { asked } from "../desk/asked.ts";
import { compose, type Looked } from "../desk/compose.ts";
import { list, string, type Attached, type Case } from "../desk/desk.ts";
import { merged, waits, type Letter } from "../desk/letter.ts";
import { pointsOf, sealWhole, withPoints } from "../desk/points.ts";
import { bodiesOf, doubtsOf, particularsOf, targetsOfItem, whoAsks } from "../desk/particulars.ts";
import { part } from "../desk/api.ts";
import { would } from "../desk/would.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { short } from "../formats/ids.ts";
import { mark } from "../formats/selector.ts";
import { FromDesk, otherCase, Refusal, refuse } from "../formats/refusal.ts";
import type { Said } from "../formats/statement.ts";
import { harmless, oneLine } from "../frame/visible.ts";
import { busy, labelPlace, openingView, problem, staffLink, type App } from "./app.ts";
import { readingView } from "./attaching.ts";
import { ReadingForm, type Directory, type Filled, type Blank } from "./reading.ts";
import { fresh, h, labelled, replace, type Child } from "./dom.ts";
import { spokenOf } from "./identifier.ts";
import { alongView, drawn, homeless, leavingOf } from "./letter.ts";
import { newsView, present } from "./present.ts";
import { marked, Reader } from "./reader.ts";
import { signView } from "./sign.ts";
import { writersOf } from "../desk/sentback.ts";
import { ownView, sealNote } from "./note.ts";
import { formOf, sentencesOf } from "./sentences.ts";
import { caseOf } from "./steps.ts";
import { countryName } from "../acts/named.ts";
import { acted, coded, ruled, t } from "../words/tongue.ts";

const MOST_COMMENT = 4000;

/** What this page needs of one case while it is open. */
interface Second {
  readonly app: App;
  readonly taken: Case;
  readonly looked: Looked;
  readonly waiting: readonly Waiting[];
  /** The desk's form, as it was answered. */
  readonly form: Record<string, Value>;
  readonly directory: Directory;
  /** Items that were decided before and have no answer yet: theirs leaves in the same look. */
  readonly unanswered: readonly number[];
  /** Silences that colleagues recorded, and their noes to telling: agreed to in the same look, but those that are left out of it. */
  readonly silences: readonly Said[];
  readonly reader: Reader;
  readonly side: HTMLElement;
  /** What is true until this person has signed: that a second person is needed, and that something changed. */
  readonly until: readonly HTMLElement[];
}

/** Returns what is to be done when the page goes. */
export async function secondPage(app: App, id: string, { looked, waiting }: Proposed): Promise<() => void> {
  const taken = await app.takeSeen(looked, openingView(app, id));
  const [form, whole] = await Promise.all([app.open.api.get(`/v1/cases/${part(id)}/form`), app.open.api.get(`/v1/cases/${part(id)}`)]);
  if (form["case"] !== id || whole["case"] !== id) otherCase();
  const today = new Date(app.now()).toISOString().slice(0, 10);
  const items = caseOf(whole).items.map((one) => ({ ...one, letter: statedOf(looked, one, today).letter }));
  const unanswered = items.filter((one) => one.deciding === "decided" && one.letter === "none").map((one) => one.number);
  // One that a split took along, or whose recorder has left, has a form of its own.
  const mine = (record: string): boolean => looked.counts.get(record)?.by === app.open.who.name;
  const silences = items.flatMap(({ number, unagreed }) => unagreed.filter(({ record }) => looked.counts.has(record) && !mine(record)).map(({ record }) => ({ act: "secrecy.agree", says: { answer: "agreed", item: number, record } })));
  const directory = directoryOf(form);
  const reader = new Reader(taken.opened, writersOf(looked, taken));
  const news = h("div", {});
  const here = present(app, id, Number(form["revision"]), async (revision) => replace(news, newsView(id, revision)));
  const until = [h("p", { class: "eyebrow" }, t("A second person is needed")), news];
  const side = h("section", { class: "side", "aria-label": t("What you answer") });
  const second: Second = { app, taken, looked, waiting, form, directory, unanswered, silences, reader, side, until };
  replace(
    app.main,
    h("div", { class: "case-head second" }, until[0], h("h1", { tabindex: -1 }, t("Case {0}", short(id)), " ", labelPlace(app, looked, taken, true)), h("p", { class: "links" }, h("a", { href: `#/more/${id}` }, t("Something else …")), h("a", { href: `#/note/${id}` }, t("Add a note")), staffLink(app, `/cases/${id}/`, t("The case at the desk"))), here.element, news),
    h("div", { class: "case" }, reader.element, side),
  );
  const overtaken = waiting.find((one) => one.refused !== null);
  if (overtaken?.refused) drawOvertaken(second, overtaken.refused);
  else if (waiting.some(gives)) drawBlanks(second);
  else await drawLook(second, [], unopened(reader));
  return () => { here.stop(); reader.close(); };
}

/** Authorities of the directory, by the desk's form. */
const directoryOf = (form: Record<string, Value>): Directory => list(form["directory"]).flatMap((row) => (isObject(row) ? [{ code: string(row["code"]), country: string(row["country"]), name: oneLine(string(row["name"])) }] : []));

function drawBlanks(second: Second): void {
  const { app, side, waiting, directory } = second;
  const head = h("h2", {}, t("Read the original, then answer what is asked below"));
  const place = h("div", { class: "result" });
  const form = new ReadingForm(waiting.filter(gives).map((one) => one.item), proposers(second), String(app.open.about["country"] ?? ""), directory, second.reader, (filled) => void answered(filled));
  const button = form.element.querySelector<HTMLButtonElement>("button[type=submit]");
  button?.parentElement?.before(place);
  const answered = async (filled: Filled): Promise<void> => {
    if (button) await busy(button, t("Comparing …"), place, () => compared(second, filled, again));
  };
  // What was the same stays; of what was not the answer is given anew.
  const again = (rows: readonly Row[]): void => {
    replace(side, head, h("p", { class: "hint", role: "status" }, t("What you both read the same is still filled in. Answer the rest from the original.")), form.element);
    form.again(rows.filter((row) => !row.same));
  };
  replace(side, head, calledView(second), form.element);
}

const proposers = ({ waiting }: Second): string => [...new Set(waiting.map((one) => one.statement?.by ?? t("a colleague")))].join(", ");

interface Row extends Blank {
  readonly label: string;
  readonly same: boolean;
  readonly mine: Child[];
  readonly theirs: Child[];
  readonly says: string;
}

async function compared(second: Second, filled: Filled, again: (rows: readonly Row[]) => void): Promise<void> {
  const accounts = new Map<number, readonly Account[]>();
  const rows = [...filled.items].flatMap(([item, { accounts: read }]): Row[] => {
    const handles = handlesOf(second.looked, item);
    const machine = targetsOf(second.taken);
    // Where a machine found as many in this item, the first is held against the first: an answer by lines hangs on the order.
    const own = targetsOfItem(particularsOf(second.taken.opened), item);
    const against = (at: number): readonly string[] => (own.length === read.length ? [own[at] ?? ""] : machine);
    const each = handles.length === read.length ? handles.map((handle, at) => compareAccount(second.looked, second.app.open.who.name, second.taken.markKey, item, handle, read[at]!, against(at))) : [];
    accounts.set(item, each);
    return [...accountRows(second, item, read.map(spokenOf), handles.length, each, machine), whatRow(second, item, filled)];
  });
  rows.push(askerRow(second, filled));
  if (rows.some((row) => !row.same)) {
    drawDiffering(second, rows, again);
    return;
  }
  const reads = second.waiting.filter(isMadeReady).flatMap(({ item }) => (accounts.get(item) ?? []).map((one) => ({ item, one })));
  // A page that the desk serves signs no reading of a target; one's own vault does (`target.read`).
  const acts: Said[] = second.app.config.local ? reads.map(({ item, one: { handle, read } }) => ({ act: "target.read", says: { handle, item, mark: mark(second.taken.markKey, handle, read) } })) : [];
  await drawLook(second, acts, agreedView(rows));
}

function targetsOf(taken: Case): readonly string[] {
  const found = particularsOf(taken.opened)?.["targets"];
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === "string") : [];
}

function accountRows(second: Second, item: number, read: readonly string[], counted: number, each: readonly Account[], machine: readonly string[]): Row[] {
  const blank: Blank = { item, what: "account" };
  const several = second.waiting.length > 1;
  const label = several ? t("Account, item {0}", item) : t("Account");
  if (read.length !== counted) {
    const signed = factOf(second.looked, `items.${item}.targets`);
    return [{ ...blank, label, same: false, mine: read.length ? spaced(read) : [t("none")], theirs: [t("{0} in number", counted)], says: signed.by ? t("{0} confirmed how many there are.", signed.by) : "" }];
  }
  if (!each.length) return [{ ...blank, label, same: true, mine: [t("none")], theirs: [t("none")], says: "" }];
  // A list that is the same is one row; where one of it differs, each is a row of its own.
  if (each.every((one) => one.same)) return [{ ...blank, label, same: true, mine: spaced(each.length > 1 ? read.map((text, at) => `${each[at]?.handle ?? ""} ${text}${exceptOf(second, item, each[at]?.handle ?? "")}`) : read), theirs: [], says: [...new Set(each.map((one) => accountSays(one, machine)))].join(" ") }];
  return each.map((one, at) => ({ ...blank, label: each.length > 1 ? `${label} ${one.handle}` : label, same: one.same, mine: spaced([read[at] ?? ""]), theirs: theirAccount(one, machine), says: accountSays(one, machine) }));
}

/** What is answered of one target otherwise than of the whole. */
function exceptOf({ waiting }: Second, item: number, handle: string): string {
  const says = waiting.find((one) => one.item === item)?.statement?.says;
  if (says?.["outcome"] !== "partial") return "";
  const found = list(says["lines"]).flatMap((line) => (isObject(line) && line["handle"] === handle && line["answer"] !== "granted" ? [`${coded("LineAnswer", String(line["answer"]))}${line["category"] ? ` (${coded("DataCategory", String(line["category"]))})` : ""}`] : []));
  return found.length ? ` — ${found.join(", ")}` : "";
}

/** What a colleague read is known by its mark alone; what a machine found can be shown. */
function theirAccount({ against, by }: Account, machine: readonly string[]): Child[] {
  return against === "colleague" ? [t("{0} read something else", by)] : [h("span", { class: "hint" }, t("A machine read:")), ...spaced(machine)];
}

function accountSays({ against, by, same, read }: Account, machine: readonly string[]): string {
  if (against === "colleague") return same ? t("Compared with what {0} read in the original and signed.", by) : t("Neither of you sees what the other typed. One of you misread it, or you read two documents.");
  if (against === "nobody") return t("Compared with nothing: no colleague signed a reading, and no machine found an account in what arrived.");
  if (same) return t("Compared with what a machine found in what arrived. No colleague signed a reading of their own yet.");
  const near = machine.length === 1 ? firstDifference(read.value, machine[0] ?? "") : null;
  const differs = near ? ` ${t("First difference: {0} here, {1} there.", named(near[0]), named(near[1]))}` : "";
  return t("Compared with what a machine found in what arrived. A machine can misread; a colleague's own reading is the better measure.") + differs;
}

/** A character with its number, so that two that look alike can be told apart. */
function named(character: string): string {
  if (!character) return t("nothing");
  return `“${character}” (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
}

function whatRow(second: Second, item: number, filled: Filled): Row {
  const read = filled.items.get(item);
  if (read === undefined) return refuse("vault.form", t("Say what it asks for."));
  const [kind, data] = [factOf(second.looked, `items.${item}.kind`), factOf(second.looked, `items.${item}.data`)];
  const label = second.waiting.length > 1 ? t("What, item {0}", item) : t("What");
  return { item, what: "what", label, same: sameWhat(second.looked, item, read), mine: [whatWords(read.kind, read.data)], theirs: [whatWords(String(kind.value ?? ""), Array.isArray(data.value) ? data.value.map(String) : [])], says: signedBy([kind.by, data.by]) };
}

function askerRow(second: Second, { asker }: Filled): Row {
  const [authority, country, kind] = ["authority", "country", "authority_kind"].map((path) => factOf(second.looked, path));
  const name = (code: string): string => second.directory.find((one) => one.code === code)?.name ?? code;
  const words = (id: Value, from: Value, sort: Value): string => (id ? name(String(id)) : `${coded("AuthorityKind", String(sort ?? "unknown"))}, ${countryName(String(from ?? ""))}`);
  return { item: null, what: "asker", label: t("Who asks"), same: sameAsker(second.looked, asker), mine: [words(asker.authority, asker.country, asker.kind)], theirs: [words(authority?.value ?? null, country?.value ?? null, kind?.value ?? null)], says: signedBy([authority?.by ?? "", country?.by ?? "", kind?.by ?? ""]) };
}

const whatWords = (kind: string, data: readonly string[]): string => [coded("Kind", kind || "unknown"), ...data.map((one) => coded("DataCategory", one))].join(" · ");

function signedBy(people: readonly string[]): string {
  const names = [...new Set(people.filter(Boolean))];
  return names.length ? t("Signed by {0}.", names.join(", ")) : t("As the desk shows it: no statement of this case says it.");
}

const spaced = (texts: readonly string[]): Child[] => texts.map((text) => h("bdi", { class: "line" }, ...harmless(text).map((one) => (one.mark ? h("span", { class: "odd", title: one.mark }, one.text) : one.text))));

function agreedView(rows: readonly Row[]): HTMLElement {
  const told = h("dl", { class: "rows" }, ...rows.map((row) => h("div", {}, h("dt", {}, row.label), h("dd", {}, ...row.mine, row.says ? h("span", { class: "hint" }, row.says) : null))));
  return h("section", { class: "compared" }, h("h2", { tabindex: -1 }, t("Nothing differs from what you read")), told);
}

/** Both answers side by side. Nothing can be signed from here but that it goes back. */
function drawDiffering(second: Second, rows: readonly Row[], again: (rows: readonly Row[]) => void): void {
  const head = h("h2", { tabindex: -1 }, t("You did not read the same"));
  const table = h(
    "table",
    { class: "differing" },
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, t("You")), h("th", { scope: "col" }, proposers(second)))),
    h("tbody", {}, ...rows.flatMap(differing)),
  );
  replace(
    second.side,
    head,
    h("p", {}, t("So nothing is agreed to. Look at the original again, and speak with {0}. If the proposal is wrong, send it back.", proposers(second))),
    table,
    backView(second, true),
    h("p", {}, h("button", { class: "plain small", click: () => again(rows) }, t("I misread it: answer again what differs"))),
  );
  head.focus();
}

function differing(row: Row): HTMLElement[] {
  const line = h("tr", row.same ? {} : { class: "changed" }, h("th", { scope: "row" }, row.label), h("td", {}, ...row.mine), h("td", {}, ...(row.same ? [t("the same")] : row.theirs)));
  return row.same || !row.says ? [line] : [line, h("tr", { class: "changed" }, h("td", { colspan: 3, class: "hint" }, row.says))];
}

/** Why it cannot be agreed to, and what to do next. */
function drawOvertaken(second: Second, fault: Refusal): void {
  // Another address of the same page: the key stays open, and the case is fetched anew.
  const again = h("a", { href: `#/case/${second.taken.id}?again=${second.looked.revision + 1}` }, t("Look again"));
  const moved = fault.rule === "grant.basis";
  replace(
    second.side,
    problem(fault, h("p", {}, moved ? t("Send it back; then it can be proposed again on the facts as they are now.") : t("There is nothing to do here until it is proposed again."))),
    moved ? backView(second, true) : null,
    h("p", {}, again),
  );
}

/** What the colleague read in it, from what was signed: in the sentences in which it was confirmed. */
function factsView({ form, taken, looked }: Second): HTMLElement {
  const said = formOf(form, particularsOf(taken.opened));
  const told = { ...said, fields: living(looked, said.fields) };
  const typed = new Map([...told.fields.keys()].map((path) => [path, factOf(looked, path).value]));
  // What the desk calls confirmed is nobody's word: a sentence is a colleague's where a colleague signed each of its facts.
  const signed = (paths: readonly string[]): boolean => paths.every((path) => (typed.get(path) ?? null) === null || factOf(looked, path).by !== "");
  const read = sentencesOf(told, { typed }).map((one) => h("p", {}, ...one.words.map((word) => (typeof word === "string" ? word : h("b", {}, word.says))), signed(one.paths) ? null : h("span", { class: "hint" }, ` ${t("no colleague signed this")}`)));
  const people = new Set([...told.fields.keys()].map((path) => factOf(looked, path).by).filter(Boolean));
  return h("details", { class: "proposal read", open: true }, h("summary", {}, t("What {0} read in it", [...people].join(", ") || t("a colleague"))), ...read, ...doubtsView(taken, looked));
}

/** What a machine asks the first person, too, where the signed facts do not say yes: who agrees answers it once more. */
function doubtsView(taken: Case, looked: Looked): HTMLElement[] {
  const read = particularsOf(taken.opened);
  const isOpen = (fact: string): boolean => !fact || [null, false, "none"].some((no) => no === factOf(looked, fact).value);
  const names = bodiesOf(read).map(({ name }) => name);
  const bodies = names.length ? [`${whoAsks()} ${names.join(" · ")}`] : [];
  return [...bodies, ...doubtsOf(read).flatMap(({ fact, says }) => (isOpen(fact) ? [says] : []))].map((one) => h("p", { class: "differs" }, h("bdi", {}, ...marked(one))));
}

/** Whether anybody called the authority back, and what it said, from what they signed; where nobody did, whether it is needed. */
function calledView({ looked, waiting }: Second): HTMLElement {
  const calls = callsOf(looked);
  return h("p", { class: "hint called" }, calls.length ? calls.map(({ by, confirmed }) => (confirmed ? t("{0} called back: confirmed.", by) : t("{0} called back: not confirmed.", by))).join(" ") : nobodyCalled(needsCall((path) => factOf(looked, path).value, waiting.map((one) => one.item))));
}

/** Documents of the case that were not shown, where agreeing asks no reading of them. */
function unopened(reader: Reader): HTMLElement {
  const box = h("p", { class: "follows", role: "status" });
  const tell = (): void => {
    const names = reader.unopened();
    box.textContent = names.length ? t("Not opened by you: {0}.", names.join(", ")) : t("You had every document open.");
  };
  reader.element.addEventListener("opened", tell);
  tell();
  return box;
}

/** One look over all that waits: readings, agreements, and the answer as it will leave. Ends with what is signed on the page. */
async function drawLook(second: Second, reads: readonly Said[], above: HTMLElement): Promise<void> {
  const { app, taken, waiting, side, looked } = second;
  const place = h("div", { class: "result" });
  const points = pointsOf(taken, looked.signed.values());
  const said = waiting.flatMap(({ item }) => points.get(item) ?? []);
  const own: (HTMLElement | null)[] = said.map(({ text }) => ownView(text));
  const { isFound, reference, how, named, way } = leavingOf(app.open, taken);
  const options = h("details", { class: "sending", open: !isFound || !["mail", "portal"].includes(how.value) }, h("summary", {}, t("How the answer leaves")), named, way);
  const why = h("select", { id: fresh("differs") }, ...Object.entries(wordsOf("decision.approve", "differs")).map(([code, words]) => h("option", { value: code }, acted(words))));
  const refiled = string(looked.relied["refiled"]) !== "" && waiting.some(gives);
  const asks = refiled ? labelled(t("It was refused before and is filed again. Why is it another demand now?"), why) : null;
  const back = backView(second, false);
  const kept = second.silences.map((one) => ({ one, box: h("input", { type: "checkbox", id: fresh("silence") }) }));
  const acts = (): Said[] => [...reads, ...kept.filter(({ box }) => box.checked).map(({ one }) => one), ...waiting.map((one) => ({ act: "decision.approve", says: { differs: gives(one) ? why.value : "", item: one.item, proposal: one.proposal } }))];
  let turn = 0;
  const show = async (mine: number): Promise<void> => {
    const told = await lettersOf(second, acts());
    options.hidden = !told.letters.length;
    named.hidden = !told.letters.some(waits);
    const letters = told.letters.map((one) => merged(withPoints(one, points), reference.value));
    const attached = await Promise.all(letters.map((one) => sealWhole(app.open, one, how.value, taken)));
    const composed = await compose(app.open, taken.id, [...acts(), ...letters.map((one, at) => sends(one, how.value, attached[at]!))]);
    const view = signView(app, {
      composed,
      attached,
      shown: h("div", { class: "letter" }, ...letters.flatMap(drawn), alongView(letters, async (language) => (await lettersOf(second, acts(), [language])).letters.map((one) => withPoints(one, points)), () => reference.value)),
      undo: () => replace(place, again),
      done: () => { for (const one of [above, asks, silences, options, back, ...second.until]) one?.remove(); },
    });
    if (mine !== turn) return;
    replace(place, told.says ? h("p", { class: "follows" }, told.says) : null, view);
  };
  // What goes along is read first. What stood there before is signed no more, from the moment in which something of it was changed.
  let unread = said.some(({ files }) => files.length);
  const shown = async (): Promise<void> => {
    if (unread) return;
    turn += 1;
    const mine = turn;
    replace(place, h("p", { class: "quiet", role: "status" }, t("Checking …")));
    try {
      await show(mine);
    } catch (fault) {
      if (mine === turn) replace(place, problem(fault));
    }
  };
  const again = h("button", { class: "act", click: () => void shown() }, t("Show what I sign"));
  const silences = kept.length ? h("fieldset", { class: "field silences" }, h("legend", {}, t("This was signed, too. A tick agrees; without one it waits, and can be refused on a form of its own.")), ...kept.map(({ one, box }) => h("label", { class: "choice", for: box.id }, box, silenceSays(second, one))), ...(await imposed(second))) : null;
  for (const control of [reference, how, why, ...kept.map(({ box }) => box)]) control.addEventListener("change", () => void shown());
  const read = (): void => {
    unread = false;
    if (!refiled) void shown();
  };
  if (unread) own.push(readingView(app.config.local, second.reader, said, read));
  replace(side, above, calledView(second), factsView(second), ...own, asks, silences, options, place, back);
  if (!refiled) await shown();
  (above.querySelector<HTMLElement>("h2") ?? side).focus();
}

/** What the law data say of speaking, for each item of which a silence is to be agreed to: the provision that imposes it is another one than that of the demand. */
async function imposed({ app, taken, silences }: Second): Promise<HTMLElement[]> {
  const items = [...new Set(silences.map(({ says }) => Number(says["item"])))];
  // It stands beside what is signed and is none of it: without it nothing is held up.
  const told = await Promise.all(items.map((item) => asked(app.open, "secrecy.agree", taken.id, item).catch(() => null)));
  return [...new Set(told.map((one) => (one?.law?.may.says ? `${one.law.may.says} ${one.law.may.cited}` : "")))].filter(Boolean).map((says) => h("p", { class: "hint" }, t("Our law data say:"), ` ${says}`));
}

/** What a colleague said of speaking, from the statement as it was signed. */
function silenceSays({ app, looked }: Second, { says }: Said): string {
  const stated = looked.counts.get(String(says["record"])) ?? refuse("vault.bad-answer", t("the desk's form is not of the agreed form"));
  const { title, rows } = draw(stated, app.config.local);
  return `${t("Item {0}", Number(says["item"]))}, ${stated.by}: ${title} (${rows.slice(1).map((row) => `${row.label}: ${row.value}`).join("; ")})`;
}

function sends(letter: Letter, how: string, sealed: Attached): Said {
  return { act: "letter.send", says: { how, items: [...letter.items], kind: letter.kind, language: letter.sheets[0]?.language ?? "", sealed: sealed.id } };
}

interface Told {
  readonly letters: readonly Letter[];
  /** Why there is no letter, or not for all, or no copy of it. */
  readonly says: string;
}

/** The letters that the case needs once all of it is agreed to. Throws Refusal where the desk would refuse to agree. */
async function lettersOf({ app, taken, waiting, unanswered }: Second, acts: readonly Said[], languages: readonly string[] = []): Promise<Told> {
  const letters: Letter[] = [];
  let says = "";
  let left = [...waiting.map((one) => one.item), ...unanswered];
  while (left.length) {
    const { refused, letter, noLetter, noCopy, verified } = await would(app.open, taken.id, { acts, asked: [], letter: { items: left, kind: "", languages } });
    if (refused) throw new FromDesk(refused.rule, refused.says, refused.do);
    if (noLetter) return { letters, says: ruled(noLetter.rule, noLetter.says, noLetter.do)[0] };
    if (letter === null) break;
    const nowhere = homeless(letter, verified);
    if (nowhere) return { letters, says: `${nowhere} ${t("The decision is signed without a letter, which waits for that.")}` };
    // What calls for no answer yet, as a challenge that goes to a court, gets none here.
    if (letter.kind !== "acknowledgement") letters.push(letter);
    says = noCopy || says;
    const answered = left.filter((item) => letter.items.includes(item));
    if (!answered.length) break;
    left = left.filter((item) => !answered.includes(item));
  }
  return { letters, says };
}

/** Sending back: a reason, one signature, and nothing else is asked. */
function backView(second: Second, open: boolean): HTMLElement {
  const { app, taken, waiting, side } = second;
  const rows = Object.entries(wordsOf("decision.send_back", "reason")).map(([code, words]) => ({ code, box: h("input", { type: "radio", name: "reason", value: code, id: fresh("reason") }), words: acted(words) }));
  const items = waiting.map((one) => ({ one, box: h("input", { type: "checkbox", id: fresh("back"), checked: waiting.length === 1 }) }));
  const place = h("div", { class: "result" });
  const comment = h("textarea", { id: fresh("comment"), rows: 3, maxlength: MOST_COMMENT, dir: "auto", autocomplete: "off" });
  const button = h("button", { type: "submit", class: open ? "act" : "plain" }, t("Show what I sign"));
  const form = h(
    "form",
    { novalidate: true },
    items.length > 1 ? h("fieldset", { class: "field" }, h("legend", {}, t("Which items")), ...items.map(({ one, box }) => h("label", { class: "choice", for: box.id }, box, t("Item {0}", one.item)))) : null,
    h("fieldset", { class: "field" }, h("legend", {}, t("What is not right?")), ...rows.map(({ box, words }) => h("label", { class: "choice", for: box.id }, box, words))),
    labelled(t("Your comment to {0}", proposers(second)), comment, t("Sealed to those who can open this case; it stands beside what you send back.")),
    h("p", { class: "hint" }, t("To correct it yourself, send it back and open the case again: confirm each fact yourself, and propose. Then {0} can agree.", proposers(second))),
    place,
    button,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Checking …"), place, async () => {
      const reason = rows.find(({ box }) => box.checked)?.code ?? refuse("vault.form", t("Say what is not right."));
      const chosen = items.filter(({ box }) => box.checked).map(({ one }) => one);
      if (!chosen.length) refuse("vault.form", t("Choose an item."));
      const words = comment.value.trim();
      const note = words ? await sealNote(app.open, taken, words) : null;
      const composed = await compose(app.open, taken.id, [...chosen.map(({ item, proposal }) => ({ act: "decision.send_back", says: { item, proposal, reason } })), ...(note ? [note.act] : [])]);
      const kept = [...side.childNodes];
        const view = signView(app, { composed, ...(note ? { attached: [note.attached], shown: note.shown } : {}), undo: () => side.replaceChildren(...kept), done: () => { app.taken = null; for (const one of second.until) one.remove(); } });
      replace(side, view);
      view.querySelector<HTMLElement>("#sign-title")?.focus();
    });
  });
  return h("details", { class: "back", open }, h("summary", {}, t("Send it back")), form);
}
