/** The plain form of an act, drawn from this program's own table; what can be chosen on the case comes beside it, as data. */
import { fieldOf, label as labelOf, normal, checkValue } from "../acts/face.ts";
import { CODES, GROUPS, type Field, type Kind } from "../acts/words.ts";
import type { Asked, Choice } from "../desk/asked.ts";
import type { Value } from "../formats/canonical.ts";
import { fresh as freshId } from "../formats/ids.ts";
import { isDay } from "../formats/moment.ts";
import { refuse, Refusal } from "../formats/refusal.ts";
import type { Says } from "../formats/statement.ts";
import { fresh, h, labelled, type Child, TYPED } from "./dom.ts";
import { controlOf } from "./form.ts";
import { acted, coded, meant, t, twice } from "../words/tongue.ts";

/** A case that somebody named by its beginning, whole; null where none or several begin so. */
export type Find = (begins: string) => string | null;

interface Question {
  readonly field: Field;
  readonly element: HTMLElement;
  /** What it says; several keys where other ones follow from it. Throws Error with the fault in words. */
  read(): Says;
}

const SECRET = "c-[a-z2-7]{24}";

export class Questions {
  readonly element: HTMLElement;
  readonly #all: readonly Question[];

  /** `number` is the item's, 0 for the case as a whole. */
  constructor(
    private readonly fields: readonly Field[],
    private readonly asked: Asked,
    private readonly number: number,
    find: Find,
  ) {
    this.#all = fields.flatMap((field) => questionOf(field, fields, asked, number, find));
    this.element = h("div", { class: "questions", change: () => this.#draw(), input: () => this.#draw() }, ...this.#all.map((one) => one.element));
    this.#draw();
  }

  /** What an address says beforehand; whoever signs sees it. */
  begin(said: URLSearchParams): void {
    for (const one of this.element.querySelectorAll("input")) {
      const value = said.get(one.name);
      if (value === null) continue;
      if (one.type === "radio") one.checked = one.value === value;
      else if (one.type === "text") one.value = value;
    }
    this.#draw();
  }

  get none(): boolean {
    return !this.#all.length;
  }

  /** What the form says. Throws Refusal `vault.form` after each fault was written beside its field. */
  says(): Says {
    const found: Record<string, Value> = {};
    const faults: string[] = [];
    for (const one of this.#all.filter((each) => !each.element.hidden)) {
      try {
        Object.assign(found, one.read());
        mark(one.element, "");
      } catch (fault) {
        const says = inWords(fault);
        mark(one.element, says);
        faults.push(`${acted(one.field.label)}: ${says}`);
      }
    }
    if (faults.length) refuse("vault.form", faults.join(" "));
    return Object.fromEntries(this.fields.map((field) => [field.key, this.#said(field, found)]));
  }

  #said(field: Field, found: Says): Value {
    const { key } = field;
    if (field.filled) return met(field, found) ? (this.asked.filled[key] ?? "") : "";
    if (field.fresh) return freshId(field.fresh);
    if (key in found) return met(field, found) ? (found[key] || (field.begins ?? found[key] ?? null)) : nothing(field);
    return key === "item" ? this.number || (field.start ?? null) : nothing(field);
  }

  /** What another answer makes needless is not shown. */
  #draw(): void {
    const found: Record<string, Value> = {};
    for (const one of this.#all) {
      one.element.hidden = !met(one.field, found);
      try {
        Object.assign(found, one.read());
      } catch (fault) {
        inWords(fault); // it is said once somebody wants to sign
      }
    }
  }
}

/** What is wrong with an answer, in words. */
class Fault extends Error {}

/** A fault of an answer in words; what else went wrong goes on. */
function inWords(fault: unknown): string {
  if (fault instanceof Fault) return fault.message;
  if (fault instanceof Refusal) return fault.reason;
  throw fault;
}

function met({ only }: Field, says: Says): boolean {
  if (only === undefined) return true;
  const said = says[only.key];
  return only.values.length ? only.values.includes(String(said)) : Boolean(said);
}

/** The value of a field of which nobody says anything. */
function nothing({ is, start }: Field): Value {
  if (is.kind === "lines") return [];
  if (is.kind === "face") return {};
  if (is.kind === "flag") return start === true;
  return start ?? (is.kind === "day" || (is.kind === "number" && is.none) ? null : is.kind === "number" ? 0 : "");
}

/** Say what is wrong beside the field, tied to its control; or that nothing is. */
function mark(element: HTMLElement, fault: string): void {
  element.querySelector(".fault")?.remove();
  element.classList.toggle("wrong", Boolean(fault));
  const controls = [...element.querySelectorAll<HTMLElement>("input, select")];
  const said = fault ? h("p", { class: "fault", id: fresh("fault") }, fault) : null;
  for (const one of controls) {
    const hint = element.querySelector(`[id="${one.id}-hint"]`)?.id ?? "";
    one.setAttribute("aria-invalid", String(Boolean(fault)));
    const tied = [said?.id ?? "", hint].filter(Boolean).join(" ");
    if (tied) one.setAttribute("aria-describedby", tied);
    else one.removeAttribute("aria-describedby");
  }
  if (said) element.querySelector("legend, label")?.after(said);
}

function questionOf(field: Field, fields: readonly Field[], asked: Asked, number: number, find: Find): Question[] {
  const { is, key } = field;
  if (field.filled || field.fresh || field.hidden || key === "item") return [];
  if (is.kind === "flag") return flags(field, is.group, fields);
  if (is.kind === "lines") return [lines(field, asked.choices[key] ?? [])];
  if (is.kind === "face") return [facts(field, number)];
  if (field.chosen || is.kind === "closed" || is.kind === "code") return [chosen(field, asked.choices[key] ?? every(is))];
  return [typed(field, asked, find)];
}

/** Every code of a closed list. */
function every(is: Kind): readonly Choice[] {
  const codes = is.kind === "closed" ? is.words : is.kind === "code" ? (CODES[is.of] ?? {}) : {};
  return Object.entries(codes).map(([value, words]) => ({ value, words, marks: [], start: false, says: {} }));
}

/** A code is said in this program's own words; what only the case knows, in the desk's. */
function wordsOf(is: Kind, choice: Choice): string {
  const own = is.kind === "code" ? twice(coded(is.of, choice.value), meant(CODES[is.of]?.[choice.value] ?? "")) : is.kind === "closed" ? acted(is.words[choice.value] ?? "") : choice.words;
  const marks = choice.marks.filter(Boolean).join(", ");
  return marks ? `${own} (${marks})` : own;
}

/** One of several: buttons, or a list where one may choose none. */
function chosen(field: Field, choices: readonly Choice[]): Question {
  const { is, key } = field;
  const start = choices.findIndex((one) => one.start || (one.value === String(field.start ?? "") && one.value !== ""));
  const said = (at: number): Says => {
    const one = choices[at] ?? fault(t("Choose one."));
    return { [key]: is.kind === "number" ? Number(one.value) : one.value, ...one.says };
  };
  if (choices.some((one) => !one.value)) {
    const control = h("select", { name: key }, ...choices.map((one, at) => h("option", { value: one.value, selected: at === start }, wordsOf(is, one))));
    return { field, element: labelled(acted(field.label), control, acted(field.help ?? "")), read: () => said(control.selectedIndex) };
  }
  const boxes = choices.map((one, at) => h("input", { type: "radio", name: key, value: one.value, checked: at === start, required: field.needed === true }));
  return { field, element: group(field, boxes.map((box, at) => h("label", { class: "choice" }, box, h("span", {}, wordsOf(is, choices[at]!))))), read: () => said(boxes.findIndex((box) => box.checked)) };
}

function group(field: Field, rows: readonly Child[], legend = acted(field.label)): HTMLElement {
  return h("fieldset", { class: "field" }, h("legend", {}, legend), field.help ? h("p", { class: "hint" }, acted(field.help)) : null, ...rows);
}

/** Flags that are said side by side are one list, at the place of the first. */
function flags(field: Field, name: string, fields: readonly Field[]): Question[] {
  const mine = fields.filter((one) => one.is.kind === "flag" && one.is.group === name);
  if (mine[0] !== field) return [];
  const boxes = mine.map((one) => h("input", { type: "checkbox", name, value: one.key, checked: one.start === true }));
  const rows = boxes.map((box, at) => h("label", { class: "choice" }, box, h("span", {}, acted(mine[at]!.label))));
  return [{ field, element: group({ ...field, help: "" }, rows, acted(GROUPS[name] ?? name)), read: () => Object.fromEntries(boxes.map((box) => [box.value, box.checked])) }];
}

/** What a part gives, refuses or does not hold, line by line; begun as the map of services suggests. */
function lines(field: Field, choices: readonly Choice[]): Question {
  const answers = Object.keys(CODES["LineAnswer"] ?? {});
  const rows = choices.map((one) => {
    const [handle = "", category = ""] = one.value.split(":");
    const control = h("select", { name: one.value }, ...answers.map((code) => h("option", { value: code, selected: one.marks[0] === code }, twice(coded("LineAnswer", code), meant(CODES["LineAnswer"]?.[code] ?? "")))));
    const who = handle === "ALL" ? t("All targets") : handle;
    return { handle, category, control, row: labelled(`${who} · ${category ? coded("DataCategory", category) : t("all data asked for")}`, control) };
  });
  const read = (): Says => ({ [field.key]: rows.map(({ handle, category, control }) => ({ answer: control.value, category, handle })) });
  return { field, element: group(field, rows.map((one) => one.row)), read };
}

/** Fields of the face, of the item that is named. */
function facts(field: Field, number: number): Question {
  const rows = (field.asks ?? []).map((name) => {
    const one = fieldOf(`items.${number || 1}.${name}`);
    const { control, read } = controlOf(one, null, fresh("field"), []);
    return { name, one, read, row: h("fieldset", { class: "field" }, h("legend", {}, labelOf({ ...one, item: null })), control) };
  });
  const read = (): Says => {
    const found: Record<string, Value> = {};
    for (const { name, one, read: value } of rows) {
      const said = value();
      if (said !== null && !(Array.isArray(said) && !said.length)) found[name] = normal(one, checkValue(one, said));
    }
    return { [field.key]: found };
  };
  return { field, element: h("div", {}, ...rows.map((one) => one.row)), read };
}

/** A day, a number, or another case. */
function typed(field: Field, asked: Asked, find: Find): Question {
  const { is, key } = field;
  const type = is.kind === "day" ? "date" : is.kind === "number" ? "number" : "text";
  const begins = field.begins ?? (is.kind === "number" && !is.none ? (field.start ?? 0) : "");
  const control = h("input", { type, name: key, value: String(begins), ...TYPED, ...(is.kind === "number" ? { min: is.least, max: is.most } : {}) });
  const names = is.kind === "text" && is.pattern.includes(SECRET);
  const near = names && asked.same.length ? h("p", { class: "hint" }, t("Open cases of the same authority: {0}", asked.same.map((one) => one.slice(0, 10)).join(", "))) : null;
  const element = h("div", {}, labelled(acted(field.label), control, acted(field.help ?? "")), near);
  return { field, element, read: () => ({ [key]: valueOf(field, control, names ? find : null) }) };
}

function valueOf(field: Field, control: HTMLInputElement, find: Find | null): Value {
  const { is } = field;
  const text = control.value.trim();
  if (control.validity.badInput) return fault(t("That is not written as it should be."));
  if (!text) return field.needed ? fault(t("This is needed.")) : nothing(field);
  if (is.kind === "day") return isDay(text) ? text : fault(t("That is no day."));
  if (is.kind === "number") return /^\d{1,9}$/.test(text) && Number(text) >= is.least && Number(text) <= is.most ? Number(text) : fault(t("A number from {0} to {1}.", is.least, is.most));
  return find ? (find(text) ?? fault(t("No case, or more than one, begins like this."))) : text;
}

function fault(words: string): never {
  throw new Fault(words);
}
