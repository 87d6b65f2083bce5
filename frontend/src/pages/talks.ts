/**
 * `#/talks`: talks with governments in the open (docs/reference/talks.md). In one's own vault alone: words are sealed here to
 * people of the house, opened here and held against what was signed; the desk sees none of them before their day.
 */
import OWN from "../acts/acts.talks.json" with { type: "json" };
import SAID from "../acts/talks.json" with { type: "json" };
import type { Bytes } from "../formats/bytes.ts";
import type { Value } from "../formats/canonical.ts";
import type { Says } from "../formats/statement.ts";
import type { App } from "./app.ts";
import type { Kit } from "./lawkit.ts";
import type { Key } from "../words/tongue.ts";

export const ACTS = OWN;

type Obj = Record<string, Value>;
type Sort = "talk" | "position" | "exit";
/** A row of the desk's list: it is believed once its words were opened. */
type Row = Readonly<{ talk: string; sort: string; on: string; until: string; by: string; answers: Readonly<Record<string, boolean>>; published: string; withdrawn: boolean; sealed: string; words: string }>;

const [LINE, SENTENCE, TEXT] = [160, 400, 8000];
const DAY = 86_400_000;
/** Days from the talk to its day, where nobody says another one. */
const DELAY = 90;
/** Who reads talks (`acts/who.py`: DESK), and who publishes them. */
const [READS, PUBLISHES] = [["clerk", "approver", "releaser", "counsel"], ["approver", "releaser"]];
/** What names a person, and what is no line (`formats/talk.py`, `formats/public_line.py`). */
const PERSON = /(?<![\p{L}\p{N}_])(?:Mr|Mrs|Ms|Dr|Prof|Herrn?|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Signora?|Pani?)(?![\p{L}\p{N}_])\.?\s+(?=\p{L})/u;
const UNLINED = /@|:\/\/|www\.|[\u0000-\u001f\u007f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/i;

/** One field of the words: how it is asked, of which sorts, and the name of its label. */
interface Field {
  readonly key: string;
  readonly label: string;
  readonly form: "line" | "sentence" | "text" | "lines" | "choice" | "topics" | "day" | "code";
  readonly codes?: readonly string[];
  readonly needed?: boolean;
  readonly only?: readonly Sort[];
}

const WAYS = ["meeting", "call", "letter", "hearing", "consultation", "event"];
const TOPICS = ["law", "licence", "data", "retention", "removal", "network", "access", "encryption", "representative", "tax", "other"];
const CAME = ["open", "nothing", "agreed", "refused", "withdrawn", "passed", "changed", "lapsed"];
const BECAME = ["open", "withdrawn", "passed", "changed", "lapsed"];
const FIELDS: readonly Field[] = [
  { key: "on", label: "day", form: "day", needed: true },
  { key: "country", label: "country", form: "code", needed: true },
  { key: "body", label: "with", form: "line", needed: true },
  { key: "function", label: "function", form: "line" },
  { key: "way", label: "how", form: "choice", codes: WAYS },
  { key: "began", label: "began", form: "choice", codes: ["they", "we"] },
  { key: "about", label: "subject", form: "topics", codes: TOPICS, needed: true },
  { key: "says", label: "says", form: "sentence", needed: true },
  { key: "asked", label: "asked", form: "sentence" },
  { key: "answered", label: "answered", form: "sentence" },
  { key: "bill", label: "bill", form: "line", needed: true, only: ["position"] },
  { key: "stand", label: "stand", form: "choice", codes: ["oppose", "amend", "support"], only: ["position"] },
  { key: "sent", label: "text_title", form: "text", needed: true, only: ["position"] },
  { key: "beside", label: "beside", form: "lines", only: ["position"] },
  { key: "export", label: "export", form: "sentence", needed: true, only: ["exit"] },
  { key: "warning", label: "warning", form: "sentence", needed: true, only: ["exit"] },
  { key: "last_day", label: "last_day", form: "day", needed: true, only: ["exit"] },
  { key: "came", label: "came", form: "choice", codes: CAME },
  { key: "came_of_it", label: "came_of_it", form: "sentence" },
  // A correction is recorded by command; here it is read.
  { key: "changed", label: "changed", form: "sentence", only: [] },
];
/** Names that the public page has not, since it says these things otherwise; every other one is called as there. */
const NAMES: Readonly<Record<string, Key>> = {
  with: "With which body", day: "Day", country: "Country", function: "Function", began: "Who asked for it", says: "What it was about, in one sentence", stand: "Our stand",
  oppose: "we oppose it", amend: "we want it changed", support: "we support it", came_of_it: "What came of it, in one sentence",
};
const SORTS: Readonly<Record<Sort, Key>> = { talk: "A talk", position: "A text that we sent on an act or a bill", exit: "We leave a country" };

export async function talksPage(app: App, kit: Kit, begun: URLSearchParams): Promise<void> {
  const { DESK, h, list, refuse, string, t } = kit;
  if (!app.config.local) refuse("vault.elsewhere", t("A page that the desk itself serves could show you other words than those that are sealed."), t("On your own machine: {0}", "dueprocess vault"));
  const desk = app.open;
  const [shown, told] = await Promise.all([desk.api.get("/v1/desk/itself"), desk.api.get("/v1/desk/talks")]);
  await desk.follow(DESK, list(shown["notes"]).map(string));
  const page = new Talks(app, kit, string(shown["shelf"]));
  const rows = list(told["rows"]).map((one) => page.rowOf(one));
  kit.replace(
    app.main,
    h("h1", { tabindex: -1 }, page.word("title")),
    h("p", { class: "lead" }, t("Recorded and sealed, read by a second person, public on their day. Name bodies and functions, never a person.")),
    ...list(told["open"]).map((one) => page.quarter(string(one))),
    page.waiting(rows),
    page.record(begun),
    page.rest(rows),
  );
}

class Talks {
  constructor(private readonly app: App, private readonly kit: Kit, private readonly shelf: string) {}

  word = (key: string): string => {
    const said: Readonly<Record<string, string>> = this.kit.spoken() === "de" ? SAID.de : SAID.en;
    const own = NAMES[key];
    return own ? this.kit.t(own) : said[key] ?? key;
  };

  /** Throws Refusal. */
  rowOf = (value: Value): Row => {
    const { isObject, refuse, string, t } = this.kit;
    if (!isObject(value) || !isObject(value["answers"])) return refuse("vault.bad-answer", t("the desk's form is not of the agreed form"));
    const answers = Object.fromEntries(Object.entries(value["answers"]).map(([name, yes]) => [name, yes === true]));
    const [talk, sort, on, until, by, published, sealed, words] = ["talk", "sort", "on", "until", "by", "published_on", "sealed", "words"].map((key) => string(value[key])) as [string, string, string, string, string, string, string, string];
    return { talk, sort, on, until, by, answers, published, withdrawn: value["withdrawn"] === true, sealed, words };
  };

  #has(roles: readonly string[]): boolean {
    return this.app.open.me.roles.some((one) => roles.includes(one));
  }

  /** What would be signed, in the place of the page. */
  #look(act: string, says: Says, from: HTMLElement, shown: HTMLElement | null, more: Record<string, string> = {}): void {
    const { app, kit } = this;
    const { DESK, h, replace, signView, t } = kit;
    const desk = app.open;
    const text = desk.text(null, [{ act, says }], { basis: () => this.shelf, revision: 0 });
    const kept = [...app.main.childNodes];
    const view = signView(app, {
      composed: { text },
      ...(shown ? { shown } : {}),
      enter: () => desk.handIn("/v1/desk/acts", DESK, desk.note(text), more),
      undo: () => { app.main.replaceChildren(...kept); from.focus(); },
      done: () => view.querySelector(".done")?.append(act === "talk.record" ? h("p", {}, t("Next a second person opens it on the page of talks, and reads it.")) : "", h("p", {}, h("a", { href: `#/talks?again=${Date.now()}` }, t("To the talks")))),
    });
    replace(app.main, view);
    view.querySelector<HTMLElement>("#sign-title")?.focus();
  }

  /** The question of each quarter: none is an answer. */
  quarter(name: string): HTMLElement {
    const { busy, card, h, t } = this.kit;
    const place = h("div", { class: "result" });
    const button = (answer: string, words: string): HTMLElement => {
      const made = h("button", { class: "plain" }, words);
      made.addEventListener("click", () => void busy(made, t("Checking …"), place, async () => this.#look("talk.quarter", { answer, quarter: name }, made, null)));
      return made;
    };
    const asked = this.word("quarter").replace("{number}", name.slice(-1)).replace("{year}", name.slice(0, 4));
    return card(t("{0}: were there talks with governments?", asked), h("p", { class: "hint" }, t("The answer stays inside the house.")), h("div", { class: "buttons" }, button("none", t("There were none")), button("all", t("There were, and all are recorded"))), place);
  }

  /** Talks that a second person reads, and those whose day has come. */
  waiting(rows: readonly Row[]): HTMLElement | null {
    const { card, t } = this.kit;
    const mine = rows.filter((one) => this.#asks(one));
    return mine.length ? card(t("Wait for you"), ...mine.map((one) => this.#row(one))) : null;
  }

  rest(rows: readonly Row[]): HTMLElement {
    const { card, h, t } = this.kit;
    const others = rows.filter((one) => !this.#asks(one)).reverse();
    return card(t("All talks"), others.length ? null : h("p", { class: "quiet" }, rows.length ? t("There is none besides those above.") : t("No talk is recorded yet.")), ...others.map((one) => this.#row(one)));
  }

  #today = (): string => new Date(this.app.now()).toISOString().slice(0, 10);

  #isDue({ answers, published, until, withdrawn }: Row): boolean {
    const said = Object.values(answers);
    return !withdrawn && !published && said.length > 1 && !said.some(Boolean) && until <= this.#today() && this.#has(PUBLISHES);
  }

  #asks(one: Row): boolean {
    return this.#isDue(one) || (!one.withdrawn && !one.published && this.#has(READS) && !(this.app.open.who.name in one.answers));
  }

  #stateOf(one: Row): string {
    const { dayName, t } = this.kit;
    if (one.withdrawn) return t("Taken back.");
    if (one.published) return t("Public since {0}.", dayName(one.published));
    if (Object.values(one.answers).some(Boolean)) return t("Held back: it would reveal a demand that is secret.");
    return Object.keys(one.answers).length > 1 ? t("Its day is {0}.", dayName(one.until)) : t("Recorded by {0}. A second person has to read it.", one.by);
  }

  #row(one: Row): HTMLElement {
    const { busy, dayName, h, replace, t } = this.kit;
    const place = h("div", { class: "result" });
    const sort = Object.hasOwn(SORTS, one.sort) ? t(SORTS[one.sort as Sort]) : one.sort;
    const open = h("button", { class: this.#asks(one) ? "act" : "plain small" }, t("Open and read it"));
    open.addEventListener("click", () => void busy(open, t("Opening …"), place, async () => {
      const { words, data } = await this.#opened(one);
      replace(place, this.#wordsView(words), this.#acts(one, words, data));
      place.querySelector<HTMLElement>("input, button")?.focus();
    }));
    return h("section", { class: "proposal" }, h("h3", {}, `${sort} · ${dayName(one.on)}`), h("p", { class: "quiet" }, this.#stateOf(one)), one.withdrawn ? null : h("div", { class: "buttons" }, open), place);
  }

  /** The words, opened here and held against what was signed. Throws Refusal. */
  async #opened(one: Row): Promise<{ readonly words: Obj; readonly data: Bytes }> {
    const { commitment, decode, decrypt, fromBase64, isObject, pack, refuse, secretsOf, t, unpack } = this.kit;
    const told = fromBase64(one.words || one.sealed) ?? refuse("vault.bad-answer", t("the desk's form is not of the agreed form"));
    const { header, content } = unpack(one.words ? told : await decrypt(told, secretsOf(this.app.open.who)));
    const words = decode(content);
    const same = header.kind === "note" && header.media === "application/json" && !header.name && commitment(header, content) === one.talk;
    if (!same || !isObject(words) || words["sort"] !== one.sort || words["on"] !== one.on) return refuse("talk.wrong", t("The desk shows other words than those that were signed. Tell the others."));
    return { words, data: pack(header, content) };
  }

  #wordsView(words: Obj): HTMLElement {
    const { countryName, dayName, h, isObject } = this.kit;
    const said = ({ key, form }: Field): string => {
      const value = words[key];
      if (value === null || value === undefined || value === "" || isObject(value)) return "";
      if (form === "day") return dayName(String(value));
      if (form === "code") return countryName(String(value));
      if (form === "choice") return this.#code(key, String(value));
      return (Array.isArray(value) ? value.map((one) => (form === "topics" ? this.#code("about", String(one)) : String(one))) : [String(value)]).join(form === "text" ? "\n" : ", ");
    };
    const rows = FIELDS.flatMap((field) => { const text = said(field); return text ? [[this.word(field.label), text] as const] : []; });
    return h("dl", { class: "rows" }, ...rows.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", { dir: "auto", class: "noted" }, text))));
  }

  /** What a code is called on the public page. */
  #code = (key: string, code: string): string => this.word(key === "began" || key === "stand" ? code : `${key}_${code}`);

  /** What may be done with an opened one: answer as a reader, publish it on its day, take it back. */
  #acts(one: Row, words: Obj, data: Bytes): HTMLElement {
    const { acted, base64, busy, fresh, h, labelled, sha256hex, t } = this.kit;
    const place = h("div", { class: "result" });
    const shown = (): HTMLElement => this.#wordsView(words);
    const open = !one.withdrawn && !one.published;
    const reveals = this.#reveals();
    const answer = h("button", { class: this.#isDue(one) ? "plain" : "act" }, t("Show what I sign"));
    answer.addEventListener("click", () => void busy(answer, t("Checking …"), place, async () => this.#look("talk.agree", { reveals: reveals.read(), talk: one.talk, until: one.until }, answer, shown())));
    const publish = h("button", { class: "act" }, t("Publish it: show what I sign"));
    publish.addEventListener("click", () => void busy(publish, t("Checking …"), place, async () => this.#look("talk.publish", { talk: one.talk, words: sha256hex(data) }, publish, shown(), { words: base64(data) })));
    const why = h("select", { id: fresh("why") }, h("option", { value: "" }, t("Choose")), ...Object.entries(this.#closed("talk.withdraw", "why")).map(([code, says]) => h("option", { value: code }, acted(says))));
    const back = h("button", { class: "plain" }, t("Take it back: show what I sign"));
    back.addEventListener("click", () => void busy(back, t("Checking …"), place, async () => this.#look("talk.withdraw", { talk: one.talk, why: why.value || this.#lacks(t("Say why.")) }, back, shown())));
    return h(
      "div",
      {},
      this.#isDue(one) ? h("div", { class: "buttons" }, publish) : null,
      open && this.#has(READS) ? h("div", {}, reveals.element, h("div", { class: "buttons" }, answer)) : null,
      this.#has(READS) && !one.withdrawn ? h("details", {}, h("summary", {}, t("Take it back")), labelled(t("Why"), why), h("div", { class: "buttons" }, back)) : null,
      place,
    );
  }

  #closed(act: string, key: string): Readonly<Record<string, string>> {
    const is = this.kit.ACTS[act]?.fields.find((one) => one.key === key)?.is;
    return is?.kind === "closed" ? is.words : {};
  }

  #lacks = (says: string): never => this.kit.refuse("vault.form", says);

  #reveals(): { readonly element: HTMLElement; readonly read: () => string } {
    const { acted, fresh, h, t } = this.kit;
    const name = fresh("reveals");
    const boxes = Object.entries(this.#closed("talk.record", "reveals")).map(([code, says]) => ({ says, box: h("input", { type: "radio", name, value: code }) }));
    const element = h("fieldset", { class: "field" }, h("legend", {}, t("Would it reveal a demand that is secret?")), ...boxes.map(({ box, says }) => h("label", { class: "choice" }, box, h("span", {}, acted(says)))));
    return { element, read: () => boxes.find(({ box }) => box.checked)?.box.value ?? this.#lacks(t("Say whether it would reveal a demand that is secret.")) };
  }

  /** A form of all that the public will read; what is of another sort is not asked. */
  record(begun: URLSearchParams): HTMLElement | null {
    if (!this.#has(READS)) return null;
    const { busy, fresh, h, labelled, t } = this.kit;
    const asked = (name: string): boolean => begun.get("record") === name;
    const sorts = h("select", { id: fresh("sort") }, ...Object.entries(SORTS).map(([code, says]) => h("option", { value: code }, t(says))));
    const made = FIELDS.map((field) => ({ field, ...this.#control(field, begun) }));
    const until = h("input", { type: "date", id: fresh("until") });
    const on = made[0]!.element.querySelector("input") as HTMLInputElement;
    const later = (): void => { if (on.value) until.value = new Date(Math.max(Date.parse(on.value) + DELAY * DAY, this.app.now())).toISOString().slice(0, 10); };
    on.addEventListener("change", later);
    later();
    const draw = (): void => { for (const { field, element } of made) element.hidden = field.only !== undefined && !field.only.includes(sorts.value as Sort); };
    sorts.addEventListener("change", draw);
    draw();
    const reveals = this.#reveals();
    const place = h("div", { class: "result" });
    const button = h("button", { type: "submit", class: "act" }, t("Seal it and show what I sign"));
    const form = h("form", { class: "card", novalidate: true }, labelled(t("What it is"), sorts), ...made.map((one) => one.element), labelled(t("Public from"), until, t("At most twelve months after the day of the talk. Two people set it.")), reveals.element, place, h("div", { class: "buttons" }, button));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(button, t("Sealing …"), place, async () => {
        const words = this.#read(sorts.value as Sort, made);
        const says = { on: words["on"] ?? "", reveals: reveals.read(), sort: sorts.value, until: until.value || this.#lacks(t("Say from which day it is public.")) };
        const { name, sealed } = await this.#seal(words);
        this.#look("talk.record", { ...says, sealed: this.kit.sha256hex(sealed), talk: name }, button, this.#wordsView(words), { sealed: this.kit.base64(sealed) });
      });
    });
    return h("details", { class: "make", open: asked("talk") }, h("summary", {}, t("Record a talk, a text that we sent, or that we leave a country")), form);
  }

  #control(field: Field, begun: URLSearchParams): { readonly element: HTMLElement; readonly read: () => Value } {
    const { fresh, h, labelled, t, TYPED } = this.kit;
    const { key, form, codes = [] } = field;
    const label = this.word(field.label) + (field.needed ? "" : form === "choice" ? "" : ` (${t("may stay empty")})`);
    if (form === "topics") {
      const boxes = codes.map((code) => ({ code, box: h("input", { type: "checkbox", id: fresh("topic") }) }));
      return { element: h("fieldset", { class: "field" }, h("legend", {}, label), h("div", { class: "choices" }, ...boxes.map(({ box, code }) => h("label", { class: "choice", for: box.id }, box, this.#code("about", code))))), read: () => boxes.filter(({ box }) => box.checked).map(({ code }) => code) };
    }
    if (form === "choice") {
      const control = h("select", { id: fresh(key) }, ...codes.map((code) => h("option", { value: code, selected: begun.get(key) === code }, this.#code(key, code))));
      return { element: labelled(label, control), read: () => control.value };
    }
    if (form === "text" || form === "lines") {
      const control = h("textarea", { id: fresh(key), rows: form === "text" ? 8 : 2, dir: "auto", autocomplete: "off" });
      const lines = (): string[] => control.value.split("\n").map((one) => one.trim()).filter(Boolean);
      return { element: labelled(label, control, form === "lines" ? t("One a line.") : ""), read: () => (form === "lines" ? lines() : control.value.trim()) };
    }
    const start = key === "country" ? String(this.app.open.about["country"] ?? "") : key === "on" ? this.#today() : "";
    const control = h("input", { type: form === "day" ? "date" : "text", id: fresh(key), value: begun.get(key) ?? start, ...TYPED, dir: form === "code" ? "ltr" : "auto" });
    const hint = form === "code" ? t("Two capital letters, as DE; EU for the Union") : key === "body" ? t("The body, as it calls itself. No person's name.") : key === "function" ? t("As Director, Licensing. No person's name.") : "";
    return { element: labelled(label, control, hint), read: () => control.value.trim() || (form === "day" ? null : "") };
  }

  /** The words as they are sealed. Throws Refusal `vault.form` for what could not be made public as it stands. */
  #read(sort: Sort, made: readonly { readonly field: Field; readonly read: () => Value }[]): Obj {
    const { spoken, t } = this.kit;
    const words: Obj = { sort, language: spoken(), replaces: "" };
    const missing: string[] = [];
    for (const { field, read } of made) {
      const { form, key, needed, only } = field;
      const label = this.word(field.label);
      const value = only && !only.includes(sort) ? (form === "lines" ? [] : form === "day" ? null : "") : read();
      words[key] = value;
      if (only && !only.includes(sort)) continue;
      if (needed && (value === null || value === "" || (Array.isArray(value) && !value.length))) { missing.push(label); continue; }
      const most = form === "sentence" ? SENTENCE : LINE;
      const texts = form === "line" || form === "sentence" ? [String(value)] : form === "lines" && Array.isArray(value) ? value.map(String) : [];
      if (texts.some((one) => [...one].length > most || UNLINED.test(one) || PERSON.test(one))) this.#lacks(t("{0}: at most {1} characters, without a person's name (Mr, Ms, Dr …) and without an address.", label, most));
      if (form === "text" && ([...String(value)].length > TEXT || String(value).split("\n").some((one) => UNLINED.test(one)))) this.#lacks(t("{0}: at most {1} characters, without an address.", label, TEXT));
      if (form === "code" && !/^[A-Z]{2}$/.test(String(value))) this.#lacks(t("Missing: {0}.", label));
    }
    if (missing.length) this.#lacks(t("Missing: {0}.", missing.join(" · ")));
    if (String(words["on"]) > this.#today()) this.#lacks(t("Its day has not come yet."));
    if (sort === "position" && !BECAME.includes(String(words["came"]))) this.#lacks(t("Say what became of the bill: it is open, was taken back, became law or lapsed."));
    return words;
  }

  /** The commitment to the words, and the ciphertext: to people of the house who read talks, and recovery. */
  async #seal(words: Obj): Promise<{ readonly name: string; readonly sealed: Bytes }> {
    const { agesOf, commitment, encode, encryptTo, headerFor, pack } = this.kit;
    const { roster } = this.app.open;
    const content = encode(words);
    const header = headerFor("note", "application/json", content, this.app.now());
    const readers = roster.people.filter(({ roles }) => !roles.includes("outside") && roles.some((one) => READS.includes(one))).flatMap(agesOf);
    return { name: commitment(header, content), sealed: await encryptTo(pack(header, content), [...readers, roster.recovery]) };
  }
}
