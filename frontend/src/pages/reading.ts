/** The three blanks as a form: empty, whatever a machine or a colleague read. Lists to choose from are the same for every case of a country. */
import { CODES } from "../acts/words.ts";
import { OF_DATA, type Answered, type Asker } from "../desk/reading.ts";
import { refuse } from "../formats/refusal.ts";
import { fresh, h, labelled, type Child } from "./dom.ts";
import { identifier, type Identifier } from "./identifier.ts";
import { coded, locale, meant, t } from "../words/tongue.ts";

const MAX_ACCOUNTS = 60;
const ELSEWHERE = "elsewhere";

export interface Filled {
  readonly asker: Asker;
  readonly items: ReadonlyMap<number, Answered>;
}

/** Names of authorities that the desk's directory has, and of which country. */
export interface Directory {
  readonly country: string;
  readonly names: readonly (readonly [string, string])[];
}

interface Part {
  readonly element: HTMLElement;
  read(): Answered;
}

export class ReadingForm {
  readonly element: HTMLFormElement;
  readonly #parts: ReadonlyMap<number, Part>;
  readonly #asker: { readonly element: HTMLElement; read(): Asker };

  /** `others` are those whose answers are shown afterwards; `home` is the provider's own country. */
  constructor(items: readonly number[], others: string, home: string, directory: Directory, submit: (filled: Filled) => void) {
    this.#parts = new Map(items.map((item) => [item, partOf(item, others, items.length > 1)]));
    this.#asker = askerOf(home, directory);
    const fault = h("div", { class: "result" });
    this.element = h(
      "form",
      { class: "blanks", novalidate: true },
      ...[...this.#parts.values()].map((part) => part.element),
      this.#asker.element,
      fault,
      h("div", { class: "buttons" }, h("button", { type: "submit", class: "act" }, t("These are my answers"))),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(this.read());
    });
  }

