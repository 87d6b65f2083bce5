/** What is given in part: everything that is asked, but what a person names here. */
import { CODES } from "../acts/words.ts";
import type { Choice } from "../desk/asked.ts";
import { refuse } from "../formats/refusal.ts";
import type { Value } from "../formats/canonical.ts";
import { fill, h } from "./dom.ts";
import { coded, meant, t } from "../words/tongue.ts";

const GIVEN = "granted";

export class Exceptions {
  readonly element = h("fieldset", { class: "field exceptions" });
  readonly #rows = h("div", {});
  readonly #made: { readonly line: HTMLSelectElement; readonly answer: HTMLSelectElement }[] = [];

  /** `choices` are the lines, as `T1:subscriber`; `named` is the identifier that a machine read for a handle, or nothing. */
  constructor(private readonly choices: readonly Choice[], private readonly named: (handle: string) => string, private readonly changed: () => void, before: readonly (readonly [string, string])[] = []) {
    const more = h("button", { type: "button", class: "plain small", click: () => this.#add("", "").focus() }, t("Another exception"));
    fill(this.element, h("legend", {}, t("All of it is given, except:")), this.#rows, more);
    // What the map of services says that is not held stands here beforehand; it opens nothing.
    for (const [line, answer] of before) this.#add(line, answer);
    if (!before.length) for (const one of choices) if ((one.marks[0] ?? GIVEN) !== GIVEN && one.marks[0]) this.#add(one.value, one.marks[0]);
    if (!this.#made.length) this.#add("", "");
  }

  get rows(): readonly (readonly [string, string])[] {
    return this.#made.map(({ line, answer }) => [line.value, answer.value] as const);
  }

  /** A line a handle and category, in the desk's order. Throws Refusal `vault.form` where nothing is excepted. */
  get lines(): Value {
    const rows = this.#made.map(({ line, answer }) => [line.value, answer.value] as const).filter(([line, answer]) => line || answer);
    if (!rows.length || rows.some(([line, answer]) => !line || !answer)) refuse("vault.form", t("Say what is not given, and why."));
    return this.choices.map(({ value }) => {
      const [handle = "", category = ""] = value.split(":");
      return { answer: rows.find(([line]) => line === value || line === `${handle}:*`)?.[1] ?? GIVEN, category, handle };
    });
  }

  #add(line: string, answer: string): HTMLSelectElement {
    const handles = [...new Set(this.choices.map((one) => one.value.split(":")[0] ?? ""))];
    const option = (value: string, says: string): HTMLElement => h("option", { value, selected: value === line }, says);
    const of = (handle: string): HTMLElement[] => {
      const mine = this.choices.filter((one) => one.value.startsWith(`${handle}:`));
      const name = [handle === "ALL" ? t("All targets") : handle, this.named(handle)].filter(Boolean).join(" · ");
      const each = mine.map((one) => option(one.value, [name, coded("DataCategory", one.value.split(":")[1] ?? "")].filter(Boolean).join(" · ")));
      return mine.length > 1 ? [option(`${handle}:*`, name), ...each] : each;
    };
    const made = {
      line: h("select", { "aria-label": t("What is not given") }, h("option", { value: "" }, t("Choose")), ...handles.flatMap(of)),
      answer: h("select", { "aria-label": t("Why it is not given") }, h("option", { value: "" }, t("Choose")), ...Object.entries(CODES["LineAnswer"] ?? {}).filter(([code]) => code !== GIVEN).map(([code, meaning]) => h("option", { value: code, selected: code === answer }, `${coded("LineAnswer", code)}: ${meant(meaning)}`))),
    };
    for (const control of [made.line, made.answer]) control.addEventListener("change", this.changed);
    this.#made.push(made);
    this.#rows.append(h("div", { class: "exception" }, made.line, made.answer));
    return made.line;
  }
}
