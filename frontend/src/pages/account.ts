/**
 * Which account each item names, as the first person reads it in the original (P12): marked there, or typed; nothing is taken
 * over from a machine. Marking it confirms the sentence that says what is asked, as its tick does.
 */
import { MAX_TOGETHER } from "../formats/statement.ts";
import { mark, type Selector } from "../formats/selector.ts";
import { refuse } from "../formats/refusal.ts";
import type { Said } from "../formats/statement.ts";
import type { Value } from "../formats/canonical.ts";
import { MADE_READY } from "../desk/voices.ts";
import { refanged } from "../frame/visible.ts";
import { announce, fresh, h, replace } from "./dom.ts";
import { identifier, linesOf, spokenOf, type Identifier } from "./identifier.ts";
import { t } from "../words/tongue.ts";

/** Outcomes that give, confirm, deny or remove something of a person. */
const GIVES = ["comply", "partial", "no_data", "not_executable", "under_protest"];
const MAX_ACCOUNTS = 60;

/** What a person marked in the original beside. */
export interface Marking {
  readonly selected: string;
  readonly element: HTMLElement;
}

/** What can be answered anew: as it was before anybody touched it. */
export interface Emptied {
  readonly element: HTMLElement;
  clear(): void;
}

interface Reads extends Emptied {
  readonly isEmpty: boolean;
  /** It holds what was marked, and nobody typed since. */
  readonly isMarked: boolean;
  readonly texts: readonly string[];
  /** Whether lines go on with what was just marked: the same mark, drawn further. */
  grows(lines: readonly string[]): boolean;
  take(lines: readonly string[]): void;
  read(): readonly Selector[];
}

