/**
 * A statement in plain words, drawn from the bytes that are signed and from this program's own tables (hazard 5.2).
 *
 * Nothing that a server says in words is used. An act, a key or a code that is not on the lists is refused: what
 * cannot be said cannot be signed here.
 */
import { isObject, type Value } from "../formats/canonical.ts";
import { isId, short } from "../formats/ids.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import type { Says, Statement } from "../formats/statement.ts";
import { fieldOf, label, say } from "./face.ts";
import table from "./codes.json" with { type: "json" };

export interface Row {
  readonly label: string;
  readonly value: string;
  /** Path of the face where the row is one of its fields. */
  readonly path?: string;
}

export interface Drawn {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What follows from signing, where people should know. */
  readonly note: string;
  /** Hashes of other statements on which this one rests. */
  readonly rests: readonly string[];
}

const CODES: Record<string, Record<string, string>> = table.codes;
const KEYS: Record<string, readonly string[]> = table.keys;
const CLOSED: Record<string, Record<string, readonly string[]>> = table.closed;

/** Acts that this page never signs, and the command that does. */
export const ELSEWHERE: Record<string, { readonly why: string; readonly command: string }> = {
  "authority.verify": {
    why: "Who an authority is decides where letters go; a page that the desk itself serves could show you another one.",
    command: "dueprocess authority verify",
  },
  "authority.confirm": {
    why: "Who an authority is decides where letters go; a page that the desk itself serves could show you another one.",
    command: "dueprocess authority confirm",
  },
  "roster.sign": {
    why: "The roster says whose keys count; a page that the desk itself serves must not be where it changes.",
    command: "dueprocess roster sign",
  },
  "law.sign": {
    why: "Counsel reads the provision beside the rule; this page does not show it.",
    command: "dueprocess law sign",
  },
  "case.split": {
    why: "The original has to be sealed again to the new case's own key, on your machine.",
    command: "dueprocess split",
  },
  "letter.approve": { why: "Letters are approved with the decision that they carry.", command: "dueprocess approve" },
};

type Draw = (says: Says) => { title: string; rows: Row[]; note?: string; rests?: string[] };

const SILENCES: Record<string, string> = { statute: "a statute", order: "an order (a gag)", request: "a mere request" };
const QUESTIONS: Record<string, string> = {
  tell: "May we tell the person concerned?",
  admit: "May we admit that the demand exists?",
  count: "May we count it?",
};
const HOWS: Record<string, string> = {
  mail: "by mail, sealed to the sending worker",
  post: "by post",
  fax: "by fax",
  hand: "by hand",
  portal: "through the authority's own portal",
};
const REACHED: Record<string, string> = {
  call_back: "a call to the number that the desk verified",
  contact_point: "the national contact point",
  court_database: "the court's own database",
  consulate: "the consulate",
};
const DIFFERS: Record<string, string> = {
  "": "nothing said",
  new_order: "a new order",
  new_facts: "new facts",
  other_target: "another target",
  other_period: "another period",
  other_law: "another law",
};
const REASONS: Record<string, string> = {
  facts: "the facts", law: "the law", scope: "the scope", ground: "the ground", words: "the words",
};
const DETAILS: Record<string, string> = {
  aggregate: "in totals alone", summary: "a summary in the register", full: "in full in the register",
};
const OPERATIONS: Record<string, string> = {
  add: "Add an item",
  amend: "Change an item",
  withdraw: "The authority takes an item back",
  lapse: "An item has ended by time",
};

