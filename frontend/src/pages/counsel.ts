/** Counsel on the page of a case: asked, waited for, answered. Fetched where somebody asks, or was asked. */
import { dayName } from "../acts/named.ts";
import type { Law } from "../desk/asked.ts";
import { compose, type Looked } from "../desk/compose.ts";
import { answer, ask, copyOf, identifiersIn, lawyers, questions, sealQuestion, type AskedOne } from "../desk/counsel.ts";
import { list, type Case } from "../desk/desk.ts";
import { particularsOf, told } from "../desk/particulars.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { ADVICE, MAX_ANSWER, MAX_QUESTION } from "../formats/counsel.ts";
import { short } from "../formats/ids.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import { busy, staffLink, type App } from "./app.ts";
import { announce, fresh, h, labelled, replace, TYPED } from "./dom.ts";
import { moment, signView } from "./sign.ts";
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
  const element = h("section", { class: "counsel", "aria-label": t("Counsel") }, ...rows.filter((one) => one.ended).map(endedView), ...(waits ? (mine ? answerForm(app, waits) : [waitingView(about.taken.id, waits)]) : may ? [asking] : []));
  return { element, mine };
}

/** For a lawyer who was given a copy alone: the copy, the question, the answer. False where they were not. */
export async function copyPage(app: App, id: string): Promise<boolean> {
  const asked = (await questions(app.open, id, null)).find((one) => one.mine && !one.ended && one.sees === "copy");
  if (!asked?.question) return false;
  replace(app.main, h("h1", { tabindex: -1 }, t("Case {0}", short(id))), h("section", { class: "counsel" }, ...answerForm(app, asked)), h("section", { class: "card" }, h("h2", {}, t("A copy without identifiers")), linesView(asked.question.copy)));
  return true;
}

