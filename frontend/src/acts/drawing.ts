/**
 * A statement in plain words, drawn from the bytes that are signed and from this program's own table (hazard 5.2).
 *
 * Nothing that a server says in words is used. An act, a key or a value that is not in the table is refused: what cannot be
 * said cannot be signed here.
 */
import { equal, isObject, type Value } from "../formats/canonical.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import type { Says, Statement } from "../formats/statement.ts";
import { fieldOf, label, say } from "./face.ts";
import { dayName, languageName } from "./named.ts";
import { ACTS, CODES, GROUPS, type Field, type Kind, type Text } from "./words.ts";
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
