/**
 * Who is asking: one line, what speaks most against and for it, and what each does not prove; never a score
 * (`demand/asking`). A script of its own, fetched with a letter of which something is known. What a machine read is the
 * desk's word; who called the office back is what people signed.
 */
import SAID from "../acts/asking.json" with { type: "json" };
import { callsOf } from "../desk/calls.ts";
import type { Looked } from "../desk/compose.ts";
import type { Finding } from "../desk/finding.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import type { Docket } from "../formats/docket.ts";
import { short } from "../formats/ids.ts";
import type { App } from "./app.ts";
import { h, replace } from "./dom.ts";
import type { Form } from "./sentences.ts";

export interface Fact {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}
interface Words {
  readonly page: Record<string, string>;
  readonly how: Record<string, string>;
  readonly why: Record<string, string>;
  readonly facts: Record<string, Record<string, string>>;
}

const KINDS: Record<string, readonly string[]> = SAID.kinds;
const ORDER = Object.keys(KINDS);
const SLOTS = ["from", "signed", "called", "changed"];
const MOST = 60;
const LONGEST = 200;

/** Facts out of what was sealed, in their order; what is of another form, or of a newer program, is left out. */
export function factsOf(rows: Value): Fact[] {
  const found = (Array.isArray(rows) ? rows : []).slice(0, MOST).flatMap((row): Fact[] => {
    const [code, values] = isObject(row) ? [row["code"], row["values"]] : [];
    if (typeof code !== "string" || !Object.hasOwn(KINDS, code) || values === undefined || !isObject(values)) return [];
    return [{ code, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value).slice(0, LONGEST)])) }];
  });
  return inOrder(found);
}

const inOrder = (facts: readonly Fact[]): Fact[] => [...facts].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
const leaning = (one: Fact): string => KINDS[one.code]?.[0] ?? "open";

/** With what people signed of a call in place of "not called back". */
export function withCalls(facts: readonly Fact[], calls: readonly { readonly by: string; readonly confirmed: boolean }[]): Fact[] {
  const signed = calls.map(({ by, confirmed }) => ({ code: confirmed ? "called-back" : "call-denied", values: { by } }));
  return signed.length ? inOrder([...facts.filter(({ code }) => code !== "not-called"), ...signed]) : [...facts];
}

export function saidOf(one: Fact, what: string, words: Words): string {
  return (words.facts[one.code]?.[what] ?? "").replaceAll(/\{([a-z]+)\}/g, (_, name: string) => filled(name, one.values, words));
}

function filled(name: string, values: Fact["values"], words: Words): string {
  const value = values[name] ?? "…";
  if (name === "how" || name === "policy") return words.how[value] ?? value;
  if (name === "why") {
    const [code = "", number = ""] = value.split(/:(.*)/s);
    return (words.why[code] ?? value).replaceAll(/\{[a-z]+\}/g, () => number);
  }
  return value || (name === "office" ? (words.page["office"] ?? "") : value);
}

