/** Fields for one identifier as the original writes it; an address of the internet has a time, an offset and a port besides. */
import { KINDS, kindOf, selector, type Kind, type Selector } from "../formats/selector.ts";
import { refanged } from "../frame/visible.ts";
import { h, labelled } from "./dom.ts";
import { t, type Key } from "../words/tongue.ts";

const SAYS: Record<Kind, Key> = {
  email: "a mail address",
  account: "an account or user name",
  phone: "a telephone number",
  ip: "an address of the internet (IP)",
  name: "a name",
  url: "an address of a page",
  other: "something else",
};

export interface Identifier {
  readonly elements: readonly HTMLElement[];
  /** What was typed, in its normal form. Throws Refusal `target.*`. */
  read(): Selector;
  /** Take what a person marked in the original. */
  take(text: string): void;
  readonly isEmpty: boolean;
  readonly text: string;
  clear(): void;
}

/**
 * What was marked in the original, one by one: by line, comma, semicolon and, between addresses, white space; without what begins the
 * lines of a list. Names and telephone numbers with blanks in them stay whole.
 */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/[\r\n,;]+/).map((line) => line.replace(/^\s*(?:[-*•]|\d{1,3}[.)])\s+/, "").trim());
  return lines.flatMap((line) => (line.split(/\s+/).every((word) => /[@:]|\d\.\d/.test(word)) ? line.split(/\s+/) : [line])).filter(Boolean);
}

/** `suffix` keeps the ids of several apart; a single one has none. */
export function identifier(suffix = ""): Identifier {
  const kind = h("select", { id: `kind${suffix}` }, ...KINDS.map((one) => h("option", { value: one }, t(SAYS[one]))));
  const value = text(`value${suffix}`);
  const address = internetAddress(suffix);
  let own = false; // until a person says what it is, it is what it looks like
  const looks = (): void => { address.element.hidden = kind.value !== "ip"; };
  kind.addEventListener("change", () => { own = true; looks(); });
  const guess = (): void => {
    if (own) return;
    kind.value = kindOf(value.value.trim());
    looks();
  };
  value.addEventListener("input", guess);
  return {
    elements: [labelled(t("What it is"), kind), labelled(t("As the original writes it"), value), address.element],
    read: () => (kind.value === "ip" ? address.read(refanged(value.value)) : selector(kind.value, refanged(value.value))),
    take: (words) => { value.value = words; guess(); },
    get isEmpty(): boolean { return !value.value.trim(); },
    get text(): string { return value.value.trim(); },
    clear: () => { value.value = ""; },
  };
}

/** What the original says beside an address of the internet, which together with it is one identifier. `read` throws Refusal `target.*`. */
export function internetAddress(suffix: string): { readonly element: HTMLElement; read(value: string): Selector } {
  const at = text(`at${suffix}`);
  const offset = text(`offset${suffix}`);
  const port = h("input", { id: `port${suffix}`, type: "number", min: 1, max: 65535, inputmode: "numeric", autocomplete: "off" });
  const element = h(
    "fieldset",
    { hidden: true },
    h("legend", {}, t("An address names a person only together with these")),
    labelled(t("When, in UTC"), at, t("As 2026-03-01T09:00:00Z: to the second.")),
    labelled(t("Offset from UTC that the original says"), offset, t("As +02:00. An hour off is another person.")),
    labelled(t("Source port"), port, t("Behind a shared address only the port tells who.")),
  );
  return { element, read: (value) => selector("ip", value, at.value.trim(), offset.value.trim(), Number(port.value)) };
}

/** An identifier for the person who typed it. */
export function spokenOf(read: Selector): string {
  return `${read.value}${read.at ? ` · ${read.at} · ${read.offset} · ${read.port}` : ""}`;
}

function text(id: string): HTMLInputElement {
  return h("input", { id, type: "text", dir: "auto", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
}
