/**
 * A statement in plain words, drawn from the bytes that are signed and from this program's own table (hazard 5.2).
 *
 * The table of acts is the desk's, built into this program; nothing that a server says in words is used. An act, a key
 * or a value that is not in it is refused: what cannot be said cannot be signed here.
 */
import { equal, isObject, type Value } from "../formats/canonical.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import type { Says, Statement } from "../formats/statement.ts";
import { fieldOf, label, say } from "./face.ts";
import acts from "./acts.json" with { type: "json" };
import table from "./codes.json" with { type: "json" };
import { dayName, languageName } from "./named.ts";
import { acted, coded, meant, t, twice } from "../words/tongue.ts";

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

export interface Text {
  readonly kind: "text";
  readonly pattern: string;
  readonly shown: number;
}

export type Kind =
  | Text
  | { readonly kind: "closed"; readonly words: Readonly<Record<string, string>> }
  | { readonly kind: "code"; readonly of: string }
  | { readonly kind: "number"; readonly least: number; readonly most: number; readonly none: boolean }
  | { readonly kind: "numbers"; readonly least: number; readonly most: number }
  | { readonly kind: "day" }
  | { readonly kind: "flag"; readonly group: string }
  | { readonly kind: "texts"; readonly of: Text; readonly most: number; readonly least: number }
  | { readonly kind: "rows"; readonly keys: Readonly<Record<string, Text>>; readonly most: number }
  | { readonly kind: "lines"; readonly pattern: string }
  | { readonly kind: "face"; readonly of_item: boolean };

export interface Field {
  readonly key: string;
  readonly label: string;
  readonly is: Kind;
  /** Acts of which the statement can be on which this one rests: the value is its hash, or a list of them. */
  readonly rests?: readonly string[];
  /** It was held against the case where it was composed, and stands whoever has left since. */
  readonly past?: boolean;
  /** What is named so is named whoever has left since: it grants nothing. Always, or where another key says so. */
  readonly ever?: true | { readonly key: string; readonly values: readonly string[] };
  /** A statement may leave it out, together with the others that may be left out and are asked where it is. */
  readonly absent?: boolean;
  readonly help?: string;
  /** A person must say it. */
  readonly needed?: boolean;
  /** The value where a person says nothing; where it is asked only sometimes, `begins` is that. */
  readonly start?: Value;
  readonly begins?: Value;
  /** Asked only where another key says one of these values; without values, where it says anything. */
  readonly only?: { readonly key: string; readonly values: readonly string[] };
  /** Letter of the id that is drawn here. */
  readonly fresh?: string;
  readonly hidden?: boolean;
  /** It follows from the case, and is held against what was signed. */
  readonly filled?: boolean;
  /** What it can be depends on the case. */
  readonly chosen?: boolean;
  /** Of the face: the fields that are asked. */
  readonly asks?: readonly string[];
}

interface Act {
  /** Empty where no page draws it. */
  readonly title: string;
  readonly note: string;
  /** The field whose words stand beside the title; empty: none. */
  readonly headline: string;
  readonly fields: readonly Field[];
  /** What a form of it is about (`case`, `item`, `either`); empty: none is drawn. */
  readonly asked: string;
  /** A comment can be sealed to the people of the case, signed in the same look. */
  readonly comment?: boolean;
  /** Why a page that the desk serves never signs it, why no page does (empty: one's own vault does), the command. */
  readonly elsewhere: { readonly why: string; readonly own: string; readonly command: string } | null;
}

/** Codes of closed lists with their meanings. */
export const CODES: Record<string, Record<string, string>> = table.codes;
/** Languages in which letters are written. */
export const LETTERS: readonly string[] = acts.letters;
/** By outcome, the kinds of letter that say it. */
export const SAYS: Readonly<Record<string, readonly string[]>> = acts.says;
export const GROUPS: Readonly<Record<string, string>> = acts.groups;

