/** Sentences as they are read and confirmed: each blank editable in its place, each sentence with a control of its own. */
import { checkValue, label, normal } from "../acts/face.ts";
import type { Span } from "../desk/particulars.ts";
import { equal, isObject, type Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import { announce, fresh, h, replace } from "./dom.ts";
import { controlOf } from "./form.ts";
import { marked } from "./reader.ts";
import { alone, askedKey, inWords, restOf, sentencesOf, type Blank, type Form, type Sentence, type Told } from "./sentences.ts";
import { t } from "../words/tongue.ts";

type Mark = (spans: readonly Span[]) => void;
/** An answer that a machine offers, and what each field then says. */
export type Offered = readonly [name: string, says: Readonly<Record<string, Value>>];

/** All sentences of a case. What is ticked says what its blanks show, and no more. */
export class Blanks {
  readonly element: HTMLElement;
  readonly #typed = new Map<string, Value>();
  readonly #apart = new Set<string>();
  readonly #lines = new Map<string, Line>();
  /** Sentences that were ticked before, until they are shown. */
  readonly #wanted = new Map<string, string>();
  readonly #shown = h("div", { class: "sentences" });
  readonly #rest = h("details", { class: "rest" });
  readonly #summary = h("summary", {}, t("Something else matters"));

  constructor(
    private form: Form,
    private readonly home: string,
    private readonly mark: Mark,
    private readonly changed: () => void,
  ) {
    this.element = h("div", {}, this.#shown, this.#rest);
    this.#draw();
  }

  /** What the law asks for may be more after what was confirmed; what a person typed and ticked stays. */
  told(form: Form): void {
    const ticked = new Set([...this.#typed.keys(), ...[...this.#lines.values()].flatMap((one) => (one.ticked ? one.sentence.paths : []))]);
    // What is asked anew joins the last such sentence, unless that one is ticked.
    const last = Math.max(0, ...[...this.form.fields.values()].map((one) => one.asked));
    const turn = last && !this.#lines.get(askedKey(last))?.ticked ? last : last + 1;
    const asked = (one: Told): number => (form.fields.get(one.path)?.asked ? one.asked || turn : ticked.has(one.path) ? one.asked : 0);
    if ([...this.form.fields.values()].every((one) => asked(one) === one.asked)) return;
    const fields = [...this.form.fields].map(([path, one]) => [path, { ...one, asked: asked(one) }] as const);
    this.form = { ...this.form, fields: new Map(fields) };
    this.#draw();
  }

  /** What was shown in the original confirms its sentence. */
  tick(key: string): void {
    const line = this.#lines.get(key);
    if (line?.ticked) return;
    line?.tick();
    this.changed();
  }

  /** How many accounts were marked, where no machine and nobody had said it. */
  count(item: number, many: number): void {
    const path = `items.${item}.targets`;
    if (this.form.fields.has(path) && this.value(path) === null) this.#typed.set(path, many);
    this.#draw();
  }

  /** What a field says on this page now. */
  value(path: string): Value {
    return this.#typed.get(path) ?? this.form.fields.get(path)?.value ?? null;
  }

  /** How many sentences say what always decides, and nobody confirmed it. */
  get open(): number {
    return this.#unread.length;
  }

  get #unread(): readonly Line[] {
    const decides = (blank: Blank): boolean => blank.value !== null && blank.field.decisive;
    return [...this.#lines.values()].filter((one) => !one.ticked && !one.sentence.confirmed && one.sentence.blanks.some(decides));
  }

  /** How many sentences were changed here and not ticked: what they say is not signed. */
  get loose(): number {
    return [...this.#lines.values()].filter((one) => !one.ticked && one.sentence.paths.some((path) => this.#typed.has(path))).length;
  }

  /** Marks those, and says how many they are. */
  point(): number {
    for (const { element } of this.#unread) element.classList.toggle("wrong", true);
    return this.open;
  }

  /** Goes to the first sentence that says one of these, and marks all that do. */
  seek(paths: readonly string[]): void {
    const sought = [...this.#lines.values()].filter((one) => one.sentence.paths.some((path) => paths.includes(path))).map((one) => one.element);
    for (const one of sought) one.classList.add("sought");
    if (sought.some((one) => this.#rest.contains(one))) this.#rest.open = true;
    sought[0]?.scrollIntoView({ block: "center" });
    sought[0]?.querySelector<HTMLElement>(".tick input")?.focus();
  }

  /** What stood in each field before, in words. */
  get before(): ReadonlyMap<string, string> {
    return new Map([...this.#lines.values()].flatMap((one) => one.sentence.blanks.flatMap((each) => each.paths.map((path) => [path, inWords(each.field, this.form.fields.get(path)?.value ?? null)] as const))));
  }

  /** What the ticked sentences say. Throws Refusal `vault.form`; each wrong blank is opened and marked. */
  get fields(): Record<string, Value> {
    const says: Record<string, Value> = {};
    const wrong: string[] = [];
    for (const one of [...this.#lines.values()].filter((each) => each.ticked)) {
      for (const blank of one.sentence.blanks) {
        if (!one.good(blank)) wrong.push(label(blank.field));
        for (const path of blank.paths) if (blank.value !== null || (this.form.fields.get(path)?.value ?? null) !== null) says[path] = normal(blank.field, blank.value);
      }
    }
    if (wrong.length) refuse("vault.form", t("Not written as its field says: {0}.", wrong.join("; ")));
    return says;
  }

  /** What a person typed and ticked, to be kept. A tick is kept with what its sentence said. */
  get draft(): Value {
    return { typed: [...this.#typed], ticked: [...this.#lines.values()].filter((one) => one.ticked).map((one) => [one.sentence.key, one.words]) };
  }

  /** The same again. A sentence that says something else now is not ticked. */
  resume(draft: Value): void {
    const { typed, ticked } = isObject(draft) ? draft : {};
    for (const [path, value] of pairs(typed)) if (this.form.fields.has(path)) this.#typed.set(path, value);
    for (const [key, words] of pairs(ticked)) this.#wanted.set(key, String(words));
    this.#draw();
  }

  /** A question that stands with a sentence: what differs, and is for a person to judge. One press on an answer fills blanks and ticks nothing. Words of the letter are hostile: what is not seen in them is marked. */
  ask(key: string, words: string, answers: readonly Offered[] = []): void {
    const press = ([name, says]: Offered): HTMLElement => h("button", { class: "plain small", type: "button", click: () => this.#fill(says, name) }, h("bdi", {}, ...marked(name)));
    const asked = h("p", { class: "differs", id: fresh("asked") }, h("bdi", {}, ...marked(words)), ...answers.flatMap((one) => [" ", press(one)]));
    const line = this.#lines.get(key);
    if (line) line.ask(asked);
    else this.#shown.append(asked);
  }

  #fill(says: Readonly<Record<string, Value>>, name: string): void {
    for (const [path, value] of Object.entries(says)) if (this.form.fields.has(path)) this.#typed.set(path, value);
    this.#draw();
    announce(name);
    this.changed();
  }

  #draw(): void {
    const around = { home: this.home, typed: this.#typed, apart: this.#apart };
    const sentences = sentencesOf(this.form, around);
    const rest = restOf(this.form, sentences).map((one) => alone(this.form, around, one.path));
    const keys = new Set([...sentences, ...rest].map((one) => one.key));
    for (const key of [...this.#lines.keys()]) if (!keys.has(key)) this.#lines.delete(key);
    place(this.#shown, sentences.map((one) => this.#line(one).element));
    place(this.#rest, [this.#summary, ...rest.map((one) => this.#line(one).element)]);
    this.#rest.hidden = !rest.length;
  }

  #line(sentence: Sentence): Line {
    const line = this.#lines.get(sentence.key) ?? new Line(this.mark, (blank, value) => this.#type(blank, value), (blank) => this.#split(blank), this.changed);
    this.#lines.set(sentence.key, line);
    line.say(sentence);
    if (this.#wanted.get(sentence.key) === line.words) {
      this.#wanted.delete(sentence.key);
      line.tick();
    }
    return line;
  }

  /** A blank that stands once for several items gets one for each. */
  #split({ field }: Blank): void {
    this.#apart.add(field.name);
    this.#draw();
    this.element.querySelector<HTMLElement>(`[data-path="${field.path}"]`)?.focus();
    this.changed();
  }

  #type(blank: Blank, value: Value): void {
    for (const path of blank.paths) this.#typed.set(path, value);
    // Who an office is says of which country and kind it is.
    const [country, kind] = blank.field.path === "authority" ? (this.form.directory.get(String(value)) ?? []) : [];
    if (country && kind) this.#typed.set("country", country).set("authority_kind", kind);
    this.#draw();
    // What moves into a sentence takes along who typed it.
    if (document.activeElement === document.body) this.element.querySelector<HTMLElement>(`[data-path="${blank.field.path}"]`)?.focus();
    this.changed();
  }
}

/** Pairs of a text and a value, out of a draft. */
export const pairs = (value: Value | undefined): (readonly [string, Value])[] => (Array.isArray(value) ? value.flatMap((one) => (Array.isArray(one) && typeof one[0] === "string" ? [[one[0], one[1] ?? null] as const] : [])) : []);

/** Children in this order, without taking out what has the focus. */
function place(parent: Element, wanted: readonly HTMLElement[]): void {
  for (const old of [...parent.children]) if (!wanted.includes(old as HTMLElement)) old.remove();
  wanted.forEach((one, at) => { if (parent.children[at] !== one) parent.insertBefore(one, parent.children[at] ?? null); });
}

/** One sentence with its blanks, its control and what opens under it. */
class Line {
  readonly element: HTMLElement;
  sentence: Sentence = { key: "", words: [], blanks: [], paths: [], spans: [], confirmed: false, open: true };
  readonly #says = h("p", { class: "says", id: fresh("says") });
  readonly #tick = h("input", { type: "checkbox", id: fresh("tick"), "aria-describedby": this.#says.id });
  readonly #state = h("span", { class: "unseen" });
  readonly #edit = h("div", { class: "edit", hidden: true });
  readonly #where: HTMLButtonElement;
  #open = "";
  #drawn: Sentence | null = null;
  readonly #wrong = new Set<string>();

  constructor(mark: Mark, private readonly type: (blank: Blank, value: Value) => void, private readonly split: (blank: Blank) => void, changed: () => void) {
    this.#where = h("button", { class: "plain small", "aria-label": t("Show where"), "aria-describedby": this.#says.id, click: () => mark(this.sentence.spans) }, t("where"));
    this.#tick.addEventListener("change", () => { this.#tell(); changed(); });
    this.element = h("div", { class: "sentence", role: "group", "aria-labelledby": this.#says.id }, h("label", { class: "tick", for: this.#tick.id }, this.#tick, h("span", { class: "unseen" }, t("I read this in the original"))), this.#says, this.#where, this.#state, this.#edit);
    this.#edit.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#close(); });
  }

  /** Who comes to the tick by keyboard hears the question with what the sentence says. */
  ask(asked: HTMLElement): void {
    this.element.append(asked);
    this.#tick.setAttribute("aria-describedby", `${this.#tick.getAttribute("aria-describedby") ?? ""} ${asked.id}`.trim());
  }

  get words(): string {
    return this.#says.textContent ?? "";
  }

  tick(): void {
    this.#tick.checked = !this.sentence.open;
    this.#tell();
  }

  get ticked(): boolean {
    return this.#tick.checked;
  }

  good(blank: Blank): boolean {
    const wrong = this.#wrong.has(blank.field.path) || !isGood(blank);
    this.element.classList.toggle("wrong", wrong);
    if (wrong && this.#open === blank.field.path) this.#done();
    else if (wrong) this.#show(blank);
    return !wrong;
  }

  /** Say this. What is said otherwise than before is not confirmed any more. */
  say(sentence: Sentence): void {
    const before = this.#drawn;
    this.sentence = sentence;
    if (before && same(before, sentence)) return;
    this.#drawn = sentence;
    if (before) this.#tick.checked = false;
    this.#tick.disabled = sentence.open;
    this.element.dataset["key"] = sentence.key;
    this.element.dataset["paths"] = sentence.paths.join(" ");
    this.#where.hidden = !sentence.spans.length;
    replace(this.#says, ...sentence.words.map((word) => (typeof word === "string" ? word : this.#blank(word))));
    if (this.#open && !sentence.paths.includes(this.#open)) this.#close();
    this.#tell();
  }

  #blank(blank: Blank): HTMLElement {
    const path = blank.field.path;
    const turn = (): void => {
      const shut = this.#open === path;
      if (this.#done() && !shut) this.#show(blank);
    };
    const key = (event: Event): void => {
      if (!["Enter", " "].includes((event as KeyboardEvent).key)) return;
      event.preventDefault();
      turn();
    };
    // No button: that would not break across lines as words of a sentence do.
    return h("span", { role: "button", tabindex: 0, class: `blank${blank.open ? " empty" : ""}`, "data-path": path, "aria-expanded": String(this.#open === path), title: label(blank.field), click: turn, keydown: key }, h("bdi", {}, blank.says));
  }

  #show(blank: Blank): void {
    const path = blank.field.path;
    this.#open = path;
    const id = fresh("field");
    const { control, read } = controlOf(blank.field, blank.value, id, blank.known);
    const take = (): void => {
      const value = read();
      const current = this.sentence.blanks.find((one) => one.field.path === path) ?? blank;
      const good = isGood({ ...current, value });
      this.element.classList.toggle("wrong", !good);
      if (good) this.#wrong.delete(path);
      else this.#wrong.add(path);
      this.#tick.checked = false;
      if (good) this.type(current, value);
      this.#tell();
    };
    control.addEventListener("input", take);
    this.#edit.hidden = false;
    replace(this.#edit, h("fieldset", { class: "field" }, h("legend", {}, label(blank.field)), control), h("button", { class: "plain small", click: () => this.#done() }, t("Done")), blank.paths.length > 1 ? h("button", { class: "plain small split", click: () => this.split(blank) }, t("Not the same for each")) : null);
    control.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") this.#done(); });
    (control.matches("input, select") ? control : control.querySelector<HTMLElement>("input, select"))?.focus();
    this.#expand();
  }

  /** Closes what is open, unless what stands in it is not written as its field says: that stays, and is said. */
  #done(): boolean {
    if (this.#wrong.has(this.#open)) {
      const blank = this.sentence.blanks.find((one) => one.field.path === this.#open);
      this.#edit.querySelector(".problem")?.remove();
      if (blank) this.#edit.append(h("p", { class: "problem", role: "alert" }, t("Not written as its field says: {0}.", label(blank.field)), " ", t("The Escape key leaves it as it was.")));
      this.#edit.querySelector<HTMLElement>("input, select")?.focus();
      return false;
    }
    this.#close();
    return true;
  }

  /** Closes what is open; what could not be taken from it is forgotten. */
  #close(): void {
    const path = this.#open;
    this.#open = "";
    this.#wrong.delete(path);
    this.element.classList.toggle("wrong", this.#wrong.size > 0);
    this.#edit.hidden = true;
    replace(this.#edit);
    this.#expand();
    this.#says.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  }

  #expand(): void {
    for (const one of this.#says.querySelectorAll<HTMLElement>(".blank")) one.setAttribute("aria-expanded", String(one.dataset["path"] === this.#open));
  }

  /** Who says it: a machine until somebody confirmed it. */
  #tell(): void {
    const { sentence } = this;
    const by = this.ticked ? "read" : sentence.confirmed ? "confirmed" : "machine";
    this.element.classList.toggle("read", by === "read");
    if (by === "read" && !this.#wrong.size) this.element.classList.toggle("wrong", false);
    this.element.classList.toggle("confirmed", by === "confirmed");
    this.#state.textContent = by === "read" ? t("as you read it") : by === "confirmed" ? t("confirmed before") : t("as a machine read it");
    if (by === "read") announce(t("as you read it"));
  }
}

function isGood(blank: Blank): boolean {
  try {
    checkValue(blank.field, blank.value);
    return true;
  } catch {
    return false;
  }
}

const same = (one: Sentence, other: Sentence): boolean =>
  one.key === other.key && one.confirmed === other.confirmed && one.words.length === other.words.length && one.words.every((word, at) => { const also = other.words[at]; return typeof word === "string" || typeof also === "string" ? word === also : also !== undefined && equal([...word.paths], [...also.paths]) && equal(word.value, also.value) && word.says === also.says; });
