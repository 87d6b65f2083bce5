/** What the law answers, and what a person answers: the silence, may we tell, admit, count, and the outcome. Nothing is preselected. */
import { ACTS, wordsOf } from "../acts/words.ts";
import type { Asked, Law, May, Risk } from "../desk/asked.ts";
import { blocksFor, pointOf, type OwnFile, type Place } from "../desk/points.ts";
import { equal, isObject, type Value } from "../formats/canonical.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import type { Said } from "../formats/statement.ts";
import { pairs } from "./blanks.ts";
import { parts } from "./app.ts";
import type { Attaching } from "./attaching.ts";
import { fresh, h, labelled, replace } from "./dom.ts";
import { Exceptions, type Less } from "./exceptions.ts";
import { Questions } from "./questions.ts";
import { dayName } from "../acts/named.ts";
import type { ItemNow } from "./steps.ts";
import { acted, t, type Key } from "../words/tongue.ts";

export const OUTCOMES: Readonly<Record<string, Key>> = {
  comply: "Comply",
  partial: "Comply in part",
  under_protest: "Comply under protest",
  correct: "Return it for correction",
  object: "Object",
  no_data: "We hold no such data",
  not_executable: "It cannot be done",
  challenge: "Challenge it in court",
  refuse: "Refuse",
};
/** What tells two answers apart that stand side by side. */
const APART: Readonly<Record<string, Key>> = {
  correct: "something is missing; they can send it, and the case goes on",
  object: "the law gives us a ground against it; we say no, and name it",
};
const QUESTIONS: readonly (readonly ["tell" | "admit" | "count", Key])[] = [
  ["tell", "May we tell the person?"],
  ["admit", "May we admit that it exists?"],
  ["count", "May we count it?"],
];
/** Why a question is answered so (`case/lists.py`). */
const WHY = wordsOf("gate.answer", "why");
const CLEAR = "clear";
/** Reasons that are about telling alone. */
const ENDANGERS = ["life", "accusation", "household", "taken_over", "child", "victim", "witness", "missing"];
const SOURCES: Readonly<Record<string, Key>> = { statute: "A law", order: "An order" };

/** What Annex III of Regulation (EU) 2023/1543 can say of a certificate that goes back, beside that it is incomplete. */
const MENDS = ["contains_manifest_errors", "insufficient_information"];

/** One outcome that can be chosen with one control: an objection and its ground are one. */
export interface Outcome {
  readonly outcome: string;
  readonly ground: string;
  readonly words: string;
  readonly marks: readonly string[];
  readonly cited: string;
  /** Reasons of which one must be named; empty: it needs none, or names it already. */
  readonly reasons: readonly (readonly [code: string, says: string])[];
}

/** Every outcome beside its ground, in the desk's order: to object takes one control, as to comply does. */
export function outcomesOf(asked: Asked): Outcome[] {
  const grounds = (asked.choices["ground"] ?? []).filter((one) => one.value).map((one) => ({ code: one.value, says: one.words.startsWith(`${one.value}: `) ? one.words.slice(one.value.length + 2) : one.words, own: one.marks }));
  const house = grounds.filter((one) => one.code === "counsel" || one.code.startsWith("policy."));
  const law = grounds.filter((one) => !house.includes(one));
  const under = (outcome: string): typeof law => (outcome === "object" ? law : [{ code: "", says: "", own: [] }, ...law.filter(({ code }) => outcome === "correct" && MENDS.includes(code))]);
  const reasons = house.map((one) => [one.code, one.says] as const).reverse(); // counsel's advice stands first
  return (asked.choices["outcome"] ?? []).flatMap(({ value, marks }) => {
    const name = OUTCOMES[value];
    if (name === undefined) return [];
    return under(value).map(({ code, says, own }) => ({ outcome: value, ground: code, words: says ? `${t(name)}: ${says}` : t(name), marks: [...marks, ...own], cited: asked.law?.grounds.find((one) => one.code === code)?.cited ?? "", reasons: value === "refuse" || value === "challenge" ? reasons : value === "partial" ? [...law.map((one) => [one.code, one.says] as const), ...reasons] : [] }));
  });
}

/** Whether this is one's own vault, and the text blocks as the desk tells them. */
export interface House {
  readonly isOwn: boolean;
  readonly blocks?: Value | undefined;
}