/** An act as it stands in the table: what is empty is left out. */
interface Stored {
  readonly title?: string;
  readonly elsewhere?: readonly unknown[];
  readonly fields?: readonly unknown[];
}

/** What stands in the table more than once is written once there, and named by its place. */
const at = <T>(all: readonly unknown[], one: unknown): T => (typeof one === "number" ? all[one] : one) as T;
const fieldAt = (one: unknown): Field => {
  const [key, label, is, more] = at<[string, string, unknown, Partial<Field>?]>(acts.fields, one);
  return { ...more, key, label, is: at<Kind>(acts.kinds, is) };
};
/** The command, then the places of why the desk's page does not sign it and of why no page does. */
function elsewhereOf({ elsewhere }: Stored): Act["elsewhere"] {
  if (elsewhere === undefined) return null;
  const [command, ...why] = elsewhere.map((one) => at<string>(acts.whys, one));
  return { command: command ?? "", why: why[0] ?? "", own: why[1] ?? "" };
}

/** The table of acts by name. */
export const ACTS: Readonly<Record<string, Act>> = Object.fromEntries(
  Object.entries(acts.acts).map(([name, one]: [string, Stored]) => [name, { title: "", note: "", headline: "", asked: "", ...one, elsewhere: elsewhereOf(one), fields: (one.fields ?? []).map(fieldAt) }]),
);

/** Ways in which a release leaves the house, with their words. */
export const LEAVES = wordsOf("release.done", "how");

/** The words of a closed list that a key of an act takes its values from. */
export function wordsOf(act: string, key: string): Readonly<Record<string, string>> {
  const is = ACTS[act]?.fields.find((field) => field.key === key)?.is;
  return is?.kind === "closed" ? is.words : {};
}

/**
 * The statement in words; `local` in a vault that the person's own machine serves.
 * Throws Refusal: `vault.elsewhere`, `vault.unknown-act`, `vault.unknown-value` …
 */
export function draw(statement: Statement, local = false): Drawn {
  const { says } = statement;
  const act = Object.hasOwn(ACTS, statement.act) ? ACTS[statement.act] : undefined;
  if (act === undefined) refuse("vault.unknown-act", t("{0} is no act that this program knows", statement.act), t("Update the vault."));
  const why = local ? act.elsewhere?.own : act.elsewhere?.why;
  if (act.elsewhere && why) refuse("vault.elsewhere", acted(why), t("Do it on your own machine: {0}", act.elsewhere.command));
  const fields = act.fields.filter((field) => !field.absent || act.fields.some((one) => one.absent && Object.hasOwn(says, one.key) && equal((one.only ?? null) as Value, (field.only ?? null) as Value)));
  const keys = fields.map((field) => field.key);
  if (!isObject(says, keys)) {
    refuse("vault.unknown-value", t("{0} says {1} and no more", statement.act, [...keys].sort().join(", ") || t("nothing")));
  }
  const rests = fields.filter((field) => field.rests).flatMap(({ is, key, past }) => {
    if (is.kind === "texts") return many(says[key], is.most, is.least).map((each) => matching(is.of, each, 0)).filter(() => !past);
    return is.kind === "text" ? matching(is, says[key], 0) || [] : unknown(key);
  });
  const head = fields.find((field) => field.key === act.headline);
  const said = head ? one(head.is, says[head.key], says) : "";
  // A whole question is a title of its own.
  const title = said.endsWith("?") ? said : said ? `${acted(act.title)}: ${said}` : acted(act.title);
  return { title, rows: fields.flatMap((field) => rowsOf(field, fields, says)), note: acted(act.note), rests };
}

function rowsOf(field: Field, fields: readonly Field[], says: Says): Row[] {
  const value = says[field.key];
  if (field.rests) return [];
  if (field.is.kind === "lines") return lines(value, field.is.pattern);
  if (field.is.kind === "face") return facts(field.is.of_item, value, says);
  if (field.is.kind === "flag") return flags(field, field.is.group, fields, says);
  const code = one(field.is, value, says);
  const said = field.key === "language" ? languageName(code) : code;
  return said ? [{ label: acted(field.label), value: said }] : [];
}

