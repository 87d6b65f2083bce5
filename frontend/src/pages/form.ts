/** The control of one field of the face, by this program's own table. */
import { isMany, label, type Field } from "../acts/face.ts";
import { spanOf, spanWords } from "../acts/named.ts";
import type { Value } from "../formats/canonical.ts";
import { h, TYPED } from "./dom.ts";
import { coded, t, twice, type Key } from "../words/tongue.ts";

export interface Control {
  readonly control: HTMLElement;
  readonly read: () => Value;
}

export function controlOf(field: Field, value: Value, id: string, known: readonly (readonly [string, string])[]): Control {
  if (field.form === "codes") return checkboxes(field, value, id);
  if (field.form === "code" || field.form === "flag") return select(field, value, id);
  const type = field.form === "day" ? "date" : field.form === "count" ? "number" : "text";
  const text = value === null ? "" : Array.isArray(value) ? value.join(", ") : field.form === "span" ? spanWords(String(value)) : String(value);
  const input = h("input", { type, id, value: text, "aria-label": label(field), ...TYPED, dir: "ltr", ...(type === "number" ? { min: 0, max: 9999 } : {}) });
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
  span: "As 10 days, 2 weeks or 8 hours; a day as 10.12.2026; or at once",
};

function typed(field: Field, text: string): Value {
  const line = text.trim();
  if (isMany(field)) return line ? line.split(/[,;\s]+/).filter(Boolean) : null;
  if (!line) return null;
  if (field.form === "span") return spanOf(line);
  return field.form === "count" ? (/^\d{1,4}$/.test(line) ? Number(line) : line) : line;
}

/** What a weight means, by an example. */
const EXAMPLES: Readonly<Record<string, Key>> = {
  any: "as a theft; the law invoked asks for no more",
  serious: "as a robbery, where the law invoked asks for a serious crime",
  listed: "as one that § 100a(2) StPO names",
};

function select(field: Field, value: Value, id: string): Control {
  const flag = field.form === "flag";
  const codes: [string, string][] = flag ? [["true", t("yes")], ["false", t("no")]] : Object.entries(field.codes ?? {}).map(([code, meaning]) => [code, twice(coded(field.of, code), meaning) + (field.name === "offence" && EXAMPLES[code] ? ` (${t(EXAMPLES[code])})` : "")]);
  const control = h("select", { id, "aria-label": label(field) }, ...[["", t("not known")] as [string, string], ...codes].map(([code, says]) => h("option", { value: code, selected: String(value ?? "") === code }, says)));
  return { control, read: () => (control.value === "" ? null : flag ? control.value === "true" : control.value) };
}

function checkboxes(field: Field, value: Value, id: string): Control {
  const chosen = new Set(Array.isArray(value) ? value.map(String) : []);
  const boxes = Object.entries(field.codes ?? {}).map(([code, meaning]) => {
    const box = h("input", { type: "checkbox", id: `${id}-${code}`, value: code, checked: chosen.has(code) });
    return { box, row: h("label", { class: "choice", for: box.id }, box, twice(coded(field.of, code), meaning)) };
  });
  return { control: h("div", { class: "choices" }, ...boxes.map((one) => one.row)), read: () => boxes.filter((one) => one.box.checked).map((one) => one.box.value) };
}
