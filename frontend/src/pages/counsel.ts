/** Counsel on the page of a case: asked, waited for, answered. Fetched where somebody asks, or was asked. */
import { dayName, moment } from "../acts/named.ts";
import type { Law } from "../desk/asked.ts";
import { compose, type Looked } from "../desk/compose.ts";
import { answer, ask, copyOf, identifiersIn, lawyers, questions, sealQuestion, type AskedOne, type Lines } from "../desk/counsel.ts";
import { digitsOf, held, invite, waiting, type Link } from "../desk/invited.ts";
import { list, type Case } from "../desk/desk.ts";
import { particularsOf, told } from "../desk/particulars.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { ADVICE, MAX_ANSWER, MAX_QUESTION, readersOf, type Question } from "../formats/counsel.ts";
import { short } from "../formats/ids.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import { personOf, type Person } from "../formats/roster.ts";
import { busy, problem, staffLink, type App } from "./app.ts";
import { announce, fresh, h, labelled, replace, TYPED } from "./dom.ts";
import { signView } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

const WORDS: Readonly<Record<string, Key>> = { comply: "Comply", object: "Object, on a ground", more: "More information is needed", original: "I need the original" };
const STAFF = ["clerk", "approver", "releaser"];
const DAY = 86_400_000;

/** The case about which counsel is asked, as its page shows it. */
export interface About {
  readonly taken: Case;
  readonly looked: Looked;
  /** Facts as they stand, by path. */
  readonly fields: () => Iterable<readonly [string, Value]>;
  /** What the law answers to each item. */
  readonly laws: () => readonly Law[];
  /** What is due on the case, as the desk tells it. */
  readonly duties: Value | undefined;
  /** Puts a view in the place of the sentences; returns what takes it back. */
  readonly instead: (view: HTMLElement) => () => void;
}

export interface Counsel {
  readonly element: HTMLElement;
  /** Whether this person is asked: then it stands before all else. */
  readonly mine: boolean;
}

/** What of counsel stands beside the law's answer; `button` asks, `begin`: it was pressed already. Throws Refusal where the desk shows what nobody signed. */
export async function counselView(app: App, about: About, button: HTMLElement, begin: boolean): Promise<Counsel> {
  const rows = await questions(app.open, about.taken.id, about.looked.signed);
  const waits = rows.find((one) => !one.ended);
  const mine = waits?.mine === true;
  const may = app.open.me.roles.some((role) => STAFF.includes(role));
  const asking = h("div", {}, button);
  const open = (): void => {
    const form = askForm(app, about, () => { replace(asking, button); button.focus(); });
    replace(asking, form);
    form.querySelector<HTMLElement>("textarea")?.focus();
  };
  button.addEventListener("click", open);
  if (begin) queueMicrotask(open);
  const element = h("section", { class: "counsel", "aria-label": t("Counsel") }, ...rows.filter((one) => one.ended).map((one) => endedView(app, one)), ...(waits ? (mine ? answerForm(waits, caseAnswer(app, waits)) : [waitingView(app, about.taken.id, waits)]) : may ? [asking] : []));
  return { element, mine };
}

/** For a lawyer who was given a copy alone: the copy, the question, the answer. False where they were not. */
export async function copyPage(app: App, id: string): Promise<boolean> {
  const asked = (await questions(app.open, id, null)).find((one) => one.mine && !one.ended && one.sees === "copy");
  if (!asked?.question) return false;
  replace(app.main, h("h1", { tabindex: -1 }, t("Case {0}", short(id))), h("section", { class: "counsel" }, ...answerForm(asked, caseAnswer(app, asked))), h("section", { class: "card" }, h("h2", {}, t("A copy without identifiers")), linesView(asked.question.copy)));
  return true;
}

/** Whom one asks: a lawyer of the roster, or one who is invited for this case alone. */
class Whom {
  readonly element: HTMLElement;
  readonly #all: readonly Person[];
  readonly #select: HTMLSelectElement;
  readonly #inviting: Inviting;

