/** `#/letter/<case>`: the letter as it will be read, the reference merged in here, sealed, signed, handed over. */
import { ACTS, CODES, LETTERS } from "../acts/words.ts";
import { letterOf, MEDIA, merged, references, waits, type Block, type Letter, type Runs, type Sheet, type Table } from "../desk/letter.ts";
import { compose, look } from "../desk/compose.ts";
import { asksPoints, pointsOf, withPoints } from "../desk/points.ts";
import type { Case, Desk } from "../desk/desk.ts";
import { encode, type Value } from "../formats/canonical.ts";
import { part } from "../desk/api.ts";
import { busy, headOf, problem, type App } from "./app.ts";
import { fresh, h, labelled, replace, TYPED } from "./dom.ts";
import { signView } from "./sign.ts";
import { languageName } from "../acts/named.ts";
import { acted, coded, t, type Key } from "../words/tongue.ts";

const HOWS: readonly (readonly [string, Key])[] = [
  ["mail", "by mail, sealed to the sending worker"],
  ["post", "by post: I print it and send it"],
  ["fax", "by fax: I print it and send it"],
  ["hand", "by hand"],
  ["portal", "through the authority's own portal"],
];

/** What is said of how a letter leaves: their reference, out of the particulars, and the way. */
export interface Leaving {
  readonly isFound: boolean;
  readonly reference: HTMLInputElement;
  readonly how: HTMLSelectElement;
  /** The reference with its label, and where it came from. */
  readonly named: HTMLElement;
  readonly way: HTMLElement;
}

export function leavingOf(desk: Desk, { opened }: Case): Leaving {
  const found = references(opened);
  const reference = h("input", { type: "text", value: found[0] ?? "", maxlength: 80, ...TYPED, dir: "auto", id: fresh("reference") });
  const how = h("select", { id: fresh("how") }, ...HOWS.filter(([code]) => code !== "mail" || desk.roster.worker !== null).map(([code, says]) => h("option", { value: code }, t(says))));
  const named = labelled(t("Their reference"), reference, found.length ? t("Out of the particulars. It is merged in here and sealed; the desk's server never reads it.") : t("None was found. Left empty, the letter goes without one."));
  return { isFound: found.length > 0, reference, how, named, way: labelled(t("How it goes"), how) };
}

/** The one kind that goes to somebody whom nobody verified. */
const TO_ANYBODY = "acknowledgement";

/** Why a letter does not leave yet; empty where two people verified who asks, and so a contact. */
export const homeless = ({ kind }: Letter, isVerified: boolean): string => (isVerified || kind === TO_ANYBODY ? "" : t("Nobody verified a contact of this authority."));

export async function letterPage(app: App, id: string, query: URLSearchParams): Promise<void> {
  const desk = app.open;
  const head = headOf(id, t("The letter as it will be read"));
  const which = choice(id, query);
  const place = h("div", { class: "result" });
  let answer: Record<string, Value>;
  try {
    answer = await desk.api.get(`/v1/cases/${part(id)}/letter${asked(query)}`);
  } catch (fault) {
    replace(app.main, ...head, which, problem(fault)); // another kind may be one that can be written
    return;
  }
  const taken = await app.take(id);
  const bare = letterOf(answer);
  // A letter without such a point asks for no look at what was signed.
  const letter = asksPoints(bare) ? withPoints(bare, pointsOf(taken, (await look(desk, id)).signed.values())) : bare;
  const nobody = answer["contact"] === "" && letter.kind !== TO_ANYBODY;
  const { reference, how, named, way } = leavingOf(desk, taken);
  const shown = h("div", { class: "letter" });
  const redraw = (): void => replace(shown, ...sheets(letter, reference.value));
  reference.addEventListener("input", redraw);
  redraw();
  const button = h("button", { type: "submit", class: "act" }, t("Seal it and show what I sign"));
  const form = h(
    "form",
    { class: "card", novalidate: true },
    which,
    waits(letter) ? named : null,
    ...binding(letter),
    nobody ? h("div", { class: "follows" }, h("p", {}, h("strong", {}, t("Nobody verified a contact of this authority.")), " ", t("Two people do that first; letters go there and to nobody else. Until then print this page, send it your own way, and say so:"), " ", h("a", { href: `#/act/${id}/duty.done` }, acted(ACTS["duty.done"]?.title ?? "")))) : way,
    h("div", { class: "buttons" }, nobody ? null : button, h("button", { class: "plain", click: () => window.print() }, t("Print"))),
    place,
  );
  const page = h("div", {}, ...head, h("div", { class: "beside-letter" }, shown, form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, () => prepare(app, taken, merged(letter, reference.value), how.value, page));
  });
  replace(app.main, page);
}

/** Where another text binds than the one they read: why, and how that changes. */
function binding(letter: Letter): HTMLElement[] {
  const code = letter.sheets[0]?.language ?? "";
  if (letter.reviewed.includes(code)) return [];
  return [h("p", { class: "quiet" }, t("Letters in {0} do not bind here: nobody signed their words.", languageName(code)), " ", h("a", { href: `#/language/${code}` }, t("Make {0} binding", languageName(code))))];
}

/** Which letter, in which of the languages that letters are written in; another choice is another address. */
function choice(id: string, query: URLSearchParams): HTMLElement {
  const select = (name: string, first: string, rows: readonly (readonly [string, string])[]): HTMLElement => {
    const made = h("select", { id: `letter-${name}` }, h("option", { value: "" }, first), ...rows.map(([code, words]) => h("option", { value: code, selected: query.get(name) === code }, words)));
    made.addEventListener("change", () => {
      const next = new URLSearchParams(query);
      if (made.value) next.set(name, made.value);
      else next.delete(name);
      location.hash = `#/letter/${id}?${next.toString()}`;
    });
    return made;
  };
  return h(
    "div",
    { class: "reply-parts" },
    labelled(t("Which letter"), select("kind", t("what the case needs"), Object.keys(CODES["LetterKind"] ?? {}).map((kind) => [kind, coded("LetterKind", kind)]))),
    labelled(t("Their language"), select("lang", t("as the authority writes"), LETTERS.map((code) => [code, languageName(code)]))),
  );
}

function asked(query: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ["items", "kind", "lang"]) {
    const value = query.get(name);
    if (value && /^[a-z0-9_,]{1,200}$/.test(value)) kept.set(name, value);
  }
  return kept.size ? `?${kept.toString()}` : "";
}

async function prepare(app: App, taken: Case, letter: Letter, how: string, page: HTMLElement): Promise<void> {
  const desk = app.open;
  const reader = how === "mail" ? "worker" : "case";
  const sealed = await desk.seal("letter", MEDIA, encode(letter), reader, taken);
  const says = { how, items: [...letter.items], kind: letter.kind, language: letter.sheets[0]?.language ?? "", sealed: sealed.id };
  const composed = await compose(desk, taken.id, [{ act: "letter.send", says }]);
  const shown = h("div", { class: "letter" }, ...drawn(letter));
  const undo = (): void => replace(app.main, page);
  const view = signView(app, { composed, attached: [sealed], shown, undo });
  replace(app.main, view);
  view.querySelector<HTMLElement>("#sign-title")?.focus();
}

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