/** What is known about who asks and what is not, in one line. */
export function lineOf(facts: readonly Fact[], words: Words): string {
  const taken = SLOTS.flatMap((slot) => facts.find((one) => KINDS[one.code]?.[1] === slot && saidOf(one, "short", words)) ?? []);
  const line = taken.map((one) => saidOf(one, "short", words)).join("; ");
  const more = facts.find((one) => leaning(one) === "against" && !taken.includes(one));
  const look = more ? ` ${(words.page["look"] ?? "").replace("{what}", () => saidOf(more, "short", words))}` : "";
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.${look}`;
}

/** The facts that speak most against and for, so many of each, and all the rest. */
export function shownOf(facts: readonly Fact[]): Readonly<Record<"against" | "for" | "rest", readonly Fact[]>> {
  const most = (way: string): Fact[] => facts.filter((one) => leaning(one) === way).slice(0, SAID.shown);
  const [against, good] = [most("against"), most("for")];
  return { against, for: good, rest: facts.filter((one) => !against.includes(one) && !good.includes(one)) };
}

export const wordsIn = (language: string): Words => (language === "de" ? SAID.de : SAID.en);

/** The address of a mail's *From*: what stands last in angle brackets, whatever the name before it says, or alone. */
const ADDRESS = /(?:<([^\s<>"@]{1,64}@[^\s<>"@]{3,190})>|^([^\s<>"@]{1,64}@[^\s<>"@]{3,190}))\s*$/;
const LEAST = 4; // characters of a target that is looked for

function addressIn(docket: Docket | null): string {
  const [, one, other] = ADDRESS.exec(docket?.names.at(-1) ?? "") ?? [];
  return (one ?? other ?? "").toLowerCase();
}

/** What one's own list of cases shows of the sender's address and of the targets. The desk hears of no search (ADR 0073). */
export function historyOf(finding: Pick<Finding, "docketOf" | "find">, id: string): Fact[] {
  const mine = finding.docketOf(id);
  const address = addressIn(mine);
  const found: Fact[] = [];
  if (address) {
    const count = finding.find(address).hits.filter((one) => one.id !== id && addressIn(one.docket) === address).length;
    found.push(count ? { code: "seen-before", values: { count: String(count) } } : { code: "first-seen", values: {} });
  }
  const same = (mine?.identifiers ?? []).filter((one) => one.length >= LEAST).flatMap((target) => finding.find(target).hits.filter((one) => one.docket.identifiers.some((other) => other.toLowerCase() === target.toLowerCase())));
  const others = [...new Set(same.map((one) => one.id))].filter((one) => one !== id).slice(0, SAID.shown);
  return others.length ? [...found, { code: "second-demand", values: { case: others.map(short).join(", ") } }] : found;
}

/** The facts as the machine read them; then, once one's own list of cases was looked through, those of it beside them. */
export function askingView(app: App, rows: Value, looked: Looked, form: Form): HTMLElement {
  const facts = withCalls(factsOf(rows), callsOf(looked));
  const view = h("section", { class: "asker", "aria-label": wordsIn(document.documentElement.lang).page["title"] ?? "" });
  const urgent = form.fields.get("emergency")?.value === true;
  const draw = (told: readonly Fact[]): void => replace(view, ...partsOf(told, looked, urgent, view.querySelector("details")?.open === true));
  draw(facts);
  void app.finding
    .then(async (finding) => {
      if (!finding.isFresh) await finding.renew();
      draw(inOrder([...facts, ...historyOf(finding, looked.id)]));
    })
    .catch(() => {}); // whose roles open no other case compares with none
  // Above the letter; where a life may be in danger all of it stands open, above everything else. Once it stands on its page, if that is still shown.
  queueMicrotask(() => {
    const main = view.closest("main");
    (urgent ? main : main?.querySelector(".reader"))?.prepend(view);
  });
  return view;
}

function partsOf(facts: readonly Fact[], looked: Looked, urgent: boolean, open: boolean): HTMLElement[] {
  const words = wordsIn(document.documentElement.lang);
  const shown = shownOf(facts);
  const calls = callsOf(looked);
  const page = (name: string): string => words.page[name] ?? "";
  const list = (title: string, those: readonly Fact[]): HTMLElement | null =>
    those.length
      ? h("div", {}, h("h3", {}, title), h("ul", {}, ...those.map((one) => h("li", {}, h("bdi", {}, saidOf(one, "says", words)), " ", h("span", { class: "quiet" }, page("proves").replace("{what}", () => saidOf(one, "proves", words)))))))
      : null;
  const call = calls.length ? null : h("p", {}, urgent ? `${page("emergency").replace("{office}", () => page("office"))} ` : null, h("a", { href: `#/act/${looked.id}/authority.call_back` }, page("say")));
  const most = [list(page("against"), shown.against), list(page("for"), shown.for)].filter((one) => one !== null);
  const rest = [list(page("rest"), shown.rest), h("p", { class: "hint" }, page("machine"))];
  const line = h("strong", {}, h("bdi", {}, lineOf(facts, words)));
  return urgent
    ? [h("p", {}, line), ...(call ? [call] : []), ...most, h("details", { open }, h("summary", {}, page("rest")), ...rest)]
    : [h("details", { open }, h("summary", {}, line), call, ...most, ...rest)];
}
