/**
 * `#/case/<id>`: one case on one page. Left what was received; right what it asks, what the law answers, what we answer.
 *
 * Everything that is signed is composed here from what a person confirmed or chose on this page, in one look.
 */
import { moment } from "../acts/named.ts";
import { besides, type Beside } from "../desk/beside.ts";
import { wordsOf } from "../acts/words.ts";
import { callsOf, needsCall, nobodyCalled } from "../desk/calls.ts";
import { answering, checkAsker, compose, look, phoneOf, type Looked } from "../desk/compose.ts";
import { part } from "../desk/api.ts";
import type { Asked } from "../desk/asked.ts";
import { string, type Attached, type Case } from "../desk/desk.ts";
import type { Letter } from "../desk/letter.ts";
import { handed, reckon, type Handed } from "../desk/law.ts";
import { bodiesOf, doubtsOf, particularsOf, targetOf, targetsOfItem, whoAsks, type Body } from "../desk/particulars.ts";
import { pointsOf, sealFile, sealPoint, withDrafts } from "../desk/points.ts";
import { heldTo, living, OF_DATA, statedOf, typedOf } from "../desk/reading.ts";
import { missingOf, sentBack, writersOf, type SentBack } from "../desk/sentback.ts";
import { would, type Would } from "../desk/would.ts";
import { short } from "../formats/ids.ts";
import { SIGNING_ROLES } from "../formats/roster.ts";
import { isDay } from "../formats/moment.ts";
import { otherCase, Refusal, refuse, TELL } from "../formats/refusal.ts";
import type { Value } from "../formats/canonical.ts";
import type { Said } from "../formats/statement.ts";
import { Accounts } from "./account.ts";
import { alikeView } from "./alike.ts";
import { Answer } from "./answer.ts";
import { busy, isLedTo, labelPlace, openingView, parts, problem, staffLink, type App } from "./app.ts";
import { Blanks } from "./blanks.ts";
import { callerView } from "./caller.ts";
import { Keeping } from "./keeping.ts";
import { announce, fresh, h, replace } from "./dom.ts";
import { Drafting, standsOf } from "./drafting.ts";
import { take, type Draft } from "../desk/drafts.ts";
import { newsView, present } from "./present.ts";
import { waitingView } from "./waiting.ts";
import { marked, particularsView, Reader } from "./reader.ts";
import { reckonedView } from "./reckoned.ts";
import { ownView } from "./note.ts";
import { Reply, type Sealed } from "./reply.ts";
import type { Lacks } from "./sign.ts";
import { formOf, withItem, type Form } from "./sentences.ts";
import { caseOf, OWED, stepOf, stepsView, type CaseNow } from "./steps.ts";
import { acted, ruled, t } from "../words/tongue.ts";

const WAIT = 350;
/** Acts by which a second person takes part. */
const SECONDS = ["decision.approve", "decision.send_back", "secrecy.agree"];
/** Of so many groups of items the law is asked; of what is beyond each item has its own page. */
const GROUPS = 9;
/** Roles that answer a demand; others read it. */
const ANSWERS = ["clerk", "approver", "releaser", "counsel"];
/** Fields of an item that its answer does not hang on. */
const OWN = ["order", "targets", "redacted_targets"];