export class Answer {
  readonly element = h("div", { class: "answer" });
  readonly #law = h("section", { class: "law", "aria-label": t("What the law answers") });
  readonly #may = h("section", { "aria-label": t("Silence") });
  readonly #decide = h("section", { "aria-label": t("What we answer") });
  #groups: readonly (readonly number[])[] = [];
  #told = new Map<number, Asked>();
  /** Who reckoned it. */
  #reckoned: HTMLElement | null = null;
  readonly #apart = new Set<number>();
  readonly #choices = new Map<string, Choosing>();
  /** What was chosen before, until it is shown. */
  readonly #wanted = new Map<string, Value>();
  readonly #silences = new Map<string, Silence>();
  #open = 0;
  /** Whether something stands in two places and differs: then nothing is said to be in order. */
  doubtful = false;

  /** `named`: what a machine read for a handle of an item; `ends`: the day on which the silence that is claimed ends, empty where it has none. */
  constructor(private readonly id: string, private readonly items: readonly ItemNow[], private readonly named: (item: number, handle: string) => string, private readonly ends: () => string, private readonly changed: () => void, private readonly house: House = { isOwn: false }) {
    replace(this.element, this.#law, this.#may, this.#decide);
  }

  /** The law's answer and the choices of each group, by its first item; `silences`: what a duty of silence can say; `open`: sentences that nobody confirmed. */
  told(groups: readonly (readonly number[])[], asked: ReadonlyMap<number, Asked>, silences: ReadonlyMap<number, Asked>, reckoned: HTMLElement, open: number): void {
    this.#open = open;
    this.#groups = groups;
    this.#reckoned = reckoned;
    this.#told = new Map(asked);
    this.#drawLaw();
    this.#drawMay(silences);
    this.#drawDecide();
  }

  /** What the law answers, as it was told last. */
  get laws(): readonly Law[] {
    return [...this.#told.values()].flatMap((one) => (one.law ? [one.law] : []));
  }

  /** Whether the law's answer is to ask counsel, of any item. */
  get asksCounsel(): boolean {
    return this.laws.some((law) => law.recommends === "counsel");
  }

  /** Where a part stands. */
  part(name: "law" | "decide"): HTMLElement {
    return name === "law" ? this.#law : this.#decide;
  }

  /** What was chosen and answered, to be kept. */
  get draft(): Value {
    return { apart: [...this.#apart], choices: [...this.#choices].filter(([, one]) => one.chosen).map(([key, one]) => [key, one.draft]), silences: [...this.#silences].map(([key, one]) => [key, one.draft]) };
  }

  /** The same again, once the law's answer is here: an outcome that is not offered any more is not chosen. */
  resume(draft: Value): void {
    const { apart, choices, silences } = isObject(draft) ? draft : {};
    for (const item of Array.isArray(apart) ? apart : []) if (typeof item === "number") this.#apart.add(item);
    for (const [key, one] of pairs(choices)) this.#wanted.set(key, one);
    for (const [key, one] of pairs(silences)) this.#wanted.set(`silence ${key}`, one);
  }

  #again(key: string, made: { resume(draft: Value): void }): void {
    const draft = this.#wanted.get(key);
    this.#wanted.delete(key);
    if (draft === undefined) return;
    made.resume(draft);
    this.changed();
  }

  /** What is answered, in the order in which it is signed. Throws Refusal `vault.form`. */
  acts(): Said[] {
    const silences = [...this.#silences.values()].flatMap((one) => one.acts());
    const gates = [...this.#silences.values()].flatMap((one) => one.gates());
    return [...silences, ...[...this.#choices.values()].flatMap((one) => one.acts()), ...gates];
  }

  /** What is chosen, by item. */
  get outcomes(): ReadonlyMap<number, string> {
    return new Map([...this.#choices.values()].flatMap((one) => one.items.map((item) => [item, one.chosen?.outcome ?? ""] as const)));
  }

  /** The first choice of an answer of which nothing is chosen; null where none is left. */
  get unchosen(): HTMLElement | null {
    return [...this.#choices.values()].find((one) => !one.chosen)?.element.querySelector<HTMLElement>("input") ?? null;
  }

  /** Points in one's own words, by item, not sealed yet. Throws Refusal `vault.form`. */
  get points(): ReadonlyMap<number, string> {
    return new Map([...this.#choices.values()].flatMap((one) => (one.point ? [[one.items[0] ?? 0, one.point] as const] : [])));
  }

  /** PDF files that go along, not sealed yet. */
  get files(): readonly OwnFile[] {
    return [...this.#choices.values()].flatMap((one) => one.files);
  }

  /** Items for which an outcome is chosen. */
  get decided(): readonly number[] {
    return [...this.#choices.values()].flatMap((one) => (one.chosen ? one.items : []));
  }

  #number(items: readonly number[]): string {
    return this.items.length === 1 ? "" : items.length === this.items.length ? t("Every item") : items.length === 1 ? t("Item {0}", items[0] ?? 0) : t("Items {0}", items.join(", "));
  }

  #drawLaw(): void {
    const laws = joined(this.#groups.filter(([first = 0]) => this.#told.has(first)).map((items) => [items, this.#told.get(items[0] ?? 0)?.law ?? null] as const));
    const spoken = laws.flatMap(([items, law]) => (law === null ? [] : [[this.#number(items), law] as const]));
    const risks = spoken.length ? h("details", {}, h("summary", {}, t("What a wrong answer risks; where it stands")), ...spoken.flatMap(([number, law]) => [number ? h("h3", {}, number) : null, ...risksOf(law)])) : null;
    replace(this.#law, laws.length ? h("h2", {}, t("What the law answers")) : null, laws.length ? this.#reckoned : null, ...laws.map(([items, law]) => lawView(this.#number(items), law, this.#open, law === spoken[0]?.[1], this.doubtful)), risks);
  }

  #drawMay(asked: ReadonlyMap<number, Asked>): void {
    const all = joined(this.#groups.map((items) => [items, this.#told.get(items[0] ?? 0)?.law?.may ?? null] as const));
    const keys = new Set<string>();
    const parts = all.flatMap(([items, may]) => {
      const rules = asked.get(items[0] ?? 0);
      if (may === null || rules === undefined) return [];
      const key = `${items.join()} ${JSON.stringify(may)}`;
      keys.add(key);
      const before = [...this.#silences].find(([old]) => old.startsWith(`${items.join()} `))?.[1];
      const made = this.#silences.get(key) ?? new Silence(this.items.filter((one) => items.includes(one.number)), may, rules, this.#number(items), this.ends, this.changed, before);
      this.#silences.set(key, made);
      this.#again(`silence ${key}`, made);
      return [made.element];
    });
    for (const key of [...this.#silences.keys()]) if (!keys.has(key)) this.#silences.delete(key);
    replaceOnly(this.#may, parts);
  }

  #drawDecide(): void {
    const open = new Set(this.items.filter((one) => one.deciding === "open").map((one) => one.number));
    const groups = this.#groups.map((items) => items.filter((one) => open.has(one))).filter((items) => items.length);
    const split = groups.flatMap((items) => [items.filter((one) => !this.#apart.has(one)), ...items.filter((one) => this.#apart.has(one)).map((one) => [one])]).filter((items) => items.length);
    const keys = new Set(split.map((items) => items.join()));
    for (const key of [...this.#choices.keys()]) if (!keys.has(key)) this.#choices.delete(key);
    const parts = split.flatMap((items): HTMLElement[] => {
      const asked = this.#told.get(this.#groups.find((each) => each.includes(items[0] ?? 0))?.[0] ?? 0);
      if (asked === undefined) return this.#told.size ? items.map((item) => h("p", {}, h("a", { href: `#/act/${this.id}/decision.propose?item=${item}` }, t("Item {0}", item)))) : [];
      const made = this.#choices.get(items.join()) ?? new Choosing(items, this.#number(items), this.named, this.changed, (item) => { this.#apart.add(item); this.#drawDecide(); }, this.house);
      this.#choices.set(items.join(), made);
      this.#again(items.join(), made);
      made.told(asked);
      return [made.element];
    });
    const done = this.items.filter((one) => one.deciding !== "open").map((one) => h("p", { class: "quiet" }, sayDone(one, this.items.length > 1)));
    const [first] = open;
    const back = first && parts.length ? [h("p", { class: "hint" }, h("a", { href: `#/act/${this.id}/item.change?item=${first}` }, t("The authority took it back, or changed it")))] : [];
    replaceOnly(this.#decide, done.length + parts.length ? [h("h2", {}, t("What we answer")), ...done, ...parts, ...back] : []);
  }
}

/** Groups of which the same is said. */
function joined<T extends Value | object | null>(rows: readonly (readonly [readonly number[], T])[]): (readonly [readonly number[], T])[] {
  const found: [number[], T][] = [];
  for (const [items, one] of rows) {
    const same = found.find(([, other]) => equal(other as Value, one as Value));
    if (same) same[0].push(...items);
    else found.push([[...items], one]);
  }
  return found;
}

/** The same children in the same order stay as they are: a focus in them stays. */
function replaceOnly(parent: Element, wanted: readonly HTMLElement[]): void {
  const now = [...parent.children];
  if (now.length === wanted.length && wanted.every((one, at) => now[at] === one || (one.tagName === now[at]?.tagName && !one.querySelector("input") && one.textContent === now[at]?.textContent))) return;
  replace(parent, ...wanted);
}

function sayDone(item: ItemNow, named: boolean): string {
  const outcome = OUTCOMES[item.outcome];
  const says = item.deciding === "proposed" ? t("{0} proposed an answer; a second person is asked.", item.proposedBy) : outcome ? t("Decided: {0}.", t(outcome)) : t("It has ended.");
  const whole = outcome && !item.signed ? `${says} ${t("As the desk shows it: no statement of this case says it.")}` : says;
  return named ? `${t("Item {0}", item.number)}: ${whole}` : whole;
}

/** `leads`: the first of several says for all of them whose word it is. */
function lawView(number: string, law: Law | null, unread: number, leads: boolean, doubtful: boolean): HTMLElement {
  if (law === null) return h("p", { class: "quiet" }, t("No law in this desk's data answers that."));
  const missing = law.findings.filter((one) => one.effect === "defect");
  const open = law.findings.filter((one) => one.effect !== "defect");
  // Until everything was read, the line above says of all of them that a machine read it.
  const row = (kind: string, one: Law["findings"][number]): HTMLElement => h("li", { title: one.cited }, h("strong", {}, kind), " ", ...folded(one.says), one.claimed && !unread ? h("span", { class: "claimed" }, ` ${t("rests on what nobody confirmed")}`) : null);
  return h(
    "div",
    { class: "lawful" },
    h("p", { class: unread ? "claimed" : "" }, ...(leads ? [unread ? t("As a machine read it:") : t("The law suggests:"), " "] : []), number ? `${number}: ` : "", h("strong", {}, law.suggests), missing.length + open.length ? "" : `. ${doubtful ? t("But two things differ: see above.") : t("Nothing is missing.")}`),
    missing.length + open.length ? h("ul", { class: "found" }, ...missing.map((one) => row(t("missing:"), one)), ...open.map((one) => row(t("for counsel:"), one))) : null,
  );
}

/** What either wrong answer risks, the silence, and where what was found stands. */
const cites = (one: { readonly says: string; readonly cited: string }): HTMLElement => h("p", { class: "hint" }, one.says, " ", one.cited);

function risksOf(law: Law): (HTMLElement | null)[] {
  return [
    riskView(t("A wrong refusal:"), law.risk, t("The law data say nothing of it.")),
    riskView(t("A wrong grant:"), law.wrongGrant, t("The law data say nothing of it yet; that does not mean that it risks nothing.")),
    ...(law.may.says ? [h("p", {}, h("strong", {}, t("Silence:")), ` ${law.may.says} `, h("span", { class: "quiet" }, law.may.cited))] : []),
    ...law.findings.filter((one) => one.cited).map(cites),
    law.grounds.length ? h("p", {}, h("strong", {}, t("You could object where one of these were so:"))) : null,
    ...law.grounds.map(cites),
  ];
}

/** One line of a paragraph; what follows its first sentence opens under "why". */
export function folded(says: string): (Node | string)[] {
  const [, first = says, rest = ""] = /^(.{10,}?[^.\d§][.;])\s+(.*)$/s.exec(says) ?? [];
  return says.length < FOLD || !rest ? [says] : [first.replace(/;$/, "."), h("details", { class: "why" }, h("summary", {}, t("why")), rest)];
}

/** Characters that a line beside the original holds. */
const FOLD = 70;

const riskView = (name: string, risk: Risk | null, none: string): HTMLElement => h("p", {}, h("strong", {}, name), ` ${risk?.says ?? none} `, risk ? h("span", { class: "quiet" }, risk.cited) : null);

const PLACES: readonly (readonly [Place, Key])[] = [
  ["closing", "before the closing"],
  ["opening", "after the salutation"],
  ["whole", "in the place of our letter"],
];

/** The outcome of items that are alike, none chosen beforehand. */
class Choosing {
  readonly element = h("fieldset", { class: "outcomes" });
  #asked: Asked | null = null;
  #lines: Exceptions | null = null;
  #rows: readonly (readonly [string, string])[] = [];
  #less: Less = ["", "", ""];
  #value = "";
  #reason = "";
  readonly #point = h("textarea", { id: fresh("point"), rows: 4, dir: "auto", autocomplete: "off" });
  readonly #place = h("select", { id: fresh("place") }, ...PLACES.map(([code, says]) => h("option", { value: code }, t(says))));
  readonly #subject = h("input", { type: "text", id: fresh("subject"), maxlength: 120, dir: "auto", autocomplete: "off" });
  #attaching: Attaching | null = null;
  readonly #along = h("div", {}, h("button", { class: "plain small", click: () => void this.#attach() }, t("Attach a PDF …")));
  readonly #name = fresh("outcome");
  readonly #detail = h("div", {});

  constructor(readonly items: readonly number[], private readonly number: string, private readonly named: (item: number, handle: string) => string, private readonly changed: () => void, private readonly apart: (item: number) => void, private readonly house: House) {
    for (const one of [this.#point, this.#subject]) one.addEventListener("input", changed);
    this.#place.addEventListener("change", () => { this.#draw(); changed(); });
  }

  /** One's own words in the letter, where the answer is about one item. Throws Refusal `vault.form`. */
  get point(): string {
    return this.chosen !== null && this.items.length === 1 ? pointOf(this.#point.value, this.#place.value as Place, this.#subject.value, this.files) : "";
  }

  /** The house's text blocks for this answer: one control puts one into the field. */
  #blocks(): HTMLElement | null {
    const found = blocksFor(this.house.blocks, this.chosen?.outcome ?? "");
    if (!found.length) return null;
    const select = h("select", { id: fresh("block"), change: () => {
      const one = select.value && found[Number(select.value)];
      if (one) this.#point.value = [this.#point.value.trim(), one.text.trim()].filter(Boolean).join("\n\n");
      select.value = "";
      this.#point.focus();
      this.changed();
    } }, h("option", { value: "" }, t("Choose")), ...found.map(({ name }, at) => h("option", { value: at }, name)));
    return labelled(t("Put in a text block"), select);
  }

  get files(): readonly OwnFile[] {
    return this.chosen !== null && this.items.length === 1 ? (this.#attaching?.files ?? []) : [];
  }

  /** What few letters have is fetched once somebody wants it. */
  async #attach(before: readonly string[] = []): Promise<void> {
    const { Attaching: Made } = await parts(() => import("./rare.ts"));
    this.#attaching ??= new Made(this.house.isOwn, before, this.changed);
    replace(this.#along, this.#attaching.element);
    this.#along.querySelector("button")?.focus();
  }

  get chosen(): Outcome | null {
    return this.#asked === null ? null : (outcomesOf(this.#asked).find((one) => key(one) === this.#value) ?? null);
  }

  get draft(): Value {
    return [this.#value, this.#reason, (this.#lines?.rows ?? []).map((row) => [...row]), [...(this.#lines?.less ?? [])], this.#point.value, this.#place.value, this.#subject.value, this.files.map(({ name }) => name)];
  }

  resume(draft: Value): void {
    const [value, reason, rows, less, point, place, subject, names] = Array.isArray(draft) ? draft : [];
    this.#value = String(value ?? "");
    this.#reason = String(reason ?? "");
    this.#point.value = String(point ?? "");
    this.#place.value = String(place ?? "closing");
    this.#subject.value = String(subject ?? "");
    if (Array.isArray(names) && names.length) void this.#attach(names.map(String));
    const [since = "", until = "", part = ""] = Array.isArray(less) ? less.map(String) : [];
    this.#less = [since, until, part];
    this.#rows = pairs(rows).map(([line, answer]) => [line, String(answer)] as const);
  }

  told(asked: Asked): void {
    const before = this.#asked;
    this.#asked = asked;
    if (before && equal(outcomesOf(before) as unknown as Value, outcomesOf(asked) as unknown as Value)) return;
    if (this.chosen === null) this.#value = this.#reason = "";
    const focused = this.element.querySelector<HTMLInputElement>("input:focus")?.value;
    const rows = outcomesOf(asked).map((one, at, all) => {
      const mine = key(one) === this.#value;
      const apart = all[at - 1]?.outcome === one.outcome ? undefined : APART[one.outcome];
      const take = (reason: string): void => { this.#value = key(one); this.#reason = reason; this.#draw(); this.changed(); };
      const why = one.reasons.length ? h("select", { "aria-label": t("The reason: {0}", one.words) }, h("option", { value: "" }, t("name the reason")), ...one.reasons.map(([code, says]) => h("option", { value: code, selected: mine && code === this.#reason }, says))) : null;
      const box = h("input", { type: "radio", name: this.#name, value: key(one), checked: mine, change: () => take(why?.value ?? "") });
      why?.addEventListener("change", () => { box.checked = true; take(why.value); });
      return h("div", { class: "option" }, h("label", { class: "choice", title: one.cited || undefined }, box, h("span", {}, one.words, ...one.marks.filter(Boolean).map((mark) => h("span", { class: "mark" }, mark)), apart && h("small", { class: "hint" }, t(apart)))), why);
    });
    const others = this.items.length > 1 ? h("p", { class: "apart" }, t("Another answer for item"), " ", ...this.items.map((item) => h("button", { class: "plain small", click: () => this.apart(item) }, String(item)))) : null;
    replace(this.element, h("legend", { class: this.number ? "" : "unseen" }, this.number || t("What we answer")), ...rows, this.#detail, others);
    this.#draw();
    if (focused !== undefined) [...this.element.querySelectorAll<HTMLInputElement>("input")].find((one) => one.value === focused)?.focus();
  }

  #draw(): void {
    const first = this.items[0] ?? 0;
    // Naming the reason draws anew what is excepted: nothing of it is lost.
    if (this.#lines) [this.#rows, this.#less] = [this.#lines.rows, this.#lines.less];
    this.#lines = this.chosen?.outcome === "partial" ? new Exceptions(this.#asked?.choices["lines"] ?? [], (handle) => (this.items.length === 1 ? this.named(first, handle) : ""), this.changed, this.#rows, this.#less) : null;
    const own = this.chosen !== null && this.items.length === 1;
    const focused = [this.#point, this.#place, this.#subject].find((one) => one === document.activeElement);
    const whole = this.#place.value === "whole" ? labelled(t("Its subject"), this.#subject) : null;
    const words = h("details", { class: "own", open: this.#point.value !== "" || this.#attaching !== null || focused !== undefined }, h("summary", {}, t("Add your own words or a PDF to the letter")), labelled(t("Where they stand"), this.#place), whole, labelled(t("Your own words"), this.#point, t("An empty line parts paragraphs. Sealed here; a second person reads it and agrees.")), this.#blocks(), this.#along);
    replace(this.#detail, this.#lines?.element, own ? words : null);
    if (own) focused?.focus();
  }

  acts(): Said[] {
    const { chosen } = this;
    if (chosen === null) return [];
    const lines = this.#lines?.lines ?? [];
    const [since, until, part] = this.#lines?.less ?? [];
    const own = this.point ? { point: UNSEALED } : {};
    const less = since || until || part ? { since: since || null, until: until || null, part: part ?? "" } : {};
    if (chosen.reasons.length && !this.#reason && (this.#lines?.refuses ?? true)) refuse("vault.form", t("{0}: name the reason.", chosen.words));
    return this.items.map((item) => ({ act: "decision.propose", says: { item, outcome: chosen.outcome, ground: chosen.ground || this.#reason, lines, ...less, ...own } }));
  }
}

/** Stands for the commitment to what is not sealed yet, until it is signed. */
const UNSEALED = "0".repeat(64);

const key = (one: Outcome): string => `${one.outcome} ${one.ground}`;

/** A duty of silence as one more sentence, and the three questions; the law's answer stands beside, and answers none of them. */
class Silence {
  readonly element = h("div", { class: "silence" });
  readonly #record = h("input", { type: "checkbox", id: fresh("silence") });
  readonly #questions: Questions;
  readonly #imposed: boolean;
  readonly #answers = new Map<string, { readonly said: () => string; readonly why: () => string; readonly say: (value: "no" | "") => void; readonly resume: (said: string, why: string, until: string) => void; readonly until: HTMLInputElement }>();

  constructor(private readonly items: readonly ItemNow[], private readonly may: May, asked: Asked, number: string, private readonly ends: () => string, changed: () => void, before?: Silence) {
    const imposed = Object.hasOwn(SOURCES, may.source) && QUESTIONS.some(([question]) => may[question] === "no");
    this.#imposed = imposed;
    // The law says another thing now: what a person typed and ticked of a silence that no law imposes stays.
    const own = before && !imposed && !before.#imposed ? before : null;
    this.#questions = own ? own.#questions : new Questions(begun(imposed ? may : null), imposed && may.rule ? ruling(asked, may.rule) : asked, items[0]?.number ?? 0, () => null);
    this.#record.checked = own ? own.#record.checked : false;
    const silent = items.every((one) => one.silent);
    const says = h("p", { class: "says", id: fresh("says") }, silent ? `${t("A duty of silence is recorded.")}${items.every((one) => one.silenceSigned) ? "" : ` ${t("As the desk shows it: no statement of this case says it.")}`}` : imposed ? sayImposed(may) : may.says);
    // What the sentence says is forbidden is answered with it, for all to see and to change; it never answers yes.
    const forbidden = imposed ? QUESTIONS.flatMap(([question]) => (may[question] === "no" ? [question] : [])) : [];
    const told = (): void => {
      says.parentElement?.classList.toggle("read", this.#record.checked);
      for (const question of forbidden) this.#answers.get(question)?.say(this.#record.checked ? "no" : "");
      changed();
    };
    this.#record.addEventListener("change", told);
    this.#record.setAttribute("aria-describedby", says.id);
    const edit = h("details", { open: this.#record.checked && !imposed }, h("summary", {}, imposed ? t("Say it otherwise") : t("Record a silence")), this.#questions.element);
    const otherwise = (): void => { this.#record.checked = false; told(); };
    edit.addEventListener("input", otherwise);
    edit.addEventListener("change", otherwise);
    const row = silent ? null : edit;
    // What is signed names the rule of the law data: its name stands where it is ticked.
    const rule = imposed && !silent ? asked.choices["rule"]?.find((one) => one.value === may.rule)?.words : "";
    const cited = may.cited && rule ? `${may.cited} · ${t("signed under: {0}", rule)}` : may.cited;
    const open = QUESTIONS.filter(([question]) => items.some((one) => one.answers[question] === undefined));
    replace(
      this.element,
      h("h2", {}, number ? `${t("May we speak of it?")} ${number}` : t("May we speak of it?")),
      h("div", { class: "sentence" }, h("label", { class: "tick", for: this.#record.id }, silent ? null : this.#record, h("span", { class: "unseen" }, imposed ? t("Record this silence") : t("Record what is said below"))), says, cited ? h("p", { class: "hint" }, cited) : null, row),
      open.some(([question]) => may[question] === "unknown") ? h("p", { class: "hint" }, t("Where the law is open: say no for now, with the day on which it is asked again, or ask counsel first.")) : null,
      ...open.map(([question, words]) => this.#ask(question, words, changed)),
      ...(open.length ? [] : [h("p", { class: "quiet" }, t("The three questions are answered."))]),
    );
    says.parentElement?.classList.toggle("read", this.#record.checked);
    // A person's own answers stay too; what a tick of the law's own silence answered is read and ticked anew.
    for (const [question, one] of before ? before.#answers : []) {
      const [said, why] = [one.said(), one.why()];
      if (said && !(said === "no" && why === "law")) this.#answers.get(question)?.resume(said, why, one.until.value);
    }
  }

  /** A yes to telling says what was looked at; a no names its reason, and choosing one says no. */
  #ask(question: "tell" | "admit" | "count", words: Key, changed: () => void): HTMLElement {
    const name = fresh(question);
    const why = h("select", { "aria-label": t("Why not") }, h("option", { value: "" }, t("name the reason")), ...Object.entries(WHY).filter(([code]) => code && code !== CLEAR && (question === "tell" || !ENDANGERS.includes(code))).map(([code, says]) => h("option", { value: code }, acted(says))));
    const boxes = (["yes", "no"] as const).map((value) => h("input", { type: "radio", name, value, change: () => { review(); tell(); changed(); } }));
    const until = h("input", { type: "date", id: fresh("until"), change: changed });
    // Where the law is open a no begins with a day of review: it can be moved, not left out.
    const review = (): void => { if (this.may[question] === "unknown") until.value = said() === "no" ? (until.value || this.may.until || this.ends() || inDays(REVIEW)) : ""; };
    const again = h("label", { class: "again", hidden: true }, t("Asked again on"), " ", until);
    // Where the law says no it says until when, too; of another no, a person says when it is asked again.
    const tell = (): void => { again.hidden = said() !== "no" || (why.value === "law" && this.may[question] === "no" && !until.value); why.hidden = said() === "yes"; if (said() !== "no") why.value = ""; };
    const said = (): string => boxes.find((box) => box.checked)?.value ?? "";
    const say = (value: "no" | ""): void => {
      if (said() === "yes") return; // a person's own answer stays
      for (const box of boxes) box.checked = box.value === value;
      why.value = value && "law";
      tell();
    };
    const resume = (value: string, reason: string, day: string): void => {
      for (const box of boxes) box.checked = box.value === value;
      why.value = value === "no" ? reason : "";
      until.value = day;
      tell();
    };
    why.addEventListener("change", () => {
      for (const box of boxes) box.checked = box.value === "no" && why.value !== "";
      review();
      tell();
      changed();
    });
    this.#answers.set(question, { said, why: () => (said() === "yes" && question === "tell" ? CLEAR : why.value), say, resume, until });
    const law = this.may[question];
    const hint = law === "yes" ? t("the law: yes") : law === "no" ? t("the law: no") : t("the law: open");
    return h("fieldset", { class: "asking", "data-question": question }, h("legend", {}, t(words), h("span", { class: "mark" }, hint)), ...boxes.map((box) => h("label", { class: "choice" }, box, h("span", {}, box.value === "no" ? t("no") : question === "tell" ? t("yes: {0}", acted(WHY[CLEAR] ?? "")) : t("yes")))), why, again);
  }

  get draft(): Value {
    return [this.#record.checked, ...[...this.#answers].map(([question, one]) => [question, one.said(), one.why(), one.until.value])];
  }

  resume(draft: Value): void {
    const [record, ...answers] = Array.isArray(draft) ? draft : [];
    this.#record.checked = record === true;
    this.#record.closest(".sentence")?.classList.toggle("read", this.#record.checked);
    for (const one of answers) {
      const [question, said, why, until] = Array.isArray(one) ? one.map(String) : [];
      this.#answers.get(question ?? "")?.resume(said ?? "", why ?? "", until ?? "");
    }
  }

  acts(): Said[] {
    if (!this.#record.checked) return [];
    return this.items.filter((one) => !one.silent).map((one) => ({ act: "secrecy.record", says: { ...this.#questions.says(), item: one.number } }));
  }

  gates(): Said[] {
    return QUESTIONS.flatMap(([question, words]) => {
      const answer = this.#answers.get(question);
      const said = answer?.said() ?? "";
      if (!answer || !said) return [];
      const until = answer.until.value;
      if (until && !isDay(until)) refuse("vault.form", `${t(words)}: ${t("That is no day.")}`);
      // Where no verified law decides, a no is looked at again: nothing is closed for ever by nobody's law.
      if (said === "no" && this.may[question] === "unknown" && !until) refuse("vault.form", t("{0} Where the law is open, say when it is asked again.", t(words)));
      const why = answer.why();
      if (said === "no" && !why) refuse("vault.form", t("{0} Name the reason of the no.", t(words)));
      return this.items.filter((one) => one.answers[question] === undefined).map((one) => ({ act: "gate.answer", says: { item: one.number, question, answer: said, until: until || null, why } }));
    });
  }
}

/** Days after which a no is looked at again that no verified law decides. */
const REVIEW = 90;
/** The day that many days from now, a Monday where that is at the weekend: it is a proposal, and the desk's calendar is not here. */
const inDays = (days: number): string => {
  const day = new Date(Date.now() + days * DAY);
  return new Date(day.getTime() + ([1, 0, 0, 0, 0, 0, 2][day.getUTCDay()] ?? 0) * DAY).toISOString().slice(0, 10);
};
const DAY = 86_400_000;

/** The fields of the act, begun as verified law decides; as the act itself begins where none does. */
function begun(may: May | null): (typeof ACTS)[string]["fields"] {
  const fields = ACTS["secrecy.record"]?.fields ?? [];
  if (may === null) return fields;
  const start: Record<string, Value> = { source: may.source, rule: may.rule, tell: may.tell === "no", admit: may.admit === "no", count: may.count === "no" };
  return fields.map((field) => (field.key in start ? { ...field, start: start[field.key] ?? null } : field.key === "until" && may.until ? { ...field, begins: may.until } : field));
}

const ruling = (asked: Asked, rule: string): Asked => ({ ...asked, choices: { ...asked.choices, rule: (asked.choices["rule"] ?? []).map((one) => ({ ...one, start: one.value === rule })) } });

function sayImposed(may: May): string {
  const forbids = QUESTIONS.filter(([question]) => may[question] === "no").map(([question]) => t(question === "tell" ? "to tell the person" : question === "admit" ? "to admit that the demand exists" : "to count it")).reduce((one, other) => t("{0} or {1}", one, other));
  const source = t(SOURCES[may.source] ?? "A law");
  return may.until ? t("{0} forbids us {1}, until {2}.", source, forbids, dayName(may.until)) : t("{0} forbids us {1}; no end is set, looked at again every year.", source, forbids);
}
