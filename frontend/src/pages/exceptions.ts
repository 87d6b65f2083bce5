/** What is given in part: everything that is asked, but what a person names here, of fewer days, or of subscriber data name and address alone. */
import { CODES, wordsOf } from "../acts/words.ts";
import type { Choice } from "../desk/asked.ts";
import { refuse } from "../formats/refusal.ts";
import type { Value } from "../formats/canonical.ts";
import { fill, h, labelled } from "./dom.ts";
import { acted, coded, meant, t } from "../words/tongue.ts";

const GIVEN = "granted";

export type Less = readonly [since: string, until: string, part: string];

export class Exceptions {
  readonly element = h("fieldset", { class: "field exceptions" });
  readonly #rows = h("div", {});
  readonly #days = [h("input", { type: "date" }), h("input", { type: "date" })] as const;
  readonly #part: HTMLSelectElement | null;
  readonly #made: { readonly line: HTMLSelectElement; readonly answer: HTMLSelectElement }[] = [];

  /** `choices` are the lines, as `T1:subscriber`; `named` is the identifier that a machine read for a handle, or nothing. */
  constructor(private readonly choices: readonly Choice[], private readonly named: (handle: string) => string, private readonly changed: () => void, before: readonly (readonly [string, string])[] = [], less: Less = ["", "", ""]) {
    const more = h("button", { class: "plain small", click: () => this.#add("", "").focus() }, t("Another exception"));
    const has = (those: readonly string[]): boolean => choices.some((one) => those.includes(one.value.split(":")[1] ?? ""));
    const part = has(["subscriber"]) ? h("select", {}, ...Object.entries(wordsOf("decision.propose", "part")).map(([code, says]) => h("option", { value: code, selected: code === less[2] }, acted(says)))) : null;
    this.#part = part;
    for (const [at, day] of this.#days.entries()) day.value = less[at] ?? "";
    for (const control of [...this.#days, part]) control?.addEventListener("change", changed);
    const days = has(["traffic", "content", "location"]) ? [labelled(t("Only from"), this.#days[0]), labelled(t("Only to"), this.#days[1])] : [];
    fill(this.element, h("legend", {}, t("All of it is given, except:")), this.#rows, more, h("div", { class: "reply-parts" }, ...days, part ? labelled(t("Of subscriber data"), part) : null));
    // What the map of services says that is not held stands here beforehand; it opens nothing.
    for (const [line, answer] of before) this.#add(line, answer);
    if (!before.length) for (const one of choices) if ((one.marks[0] ?? GIVEN) !== GIVEN && one.marks[0]) this.#add(one.value, one.marks[0]);
    if (!this.#made.length) this.#add("", "");
  }

  get rows(): readonly (readonly [string, string])[] {
    return this.#made.map(({ line, answer }) => [line.value, answer.value] as const);
  }

  /** First and last day that are given, and the part of subscriber data: empty where all of it is. */
  get less(): Less {
    return [this.#days[0].value, this.#days[1].value, this.#part?.value ?? ""];
  }

  /** Whether something is refused, so that the letter says why. */
  get refuses(): boolean {
    return this.less.some(Boolean) || this.rows.some(([, answer]) => answer === "refused");
  }

  /** A line a handle and category, in the desk's order. Throws Refusal `vault.form` where nothing is excepted. */
  get lines(): Value {
    const rows = this.rows.filter(([line, answer]) => line || answer);
    if ((!rows.length && !this.less.some(Boolean)) || rows.some(([line, answer]) => !line || !answer)) refuse("vault.form", t("Say what is not given, and why."));
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
