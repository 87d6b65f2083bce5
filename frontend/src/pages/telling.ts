/** `#/tell/<case>?item=N`: the text for the person of an item, made here; sent by people in their own way; then signed that it was. */
import { acted, locale, t } from "../words/tongue.ts";
import { wordsOf } from "../acts/words.ts";
import { asked } from "../desk/asked.ts";
import { compose, look } from "../desk/compose.ts";
import type { Case } from "../desk/desk.ts";
import { askOwn } from "../desk/own.ts";
import { accountOf, bytesOfText, checkAccount, finished, LANGUAGES, marksOf, markOfText, personText, sentOf, type PersonText } from "../desk/telling.ts";
import { would } from "../desk/would.ts";
import { isObject } from "../formats/canonical.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import { short } from "../formats/ids.ts";
import { FromDesk, refuse } from "../formats/refusal.ts";
import { kindOf } from "../formats/selector.ts";
import type { Statement } from "../formats/statement.ts";
import { busy, problem, type App } from "./app.ts";
import { announce, h, labelled, offer, replace, TYPED } from "./dom.ts";
import { internetAddress } from "./identifier.ts";
import { signView } from "./sign.ts";

const SPOKEN = "spoken";
const NAME = "message.txt";

export async function tellPage(app: App, id: string, item: number): Promise<void> {
  if (!app.config.local) refuse("vault.elsewhere", t("The text is made by the program of your own machine."), t("Do it on your own machine: {0}", "dueprocess vault"));
  const desk = app.open;
  const head = [h("p", { class: "eyebrow" }, t("Case {0}, item {1}", short(id), item)), h("h1", { tabindex: -1 }, t("Tell the person"))];
  const people = (await asked(desk, "notice.record", id, item)).choices["handle"] ?? [];
  const [first] = people;
  if (!first) return replace(app.main, ...head, h("p", {}, t("Nobody is left to be told.")));
  const looked = await look(desk, id);
  const taken = await app.takeSeen(looked);
  const { face } = looked.relied;
  const items = isObject(face) && Array.isArray(face["items"]) ? face["items"] : [];
  const facts = items[item - 1] ?? null;
  const targets = isObject(facts) ? (facts["targets"] ?? null) : null;
  const mine = LANGUAGES.find((one) => locale().startsWith(one)) ?? "en";
  let made: PersonText = await personText(desk, askOwn, id, item, first.value, mine);

  const named = new Intl.DisplayNames(locale(), { type: "language" });
  const person = h("select", { id: "person" }, ...people.map(({ value }) => h("option", { value }, value)));
  const language = h("select", { id: "tongue" }, ...LANGUAGES.map((code) => h("option", { value: code, selected: code === mine }, named.of(code) ?? code)));
  const account = h("input", { id: "account", type: "text", maxlength: 1024, ...TYPED, dir: "auto", autocapitalize: "none" });
  const address = internetAddress("-told");
  const how = h("select", { id: "how" }, ...Object.entries(wordsOf("notice.record", "how")).filter(([code]) => code !== "page").map(([code, words]) => h("option", { value: code }, acted(words))));
  const on = h("input", { id: "on", type: "date", value: made.day, max: made.day });
  const shown = h("blockquote", { class: "noted person-text", id: "text" });
  const place = h("div", { class: "result" });
  const whole = h("div", { class: "field" });

  const marks = (): readonly string[] => marksOf(looked.signed.values(), id, item, person.value);
  const text = (): string => {
    const typed = account.value.trim();
    checkAccount(taken, person.value, marks(), typed, (value) => address.read(value));
    return finished(made, typed);
  };
  const draw = (): void => {
    address.element.hidden = !marks().length || kindOf(account.value.trim()) !== "ip";
    shown.lang = language.value;
    shown.dir = made.direction;
    try {
      shown.textContent = text();
      replace(place);
    } catch (fault) {
      shown.textContent = "";
      replace(place, problem(fault));
    }
  };
  const fill = (): void => {
    account.value = accountOf(taken, item, person.value, marks(), targets);
    const hint = marks().length ? t("What was read in the original is held against it. It is filled in here, and no server reads it.") : t("Nobody signed that they read it: compare it with the original. It is filled in here, and no server reads it.");
    replace(whole, ...(person.value === "ALL" ? [] : [labelled(t("Their account, address or number"), account, hint), address.element]));
  };
  let turn = 0;
  const again = async (): Promise<void> => {
    turn += 1;
    const now = turn;
    shown.textContent = "";
    button.disabled = true;
    try {
      const next = await personText(desk, askOwn, id, item, person.value, language.value);
      if (now !== turn) return;
      made = next;
      draw();
    } catch (fault) {
      if (now === turn) replace(place, problem(fault));
      return;
    }
    button.disabled = false;
  };
  person.addEventListener("change", () => { fill(); void again(); });
  language.addEventListener("change", () => void again());
  account.addEventListener("input", draw);
  address.element.addEventListener("input", draw);

  const copy = h("button", {}, t("Copy it"));
  copy.addEventListener("click", () => void busy(copy, t("Copy it"), place, async () => { await navigator.clipboard.writeText(text()); announce(t("Copied.")); replace(place, h("p", { class: "hint", role: "status" }, t("Copied."))); }));
  const save = h("button", {}, t("Save it as a file"));
  save.addEventListener("click", () => void busy(save, t("Save it as a file"), place, () => Promise.resolve(offer(bytesOfText(text()), NAME))));
  const button = h("button", { type: "submit", class: "act" }, t("They were told: show what I sign"));
  const form = h(
    "form",
    { class: "card", novalidate: true },
    people.length > 1 ? labelled(t("Which of them"), person, t("Each hears of themselves alone.")) : null,
    labelled(t("Their language"), language),
    whole,
    h("div", { class: "buttons" }, copy, save),
    h("p", { class: "quiet" }, t("Send it your own way, or read it out; the desk sends nothing. Then say so. A second person confirms it.")),
    labelled(acted("How they were told"), how),
    labelled(acted("Told on"), on),
    place,
    h("div", { class: "buttons" }, button, h("a", { href: `#/case/${id}` }, t("Back to the case"))),
  );
  const page = h("div", {}, ...head, h("div", { class: "beside-letter" }, h("section", { "aria-label": t("What this person reads") }, shown), form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Checking …"), place, () => sign(app, taken, item, { handle: person.value, how: how.value, on: on.value, text: text(), page, shown: shown.cloneNode(true) as HTMLElement }));
  });
  fill();
  draw();
  replace(app.main, page);
}

