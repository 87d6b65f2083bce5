/** The face form: each field with its meaning by this program's own table; doubtful ones first, claimed and confirmed apart. */
import { checkValue, fieldOf, isMany, label, normal, say, type Field } from "../acts/face.ts";
import { spansOf, type Particulars, type Span } from "../desk/particulars.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import { fresh, h } from "./dom.ts";
import { t, type Key } from "../words/tongue.ts";

interface Said {
  readonly field: Field;
  readonly value: Value;
  readonly confirmed: boolean;
  readonly unsure: boolean;
  readonly spans: readonly Span[];
  /** Names that the desk's directory knows, to pick from: words of the server, in no signed text. */
  readonly known: readonly (readonly [string, string])[];
}

interface Entry extends Said {
  readonly element: HTMLElement;
  readonly tick: HTMLInputElement;
  read(): Value;
}

export class FaceForm {
  readonly element: HTMLFormElement;
  readonly #entries: Entry[];

  constructor(fields: readonly Value[], particulars: Particulars | null, mark: (spans: readonly Span[]) => void, submit: (says: Record<string, Value>) => void) {
    this.#entries = fields.map((one) => entryOf(saidOf(one, particulars), mark));
    const unsure = this.#entries.filter((one) => one.unsure && !one.confirmed);
    const claimed = this.#entries.filter((one) => !one.unsure && !one.confirmed && one.value !== null);
    const empty = this.#entries.filter((one) => !one.unsure && !one.confirmed && one.value === null);
    const confirmed = this.#entries.filter((one) => one.confirmed);
    const count = h("p", { class: "count", role: "status" });
    const tell = (): void => { const n = this.#entries.filter((one) => one.tick.checked).length; count.textContent = n === 0 ? t("Nothing is ticked yet.") : n === 1 ? t("{0} fact is ticked.", n) : t("{0} facts are ticked.", n); };
    this.element = h(
      "form",
      { class: "face", novalidate: true, change: tell, input: tell },
      group(t("Look at these first"), t("A grant depends on them, or the reader doubted what it found."), unsure, true),
      group(t("Claimed, not confirmed"), t("Read in the text by a machine, or said by the sender."), claimed, true),
      group(t("Not known yet"), t("Fill in what you find in the original."), empty, false),
      group(t("Confirmed"), t("By somebody who read the original. A change makes a decision that relied on it void."), confirmed, false),
      h("div", { class: "sticky" }, count, h("button", { type: "submit", class: "act" }, t("Show what I sign"))),
    );
    tell();
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(this.#read());
    });
  }

  /** What stood in each field before, in words. */
  get before(): ReadonlyMap<string, string> {
    return new Map(this.#entries.map((one) => [one.field.path, words(one.field, one.value)]));
  }

  #read(): Record<string, Value> {
    const says: Record<string, Value> = {};
    const wrong: Entry[] = [];
    for (const one of this.#entries.filter((entry) => entry.tick.checked)) {
      try {
        says[one.field.path] = normal(one.field, checkValue(one.field, one.read()));
        one.element.classList.remove("wrong");
      } catch {
        one.element.classList.add("wrong");
        wrong.push(one);
      }
    }
    if (wrong[0]) {
      wrong[0].element.scrollIntoView({ block: "center" });
      wrong[0].element.querySelector<HTMLElement>("input, select")?.focus();
      refuse("vault.form", t("Not written as its field says: {0}.", wrong.map((one) => label(one.field)).join("; ")));
    }
    if (!Object.keys(says).length) refuse("vault.form", t("Nothing is ticked."), t("Tick the facts that you read in the original yourself."));
    return says;
  }
}

function saidOf(one: Value, particulars: Particulars | null): Said {
  if (!isObject(one) || typeof one["path"] !== "string") return refuse("vault.bad-answer", t("the desk's form is not of the agreed form"));
  const field = fieldOf(one["path"]);
  const value = one["value"] ?? null;
  const own = Array.isArray(one["spans"]) ? (one["spans"] as unknown as Span[]) : [];
  const known = Array.isArray(one["codes"]) ? one["codes"].flatMap((row) => (isObject(row) ? [[String(row["code"]), String(row["meaning"])] as const] : [])) : [];
  const unsure = one["unsure"] === true || doubted(particulars, field.name);
  return { field, value, confirmed: one["confirmed"] === true, unsure, spans: own.length ? own : spansOf(particulars, field.path), known };
}

function doubted(particulars: Particulars | null, name: string): boolean {
  const unsure = particulars?.["unsure"];
  return Array.isArray(unsure) && unsure.includes(name);
}

function words(field: Field, value: Value): string {
  try {
    return say(field, value);
  } catch {
    return t("a value that this program does not know");
  }
}