const DRAW: Record<string, Draw> = {
  "arrival.classify": (says) => ({
    title: "Say what this arrival is",
    rows: [
      row("It is", code("ArrivalIs", says["says"])),
      ...some(caseOrEmpty(says["case"]), "It belongs to case"),
      ...some(caseOrEmpty(says["resembles"]), "It repeats the demand of case"),
      ...some(matching(says["custodian"], /^([a-z][a-z0-9-]{1,30})?$/), "Kept outside by"),
      ...some(dayOrNone(says["review_on"]), "Looked at again on"),
    ],
  }),
  "face.confirm": (says) => {
    if (!isObject(says["fields"]) || !Object.keys(says["fields"]).length) unknown("fields");
    return {
      title: "Confirm facts that you read in the original",
      rows: fields(says["fields"], ""),
      note: "You say that you read these facts in the original yourself. A change makes a decision that relied on the old ones void.",
    };
  },
  "item.change": (says) => ({
    title: closed(says["op"], OPERATIONS),
    rows: [item(says), ...fields(isObject(says["fields"]) ? says["fields"] : unknown("fields"), `items.${number(says["item"])}.`)],
  }),
  "case.merge": (says) => ({
    title: "This case goes into another one",
    rows: [row("Into case", isId(says["into"], "c") ? says["into"] : unknown("into"))],
    note: "Its items move there with their clocks.",
  }),
  "case.close": () => ({ title: "Close this case: nothing is left to do", rows: [] }),
  "decision.propose": (says) => ({
    title: `Propose: ${code("Outcome", says["outcome"])}`,
    rows: [item(says), row("Outcome", code("Outcome", says["outcome"])), ...ground(says["ground"]), ...lines(says["lines"])],
    note: "Where one person suffices it stands at once; else a second person must approve exactly this.",
  }),
  "decision.approve": (says) => ({
    title: "Approve a colleague's proposal",
    rows: [item(says), row("Why it is another demand than the one refused before", closed(says["differs"], DIFFERS))],
    rests: [matching(says["proposal"], /^[0-9a-f]{64}$/)],
    note: "You are the second person: what the proposal says is decided.",
  }),
  "decision.send_back": (says) => ({
    title: "Send a proposal back",
    rows: [item(says), row("Not right", closed(says["reason"], REASONS))],
    rests: [matching(says["proposal"], /^[0-9a-f]{64}$/)],
  }),
  "decision.withdraw": (says) => ({ title: "Take your own proposal back", rows: [item(says)] }),
  "gate.answer": (says) => ({
    title: closed(says["question"], QUESTIONS),
    rows: [item(says), row("Your answer", closed(says["answer"], { yes: "yes", no: "no" })), ...some(dayOrNone(says["until"]), "Asked again on")],
    note: says["answer"] === "yes" ? "Yes opens what stays closed without an answer." : "",
  }),
  "secrecy.record": (says) => ({
    title: "Record a duty of silence",
    rows: [
      item(says),
      row("Imposed by", closed(says["source"], SILENCES)),
      ...some(matching(says["rule"], /^[A-Za-z0-9.:_-]{0,80}$/), "Rule of the law data"),
      row("It forbids", forbidden(says)),
      ...some(dayOrNone(says["until"]), "Last day of the silence"),
      ...some(dayOrNone(says["review_on"]), "Reviewed on"),
    ],
  }),
  "secrecy.end": (says) => ({
    title: "A duty of silence is over",
    rows: [item(says), row("How", closed(says["how"], { lifted: "it was lifted", expired: "its day came" }))],
    note: "From now on there is a duty to tell.",
  }),
  "authority.call_back": (says) => ({
    title: "You reached the authority yourself",
    rows: [row("By", closed(says["how"], REACHED))],
    note: "Never on a number that the demand itself gave.",
  }),
  "letter.send": (says) => ({
    title: `Send a letter: ${code("LetterKind", says["kind"])}`,
    rows: [
      row("Items that it answers", numbers(says["items"])),
      row("Kind", code("LetterKind", says["kind"])),
      row("Language", matching(says["language"], /^[a-z]{2}$/)),
      row("How it goes", closed(says["how"], HOWS)),
      row("Sealed letter", isId(says["sealed"], "s") ? says["sealed"] : unknown("sealed")),
    ],
  }),
  "note.add": (says) => ({
    title: "Add a sealed note to the case",
    rows: [row("Sealed note", isId(says["sealed"], "s") ? says["sealed"] : unknown("sealed"))],
  }),
  "publication.propose": (says) => ({
    title: "Propose to publish an item",
    rows: [item(says), row("How much", closed(says["detail"], DETAILS))],
  }),
  "publication.publish": (says) => ({
    title: "Publish an item",
    rows: [
      item(says),
      row("How much", closed(says["detail"], DETAILS)),
      row("Row of the register", isId(says["row"], "r") ? says["row"] : unknown("row")),
    ],
    note: "It leaves the desk: everybody can read it, and copies stay.",
  }),
  "publication.withdraw": (says) => ({
    title: "Take an item out of the public register",
    rows: [item(says)],
    note: "Copies that others made stay.",
  }),
  "duty.done": (says) => ({
    title: "A duty was done outside the desk",
    rows: [
      ...(says["item"] === null ? [] : [item(says)]),
      row("What was done", matching(says["what"], /^[a-z][a-z_]{0,39}$/).replaceAll("_", " ")),
    ],
  }),
  "cost.record": (says) => ({
    title: "Record what an item cost",
    rows: [
      item(says),
      ...some(matching(says["tariff"], /^[A-Za-z0-9.:_-]{0,80}$/), "Position of the law's tariff"),
      row("Units", String(amount(says["units"], 0))),
      row("Minutes worked", String(amount(says["minutes"], 0))),
    ],
  }),
  "cost.withdraw": (says) => ({
    title: "A cost was recorded wrongly",
    rows: [row("Recorded by the event of number", String(amount(says["seq"], 1)))],
  }),
  "preserve.start": (says) => ({
    title: "Keep data as they are, at once and silently",
    rows: [item(says)],
    note: "It lapses in 72 hours unless a second person verifies it.",
  }),
  "preserve.verify": (says) => ({ title: "Verify a preservation: you are the second person", rows: [item(says)] }),
};

