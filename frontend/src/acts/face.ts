/** The fields of the face by this program's own table: what each means, how a value is written, how it is said. */
import * as moment from "../formats/moment.ts";
import type { Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import table from "./codes.json" with { type: "json" };
import { countryName, dayName, languageName, moment as momentName, spanName } from "./named.ts";
import { coded, meant, t, twice } from "../words/tongue.ts";

export interface Field {
  readonly path: string;
  readonly item: number | null;
  readonly name: string;
  readonly form: string;
  readonly meaning: string;
  /** Closed codes with their meanings; null where the value is none. */
  readonly codes: Readonly<Record<string, string>> | null;
  readonly decisive: boolean;
  /** Name of the list of its codes; empty where it has none. */
  readonly of: string;
}

/** Form before the list of its codes, meaning, whether decisions hang on it where they do. A flag: what stands behind "whether". */
type Spec = string | readonly (string | boolean)[];

const CASE: Record<string, Spec> = table.face.case;
const ITEM: Record<string, Spec> = table.face.items;
const CODES: Record<string, Record<string, string>> = table.codes;
const MAX = 99;
const PATTERNS: Record<string, RegExp> = {
  country: /^[A-Z]{2}$/,
  id: /^[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){1,6}$/,
  ids: /^[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){1,6}$/,
  languages: /^[a-z]{2}$/,
  moment: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/,
  span: /^(?:immediately|P(?=.)(\d{1,4}[YMWD])*(T(?=.)(\d{1,4}[HM])+)?)$/,
};

/** Values that the browser names, by the form of their field. */
export const NAMED: Readonly<Record<string, (text: string) => string>> = {
  country: countryName,
  languages: languageName,
  day: dayName,
  moment: momentName,
  span: (text) => (moment.isDay(text) ? t("by {0}", dayName(text)) : text === "immediately" ? t("at once") : spanName(text)),
};

/** The field at a path (`country`, `items.1.kind`). Throws Refusal for a path that this program does not know. */
export function fieldOf(path: string): Field {
  const match = /^items\.([1-9]\d?)\.([a-z_]+)$/.exec(path);
  const name = match?.[2] ?? path;
  const specs = match ? ITEM : CASE;
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (spec === undefined) refuse("vault.unknown-field", t("{0} is no field that this program knows", path));
  const [written, meaning, decisive] = typeof spec === "string" ? ["flag", "whether " + spec] : spec.map(String);
  const [form, of = ""] = (written ?? "").split(" ");
  const listed = CODES[of] ?? null;
  const codes = listed && Object.fromEntries(Object.entries(listed).map(([code, meaning]) => [code, meant(meaning)]));
  return { path, item: match ? Number(match[1]) : null, name, form: form ?? "", meaning: meant(meaning ?? ""), codes, decisive: decisive === "true", of };
}

/** Whether a field holds several values. */
export const isMany = (field: Field): boolean => ["codes", "ids", "languages"].includes(field.form);

/** That a value is written as its field says; the value again. Throws Refusal. */
export function checkValue(field: Field, value: Value): Value {
  if (value === null) return value;
  const good = isMany(field)
    ? Array.isArray(value) && value.length <= MAX && value.every((one) => single(field, one))
    : single(field, value);
  if (!good) refuse("vault.unknown-value", t("{0}: this program does not know what the value means", field.path));
  return value;
}

function single(field: Field, value: Value): boolean {
  switch (field.form) {
    case "code":
    case "codes":
      return typeof value === "string" && field.codes !== null && Object.hasOwn(field.codes, value);
    case "flag":
      return typeof value === "boolean";
    case "count":
      return typeof value === "number" && value >= 0 && value <= 9999;
    case "day":
      return moment.isDay(value);
    case "span":
      return typeof value === "string" && (PATTERNS["span"]?.test(value) === true || moment.isDay(value));
    case "moment":
      return typeof value === "string" && moment.parse(value.replace("Z", ":00Z")) !== null && PATTERNS["moment"]!.test(value);
    default:
      return typeof value === "string" && PATTERNS[field.form]?.test(value) === true;
  }
}

/** A value in words, by this program's own table. Throws Refusal for what it does not know. */
export function say(field: Field, value: Value): string {
  checkValue(field, value);
  if (value === null) return t("not known");
  if (Array.isArray(value)) return value.length ? value.map((one) => sayOne(field, one)).join("; ") : t("none");
  return sayOne(field, value);
}

function sayOne(field: Field, value: Value): string {
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  const text = String(value);
  const meaning = field.codes?.[text];
  const named = NAMED[field.form];
  if (named) return named(text);
  return meaning === undefined ? text : twice(coded(field.of, text), meaning);
}

/** What a field is called in a list: its item and meaning. */
export function label(field: Field): string {
  const words = field.meaning.charAt(0).toUpperCase() + field.meaning.slice(1);
  return field.item === null ? words : t("Item {0}: {1}", field.item, field.meaning);
}

/** Value in the order in which the desk keeps it, so that both write the same bytes. */
export function normal(field: Field, value: Value): Value {
  if (!isMany(field) || !Array.isArray(value)) return value;
  return [...new Set(value.map(String))].sort();
}