  constructor(app: App, about: About) {
    this.#all = lawyers(app.open);
    this.#inviting = new Inviting(app, about.taken.id);
    this.#select = h("select", { id: fresh("lawyer"), change: () => this.#draw() }, ...this.#all.map((one) => h("option", { value: one.name }, one.name)), h("option", { value: "" }, t("Somebody who is on no roster")));
    this.element = h("div", {}, labelled(t("Who is asked"), this.#select), this.#inviting.element);
    this.#draw();
  }

  #draw(): void {
    this.#inviting.element.hidden = this.#select.value !== "";
    if (!this.#inviting.element.hidden) this.#inviting.begin();
  }

  get invites(): boolean {
    return this.#select.value === "";
  }

  /** The lawyer to seal to. Throws Refusal. */
  read(): Pick<Person, "name" | "age" | "vkey"> {
    return this.invites ? this.#inviting.read() : this.#all.find((one) => one.name === this.#select.value)!;
  }
}

/** A link for one lawyer, and the digits that both read before anything is sealed. */
class Inviting {
  readonly element = h("div", { class: "inviting" });
  readonly #result = h("div", { class: "result" });
  readonly #same = h("input", { type: "checkbox", id: fresh("same") });
  #link: Link | null = null;
  #address = "";
  #begun = false;

  constructor(private readonly app: App, private readonly id: string) {}

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    void this.#look();
  }

  /** Ask the desk whether the link was opened, until the page goes or its keys are here. */
  async #look(): Promise<void> {
    try {
      const before = this.#link;
      this.#link = await waiting(this.app.open, this.id);
      if (!before || before.keys?.vkey !== this.#link?.keys?.vkey || before.keys?.age !== this.#link?.keys?.age || before.name !== this.#link?.name) this.#draw();
    } catch (fault) {
      replace(this.element, problem(fault));
      return;
    }
    if (this.#link && !this.#link.keys) window.setTimeout(() => { if (this.element.isConnected && this.app.desk !== null) void this.#look(); }, 3000);
  }

  #draw(): void {
    const make = h("button", { class: "plain" }, this.#link ? t("Make another link") : t("Make a link"));
    make.addEventListener("click", () => void busy(make, t("Making a link …"), this.#result, async () => {
      this.#address = await invite(this.app.open, this.id);
      this.#link = null;
      await this.#look();
      this.element.querySelector<HTMLElement>(".link")?.focus();
    }));
    this.#same.checked = false;
    const { who, id } = this.app.open;
    const keys = this.#link?.keys;
    const address = h("input", { class: "link fixed", id: fresh("link"), readonly: true, value: this.#address, dir: "ltr" });
    const copy = h("button", { class: "plain", click: () => { address.select(); void navigator.clipboard?.writeText(this.#address).then(() => announce(t("The link is copied."))); } }, t("Copy the link"));
    replace(this.element,
      ...(!this.#link ? [h("p", { class: "hint" }, t("Send the link, then ring them. By itself it opens nothing of the case: first you both compare the same digits on the telephone."))] : keys ? [
        h("p", {}, t("The link was opened. Ring them at a number that you know, and let them read their digits:")),
        h("p", { class: "fingerprint", dir: "ltr" }, digitsOf(id, who, { name: this.#link.name, ...keys })),
        h("label", { class: "choice", for: this.#same.id }, this.#same, h("span", {}, t("They read these digits to me"))),
        h("p", { class: "hint" }, t("If they are other digits, somebody else opened the link, or the desk changed a key. Seal nothing then, and make another link.")),
      ] : [
        this.#address ? labelled(t("The link, shown once"), address) : h("p", {}, t("You sent a link, and nobody has opened it yet.")),
        h("p", { class: "hint", role: "status" }, t("It is valid until {0}. Once they have opened it, the digits appear here.", dayName(this.#link.until))),
      ]),
      h("div", { class: "buttons" }, this.#address && !keys ? copy : null, make),
      this.#result);
    if (keys) this.element.dispatchEvent(new Event("opened", { bubbles: true })); // what was missing is here
  }

  read(): Pick<Person, "name" | "age" | "vkey"> {
    const keys = this.#link?.keys;
    if (!keys) refuse("vault.form", t("Nobody has opened the link yet."), t("Send it, and ring them."));
    if (!this.#same.checked) refuse("vault.form", t("The digits were not compared."), t("Ring them, and let them read their digits."));
    return { name: this.#link!.name, ...keys };
  }
}

/** Who reads a question and its answer, in a sentence. */
const readBy = (app: App, readers: Question["readers"]): string => {
  const others = readers.map(([name]) => name).filter((name) => name !== app.open.who.name);
  return others.length ? t("You, {0} and counsel read the question and the answer, and nobody else.", others.join(", ")) : t("You and counsel read the question and the answer, and nobody else.");
};

function askForm(app: App, about: About, close: () => void): HTMLElement {
  const whom = new Whom(app, about);
  const [name, whole, copy] = [fresh("sees"), fresh("whole"), fresh("copy")];
  const box = (id: string, value: string, words: string, checked: boolean): HTMLElement => h("label", { class: "choice", for: id }, h("input", { type: "radio", id, name, value, checked }), h("span", {}, words));
  const text = h("textarea", { ...TYPED, rows: 7, id: fresh("question"), maxlength: MAX_QUESTION, dir: "auto" });
  text.value = openPoints(about.laws());
  const until = h("input", { type: "date", id: fresh("until"), value: dayFor(about.duties, app.now()) });
  const place = h("div", { class: "result" });
  const button = h("button", { class: "act" }, t("Seal it and show what I sign"));
  // No form of its own: it stands inside that of the sentences.
  const form = h("div", { class: "card ask", role: "group", "aria-label": t("Ask counsel") }, h("h3", {}, t("Ask counsel")), whom.element, h("fieldset", {}, h("legend", {}, t("What they see")), box(whole, "case", t("This case, with its original"), true), box(copy, "copy", t("A copy without identifiers"), false)), labelled(t("Your question"), text, text.value ? t("The first lines are what the law leaves open. Change or delete them.") : ""), labelled(t("Answer by"), until), h("p", { class: "follows" }, readBy(app, readersOf(app.open.roster, app.open.who.name))), app.open.drawn.has(about.taken.id) ? h("p", { class: "follows" }, t("Nobody signed anything on this case yet. Where counsel is to see it, your machine first gives it a key of the house, and signs that.")) : null, place, h("div", { class: "buttons" }, button, h("button", { class: "plain", click: close }, t("Do not ask"))));
  whom.element.addEventListener("opened", () => replace(place));
  button.addEventListener("click", () => {
    void busy(button, t("Sealing …"), place, async () => {
      const said = text.value.trim();
      const to = whom.read();
      const sees = form.querySelector<HTMLInputElement>("input[value=copy]")?.checked ? "copy" : "case";
      const lines: Lines = sees === "copy" || whom.invites ? copyOf(about.fields(), about.laws()) : [];
      if (!said) refuse("vault.empty", t("The question is empty."), t("Write it first."));
      if (!isDay(until.value)) refuse("vault.form", t("No day for the answer is named."), t("Name one."));
      const named = sees === "copy" ? identifiersIn(said, identifiersOf(about.taken)) : [];
      if (named.length) refuse("counsel.identifier", t("The question names {0}, and the copy is to name nobody.", named[0]!), t("Take it out, or show counsel the case."));
      const with_ = sees === "case" && whom.invites ? held(about.taken) : null;
      const sealed = await sealQuestion(app.open, about.taken, to, said, until.value, sees === "copy" ? { sees, copy: lines } : { sees, copy: lines, held: with_ && with_.bytes }, app.now());
      const composed = await compose(app.open, about.taken.id, [sealed.act]);
      const shown = h("div", {}, h("p", {}, whom.invites ? t("The lawyer with whom you compared the digits is asked.") : t("Asked: {0}.", to.name), " ", readBy(app, readersOf(app.open.roster, app.open.who.name))), h("blockquote", { class: "noted", dir: "auto" }, said), with_?.left ? h("p", { class: "warning" }, t("{0} of the originals are too large and are not sent along.", with_.left)) : null, lines.length ? h("details", { open: sees === "copy" }, h("summary", {}, sees === "copy" ? t("The copy that counsel sees") : t("What counsel sees beside the original")), linesView(lines)) : null);
      let undo = (): void => {};
      const view = signView(app, { composed, attached: [sealed.attached], shown, enter: () => ask(app.open, about.taken.id, composed.text, sealed), undo: () => undo(), done: () => { app.taken = null; } });
      undo = about.instead(view);
    });
  });
  return form;
}

/** What a machine read of people and references in the original. */
function identifiersOf({ opened }: Case): readonly string[] {
  const found = particularsOf(opened);
  return found ? told(found).flatMap(([, text]) => text.split("\n")) : [];
}

/** What the law leaves open, one line each: a suggestion in the question. */
function openPoints(laws: readonly Law[]): string {
  const open = [...new Set(laws.flatMap((law) => law.findings.filter((one) => one.effect !== "defect").map((one) => one.says)))];
  return open.length ? `${t("The law leaves open:")}\n${open.map((one) => `- ${one}`).join("\n")}\n\n${t("What do you advise?")}` : "";
}

/** The day before the first answer is due, where that is still to come; else a week from now. */
function dayFor(duties: Value | undefined, now: number): string {
  const due = list(duties ?? []).flatMap((one) => (isObject(one) && one["what"] === "respond" && typeof one["due"] === "string" ? [Date.parse(one["due"])] : [])).filter((at) => at > now).sort((a, b) => a - b)[0];
  const day = due === undefined ? now + 7 * DAY : Math.max(now, due - DAY);
  return new Date(day).toISOString().slice(0, 10);
}

/** Who is asked, as a reader of the question knows it. */
const askedOf = (app: App, one: AskedOne): string => (!one.question ? "" : personOf(app.open.roster, one.question.to) ? t("Asked: {0}.", one.question.to) : t("Asked: a lawyer who is on no roster; {0} invited them and knows them by voice.", one.by));

function waitingView(app: App, id: string, one: AskedOne): HTMLElement {
  const over = one.until < new Date(app.now()).toISOString().slice(0, 10);
  return h("div", { class: "waiting", role: "status" }, h("p", {}, h("strong", {}, t("The case waits for counsel since {0}.", dayName(one.on))), " ", t("{0} asked, for an answer by {1}. The clocks of the case run on.", one.by, dayName(one.until)), " ", askedOf(app, one), " ", over ? t("That day is over, and counsel can no longer open the case.") : "", " ", h("a", { href: `#/act/${id}/counsel.take_back` }, t("Take the question back"))), missingView(one), one.question ? h("details", {}, h("summary", {}, t("What was asked")), h("blockquote", { class: "noted", dir: "auto" }, one.question.text)) : null);
}

const MISSING: Readonly<Record<string, Key>> = {
  "counsel.withheld": "The desk does not hand out what was asked, though you may read it. Tell {0}, and ask them.",
  "counsel.missing": "Counsel answered, but the answer is not here: it was destroyed, or the desk withholds it. Ask them by telephone.",
};

const missingView = (one: AskedOne): HTMLElement | null => (one.missing ? h("p", { class: "refused" }, t(MISSING[one.missing] ?? "What the desk shows as counsel's answer was not signed by the lawyer whom {0} asked. Tell the others, and ask the lawyer by telephone.", one.by)) : null);

function endedView(app: App, one: AskedOne): HTMLElement {
  const missing = missingView(one);
  if (missing) return missing;
  if (one.answer === null) return h("p", { class: "hint" }, one.question ? t("Counsel was asked by {0} on {1}, and the question was taken back.", one.by, dayName(one.on)) : t("Counsel was asked by {0} on {1}. The question is over, and what was said is sealed to others.", one.by, dayName(one.on)));
  const { advice, at, text } = one.answer;
  return h("section", { class: "advice", "aria-label": t("Counsel's advice") }, h("p", {}, h("strong", {}, t("Counsel's answer: {0}.", t(WORDS[advice]!))), " ", h("span", { class: "hint" }, moment(at), " ", askedOf(app, one))), text.trim() ? h("blockquote", { class: "noted", dir: "auto" }, text.trim()) : null, h("details", {}, h("summary", {}, t("What was asked")), h("blockquote", { class: "noted", dir: "auto" }, one.question?.text ?? "")), h("p", { class: "hint" }, t("It is advice, and no decision."), " ", readBy(app, one.question?.readers ?? []), " ", t("Nothing of it goes into a letter by itself.")));
}

/** What is asked of one lawyer, and what handing in their answer does. */
export type Asked = Pick<AskedOne, "by" | "until" | "question">;

/** The answer that is given on the page of a case. */
function caseAnswer(app: App, asked: AskedOne): (advice: string, text: string) => Promise<void> {
  return async (advice, text) => {
    await answer(app.open, asked, advice, text, app.now());
    app.taken = null;
    history.replaceState(null, "", "#/done");
    doneView(app, asked.by, h("p", {}, staffLink(app, "/", t("Back to the desk"))));
  };
}

export function doneView(app: App, by: string, more: HTMLElement | null): void {
  const done = h("div", { class: "done", role: "status", tabindex: -1 }, h("h1", {}, t("Answered")), h("p", {}, t("{0} can read your answer now. You can no longer open this case here.", by)), more);
  replace(app.main, done);
  announce(t("Answered"));
  done.focus();
}

export function answerForm(asked: Asked, hand: (advice: string, text: string) => Promise<void>): HTMLElement[] {
  const name = fresh("advice");
  const text = h("textarea", { ...TYPED, rows: 8, id: fresh("answer"), maxlength: MAX_ANSWER, dir: "auto" });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Sign and answer"));
  const form = h("form", { class: "card ask", novalidate: true }, h("fieldset", {}, h("legend", {}, t("What you advise")), ...ADVICE.map((code) => h("label", { class: "choice" }, h("input", { type: "radio", name, value: code }), h("span", {}, t(WORDS[code]!))))), labelled(t("Your answer"), text, t("Only these people read it: {0}.", (asked.question?.readers ?? []).map(([one]) => one).join(", "))), h("p", { class: "follows" }, t("Once you have answered, you can no longer open this case. No record of the desk names you.")), place, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, async () => {
      const advice = form.querySelector<HTMLInputElement>("input:checked")?.value ?? refuse("vault.form", t("No advice is chosen."), t("Choose one of the four."));
      await hand(advice, text.value.trim());
    });
  });
  return [h("h2", {}, t("{0} asks you", asked.by)), h("p", {}, t("For an answer by {0}.", dayName(asked.until))), h("blockquote", { class: "noted", dir: "auto" }, asked.question?.text ?? ""), form];
}

export const linesView = (lines: Lines): HTMLElement => h("dl", { class: "rows" }, ...lines.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