interface Telling {
  readonly handle: string;
  readonly how: string;
  readonly on: string;
  readonly text: string;
  readonly page: HTMLElement;
  readonly shown: HTMLElement;
}

/** What was sent is named by its mark; the text itself goes sealed into the case, for the second person alone to hold against it. */
async function sign(app: App, taken: Case, item: number, { handle, how, on, text, page, shown }: Telling): Promise<void> {
  const desk = app.open;
  if (!on) refuse("vault.form", t("This is needed."));
  const says = { handle, how, item, mark: how === SPOKEN ? "" : await markOfText(taken, text), on };
  const act = { act: "notice.record", says };
  const { refused } = await would(desk, taken.id, { acts: [act], asked: [], letter: null });
  if (refused) throw new FromDesk(refused.rule, refused.says, refused.do);
  const note = await desk.seal("note", "text/plain", bytesOfText(text), "case", taken);
  const composed = await compose(desk, taken.id, [act, { act: "note.add", says: { sealed: note.id } }]);
  shown.removeAttribute("id");
  const view = signView(app, { composed, attached: [note], shown, undo: () => replace(app.main, page), done: () => { app.taken = null; } });
  replace(app.main, view);
  view.querySelector<HTMLElement>("#sign-title")?.focus();
}

/** The text that a colleague says was sent, for whoever confirms it: just what the signed mark names. */
export async function sentView(app: App, id: string, said: Statement): Promise<HTMLElement> {
  const wanted = String(said.says["mark"]);
  if (!wanted) return h("p", {}, t("It was spoken: there is no text to hold against it."));
  const one = await sentOf(await app.takeSeen(await look(app.open, id)), wanted);
  return one ? h("blockquote", { class: "noted person-text", dir: "auto" }, fromUtf8(one.content) ?? "") : h("p", { class: "warning" }, t("What was sent is not in the case: ask your colleague to show it to you."));
}