  /** What was filled in. Throws Refusal `vault.form` or `target.*`, and takes the focus to the blank. */
  read(): Filled {
    const items = new Map([...this.#parts].map(([item, part]) => [item, part.read()] as const));
    return { items, asker: this.#asker.read() };
  }
}

function partOf(item: number, others: string, several: boolean): Part {
  const accounts = accountsOf(item, others);
  const what = whatOf(item);
  const element = h("fieldset", { class: "field question" }, several ? h("legend", {}, t("Item {0}", item)) : null, accounts.element, what.element);
  return { element, read: () => ({ accounts: accounts.read(), ...what.read() }) };
}

/** One account to begin with; more by a button; none by a tick. */
function accountsOf(item: number, others: string): { readonly element: HTMLElement; read(): Answered["accounts"] } {
  const rows = h("div", {});
  const all: Identifier[] = [];
  const more = h("button", { type: "button", class: "plain small", click: () => { if (all.length < MAX_ACCOUNTS) add()?.focus(); } }, t("It names another one"));
  const none = h("input", { type: "checkbox", id: fresh("none"), change: () => { rows.hidden = more.hidden = none.checked; } });
  const add = (): HTMLElement | null => {
    const made = identifier(`-${item}-${all.length + 1}`);
    all.push(made);
    rows.append(h("div", { class: "account" }, ...made.elements));
    return rows.lastElementChild?.querySelector<HTMLElement>("input") ?? null;
  };
  add();
  const element = h(
    "fieldset",
    { class: "field" },
    h("legend", {}, t("Which account or address does it name?")),
    h("p", { class: "hint" }, t("Type it from the original. What {0} answered is shown to you afterwards.", others)),
    rows,
    h("div", { class: "row" }, more, h("label", { class: "choice", for: none.id }, none, t("It names none"))),
  );
  return { element, read: () => (none.checked ? [] : all.map((one) => one.read())) };
}

/** Data by category; whatever else is asked, from the list of kinds. */
function whatOf(item: number): { readonly element: HTMLElement; read(): Omit<Answered, "accounts"> } {
  const categories = Object.entries(CODES["DataCategory"] ?? {});
  const boxes = categories.map(([code, meaning]) => ({ code, meaning, box: h("input", { type: "checkbox", name: `data-${item}`, value: code, id: fresh("data") }) }));
  const kinds = Object.entries(CODES["Kind"] ?? {}).filter(([code]) => code !== "disclosure");
  const other = h("select", { name: `kind-${item}` }, h("option", { value: "" }, t("hand these data over")), ...kinds.map(([code, meaning]) => h("option", { value: code }, `${coded("Kind", code)}: ${meant(meaning)}`)));
  const list = h("div", { class: "choices" }, ...boxes.map(({ code, meaning, box }) => h("label", { class: "choice", for: box.id }, box, h("span", {}, h("b", {}, coded("DataCategory", code)), `: ${meant(meaning)}`))));
  other.addEventListener("change", () => { list.hidden = other.value !== "" && !OF_DATA.includes(other.value); });
  const element = h("fieldset", { class: "field" }, h("legend", {}, t("What does it ask for?")), list, labelled(t("What we are to do"), other));
  return {
    element,
    read: () => {
      const kind = other.value || "disclosure";
      const data = OF_DATA.includes(kind) ? boxes.filter(({ box }) => box.checked).map(({ code }) => code) : [];
      if (kind === "disclosure" && !data.length) {
        boxes[0]?.box.focus();
        refuse("vault.form", t("Say what it asks for."));
      }
      return { kind, data };
    },
  };
}

/** An authority of the directory, or another one by its kind; those of another country by that country's letters. */
function askerOf(home: string, directory: Directory): { readonly element: HTMLElement; read(): Asker } {
  const country = h("input", { type: "text", id: fresh("country"), maxlength: 2, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "ltr" });
  const abroad = h("select", { id: fresh("asker") });
  const drawAbroad = (): void => { abroad.replaceChildren(...choicesOf(country.value.trim().toUpperCase(), directory)); };
  const local = h("select", { id: fresh("asker") }, ...choicesOf(home, directory), h("option", { value: ELSEWHERE }, t("somebody from another country …")));
  const more = h("div", { hidden: true }, labelled(t("Country"), country, t("Two capital letters, as DE; EU for the Union")), labelled(t("Who there"), abroad));
  local.addEventListener("change", () => { more.hidden = local.value !== ELSEWHERE; });
  country.addEventListener("input", drawAbroad);
  drawAbroad();
  const element = h("div", { class: "field question" }, labelled(t("Who asks?"), local), more);
  return {
    element,
    read: () => {
      const there = local.value === ELSEWHERE;
      const from = there ? country.value.trim().toUpperCase() : home;
      const [sort = "", code = ""] = (there ? abroad : local).value.split(" ");
      if (!code || !/^[A-Z]{2}$/.test(from)) {
        (there ? (/^[A-Z]{2}$/.test(from) ? abroad : country) : local).focus();
        refuse("vault.form", t("Say who asks."));
      }
      return sort === "id" ? { authority: code, country: from, kind: "" } : { authority: "", country: from, kind: code };
    },
  };
}

function choicesOf(country: string, directory: Directory): HTMLElement[] {
  const named = directory.country === country ? directory.names : [];
  const kinds = Object.keys(CODES["AuthorityKind"] ?? {}).filter((code) => code !== "unknown");
  const options = (rows: readonly (readonly [string, string])[]): Child[] => rows.map(([value, words]) => h("option", { value }, words));
  const other = named.length ? t("Not in the directory, {0}", countryName(country)) : countryName(country);
  return [
    h("option", { value: "" }, t("Choose")),
    ...(named.length ? [h("optgroup", { label: t("In the directory") }, ...options(named.map(([code, name]) => [`id ${code}`, name])))] : []),
    ...(country ? [h("optgroup", { label: other }, ...options(kinds.map((code) => [`kind ${code}`, coded("AuthorityKind", code)])))] : []),
  ];
}

/** A country in words; its letters where this browser knows no name. */
export function countryName(code: string): string {
  if (code === "EU") return t("European Union");
  try {
    return new Intl.DisplayNames([locale()], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