function group(title: string, says: string, entries: readonly Entry[], open: boolean): HTMLElement | null {
  if (!entries.length) return null;
  return h("details", { class: "group", open }, h("summary", {}, `${title} (${entries.length})`), h("p", { class: "hint" }, says), ...entries.map((one) => one.element));
}

function entryOf(said: Said, mark: (spans: readonly Span[]) => void): Entry {
  const { field } = said;
  const id = fresh("field");
  const { control, read } = controlOf(field, said.value, id, said.known);
  const tick = h("input", { type: "checkbox", id: `${id}-tick` });
  // Who changes a value has looked at it; the tick follows, and can be taken back.
  // At the first key, not when the field is left: a click on the tick would come after that, and take it away again.
  control.addEventListener("input", () => { tick.checked = true; });
  const where = said.spans.length ? h("button", { type: "button", class: "plain small", click: () => mark(said.spans) }, t("Show where")) : null;
  const state = said.confirmed ? "confirmed" : said.unsure ? "unsure" : said.value === null ? "" : "claimed";
  const element = h(
    "fieldset",
    { class: `entry ${state}` },
    h("legend", {}, label(field), field.decisive ? h("span", { class: "decisive", title: t("Nothing is granted before it is confirmed") }, t("decisive")) : null),
    control,
    h("div", { class: "row" }, h("label", { class: "tick", for: tick.id }, tick, t("I read this in the original")), where, h("span", { class: "path" }, state ? `${t(state)} · ` : "", h("code", {}, field.path))),
  );
  return { ...said, element, tick, read };
}

export interface Control {
  readonly control: HTMLElement;
  readonly read: () => Value;
}

export function controlOf(field: Field, value: Value, id: string, known: Said["known"]): Control {
  if (field.form === "codes") return checkboxes(field, value, id);
  if (field.form === "code" || field.form === "flag") return select(field, value, id);
  const type = field.form === "day" ? "date" : field.form === "count" ? "number" : "text";
  const text = value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value);
  const input = h("input", { type, id, value: text, "aria-label": label(field), autocomplete: "off", spellcheck: "false", dir: "ltr", ...(type === "number" ? { min: 0, max: 9999 } : {}) });
  const hint = HINTS[field.form];
  const choices = known.length && !isMany(field) ? h("datalist", { id: `${id}-known` }, ...known.map(([code, name]) => h("option", { value: code }, name))) : null;
  if (choices) input.setAttribute("list", choices.id);
  if (!hint) return { control: input, read: () => typed(field, input.value) };
  const said = h("p", { class: "hint", id: `${id}-hint` }, t(hint));
  input.setAttribute("aria-describedby", said.id);
  return { control: h("div", {}, input, choices, said), read: () => typed(field, input.value) };
}

const HINTS: Record<string, Key> = {
  country: "Two capital letters, as DE; EU for the Union",
  id: "As in the directory, as DE-NW-LKA",
  ids: "Ids of the law data with commas between, as DE-STPO-100J",
  languages: "Two small letters each, with commas between, as de, ur",
  moment: "As 2026-11-24T08:30Z, in UTC",
  span: "A day, or a time as P10D or PT8H, or immediately",
};

function typed(field: Field, text: string): Value {
  const line = text.trim();
  if (isMany(field)) return line ? line.split(/[,;\s]+/).filter(Boolean) : null;
  if (!line) return null;
  return field.form === "count" ? (/^\d{1,4}$/.test(line) ? Number(line) : line) : line;
}

function select(field: Field, value: Value, id: string): Control {
  const flag = field.form === "flag";
  const codes: [string, string][] = flag ? [["true", t("yes")], ["false", t("no")]] : Object.entries(field.codes ?? {}).map(([code, meaning]) => [code, `${code.replaceAll("_", " ")}: ${meaning}`]);
  const control = h("select", { id, "aria-label": label(field) }, ...[["", t("not known")] as [string, string], ...codes].map(([code, says]) => h("option", { value: code, selected: String(value ?? "") === code }, says)));
  return { control, read: () => (control.value === "" ? null : flag ? control.value === "true" : control.value) };
}

function checkboxes(field: Field, value: Value, id: string): Control {
  const chosen = new Set(Array.isArray(value) ? value.map(String) : []);
  const boxes = Object.entries(field.codes ?? {}).map(([code, meaning]) => {
    const box = h("input", { type: "checkbox", id: `${id}-${code}`, value: code, checked: chosen.has(code) });
    return { box, row: h("label", { class: "choice", for: box.id }, box, `${code.replaceAll("_", " ")}: ${meaning}`) };
  });
  return { control: h("div", { class: "choices" }, ...boxes.map((one) => one.row)), read: () => boxes.filter((one) => one.box.checked).map((one) => one.box.value) };
}
