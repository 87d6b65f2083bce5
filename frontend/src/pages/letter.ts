/** A letter as it will be read, and what is said of how it leaves. */
import { languageName } from "../acts/named.ts";
import { LETTERS } from "../acts/words.ts";
import { merged, references, type Block, type Letter, type Runs, type Sheet, type Table } from "../desk/letter.ts";
import type { Case, Desk } from "../desk/desk.ts";
import { problem } from "./app.ts";
import { fresh, h, labelled, replace, TYPED } from "./dom.ts";
import { locale, t, type Key } from "../words/tongue.ts";

const HOWS: readonly (readonly [string, Key])[] = [
  ["mail", "by mail, encrypted for the service that sends letters"],
  ["post", "by post: I print it and send it"],
  ["fax", "by fax: I print it and send it"],
  ["hand", "by hand"],
  ["portal", "through the portal"],
];

/** The ways by which a demand comes, as the sentence about them names them. */
const CAME: Readonly<Record<string, Key>> = { mail: "by mail", portal: "through the portal", fax: "by fax", post: "by post", telephone: "by telephone" };

/** What is said of how a letter leaves: their reference, out of the particulars, and the way. */
export interface Leaving {
  readonly isFound: boolean;
  readonly reference: HTMLInputElement;
  readonly how: HTMLSelectElement;
  /** The reference with its label, and where it came from. */
  readonly named: HTMLElement;
  readonly way: HTMLElement;
}

export function leavingOf(desk: Desk, { opened, channel }: Case): Leaving {
  const { first, others } = references(opened);
  const reference = h("input", { type: "text", value: first, maxlength: 80, ...TYPED, dir: "auto", id: fresh("reference") });
  const way = { visit: "hand" }[channel] ?? channel;
  const how = h("select", { id: fresh("how") }, ...HOWS.filter(([code]) => code !== "mail" || desk.roster.worker !== null).map(([code, says]) => h("option", { value: code, selected: code === way }, t(says))));
  const named = labelled(t("Their reference"), reference, first ? t("Taken from the letter. It is filled in here and encrypted; the desk's server never reads it.") : t("None was found. Left empty, the letter goes without one."));
  const take = (one: string): HTMLElement => h("button", { class: "plain small", type: "button", click: () => { reference.value = one; reference.dispatchEvent(new Event("input", { bubbles: true })); } }, h("bdi", {}, one));
  if (others.length) named.append(h("p", { class: "hint" }, t("Also in the letter:"), " ", ...others.map(take)));
  return { isFound: first !== "", reference, how, named, way: labelled(t("How it goes"), how, t("The demand came {0}. A letter goes to the address alone that two people verified.", t(CAME[channel] ?? "another way"))) };
}

/** The one kind that goes to somebody whom nobody verified. */
export const TO_ANYBODY = "acknowledgement";

/** Why a letter does not leave yet; empty where two people verified who asks, and so a contact. */
export const homeless = ({ kind }: Letter, isVerified: boolean): string => (isVerified || kind === TO_ANYBODY ? "" : t("Nobody verified a contact of this authority."));

export function sheets(letter: Letter, reference: string): HTMLElement[] {
  try {
    return drawn(merged(letter, reference));
  } catch {
    return [h("p", { class: "problem", role: "alert" }, t("The reference has at most 80 characters on one line."))];
  }
}

export function drawn(letter: Letter): HTMLElement[] {
  return letter.sheets.map((sheet) => sheetView(sheet));
}

/** The same letters in the language of the page, behind one press; null where one reads them anyway. Nothing of it is signed or sent. */
export function alongView(letters: readonly Letter[], ask: (language: string) => Promise<readonly Letter[]>, reference: () => string): HTMLElement | null {
  const mine = locale().slice(0, 2);
  const theirs = letters.flatMap((one) => one.sheets).find((sheet) => sheet.language !== mine)?.language;
  if (!theirs || !LETTERS.includes(mine) || letters.every((one) => one.sheets.some((sheet) => sheet.language === mine))) return null;
  const place = h("div", { class: "letter" });
  const draw = async (): Promise<void> => {
    try {
      replace(place, ...(await ask(mine)).flatMap((one) => merged(one, reference()).sheets.filter((sheet) => sheet.language === mine).map(sheetView)));
    } catch (fault) {
      replace(place, problem(fault));
    }
  };
  const view = h("details", { class: "along" }, h("summary", {}, t("In {0}, to read along (what is signed and leaves is in {1})", languageName(mine), languageName(theirs))), place);
  view.addEventListener("toggle", () => void draw(), { once: true });
  return view;
}

function sheetView(sheet: Sheet): HTMLElement {
  return h(
    "article",
    { class: "sheet", lang: sheet.language, dir: sheet.direction, "aria-label": t("Letter, {0}", sheet.language) },
    h("div", { class: "sender" }, ...lines(sheet.sender)),
    h("div", { class: "recipient" }, ...lines(sheet.recipient)),
    h("dl", {}, ...sheet.details.flatMap((row) => [h("dt", {}, row.label), h("dd", {}, ...runs(row.value))])),
    sheet.remark ? h("p", { class: "remark" }, sheet.remark) : null,
    h("h2", {}, ...runs(sheet.subject)),
    h("p", {}, sheet.salutation),
    ...sheet.blocks.map(block),
    h("p", {}, sheet.closing),
    h("div", { class: "signature" }, ...lines(sheet.signature)),
    sheet.foot || sheet.register ? h("div", { class: "foot" }, sheet.foot, ...lines(sheet.register ?? [])) : null,
    sheet.annex ? h("section", {}, h("h3", {}, ...runs(sheet.annex.heading)), ...sheet.annex.blocks.map(block)) : null,
  );
}

const lines = (rows: readonly Runs[]): HTMLElement[] => rows.map((one) => h("p", {}, ...runs(one)));

function runs(all: Runs): (Node | string)[] {
  return all.map((run) => (run.isolate ? h("bdi", { dir: run.isolate }, run.text) : run.text));
}

function block(one: Block): HTMLElement {
  if ("paragraph" in one) return h("p", {}, ...runs(one.paragraph));
  if ("table" in one) return tableView(one);
  return h("ol", { start: one.start }, ...one.points.map((point) => h("li", {}, ...runs(point))));
}

function tableView(one: Table): HTMLElement {
  const head = h("thead", {}, h("tr", {}, ...one.head.map((cell) => h("th", { scope: "col" }, ...runs(cell)))));
  const body = h("tbody", {}, ...one.table.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, ...runs(cell))))));
  const foot = h("tfoot", {}, h("tr", {}, ...one.foot.map((cell) => h("td", {}, ...runs(cell)))));
  return h("table", {}, head, body, foot);
}
