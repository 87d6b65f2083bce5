/** A letter as values (`dueprocess.letter/1`): the reference merged in here, the whole checked before it is sealed. */
import { concat, type Bytes } from "../formats/bytes.ts";
import { encode, isObject, type Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import type { Attached, Case, Desk, Opened } from "./desk.ts";
import { oneLine } from "../frame/visible.ts";
import { receiptOf, threadOf } from "./thread.ts";
import { particularsOf } from "./particulars.ts";
import { t } from "../words/tongue.ts";

export const FORM = "dueprocess.letter/1";
export const MEDIA = "application/vnd.dueprocess.letter+json";
const MAX_REFERENCE = 80;

export interface Run {
  readonly text: string;
  readonly isolate?: "ltr" | "rtl";
  readonly merge?: string;
}
export type Runs = readonly Run[];
export interface Table {
  readonly head: readonly Runs[];
  readonly table: readonly (readonly Runs[])[];
  readonly foot: readonly Runs[];
}
export type Block = { readonly paragraph: Runs } | { readonly points: readonly Runs[]; readonly start: number } | Table;

export interface Sheet {
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly sender: readonly Runs[];
  readonly recipient: readonly Runs[];
  readonly details: readonly { readonly label: string; readonly value: Runs }[];
  readonly remark: string;
  readonly subject: Runs;
  readonly salutation: string;
  readonly blocks: readonly Block[];
  readonly closing: string;
  readonly signature: readonly Runs[];
  readonly foot: string;
  readonly annex: { readonly heading: Runs; readonly blocks: readonly Block[] } | null;
  /** Lines of the house at the foot; left out where it has none. */
  readonly register?: readonly Runs[];
}

/** The house's own words on an item, with what opens the commitment that two people signed. */
export interface Opening {
  readonly item: number;
  readonly made_at: string;
  readonly salt: string;
  readonly text: string;
}

export interface Letter {
  readonly form: typeof FORM;
  readonly kind: string;
  readonly items: readonly number[];
  readonly binding: string;
  readonly reviewed: readonly string[];
  readonly sheets: readonly Sheet[];
  /** For the sending worker; left out where no point stands in it. */
  readonly points?: readonly Opening[];
  /** Ids of the thread of mails in which it answers; for the sending worker. */
  readonly thread?: readonly string[];
  /** Number of the receipt for whose holder it is left; for the sending worker. */
  readonly receipt?: string;
  /** What its answer repeats of the message in which the demand came; for the sending worker. */
  readonly message?: Value;
}

/** The letter sealed for whoever sends it: the worker, who mails it or leaves it in the portal through which the demand came, and gets the files behind it. */
export async function sealLetter(desk: Desk, letter: Letter, how: string, taken: Case, files: readonly Bytes[] = []): Promise<Attached> {
  const isLeft = how === "portal" && taken.channel === how;
  const isSent = how === "mail" || isLeft;
  const originals = taken.opened.filter((one) => one.header.kind === "original").map((one) => one.content);
  const thread = how === "mail" ? originals.map(threadOf).filter((one) => one.length).pop() : [];
  const receipt = isLeft ? originals.map(receiptOf).find(Boolean) : "";
  const message = isSent && particularsOf(taken.opened)?.["message"];
  const words = encode({ ...letter, ...(thread?.length ? { thread } : {}), ...(receipt ? { receipt } : {}), ...(message ? { message } : {}) } as unknown as Value);
  return desk.seal("letter", MEDIA, isSent && files.length ? concat(words, Uint8Array.of(0), ...files) : words, isSent ? "worker" : "case", taken);
}

/** The letter in the desk's answer, strictly. Throws Refusal `vault.letter`. */
export function letterOf(answer: Record<string, Value>): Letter {
  const { kind, items, binding, reviewed, sheets } = answer;
  return {
    form: FORM,
    kind: text(kind),
    items: rows(items, (one) => (typeof one === "number" ? one : no())),
    binding: text(binding),
    reviewed: rows(reviewed, text),
    sheets: rows(sheets, sheetOf),
  };
}

/** Why no copy of it goes, in the desk's words; no part of the letter. */
export const noCopyOf = (answer: Record<string, Value>): string => oneLine(String(answer["no_copy"] ?? ""));

/** Whether a place in the letter waits for the authority's own reference. */
export function waits(letter: Letter): boolean {
  return letter.sheets.some((sheet) => sheet.details.some((row) => row.value.some((run) => run.merge !== undefined)));
}

/** The finished letter. An empty reference takes the whole line out: no letter names a reference that nobody knows. */
export function merged(letter: Letter, reference: string): Letter {
  const word = reference.trim();
  if (!isLine(word, MAX_REFERENCE)) {
    refuse("vault.reference", t("A reference has at most {0} characters on one line.", MAX_REFERENCE));
  }
  return { ...letter, sheets: letter.sheets.map((sheet) => ({ ...sheet, details: mergedDetails(sheet, word) })) };
}

function mergedDetails(sheet: Sheet, word: string): Sheet["details"] {
  const kept = sheet.details.filter((row) => word || !row.value.some((run) => run.merge !== undefined));
  return kept.map((row) => ({ ...row, value: row.value.map((run) => (run.merge === undefined ? run : given(word, sheet.direction))) }));
}

/** Whether what somebody typed stands on one line, and turns no text around it. */
export const isLine = (text: string, most: number): boolean => text.length <= most && !/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text);