/** A value in words; empty where nothing is said. */
function one(is: Kind, value: Value | undefined, says: Says): string {
  switch (is.kind) {
    case "closed":
      return typeof value === "string" && Object.hasOwn(is.words, value) ? acted(is.words[value] ?? "") : unknown(value);
    case "code":
      return code(is.of, value);
    case "number":
      return value === null && is.none ? "" : String(whole(is, value));
    case "numbers":
      return many(value).map((each) => whole(is, each)).join(", ");
    case "day":
      return value === null ? "" : isDay(value) ? dayName(value) : unknown(value);
    case "text":
      return matching(is, value, is.shown);
    case "texts":
      return many(value, is.most, is.least).map((each) => matching(is.of, each, is.of.shown)).join(", ");
    case "rows":
      return many(value, is.most).map((each) => first(is.keys, each)).join(", ");
    default:
      return unknown(Object.keys(says).join());
  }
}

function unknown(value: Value | undefined): never {
  return refuse("vault.unknown-value", t("{0}: this program does not know what the value means", String(value)), t("Update the vault, or ask the others."));
}

function matching(text: Text, value: Value | undefined, shown: number): string {
  if (typeof value !== "string" || !new RegExp(`^(?:${text.pattern})$`).test(value)) return unknown(value);
  return shown ? value.slice(0, shown) : value;
}

function whole(is: { readonly least: number; readonly most: number }, value: Value | undefined): number {
  return typeof value === "number" && Number.isInteger(value) && value >= is.least && value <= is.most ? value : unknown(value);
}

function many(value: Value | undefined, most = Infinity, least = 1): Value[] {
  return Array.isArray(value) && value.length >= least && value.length <= most ? value : unknown(String(value));
}

/** The first key of a row suffices for people; every key of it is read. */
function first(keys: Readonly<Record<string, Text>>, value: Value): string {
  const names = Object.keys(keys);
  if (!isObject(value, names)) return unknown(String(value));
  const said = names.map((name) => matching(keys[name]!, value[name], 0));
  return said[0] ?? "";
}

function code(list: string, value: Value | undefined): string {
  const codes = CODES[list];
  if (typeof value !== "string" || !codes || !Object.hasOwn(codes, value)) return unknown(value);
  return twice(coded(list, value), meant(codes[value] ?? ""));
}

/** Flags that are said side by side are one row, at the place of the first. */
function flags(field: Field, group: string, fields: readonly Field[], says: Says): Row[] {
  const mine = fields.filter((other) => other.is.kind === "flag" && other.is.group === group);
  for (const flag of mine) if (typeof says[flag.key] !== "boolean") unknown(says[flag.key]);
  if (mine[0] !== field) return [];
  const said = mine.filter((flag) => says[flag.key] === true).map((flag) => acted(flag.label));
  return [{ label: acted(GROUPS[group] ?? group), value: said.join(", ") || t("nothing") }];
}

function lines(value: Value | undefined, pattern: string): Row[] {
  if (!Array.isArray(value)) return unknown(value);
  return value.map((line) => {
    if (!isObject(line, ["handle", "category", "answer"])) return unknown("lines");
    const who = matching({ kind: "text", pattern, shown: 0 }, line["handle"], 0);
    const what = line["category"] === "" ? t("all data asked for") : code("DataCategory", line["category"]);
    return { label: `${who === "ALL" ? t("All targets") : who}, ${what}`, value: code("LineAnswer", line["answer"]) };
  });
}

function facts(ofItem: boolean, value: Value | undefined, says: Says): Row[] {
  if (!isObject(value) || (!ofItem && !Object.keys(value).length)) return unknown("fields");
  const prefix = ofItem ? `items.${String(says["item"])}.` : "";
  return Object.entries(value).map(([name, inner]) => {
    const field = fieldOf(prefix + name);
    return { label: label(field), value: say(field, inner), path: field.path };
  });
}
