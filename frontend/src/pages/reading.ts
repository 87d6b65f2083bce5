/** The three blanks as a form: empty, whatever a machine or a colleague read. Lists to choose from are the same for every case of a country. */
import { CODES } from "../acts/words.ts";
import type { Answered, Asker } from "../desk/comparing.ts";
import { OF_DATA } from "../desk/reading.ts";
import { refuse } from "../formats/refusal.ts";
import { problem } from "./app.ts";
import { accountsOf, type Emptied, type Marking } from "./account.ts";
import { fresh, h, labelled, replace, type Child } from "./dom.ts";
import { countryName } from "../acts/named.ts";
import { coded, meant, t } from "../words/tongue.ts";

const ELSEWHERE = "elsewhere";

export interface Filled {
  readonly asker: Asker;
  readonly items: ReadonlyMap<number, Answered>;
}

/** An authority of the desk's directory: the list is the same for every case, and tells nothing of this one. */
export interface Authority {
  readonly code: string;
  readonly country: string;
  readonly name: string;
}
export type Directory = readonly Authority[];

interface Part {
  readonly element: HTMLElement;
  readonly accounts: Emptied;
  readonly what: Emptied;
  read(): Answered;
}

/** One of the three answers; `item` null: who asks. */
export interface Blank {
  readonly item: number | null;
  readonly what: "account" | "what" | "asker";
}

export class ReadingForm {
  readonly element: HTMLFormElement;
  readonly #parts: ReadonlyMap<number, Part>;
  readonly #asker: Emptied & { read(): Asker };

  /** `others` are those whose answers are shown afterwards; `home` is the provider's own country. */
  constructor(items: readonly number[], others: string, home: string, directory: Directory, marking: Marking, submit: (filled: Filled) => void) {
    this.#parts = new Map(items.map((item) => [item, partOf(item, others, items.length > 1, marking)]));
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
      let filled: Filled;
      try {
        filled = this.read();
      } catch (missing) {
        replace(fault, problem(missing));
        return;
      }
      replace(fault);
      submit(filled);
    });
  }

  /** Empties these answers and takes the focus to the first of them; the others stay as they were filled in. */
  again(blanks: readonly Blank[]): void {
    const places = blanks.flatMap(({ item, what }): Emptied[] => {
      const part = this.#parts.get(item ?? 0);
      return what === "asker" ? [this.#asker] : part ? [what === "account" ? part.accounts : part.what] : [];
    });
    for (const place of places) place.clear();
    places[0]?.element.querySelector<HTMLElement>("input, select")?.focus();
  }

  /** What was filled in. Throws Refusal `vault.form` or `target.*`, and takes the focus to the blank. */
  read(): Filled {
    const items = new Map([...this.#parts].map(([item, part]) => [item, part.read()] as const));
    return { items, asker: this.#asker.read() };
  }
}

function partOf(item: number, others: string, several: boolean, marking: Marking): Part {
  const accounts = accountsOf(String(item), others, marking);
  const what = whatOf(item);
  const element = h("fieldset", { class: "field question" }, several ? h("legend", {}, t("Item {0}", item)) : null, accounts.element, what.element);
  return { element, accounts, what, read: () => ({ accounts: accounts.read(), ...what.read() }) };
}

/** Data by category; whatever else is asked, from the list of kinds. */
function whatOf(item: number): Emptied & { read(): Omit<Answered, "accounts"> } {
  const categories = Object.entries(CODES["DataCategory"] ?? {});
  const boxes = categories.map(([code, meaning]) => ({ code, meaning, box: h("input", { type: "checkbox", name: `data-${item}`, value: code, id: fresh("data") }) }));
  const kinds = Object.entries(CODES["Kind"] ?? {}).filter(([code]) => code !== "disclosure");
  const other = h("select", { name: `kind-${item}` }, h("option", { value: "" }, t("hand these data over")), ...kinds.map(([code, meaning]) => h("option", { value: code }, `${coded("Kind", code)}: ${meant(meaning)}`)));
  const list = h("div", { class: "choices" }, ...boxes.map(({ code, meaning, box }) => h("label", { class: "choice", for: box.id }, box, h("span", {}, h("b", {}, coded("DataCategory", code)), `: ${meant(meaning)}`))));
  other.addEventListener("change", () => { list.hidden = other.value !== "" && !OF_DATA.includes(other.value); });
  const element = h("fieldset", { class: "field" }, h("legend", {}, t("What does it ask for?")), list, labelled(t("What we are to do"), other));
  return {
    element,
    clear: () => {
      for (const { box } of boxes) box.checked = false;
      other.value = "";
      list.hidden = false;
    },
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

/** An authority of the directory, or another one by its kind; one that no list names, by its country's letters and its kind. */
function askerOf(home: string, directory: Directory): Emptied & { read(): Asker } {
  const country = h("input", { type: "text", id: fresh("country"), maxlength: 2, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", dir: "ltr" });
  const abroad = h("select", { id: fresh("asker") }, h("option", { value: "" }, t("Choose")), ...kindsOf());
  const countries = [home, ...new Set(directory.map((one) => one.country).filter((one) => one !== home))].filter(Boolean);
  const groups = countries.flatMap((one): Child[] => {
    const named = directory.filter((each) => each.country === one);
    return [
      named.length ? h("optgroup", { label: one === home ? t("In the directory") : t("In the directory, {0}", countryName(one)) }, ...named.map(({ code, name }) => h("option", { value: `id ${code}` }, name))) : null,
      one === home ? h("optgroup", { label: named.length ? t("Not in the directory, {0}", countryName(one)) : countryName(one) }, ...kindsOf()) : null,
    ];
  });
  const local = h("select", { id: fresh("asker") }, h("option", { value: "" }, t("Choose")), ...groups, h("option", { value: ELSEWHERE }, t("somebody else, from another country …")));
  const more = h("div", { hidden: true }, labelled(t("Country"), country, t("Two capital letters, as DE; EU for the Union")), labelled(t("Who there"), abroad));
  local.addEventListener("change", () => { more.hidden = local.value !== ELSEWHERE; });
  const element = h("div", { class: "field question" }, labelled(t("Who asks?"), local), more);
  return {
    element,
    clear: () => {
      local.value = country.value = abroad.value = "";
      more.hidden = true;
    },
    read: () => {
      const there = local.value === ELSEWHERE;
      const [sort = "", code = ""] = (there ? abroad : local).value.split(" ");
      const from = there ? country.value.trim().toUpperCase() : (directory.find((one) => sort === "id" && one.code === code)?.country ?? home);
      if (!code || !/^[A-Z]{2}$/.test(from)) {
        (there ? (/^[A-Z]{2}$/.test(from) ? abroad : country) : local).focus();
        refuse("vault.form", t("Say who asks."));
      }
      return sort === "id" ? { authority: code, country: from, kind: "" } : { authority: "", country: from, kind: code };
    },
  };
}

const kindsOf = (): HTMLElement[] => Object.keys(CODES["AuthorityKind"] ?? {}).filter((code) => code !== "unknown").map((code) => h("option", { value: `kind ${code}` }, coded("AuthorityKind", code)));
