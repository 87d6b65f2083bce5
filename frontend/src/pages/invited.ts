/** `#/asked/`: a lawyer who was sent a link. No identity, no desk: one case, one answer, and the link is over. */
import { Api, isRefused } from "../desk/api.ts";
import { answerBy, digitsOf, hand, keysOf, openedBy, secretIn, told, type Mine, type Told } from "../desk/invited.ts";
import { random, type Bytes } from "../formats/bytes.ts";
import { BYTES, words } from "../formats/recovery.ts";
import { refuse, Refusal } from "../formats/refusal.ts";
import { dayName } from "../acts/named.ts";
import { busy, problem, untouched, type App } from "./app.ts";
import { answerForm, doneView, linesView } from "./counsel.ts";
import { h, labelled, replace, TYPED } from "./dom.ts";
import { Reader } from "./reader.ts";
import { t } from "../words/tongue.ts";

const LOOK = 3000;

/** What the page holds while it stands; nothing of it is kept by the browser. */
interface Held {
  readonly app: App;
  readonly api: Api;
  readonly secret: Bytes;
  gone: boolean;
  /** Whether the desk's last answer failed: that is told once, however often it is asked again. */
  failed: boolean;
  /** Removes what listens. */
  close: () => void;
}

/** The page of a link's holder; returns what ends it. */
export function invitedPage(app: App, text: string): () => void {
  const secret = secretIn(text);
  // The secret leaves the address, and with it the list of pages that were visited.
  history.replaceState(null, "", "#/asked/");
  const held: Held = { app, api: new Api(app.config.api), secret: secret ?? (new Uint8Array() as Bytes), gone: false, failed: false, close: () => {} };
  if (secret === null) replace(app.main, h("h1", { tabindex: -1 }, t("A question to you")), h("p", {}, t("Open the link again that you were sent: this page keeps nothing of it.")));
  else void begin(held);
  const timer = window.setInterval(() => { if (app.idle && secret !== null) { held.close(); void begin(held, untouched()); app.touch(); } }, 15_000);
  return () => { held.gone = true; held.close(); window.clearInterval(timer); };
}

const place = ({ app }: Held, ...parts: (HTMLElement | null)[]): void => replace(app.main, h("h1", { tabindex: -1 }, t("A question to you")), ...parts);

async function begin(held: Held, because = ""): Promise<void> {
  try {
    const said = await heard(held);
    if (held.gone) return;
    if (said.drawn) wordsView(held, said, because);
    else firstView(held, said);
  } catch (fault) {
    failed(held, fault, () => void begin(held, because));
  }
}

async function heard(held: Held): Promise<Told> {
  const said = await told(held.api, held.secret);
  held.failed = false;
  return said;
}

/** What went wrong. A desk that did not answer is asked again: under load, or on a bad line, that is a matter of seconds. */
function failed(held: Held, fault: unknown, again: () => void): void {
  if (held.gone) return;
  if (fault instanceof Refusal && fault.rule === "access.not-found") {
    return place(held, h("p", { class: "refused", role: "alert" }, t("This link is no longer valid: the question was answered or taken back, or its day has passed. Ask whoever sent it.")));
  }
  const passing = fault instanceof Refusal && !isRefused(fault);
  if (!held.failed) place(held, problem(fault, ...(passing ? [h("p", {}, t("This page tries again by itself."))] : [])));
  held.failed = true;
  if (passing) later(held, again);
}

function later(held: Held, again: () => void): void {
  const timer = window.setTimeout(again, LOOK);
  held.close = () => window.clearTimeout(timer);
}

/** The first time: words to keep, then digits to read aloud. */
function firstView(held: Held, said: Told): void {
  const mine = words(random(BYTES));
  const result = h("div", { class: "result" });
  const button = h("button", { class: "act" }, t("I have written them down"));
  button.addEventListener("click", () => void busy(button, t("Making your keys …"), result, async () => {
    const me = keysOf(held.secret, mine, said);
    await hand(held.api, held.secret, me);
    await waitView(held, me, { ...said, drawn: true });
  }));
  place(held, h("p", { class: "lead" }, t("{0} of {1} wants to ask you about one case. You need no account and install nothing.", said.by.name, held.app.config.provider)), h("section", { class: "card" }, h("h2", {}, t("First: write down your words")), h("p", {}, t("With them and the link you open this page again, in any browser. Tell them to nobody, not on the telephone either. They are shown once.")), h("p", { class: "fingerprint words", dir: "ltr" }, mine), result, button), trust());
}

/** Later: the words open it. */
function wordsView(held: Held, said: Told, because: string): void {
  const typed = h("input", { type: "password", id: "words", ...TYPED, autocapitalize: "none", dir: "ltr" });
  const result = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Open"));
  const form = h("form", { class: "card", novalidate: true }, labelled(t("Your nine words"), typed, t("You wrote them down when you opened the link for the first time. If you have lost them, ask for another link.")), result, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Opening …"), result, async () => {
      if (!typed.value.trim()) refuse("vault.nothing-typed", t("Nothing was typed."), t("Type your nine words."));
      const me = keysOf(held.secret, typed.value, said);
      typed.value = "";
      await waitView(held, me, await told(held.api, held.secret));
    });
  });
  place(held, because ? h("p", { class: "follows", role: "status" }, t("The page locked itself. {0}", because)) : null, form);
  typed.focus();
}

/** Digits to read aloud, until the question comes; then the question. */
async function waitView(held: Held, me: Mine, said: Told): Promise<void> {
  if (held.gone) return;
  if (said.note) return questionView(held, me, said);
  place(held, h("section", { class: "card" }, h("h2", {}, t("Then: read these digits aloud")), h("p", {}, t("{0} rings you, or you ring them. Read the digits to them: they must have the same before them. Only then do they encrypt the question to you.", said.by.name)), h("p", { class: "fingerprint", dir: "ltr" }, digitsOf(said.desk, said.by, me)), h("p", { role: "status" }, t("The question appears here by itself. You can close the page and come back until {0}.", dayName(said.until)))), trust());
  later(held, () => void again());
  async function again(): Promise<void> {
    try {
      await waitView(held, me, await heard(held));
    } catch (fault) {
      failed(held, fault, () => void again());
    }
  }
}

async function questionView(held: Held, me: Mine, said: Told): Promise<void> {
  const { asked, opened } = await openedBy(said, me);
  const { question } = asked;
  const reader = opened.length ? new Reader(opened) : null;
  held.close = () => reader?.close();
  const form = answerForm(asked, async (advice, text) => {
    await answerBy(held.api, held.secret, me, asked, advice, text, held.app.now());
    held.close();
    doneView(held.app, asked.by, null);
  });
  place(held, h("div", { class: reader ? "two" : "" }, h("section", { class: "counsel" }, ...form, question?.copy.length ? h("details", { open: !reader }, h("summary", {}, reader ? t("The case in short") : t("A copy without identifiers")), linesView(question.copy)) : null, h("p", { class: "hint" }, t("Answer only if these digits were the same on the telephone: {0}", digitsOf(said.desk, said.by, me)))), reader?.element ?? null));
}

function trust(): HTMLElement {
  return h("p", { class: "hint" }, t("Whoever runs the server of this desk could change this page. The digits reveal a changed key, and no changed page."));
}