/** Between first strong isolates: it does not turn the sentence around it. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

/** Data inside text of a direction; isolated unless both are plainly left to right (UAX #9). */
export function given(word: string, around: "ltr" | "rtl"): Run {
  const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
  if (around === "ltr" && !rightToLeft.test(word)) return { text: word };
  const strong = /\p{L}/u.exec(word)?.[0] ?? "";
  return { text: word, isolate: rightToLeft.test(strong) ? "rtl" : "ltr" };
}

/** References that the particulars name: the likeliest, and the others. */
export function references(opened: readonly Opened[]): { readonly first: string; readonly others: readonly string[] } {
  const found = particularsOf(opened)?.["register_numbers"];
  const [first = "", ...others] = Array.isArray(found) ? found.filter((one): one is string => typeof one === "string").map((one) => one.slice(0, MAX_REFERENCE)) : [];
  return { first, others };
}

function sheetOf(value: Value): Sheet {
  const keys = ["language", "direction", "sender", "recipient", "details", "remark", "subject", "salutation", "blocks", "closing", "signature", "foot", "annex"];
  const isRegistered = isObject(value) && "register" in value;
  if (!isObject(value, isRegistered ? [...keys, "register"] : keys)) return no();
  const annex = value["annex"] ?? null;
  return {
    language: /^[a-z]{2}$/.test(text(value["language"])) ? text(value["language"]) : no(),
    direction: directionOf(value["direction"]),
    sender: rows(value["sender"], runsOf),
    recipient: rows(value["recipient"], runsOf),
    details: rows(value["details"], (one) => (isObject(one, ["label", "value"]) ? { label: text(one["label"]), value: runsOf(one["value"]) } : no())),
    remark: text(value["remark"]),
    subject: runsOf(value["subject"]),
    salutation: text(value["salutation"]),
    blocks: rows(value["blocks"], blockOf),
    closing: text(value["closing"]),
    signature: rows(value["signature"], runsOf),
    foot: text(value["foot"]),
    annex: annex === null ? null : isObject(annex, ["heading", "blocks"]) ? { heading: runsOf(annex["heading"]), blocks: rows(annex["blocks"], blockOf) } : no(),
    ...(isRegistered ? { register: rows(value["register"], runsOf) } : {}),
  };
}

function blockOf(value: Value): Block {
  if (isObject(value, ["paragraph"])) return { paragraph: runsOf(value["paragraph"]) };
  if (isObject(value, ["points", "start"]) && typeof value["start"] === "number") {
    return { points: rows(value["points"], runsOf), start: value["start"] };
  }
  return isObject(value, ["head", "table", "foot"]) ? tableOf(value) : no();
}

/** An invoice's table: every row as long as its head, as the desk's own reader demands. */
function tableOf(value: Record<string, Value>): Table {
  const cells = (one: Value | undefined): readonly Runs[] => rows(one, runsOf);
  const made = { head: cells(value["head"]), table: rows(value["table"], cells), foot: cells(value["foot"]) };
  const even = [...made.table, made.foot].every((row) => row.length === made.head.length);
  return made.head.length > 0 && even ? made : no();
}

function runsOf(value: Value | undefined): Runs {
  return rows(value, (one) => {
    if (!isObject(one)) return no();
    const made = { text: text(one["text"]), ...(one["isolate"] === undefined ? {} : { isolate: directionOf(one["isolate"]) }) };
    if (one["merge"] === undefined) return made;
    return typeof one["merge"] === "string" && /^(?:reference|(?:opening|point|enclosed) [1-9]\d?)$/.test(one["merge"]) ? { ...made, merge: one["merge"] } : no();
  });
}

function directionOf(value: Value | undefined): "ltr" | "rtl" {
  return value === "ltr" || value === "rtl" ? value : no();
}

function rows<T>(value: Value | undefined, read: (one: Value) => T): readonly T[] {
  return Array.isArray(value) && value.length <= 200 ? value.map((one) => read(one as Value)) : no();
}

function text(value: Value | undefined): string {
  return typeof value === "string" && value.length <= 4000 ? value : no();
}

function no(): never {
  return refuse("vault.letter", t("The letter is not of a form that this program can show whole."), t("Update the vault, or send it with: dueprocess send"));
}