/** Returns what is to be done when the page goes. */
export async function casePage(app: App, id: string): Promise<() => void> {
  const opening = openingView(app, id);
  const looked = await look(app.open, id);
  const taken = await app.takeSeen(looked, opening);
  const [answer, whole] = await Promise.all([app.open.api.get(`/v1/cases/${part(id)}/form`), app.open.api.get(`/v1/cases/${part(id)}`)]);
  if (answer["case"] !== id || whole["case"] !== id) otherCase();
  const read = particularsOf(taken.opened);
  const said = formOf(answer, read);
  // Somebody may have confirmed while the objects were opened: then the newer of both answers is looked at.
  const held = heldTo(looked, said.fields) ?? heldTo(await look(app.open, id), said.fields) ?? refuse("counter.form", "the desk shows other facts than decisions rely on", TELL);
  const form = { ...said, fields: living(looked, held) };
  const told = caseOf(whole);
  if (isLedTo() && (await parts(() => import("./rare.ts"))).leads(app, id, told)) return () => {};
  const today = new Date(app.now()).toISOString().slice(0, 10);
  const now = { ...told, items: told.items.map((one) => ({ ...one, ...statedOf(looked, one, today) })) };
  // What arrived without an item that a machine found gets its first one here.
  const first = form.items === 0 && ["unread", "new_case"].includes(now.says);
  const stands: CaseNow = first ? { ...now, items: [{ number: 1, deciding: "open", outcome: "", proposedBy: "", letter: "none", leaves: "", sealed: "", answers: {}, silent: false, unagreed: [], endedBy: "", signed: false, silenceSigned: false, preservation: "none", given: false }] } : now;
  const page = new Page(app, taken, looked, first ? withItem(form, read?.["read"]) : form, stands, String(answer["revision"]), first, await take(app.open, id, standsOf("first", stands)));
  for (const one of sentBack(looked, taken)) page.tellBack(one);
  for (const one of missingOf(looked, taken)) page.tellMissing(one.by);
  for (const { beside, says } of doubtsOf(read)) page.tellDoubt(beside, says);
  page.tellBodies(bodiesOf(read));
  page.tellBeside(besides(taken.opened, string(looked.shown["contact"]), targetsOfItem(read, 1)));
  const asked = read?.["asking"];
  if (asked) void import("./asking.js").then((made) => page.tellAbove(made.askingView(app, asked, looked, form)));
  page.tellAbove(callerView(looked, whole["caller"] ?? null));
  if (first && form.fields.get("arrived_encrypted")?.value) page.tellAbove(h("p", {}, h("a", { href: `#/unseal/${id}` }, t("Open what its sender sealed"))));
  page.tellAbove(alikeView(app, id, looked, whole, told));
  const others = [...new Set([...typedOf(looked).values()].map((one) => one.by))].filter((name) => name !== app.open.who.name);
  if (others.length && stands.items.some((one) => one.deciding === "open")) page.tellBegun(others);
  void page.counsel(whole["duties"]);
  return () => page.close();
}

class Page {
  readonly #reader: Reader;
  readonly #blanks: Blanks;
  readonly #answer: Answer;
  readonly #accounts: Accounts;
  readonly #reply: Reply;
  readonly #arrived: Arrived | null;
  readonly #keeping: Keeping;
  readonly #drafting: Drafting;
  readonly #here: { readonly element: HTMLElement; readonly stop: () => void };
  readonly #found: HTMLElement;
  readonly #side = h("section", { class: "side", "aria-label": t("What it says") });
  readonly #place = h("div", { class: "result" });
  readonly #known = h("p", { class: "hint known" });
  readonly #would = h("div", { class: "would", role: "status" });
  readonly #button = h("button", { type: "submit", class: "act" }, t("Show what I sign"));
  readonly #both = h("div", { class: "case" });
  readonly #revision = h("span", { class: "revision" });
  readonly #steps = h("div", {});
  readonly #waits = h("div", {});
  readonly #askCounsel = h("button", { class: "plain" }, t("Ask counsel"));
  /** One comes to answer whether it may be spoken of: the page opens there. */
  #speak: boolean;
  #handed: Promise<Handed> | null = null;
  #timer = 0;
  #turn = 0;
  /** Something was signed here: what follows from it stands with the signature. */
  #done = false;