/** Acts that this program can draw. */
export const DRAWN = Object.keys(DRAW);

/** The statement in words. Throws Refusal: `vault.elsewhere`, `vault.unknown-act`, `vault.unknown-value` … */
export function draw(statement: Statement): Drawn {
  const { act, says } = statement;
  const other = Object.hasOwn(ELSEWHERE, act) ? ELSEWHERE[act] : undefined;
  if (other) refuse("vault.elsewhere", other.why, `Do it on your own machine: ${other.command}`);
  const made = Object.hasOwn(DRAW, act) ? DRAW[act] : undefined;
  const keys = KEYS[act];
  if (made === undefined || keys === undefined) {
    refuse("vault.unknown-act", `${act} is no act that this program knows`, "Update the vault.");
  }
  if (!isObject(says, keys)) {
    refuse("vault.unknown-value", `${act} says ${[...keys].sort().join(", ") || "nothing"} and no more`);
  }
  for (const [key, values] of Object.entries(CLOSED[act] ?? {})) {
    if (!values.includes(String(says[key]))) unknown(key);
  }
  const { title, rows, note = "", rests = [] } = made(says);
  return { title, rows, note, rests };
}

function unknown(key: string): never {
  return refuse("vault.unknown-value", `${key}: this program does not know what the value means`, "Update the vault, or ask the others.");
}

const row = (name: string, value: string): Row => ({ label: name, value });
const some = (value: string, name: string): Row[] => (value ? [row(name, value)] : []);

function code(list: string, value: Value | undefined): string {
  const codes = CODES[list];
  if (typeof value !== "string" || !codes || !Object.hasOwn(codes, value)) return unknown(list);
  return `${value.replaceAll("_", " ")}: ${codes[value]}`;
}

function closed(value: Value | undefined, words: Record<string, string>): string {
  if (typeof value !== "string" || !Object.hasOwn(words, value)) return unknown(String(value));
  return words[value] ?? "";
}

function matching(value: Value | undefined, form: RegExp): string {
  return typeof value === "string" && form.test(value) ? value : unknown(String(value));
}

function number(value: Value | undefined): number {
  return typeof value === "number" && value >= 1 && value <= 99 ? value : unknown("item");
}

function amount(value: Value | undefined, least: number): number {
  return typeof value === "number" && value >= least ? value : unknown("number");
}

function item(says: Says): Row {
  return row("Item", String(number(says["item"])));
}

function numbers(value: Value | undefined): string {
  return Array.isArray(value) && value.length ? value.map((one) => number(one)).join(", ") : unknown("items");
}

function caseOrEmpty(value: Value | undefined): string {
  if (value === "") return "";
  return isId(value, "c") ? short(value) : unknown("case");
}

function dayOrNone(value: Value | undefined): string {
  if (value === null) return "";
  return isDay(value) ? value : unknown("day");
}

function ground(value: Value | undefined): Row[] {
  return some(matching(value, /^[A-Za-z0-9.:_-]{0,80}$/), "On the ground");
}

function lines(value: Value | undefined): Row[] {
  if (!Array.isArray(value)) return unknown("lines");
  return value.map((line) => {
    if (!isObject(line, ["handle", "category", "answer"])) return unknown("lines");
    const who = matching(line["handle"], /^(?:ALL|T[1-9][0-9]{0,3})$/);
    const what = line["category"] === "" ? "all data asked for" : code("DataCategory", line["category"]);
    return row(`${who === "ALL" ? "All targets" : who}, ${what}`, code("LineAnswer", line["answer"]));
  });
}

function fields(value: Record<string, Value>, prefix: string): Row[] {
  return Object.entries(value).map(([name, inner]) => {
    const field = fieldOf(prefix + name);
    return { label: label(field), value: say(field, inner), path: field.path };
  });
}

function forbidden(says: Says): string {
  const words = { tell: "telling the person", admit: "admitting that it exists", count: "counting it" };
  const said = Object.entries(words).filter(([key]) => {
    if (typeof says[key] !== "boolean") unknown(key);
    return says[key];
  });
  return said.length ? said.map(([, word]) => word).join(", ") : "nothing";
}