function askForm(app: App, about: About, close: () => void): HTMLElement {
  const all = lawyers(app.open);
  if (!all.length) return h("p", { class: "refused" }, t("Nobody on the roster is counsel, so nobody can be asked here."));
  const who = h("select", { id: fresh("lawyer") }, ...all.map((one) => h("option", { value: one.name }, one.name)));
  const [name, whole, copy] = [fresh("sees"), fresh("whole"), fresh("copy")];
  const box = (id: string, value: string, words: string, checked: boolean): HTMLElement => h("label", { class: "choice", for: id }, h("input", { type: "radio", id, name, value, checked }), h("span", {}, words));
  const text = h("textarea", { ...TYPED, rows: 7, id: fresh("question"), maxlength: MAX_QUESTION, dir: "auto" });
  text.value = openPoints(about.laws());
  const until = h("input", { type: "date", id: fresh("until"), value: dayFor(about.duties, app.now()) });
  const place = h("div", { class: "result" });
  const button = h("button", { class: "act" }, t("Seal it and show what I sign"));
  // No form of its own: it stands inside that of the sentences.
  const form = h("div", { class: "card ask", role: "group", "aria-label": t("Ask counsel") }, h("h3", {}, t("Ask counsel")), all.length > 1 ? labelled(t("Whom"), who) : h("p", {}, t("{0} is asked, and nobody else can read it.", all[0]!.name)), h("fieldset", {}, h("legend", {}, t("What they see")), box(whole, "case", t("This case, with its original"), true), box(copy, "copy", t("A copy without identifiers"), false)), labelled(t("Your question"), text, text.value ? t("The first lines are what the law leaves open. Change or delete them.") : ""), labelled(t("Answer by"), until), place, h("div", { class: "buttons" }, button, h("button", { class: "plain", click: close }, t("Do not ask"))));
  button.addEventListener("click", () => {
    void busy(button, t("Sealing …"), place, async () => {
      const said = text.value.trim();
      const lines = form.querySelector<HTMLInputElement>("input[value=copy]")?.checked ? copyOf(about.fields(), about.laws()) : null;
      if (!said) refuse("vault.empty", t("The question is empty."), t("Write it first."));
      if (!isDay(until.value)) refuse("vault.form", t("No day for the answer is named."), t("Name one."));
      const named = lines ? identifiersIn(said, identifiersOf(about.taken)) : [];
      if (named.length) refuse("counsel.identifier", t("The question names {0}, and the copy is to name nobody.", named[0]!), t("Take it out, or show counsel the case."));
      const to = all.find((one) => one.name === (all.length > 1 ? who.value : all[0]!.name))!;
      const sealed = await sealQuestion(app.open, about.taken, to, said, until.value, lines, app.now());
      const composed = await compose(app.open, about.taken.id, [sealed.act]);
      const shown = h("div", {}, h("p", {}, t("{0} is asked, and nobody else can read it.", to.name)), h("blockquote", { class: "noted", dir: "auto" }, said), lines ? h("details", { open: true }, h("summary", {}, t("The copy that {0} sees", to.name)), linesView(lines)) : null);
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

function waitingView(id: string, one: AskedOne): HTMLElement {
  return h("div", { class: "waiting", role: "status" }, h("p", {}, h("strong", {}, t("The case waits for counsel since {0}.", dayName(one.on))), " ", t("{0} asked, for an answer by {1}. The clocks of the case run on.", one.by, dayName(one.until)), " ", h("a", { href: `#/act/${id}/counsel.take_back` }, t("Take the question back"))), one.question ? h("details", {}, h("summary", {}, t("What was asked")), h("blockquote", { class: "noted", dir: "auto" }, one.question.text)) : null);
}

function endedView(one: AskedOne): HTMLElement {
  if (one.missing) return h("p", { class: "refused" }, one.missing === "counsel.missing" ? t("An answer of counsel came, and it is not here: it was destroyed, or the desk withholds it. Ask them by telephone.") : t("What the desk shows as counsel's answer was not signed by whom you asked. Tell the others, and ask them by telephone."));
  if (one.answer === null) return h("p", { class: "hint" }, t("Counsel was asked by {0} on {1}. The question is over, and what was said is sealed to the two of them.", one.by, dayName(one.on)));
  const { advice, at, text } = one.answer;
  return h("section", { class: "advice", "aria-label": t("Counsel's advice") }, h("p", {}, h("strong", {}, t("Counsel advises: {0}.", t(WORDS[advice]!))), " ", h("span", { class: "hint" }, moment(at))), text.trim() ? h("blockquote", { class: "noted", dir: "auto" }, text.trim()) : null, h("p", { class: "hint" }, t("Advice to you, and no decision: you alone can read it, and nothing of it goes into the letter by itself.")));
}

function answerForm(app: App, asked: AskedOne): HTMLElement[] {
  const name = fresh("advice");
  const text = h("textarea", { ...TYPED, rows: 8, id: fresh("answer"), maxlength: MAX_ANSWER, dir: "auto" });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Sign and answer"));
  const form = h("form", { class: "card ask", novalidate: true }, h("fieldset", {}, h("legend", {}, t("What you advise")), ...ADVICE.map((code) => h("label", { class: "choice" }, h("input", { type: "radio", name, value: code }), h("span", {}, t(WORDS[code]!))))), labelled(t("Your answer"), text, t("{0} and you alone can read it.", asked.by)), h("p", { class: "follows" }, t("With your answer you can open this case no more. No record of the desk names you.")), place, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, async () => {
      const advice = form.querySelector<HTMLInputElement>("input:checked")?.value ?? refuse("vault.form", t("No advice is chosen."), t("Choose one of the four."));
      await answer(app.open, asked, advice, text.value.trim(), app.now());
      app.taken = null;
      history.replaceState(null, "", "#/done");
      const done = h("div", { class: "done", role: "status", tabindex: -1 }, h("h1", {}, t("Answered")), h("p", {}, t("{0} can read it now. You can open this case no more from here.", asked.by)), h("p", {}, staffLink(app, "/", t("Back to the desk"))));
      replace(app.main, done);
      announce(t("Answered"));
      done.focus();
    });
  });
  return [h("h2", {}, t("{0} asks you", asked.by)), h("p", {}, t("For an answer by {0}.", dayName(asked.until))), h("blockquote", { class: "noted", dir: "auto" }, asked.question?.text ?? ""), form];
}

const linesView = (lines: readonly (readonly [string, string])[]): HTMLElement => h("dl", { class: "rows" }, ...lines.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