  constructor(private readonly app: App, private readonly taken: Case, private readonly looked: Looked, private readonly form: Form, private readonly now: CaseNow, revision: string, private readonly first: boolean, draft: Draft | null) {
    const desk = app.open;
    const particulars = particularsOf(taken.opened);
    this.#reader = new Reader(taken.opened, writersOf(looked, taken));
    this.#here = present(app, taken.id, Number(revision), (to) => this.#moved(to));
    const changed = (): void => { this.#accounts.draw(); this.#keeps(); this.#later(); this.#drafting.later(); };
    this.#blanks = new Blanks(form, string(desk.about["country"] ?? ""), (spans) => { this.#show("original"); this.#reader.mark(spans); }, changed);
    this.#answer = new Answer(taken.id, now.items, (item, handle) => targetOf(particulars, item, handle), () => comingDay(this.#blanks.value("secrecy_until")), changed, { isOwn: app.config.local, blocks: desk.about["text_blocks"] });
    this.#reply = new Reply(desk, taken, changed);
    const open = now.items.filter((one) => one.deciding === "open").map((one) => one.number);
    this.#accounts = new Accounts(open, this.#reader, (item) => this.#accountsOf(item), (item) => targetsOfItem(particulars, item), (item, many) => { this.#blanks.count(item, many); this.#blanks.tick(`what.${item}`); }, (item) => this.#answer.outcomes.get(item) ?? "");
    this.#arrived = now.says === "unread" ? new Arrived(taken.id, particularsOf(taken.opened)?.["error"] !== undefined, changed) : null;
    this.#keeping = new Keeping(taken.id, now.items, (item) => this.#blanks.value(`items.${item}.kind`));
    this.#keeping.button.addEventListener("click", () => void this.#keep());
    this.#found = particularsView(particulars);
    this.#found.removeAttribute("open");
    const step = stepOf(now, form);
    this.#speak = location.hash.includes("?speak=") || (isLedTo() && step === "tell" && now.owed.some(({ act, people }) => act === "gate.answer" && people.includes(desk.who.name)));
    const read = h("form", { class: "face", novalidate: true }, h("h2", {}, t("What it asks")), h("p", { class: "hint legend" }, h("span", { class: "machine" }, t("As a machine read it")), h("span", { class: "person" }, t("As a person read it")), ` ${t("Tick what you read. Open means: not said, not signed.")}`), this.#arrived?.element, this.#known, this.#blanks.element, this.#accounts.element, this.#answer.element, this.#reply.element, this.#place, h("div", { class: "sticky" }, this.#would, this.#button));
    this.#answer.part("law").after(this.#found); // so that the sentences and what the law answers stand on one screen
    read.addEventListener("submit", (event) => { event.preventDefault(); void this.#sign(); });
    replace(this.#side, read);
    const links = h("p", { class: "links" }, h("a", { href: `#/more/${taken.id}` }, t("Something else …")), h("a", { href: `#/note/${taken.id}` }, t("Add a note")), ...(app.config.local ? [h("a", { href: `#/target/${taken.id}` }, t("Name an account from the letter")), h("a", { href: `#/release/${taken.id}` }, t("What is to leave the house"))] : []), staffLink(app, `/cases/${taken.id}/`, t("The case at the desk")));
    this.#stands(step, revision);
    replace(this.#waits, waitingView(app, taken.id, now.items), this.#owed(step, now));
    replace(this.#both, this.#reader.element, this.#side);
    replace(app.main, h("div", { class: "case-head" }, h("h1", { tabindex: -1 }, t("Case {0}", short(taken.id)), " ", labelPlace(app, looked, taken), " ", this.#revision), links, this.#steps, this.#here.element, this.#waits), this.#sides(), this.#both);
    this.#show("asks");
    this.#keeps();
    this.#tell(null);
    this.#drafting = new Drafting(desk, taken.id, standsOf("first", now), () => ({ blanks: this.#blanks.draft, answer: this.#answer.draft, accounts: this.#accounts.draft }));
    if (draft) {
      this.#blanks.resume(draft.says["blanks"] ?? null);
      this.#answer.resume(draft.says["answer"] ?? null);
      this.#accounts.resume(draft.says["accounts"] ?? null);
      read.prepend(this.#drafting.view(draft));
    }
    void this.#ask();
  }

  #stands(step: string, revision: string): void {
    replace(this.#revision, t("Revision {0}", revision));
    replace(this.#steps, stepsView(step, [...this.looked.signed.values()].some((one) => SECONDS.includes(one.act))));
  }

  /** What stands above is of before the signature: step and revision follow; what waits stands with what was signed. */
  async #signed(): Promise<void> {
    void this.#drafting.end();
    this.#done = true;
    replace(this.#waits);
    replace(this.#steps);
    replace(this.#revision);
    await this.#again();
  }

  /** The case as the desk tells it now, with the lines that say where it stands. */
  async #again(): Promise<readonly [now: CaseNow, step: string, form: Form]> {
    const { app, taken } = this;
    const [answer, whole] = await Promise.all([app.open.api.get(`/v1/cases/${part(taken.id)}/form`), app.open.api.get(`/v1/cases/${part(taken.id)}`)]);
    const [now, form] = [caseOf(whole), formOf(answer, null)];
    const step = stepOf(now, form);
    this.#stands(step, String(answer["revision"]));
    return [now, step, form];
  }

  /** A colleague did something: who waits for whom, step and revision follow by themselves; what is judged here does not. */
  async #moved(revision: number): Promise<void> {
    const { app, taken } = this;
    const [told, step, form] = await this.#again();
    if (this.#done) return;
    const today = new Date(app.now()).toISOString().slice(0, 10);
    const looked = await look(app.open, taken.id);
    const now = { ...told, items: told.items.map((one) => ({ ...one, ...statedOf(looked, one, today) })) };
    const judged = (of: CaseNow, read: Form): string => JSON.stringify([of.says, of.items.map(({ deciding, outcome, answers }) => [deciding, outcome, answers]), [...read.fields.values()].map(({ path, value, confirmed }) => [path, value, confirmed])]);
    const news = judged(now, form) === judged(this.now, this.form) ? null : newsView(taken.id, revision);
    if (!this.#waits.contains(document.activeElement)) replace(this.#waits, news, waitingView(app, taken.id, now.items), this.#owed(step, now));
  }

  /** What a colleague sent back stands before the part that it is about: the facts, the law, the outcome, the reply. */
  tellBack({ item, by, at, reason, comment }: SentBack): void {
    const said = comment ?? t("It is not here: it was destroyed, or the desk withholds it.");
    const where = reason === "facts" ? this.#blanks.element : reason === "words" ? this.#reply.element : this.#answer.part(reason === "law" ? "law" : "decide");
    const head = t("{0} sent it back: not right is {1}.", by, acted(wordsOf("decision.send_back", "reason")[reason] ?? reason));
    where.before(h("section", { class: "sent-back", "aria-label": t("Sent back") }, h("p", {}, h("strong", {}, this.now.items.length > 1 ? `${t("Item {0}", item)}: ${head}` : head), " ", h("span", { class: "hint" }, moment(at))), said ? h("blockquote", { class: "noted", dir: "auto" }, ...marked(said.trim())) : null));
  }

  /** A note that a colleague signed, and that nobody can read here. */
  tellMissing(by: string): void {
    this.#reader.element.prepend(h("p", { class: "hint" }, `${t("Note")}. ${t("Signed by {0}.", by)} ${t("It is not here: it was destroyed, or the desk withholds it.")}`));
  }

  /** Counsel beside the law's answer; before all else where this person is the one who is asked. */
  async counsel(duties: Value | undefined): Promise<void> {
    const { app, taken, looked } = this;
    const place = h("div", { class: "result" });
    this.#answer.part("law").after(place);
    const draw = async (begin: boolean): Promise<void> => {
      const { counselView } = await parts(() => import("./rare.ts"));
      const one = await counselView(app, { taken, looked, fields: () => [...this.form.fields.keys()].map((path) => [path, this.#blanks.value(path)] as const), laws: () => this.#answer.laws, duties, instead: (view) => this.#instead(view) }, this.#askCounsel, begin);
      if (one.mine) { place.remove(); this.#both.before(one.element); this.#both.classList.add("for-counsel"); } else replace(place, one.element);
    };
    this.#askCounsel.addEventListener("click", () => void draw(true).catch((fault: unknown) => replace(place, problem(fault))), { once: true });
    if (![...looked.signed.values()].some((one) => one.act === "counsel.ask" && one.case === taken.id)) {
      if (app.open.me.roles.some((role) => role !== "counsel" && ANSWERS.includes(role))) replace(place, this.#askCounsel);
    } else await draw(false).catch((fault: unknown) => replace(place, problem(fault)));
  }

  /** What is owed once it was decided, and where that is done: fetched where there is any. */
  #owed(step: string, now: CaseNow): HTMLElement {
    const { app, taken } = this;
    const place = h("div", {});
    if (now.owed.some(({ what }) => Object.values(OWED).flat().includes(what)) || now.items.some((one) => one.unagreed.length || one.endedBy)) {
      void parts(() => import("./rare.ts")).then(({ owedView }) => replace(place, ...owedView(app, taken.id, now, step)), (fault: unknown) => replace(place, problem(fault)));
    }
    return place;
  }

  #instead(view: HTMLElement): () => void {
    const kept = [...this.#side.childNodes];
    replace(this.#side, view);
    this.#show("asks");
    view.querySelector<HTMLElement>("#sign-title")?.focus();
    view.scrollIntoView({ block: "nearest" });
    return () => { this.#side.replaceChildren(...kept); this.#button.focus(); };
  }

  /** What stands in two places and differs: a question with the sentence that it is about. */
  tellBeside(found: readonly Beside[]): void {
    this.#answer.doubtful = found.length > 0;
    for (const { of, here, there } of found) this.#blanks.ask(of === "sender" ? "who" : "what.1", of === "sender" ? t("It came from {0}; the directory has {1}. Is that the same office?", here, there) : t("One text names {0}, another {1}. Which is meant?", here, there));
  }

  /** What a machine saw and did not take for a fact: a question with the sentence that says the contrary. */
  tellDoubt(beside: string, says: string): void {
    this.#blanks.ask(beside, says);
  }

  /** Whose demand it is, of a letter and of the decision in it: one press says which kind and country it is of. */
  tellBodies(bodies: readonly Body[]): void {
    if (!bodies.length || this.form.fields.get("authority_kind")?.confirmed) return;
    const says = ({ id, kind }: Body): Record<string, Value> => {
      const [country] = this.form.directory.get(id) ?? [];
      return { authority: this.form.directory.has(id) ? id : null, authority_kind: kind, ...(country ? { country } : {}) };
    };
    this.#blanks.ask("who", whoAsks(), bodies.map((one) => [one.name, says(one)]));
  }

  tellAbove(says: HTMLElement): void {
    this.#here.element.before(says);
  }

  /** Whose work this goes on from, and what taking it over means. */
  tellBegun(others: readonly string[]): void {
    this.#blanks.element.before(h("p", { class: "hint begun" }, t("{0} read and signed facts of this case. Each fact is of whoever confirms it last: confirm all of them yourself and propose, then your colleague can agree.", others.join(", "))));
  }

  close(): void {
    this.#here.stop();
    window.clearTimeout(this.#timer);
    this.#turn += 1;
    this.#drafting.close();
    this.#reader.close();
  }

  /** On a narrow screen one of the two is seen, the other one a tap away. */
  #sides(): HTMLElement {
    const tab = (name: string, words: string): HTMLElement => h("button", { "data-side": name, click: () => this.#show(name) }, words);
    return h("div", { class: "tabs sides", role: "group", "aria-label": t("What you look at") }, tab("original", t("Documents")), tab("asks", t("What it asks")));
  }

  #show(name: string): void {
    this.#both.dataset["side"] = name;
    for (const one of this.app.main.querySelectorAll<HTMLElement>(".sides button")) one.setAttribute("aria-pressed", String(one.dataset["side"] === name));
  }

  #later(): void {
    window.clearTimeout(this.#timer);
    this.#turn += 1; // what was asked before is about something else now
    this.#answer.element.ariaBusy = "true";
    this.#timer = window.setTimeout(() => void this.#ask(), WAIT);
  }

  /** What is confirmed and chosen, as acts in the order in which they are signed. Throws Refusal. */
  #acts(): Said[] {
    const { fields } = this.#blanks;
    const kind = fields["items.1.kind"] ?? null;
    const added: Said[] = this.first && kind !== null ? [{ act: "item.change", says: { op: "add", item: 1, fields: { kind } } }] : [];
    return [...(this.#arrived?.acts() ?? []), ...added, ...(Object.keys(fields).length ? [{ act: "face.confirm", says: { fields } }] : []), ...this.#answer.acts()];
  }

  get #needsCall(): boolean {
    return needsCall((path) => this.#blanks.value(path), this.now.items.map((one) => one.number));
  }

  get #isUrgent(): boolean {
    return this.now.says === "unread" || this.#blanks.value("emergency") === true || this.now.items.some((one) => this.#blanks.value(`items.${one.number}.kind`) === "preservation");
  }

  /** Above the sentences where a life or a lost mailbox hangs on it, else below what was found. */
  #keeps(): void {
    const urgent = this.#isUrgent;
    const { element } = this.#keeping;
    if (urgent && element.nextSibling !== this.#known) this.#known.before(element);
    if (!urgent && element.previousSibling !== this.#found) this.#found.after(element);
    this.#keeping.draw(urgent);
  }

  /** What keeps the data, with what is ticked: one look, whatever else is open on the page. */
  async #keep(): Promise<void> {
    await busy(this.#keeping.button, t("Checking …"), this.#keeping.place, async () => {
      const read = this.#accounts.kept(this.#keeping.open);
      for (const { item, accounts } of read) this.#blanks.count(item, accounts.length);
      const counts = read.map(({ item, accounts }): [string, Value] => [`items.${item}.targets`, accounts.length]);
      const fields = { ...Object.fromEntries(counts), ...this.#blanks.fields };
      const kind = this.#blanks.value("items.1.kind") ?? "preservation";
      const arrived: Said[] = this.#arrived ? [Arrived.demand] : [];
      const added: Said[] = this.first ? [{ act: "item.change", says: { op: "add", item: 1, fields: { kind } } }] : [];
      await this.#look([...arrived, ...added, ...(Object.keys(fields).length ? [{ act: "face.confirm", says: { fields } }] : []), ...this.#keeping.acts(), ...this.#marks(read, 5)], null, this.#accounts.view(read));
    });
  }

  /** What the desk reckons after what was just confirmed. A fault stands beside the button, and stops nothing. */
  async #ask(): Promise<void> {
    this.#turn += 1;
    const mine = this.#turn;
    this.#answer.element.ariaBusy = "true";
    await this.#told(mine);
    if (mine === this.#turn) this.#answer.element.ariaBusy = "false";
  }

  async #told(mine: number): Promise<void> {
    let acts: Said[];
    try {
      acts = this.#acts();
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      replace(this.#would, h("p", { class: "refused" }, fault.reason));
      return;
    }
    // Once all is decided the step that follows leads on, and this one stands back until something is ticked.
    this.#button.className = acts.length || this.#reply.sent || this.now.items.some((one) => one.deciding === "open") ? "act" : "plain";
    const groups = this.first && !acts.some((one) => one.act === "item.change") ? [] : this.#groups();
    const first = groups.slice(0, GROUPS).map((items) => items[0] ?? 0);
    const asked = !this.app.open.me.roles.some((role) => ANSWERS.includes(role)) ? [] : [...first.map((item) => ({ act: "decision.propose", item })), ...first.map((item) => ({ act: "secrecy.record", item }))];
    const items = this.#answer.decided.length ? this.#answer.decided : this.now.items.filter((one) => one.deciding === "decided" && one.letter === "none").map((one) => one.number);
    try {
      // One's own words are sealed later: without them the desk writes the letter that the rest calls for, and they are shown in it here.
      const bare = acts.map((one) => ("point" in one.says ? { ...one, says: Object.fromEntries(Object.entries(one.says).filter(([key]) => key !== "point")) } : one));
      const told = await would(this.app.open, this.taken.id, { acts: bare, asked, letter: items.length ? { items, kind: "", languages: [] } : null });
      const { points } = this.#answer;
      const along = async (language: string): Promise<Letter | null> => {
        const { letter } = await would(this.app.open, this.taken.id, { acts: bare, asked: [], letter: { items, kind: "", languages: [language] } });
        return letter && withDrafts(letter, points);
      };
      if (mine !== this.#turn) return;
      const here = checkAsker(this.looked, told.relied, this.app.open.now());
      this.#blanks.told(formOf(told.form, null));
      const phone = phoneOf(this.looked, told.relied, told.form["phone"]);
      const called = told.callers.filter((name) => callsOf(this.looked).some(({ by }) => by === name)); // in this very case
      const nobody = called.length ? null : h("a", { href: `#/act/${this.taken.id}/authority.call_back` }, phone ? t("Call back: {0}", phone) : t("Say that you called"));
      // Whoever calls neither proposes nor agrees to giving (hazard 2.3): of two people nobody is left.
      const deciders = this.app.open.roster.people.filter((one) => one.roles.some((role) => SIGNING_ROLES.includes(role)) && !told.callers.includes(one.name));
      const spent = told.callers.length > 0 && deciders.length < 2;
      const few = !called.length && deciders.length < 3 && this.#needsCall;
      const third = few ? h("p", { class: "hint" }, t("This needs a call by a third person, and you are {0}: invite one first, such as outside counsel.", deciders.length), " ", staffLink(this.app, "/people/#small", t("How a third person joins"))) : null;
      replace(this.#known, `${told.verified && here ? t("Two people verified this authority.") : t("Nobody verified this authority yet.")} ${called.length ? t("Called back by {0}.", called.join(", ")) : nobodyCalled(this.#needsCall)} `, nobody, spent ? ` ${t("Whoever calls neither proposes nor agrees to giving: a third person must call.")}` : null, third);
      const reckoned = await this.#reckoned(told);
      if (mine !== this.#turn) return;
      const of = (act: string): Map<number, Asked> => new Map(asked.flatMap((one, at) => (one.act === act && told.asked[at] ? [[one.item, told.asked[at]] as const] : [])));
      this.#answer.told(groups, of("decision.propose"), of("secrecy.record"), reckoned, this.#blanks.open);
      this.#reply.told(told.letter && withDrafts(told.letter, points), told.noLetter, this.#isForTwo(told), told.verified, pointsOf(this.taken, this.looked.signed.values()), told.noCopy, along);
      this.#tell(told);
      if (this.#speak) this.#answer.element.querySelector<HTMLElement>(".asking input")?.focus();
      this.#speak = false;
      this.#askCounsel.className = this.#answer.asksCounsel ? "act" : "plain";
    } catch (fault) {
      if (mine === this.#turn) replace(this.#would, problem(fault));
    }
  }

  /** What one's own vault reckons to just these facts. */
  async #reckoned(told: Would): Promise<HTMLElement> {
    if (this.app.open.askLaw === null || told.law === null) return reckonedView(null);
    try {
      this.#handed ??= handed(this.app.open, this.taken.id);
      return reckonedView(await reckon(this.app.open, await this.#handed, told.relied, told.law, []));
    } catch (fault) {
      this.#handed = null;
      return problem(fault);
    }
  }

  #isForTwo(told: Would): boolean {
    return isForTwo(told) || this.#answer.points.size > 0;
  }

  /** What would be refused, and to whom it goes. */
  #tell(told: Would | null): void {
    const refused = told?.refused ?? null;
    const { loose } = this.#blanks;
    const unread = refused?.rule === "case.not-confirmed" ? this.#blanks.open : 0;
    const [why = "", next = ""] = unread ? unreadWords(unread) : refused ? ruled(refused.rule, refused.says, refused.do) : [];
    replace(this.#would, refused ? h("p", { class: "refused" }, h("strong", {}, t("The desk would not take this yet:")), ` ${why} ${next}`) : null, loose ? h("p", { class: "hint" }, t("Sentences that you changed and did not tick; they are not signed: {0}.", loose)) : null);
  }

  /** Items of which the same is said stand together: one answer serves for them. */
  #groups(): number[][] {
    const groups = new Map<string, number[]>();
    for (const { number } of this.now.items.filter((one) => this.form.fields.has(`items.${one.number}.kind`))) {
      const prefix = `items.${number}.`;
      const same = [...this.form.fields.values()].filter((one) => one.path.startsWith(prefix) && !OWN.includes(one.path.slice(prefix.length))).map((one): Value => this.#blanks.value(one.path));
      const state = this.now.items.find((one) => one.number === number)?.deciding ?? "";
      const key = JSON.stringify([state, same]);
      groups.set(key, [...(groups.get(key) ?? []), number]);
    }
    return [...groups.values()];
  }

  /** One look: every act of the page in one text, drawn from that text, signed once. */
  async #sign(): Promise<void> {
    await busy(this.#button, t("Checking …"), this.#place, async () => {
      const read = this.#accounts.read(this.#answer.outcomes);
      const bare = this.#acts();
      const points = await Promise.all([...this.#answer.points].map(async ([item, text]) => ({ item, text, ...(await sealPoint(this.taken, text, this.app.now())) })));
      const said = bare.map((one) => {
        const mine = one.act === "decision.propose" && points.find(({ item }) => item === one.says["item"]);
        return mine ? { ...one, says: { ...one.says, point: mine.commitment } } : one;
      });
      const acts = [...said, ...this.#marks(read, said.length + 1)];
      // What only a letter can say is not decided where no letter can say it.
      const { wordless } = this.#reply;
      if (wordless && [...this.#answer.outcomes.values()].some((one) => one === "correct" || one === "object")) refuse("vault.form", wordless, t("Say in the sentences what is not so, or choose another answer."));
      const reply = await this.#reply.seal();
      if (reply) acts.push(reply.act);
      if (!acts.length) refuse("vault.form", t("Nothing is confirmed and nothing chosen."), t("Read a sentence in the original and confirm it, or choose an answer."));
      const more = [...points.map((one) => one.attached), ...(await Promise.all(this.#answer.files.map((one) => sealFile(this.taken, one, this.app.now()))))];
      for (const { id } of more) acts.push({ act: "note.add", says: { sealed: id } });
      const own = points.length ? h("div", {}, ...points.map(({ text }) => ownView(text))) : null;
      const { unchosen } = this.#answer;
      const { unticked } = this.#reply;
      const lack = unchosen ?? unticked;
      const lacks = lack ? { reply: !unchosen, back: () => { lack.scrollIntoView({ block: "center" }); lack.focus(); } } : undefined;
      await this.#look(acts, reply, h("div", {}, this.#accounts.view(read), own), more, lacks);
    });
    this.#later(); // while it waited the button said something else
  }

  /** What was read of accounts, as it is signed in one's own vault. */
  #marks(read: ReturnType<Accounts["read"]>, others: number): Said[] {
    return this.app.config.local ? this.#accounts.acts(read, this.taken.markKey, others) : [];
  }

  /** How many accounts an item names; none of what names no account, null where nobody said yet. */
  #accountsOf(item: number): Value {
    const many = this.#blanks.value(`items.${item}.targets`);
    return many ?? (OF_DATA.includes(String(this.#blanks.value(`items.${item}.kind`) ?? "disclosure")) ? null : 0);
  }

  /** `lacks`: leads back to where an answer is chosen, or the reply ticked, where that could be and is not. */
  async #look(acts: readonly Said[], reply: Sealed | null, read: HTMLElement | null = null, more: readonly Attached[] = [], lacks?: Lacks): Promise<void> {
    const { app, taken } = this;
    const told = await would(app.open, taken.id, { acts: answering(this.looked, acts).filter((one) => one.act !== "note.add"), asked: [], letter: null });
    if (told.refused) {
      const unread = told.refused.rule === "case.not-confirmed" ? this.#blanks.point() : 0;
      throw unread ? new Refusal("vault.form", ...unreadWords(unread)) : new Refusal(told.refused.rule, told.refused.says, told.refused.do);
    }
    const composed = await compose(app.open, taken.id, acts);
    const attached: Attached[] = [...(reply ? [reply.attached] : []), ...more];
    let undo = (): void => {};
    const { signView } = await parts(() => import("./rare.ts"));
    const imposes = [...new Set(this.#answer.laws.map((law) => law.may.cited))].filter(Boolean).join("; ");
    const view = signView(app, { composed, attached, imposes, before: this.#blanks.before, ...(reply || read ? { shown: h("div", {}, read, reply?.shown) } : {}), undo: () => undo(), ...(lacks ? { lacks: { ...lacks, back: () => { undo(); lacks.back(); } } } : {}), confirm: (paths) => { undo(); this.#blanks.seek(paths); }, done: () => void this.#signed().catch(() => {}) });
    undo = this.#instead(view);
  }
}

const unreadWords = (many: number): [string, string] => [t("Sentences that nobody confirmed yet: {0}.", many), t("Read them in the original and tick them.")];

/** A day that has not come yet, as people say it to a field of a form; empty for any other value. */
const comingDay = (value: Value): string => (isDay(value) && value > new Date().toISOString().slice(0, 10) ? value : "");

/** Whether something that is proposed here waits for a second person. */
const isForTwo = ({ events }: Would): boolean => events.filter((one) => one === "case:decision:proposed").length > events.filter((one) => one === "case:decision:approved").length;

/** What nobody has read yet is first said to be a demand, or something else on a page of its own. */
class Arrived {
  static readonly demand: Said = { act: "arrival.classify", says: { says: "new_case", case: "", resembles: "", custodian: "", review_on: null } };
  readonly element: HTMLElement;
  readonly #tick = h("input", { type: "checkbox", id: fresh("tick") });

  constructor(id: string, isNone: boolean, changed: () => void) {
    const says = h("p", { class: "says", id: fresh("says") }, t("This is a new demand."), isNone && h("span", { class: "hint" }, " ", t("A machine takes it for none."), " ", t("The sentences below hold only if it is one.")));
    this.#tick.setAttribute("aria-describedby", says.id);
    this.#tick.addEventListener("change", () => { this.element.classList.toggle("read", this.#tick.checked); if (this.#tick.checked) announce(t("as you read it")); changed(); });
    this.element = h("div", { class: "sentence", role: "group", "aria-labelledby": says.id, "data-key": "arrived" }, h("label", { class: "tick", for: this.#tick.id }, this.#tick, h("span", { class: "unseen" }, t("I read this in the original"))), says, h("a", { class: "small", href: `#/act/${id}/arrival.classify` }, t("It is something else")));
  }

  acts(): Said[] {
    return this.#tick.checked ? [Arrived.demand] : [];
  }
}