/** One account to begin with; more by a button; none by a tick. A list is marked in the original, or pasted, at once. */
export function accountsOf(suffix: string, others: string, marking: Marking): Reads {
  const rows = h("div", { class: "accounts" });
  const all: Identifier[] = [];
  let marks = ""; // what was marked, until somebody types
  const more = h("button", { class: "plain small", click: () => { if (all.length < MAX_ACCOUNTS) add()?.focus(); } }, t("It names another one"));
  const understood = h("p", { class: "hint", role: "status" });
  const none = h("input", { type: "checkbox", id: fresh("none"), change: () => { rows.hidden = more.hidden = none.checked; } });
  const add = (): HTMLElement | null => {
    const made = identifier(`-${suffix}-${all.length + 1}`);
    all.push(made);
    rows.append(h("div", { class: "account" }, ...made.elements));
    rows.classList.toggle("several", all.length > 1);
    return rows.lastElementChild?.querySelector<HTMLElement>("input") ?? null;
  };
  const takes = (lines: readonly string[]): void => {
    const left = all.filter((one) => one.isEmpty);
    for (const line of lines) {
      if (!left.length && all.length < MAX_ACCOUNTS) { add(); left.push(all[all.length - 1]!); }
      left.shift()?.take(line);
    }
    understood.textContent = lines.length > 1 ? t("Understood as {0} accounts or addresses: compare them with the original.", lines.length) : "";
    announce(t("{0} taken from the original: compare them with it.", lines.length));
    rows.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const marked = h("button", { class: "plain small marked", disabled: true, click: () => takes(linesOf(marking.selected)) }, t("Take what I marked in the original"));
  marking.element.addEventListener("selected", () => { marked.disabled = !linesOf(marking.selected).length; });
  rows.addEventListener("paste", (event) => {
    const lines = linesOf(event.clipboardData?.getData("text/plain") ?? "");
    if (lines.length < 2) return;
    event.preventDefault();
    takes(lines);
  });
  rows.addEventListener("input", (event) => { if (event.isTrusted) marks = understood.textContent = ""; });
  // A list that was typed into one field is several: it is split when the field is left.
  rows.addEventListener("change", (event) => {
    const typed = event.isTrusted && event.target instanceof HTMLInputElement && event.target.type === "text" ? event.target : null;
    const lines = typed?.id.startsWith("value-") ? linesOf(typed.value) : [];
    if (typed === null || lines.length < 2) return;
    typed.value = "";
    takes(lines);
  });
  add();
  const element = h(
    "fieldset",
    { class: "field" },
    h("legend", {}, t("Which account or address does it name?")),
    h("p", { class: "hint" }, others ? t("Type it from the original, or mark it there; a list in one go. What {0} answered is shown to you afterwards.", others) : t("Type it from the original, or mark it there; a list in one go.")),
    rows,
    understood,
    h("div", { class: "row" }, marked, more, h("label", { class: "choice", for: none.id }, none, t("It names none"))),
  );
  return {
    element,
    get isEmpty() { return !none.checked && all.every((one) => one.isEmpty); },
    get isMarked() { return marks !== ""; },
    get texts() { return none.checked ? [] : all.filter((one) => !one.isEmpty).map((one) => one.text); },
    grows: (lines) => marks !== "" && (lines.join("\n").includes(marks) || marks.includes(lines.join("\n"))),
    clear: () => {
      for (const one of all) one.clear();
      none.checked = rows.hidden = more.hidden = false;
      marks = "";
    },
    take: (lines) => {
      for (const one of all) one.clear();
      takes(lines);
      marks = lines.join("\n");
    },
    read: () => (none.checked ? [] : all.filter((one, at) => !at || !one.isEmpty).map((one) => one.read())),
  };
}

interface Part {
  readonly item: number;
  readonly element: HTMLElement;
  readonly says: HTMLElement;
  readonly form: ReturnType<typeof accountsOf>;
}

export class Accounts {
  readonly element = h("div", { class: "named" });
  readonly #parts: readonly Part[];

  /**
   * `count`: how many accounts an item names, as the page says; null: nobody said yet. `machine`: what a machine read as those
   * of an item. `named`: an item's accounts were marked, so many. `outcome`: what is chosen for it, empty where nothing is.
   */
  constructor(items: readonly number[], private readonly marking: Marking, private readonly count: (item: number) => Value, private readonly machine: (item: number) => readonly string[], private readonly named: (item: number, many: number) => void, private readonly outcome: (item: number) => string = () => "") {
    this.#parts = items.map((item) => {
      const form = accountsOf(`own-${item}`, "", marking);
      const says = h("summary", {});
      const element = h("details", {}, says, form.element);
      form.element.addEventListener("input", () => this.#tell());
      form.element.addEventListener("change", () => this.#tell());
      return { item, element, says, form };
    });
    marking.element.addEventListener("selected", () => this.#marked());
    replace(this.element, ...this.#parts.map((one) => one.element));
    this.#tell();
  }

  /** Lines of the original that can be what an item names, and nothing else, go to the item that is not filled in yet. */
  #marked(): void {
    const lines = linesOf(this.marking.selected);
    if (!lines.length || lines.some((line) => line.length < 3 || (/\s/.test(line) && !/^\+[\d\s()./-]+$/.test(line)))) return;
    const fits = (one: Part): boolean => (one.form.isEmpty || one.form.isMarked) && [null, lines.length].includes(this.count(one.item) as number | null);
    const read = (one: Part): boolean => lines.every((line) => this.machine(one.item).includes(refanged(line)));
    const empty = this.#parts.filter((one) => fits(one) && one.form.isEmpty);
    const part = this.#parts.find((one) => fits(one) && one.form.grows(lines)) ?? empty.find(read) ?? empty[0];
    if (!part) return;
    part.form.take(lines);
    this.named(part.item, lines.length);
  }

  #tell(): void {
    for (const { item, element, says, form } of this.#parts) {
      const several = this.#parts.length > 1; // then the three stand in a row
      const who = several ? t("Account, item {0}", item) : t("Account");
      const texts = form.texts;
      // What needs no account asks for none.
      const outcome = this.outcome(item);
      element.hidden = this.count(item) === 0 || (outcome !== "" && !GIVES.includes(outcome) && !texts.length);
      replace(says, h("strong", {}, several && !texts.length ? who : `${who}: `), texts.length > 3 ? t("{0} in number", texts.length) : texts.length ? h("bdi", {}, texts.join(", ")) : several ? null : t("mark it in the original, or type it here, if you comply"));
    }
  }

  /** What the page says is another number of accounts now. */
  draw(): void {
    this.#tell();
  }

  /** What was read and not signed, to be kept. */
  get draft(): Value {
    return this.#parts.filter((one) => one.form.texts.length).map((one) => [one.item, [...one.form.texts]]);
  }

  /** The same again. */
  resume(draft: Value): void {
    for (const one of Array.isArray(draft) ? draft : []) {
      const [item, texts] = Array.isArray(one) ? one : [];
      if (Array.isArray(texts) && texts.length) this.#parts.find((part) => part.item === item)?.form.take(texts.map(String));
    }
  }

  /** What was read for items whose outcome gives something. Throws Refusal where it is not said, or not as many as the sentence says. */
  read(outcomes: ReadonlyMap<number, string>): readonly { readonly item: number; readonly outcome: string; readonly accounts: readonly Selector[] }[] {
    return this.#parts.flatMap((part) => {
      const outcome = outcomes.get(part.item) ?? "";
      return GIVES.includes(outcome) && this.count(part.item) ? [{ item: part.item, outcome, accounts: read(part, this.count(part.item)) }] : [];
    });
  }

  /** Whose data are kept, of these items. Throws Refusal as `read`. */
  kept(items: readonly number[]): ReturnType<Accounts["read"]> {
    return this.#parts.filter((part) => items.includes(part.item) && this.count(part.item) !== 0).map((part) => ({ item: part.item, outcome: "comply", accounts: read(part, this.count(part.item)) }));
  }

  /** The readings as they are signed in one's own vault; a list that does not fit one look is read on its own page. */
  acts(read: ReturnType<Accounts["read"]>, key: Uint8Array, others: number): Said[] {
    const acts = read.filter((one) => MADE_READY.includes(one.outcome)).flatMap(({ item, accounts }) => accounts.map((one, at) => ({ act: "target.read", says: { handle: `T${at + 1}`, item, mark: mark(key, `T${at + 1}`, one) } })));
    return acts.length + others > MAX_TOGETHER ? [] : acts;
  }

  /** What was read, beside what a machine read where that is something else. */
  view(read: ReturnType<Accounts["read"]>): HTMLElement | null {
    if (!read.length) return null;
    const row = (item: number, one: Selector, at: number): HTMLElement => {
      const found = this.machine(item);
      const same = found.includes(one.value) || !found.length;
      return h("dd", {}, h("bdi", { class: "line" }, spokenOf(one)), same ? null : h("span", { class: "was" }, t("A machine read: {0}", found[at] ?? found.join(", "))));
    };
    return h("dl", { class: "rows" }, ...read.map(({ item, accounts }) => h("div", {}, h("dt", {}, this.#parts.length > 1 ? t("Account, item {0}", item) : t("Account")), ...accounts.map((one, at) => row(item, one, at)))));
  }
}

function read({ item, element, form }: Part, count: Value): readonly Selector[] {
  if (form.isEmpty) { element.hidden = false; element.setAttribute("open", ""); refuse("vault.form", t("Item {0}: mark the account in the original, or type it from there.", item), t("No identifier is taken over from a machine.")); }
  const accounts = form.read();
  if (count !== null && accounts.length !== count) refuse("vault.form", t("Item {0}: you read {1}, the sentence says {2}.", item, accounts.length, String(count)));
  return accounts;
}
