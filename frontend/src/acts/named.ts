/** Countries, languages, days and spans of time as people say them, by the browser's own names; a code that it does not know stays. */
import { locale, t } from "../words/tongue.ts";

export const countryName = (code: string): string => (code === "EU" ? t("European Union") : named("region", code));
export const languageName = (code: string): string => named("language", code);

function named(type: "region" | "language", code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A day as people write it. */
export const dayName = (day: string): string => new Date(`${day}T00:00:00Z`).toLocaleDateString(locale(), { dateStyle: "long", timeZone: "UTC" });

/** The zone by whose clock times are shown: the house's, as the desk says; it changes what is shown, and nothing else. Else the browser's. */
let zone: string | undefined;

/** Show times by the clock of this zone; of one that the browser does not know, by its own. */
export function liveIn(name: unknown): void {
  zone = undefined;
  try {
    zone = new Intl.DateTimeFormat("en", { timeZone: String(name) }).resolvedOptions().timeZone;
  } catch {
    // a claim that names no zone
  }
}

const byClock = (at: string, form: Intl.DateTimeFormatOptions): string => new Date(at).toLocaleString(locale(), { ...form, hour: "2-digit", minute: "2-digit", timeZone: zone, timeZoneName: "short" });

/** A time of day by the house's clock, with its zone. */
export const clockName = (at: string): string => byClock(at, {});

/** A moment by the house's clock, with its zone, and in UTC as it is signed. */
export function moment(at: string): string {
  const said = byClock(at, { day: "numeric", month: "long", year: "numeric" });
  const signed = `${at.slice(11, 16)} UTC`;
  return said.endsWith(signed) ? said : `${said} (${signed})`;
}

const UNITS: Readonly<Record<string, string>> = { Y: "year", M: "month", W: "week", D: "day", TH: "hour", TM: "minute" };

const counted = (tongue: string, many: number, unit: string): string => new Intl.NumberFormat(tongue, { style: "unit", unit, unitDisplay: "long" }).format(many);

/** A time that was set, as people write it down ("10 days"); a day, and one of several units, as it is signed. */
export function spanWords(text: string): string {
  if (text === "immediately") return t("at once");
  const span = /^P(?:(\d{1,4})([YMWD]))?(?:T(\d{1,4})([HM]))?$/.exec(text);
  const [, many = "", unit = "", hours = "", clock = ""] = span ?? [];
  if (!span || Boolean(many) === Boolean(hours)) return text;
  return counted(locale(), Number(many || hours), UNITS[many ? unit : `T${clock}`] ?? "day");
}

export const spanName = (text: string): string => (spanWords(text) === text ? text : t("within {0}", spanWords(text)));

/** What a person typed as a time that is set, as it is signed: "10 days", "within 8 hours", "10.12.2026", "10 December 2026", "at once". What is none of these stays as it was typed; 10/12/2026 is two days in two countries, and stays too. */
export function spanOf(typed: string): string {
  const text = typed.trim().toLowerCase();
  if (["immediately", "at once", t("at once")].includes(text)) return "immediately";
  const [, day = "", month = "", year = ""] = /^(\d{1,2})\.?\s*(\d{1,2}\.|\p{L}+\.?)\s*(\d{4})$/u.exec(text) ?? [];
  const at = /^\d/.test(month) ? Number.parseInt(month, 10) : monthOf(month);
  if (day && at) return `${year}-${String(at).padStart(2, "0")}-${day.padStart(2, "0")}`;
  const [, many = "", word = ""] = /^(?:within |binnen |innerhalb von )?(\d{1,4})\s+(\p{L}+)$/u.exec(text) ?? [];
  for (const [code, unit] of many ? Object.entries(UNITS) : [])
    for (const tongue of [locale(), "en"])
      if ([1, 2].some((few) => isEnding(word, counted(tongue, few, unit)))) return code.startsWith("T") ? `PT${many}${code.slice(1)}` : `P${many}${code}`;
  return typed;
}

/** Whether a word is that of a unit, with an ending of two letters at most: "Tagen", and no "weekdays". */
function isEnding(word: string, said: string): boolean {
  const unit = said.replace(/[\d\s]/g, "").toLowerCase();
  return word.startsWith(unit) && word.length - unit.length <= 2;
}

/** The number of a month by its name or by its first three letters; 0 for another word. */
function monthOf(word: string): number {
  const name = word.replace(".", "");
  const names = (tongue: string): string[] => Array.from({ length: 12 }, (_, at) => new Date(Date.UTC(2026, at)).toLocaleDateString(tongue, { month: "long", timeZone: "UTC" }).toLowerCase());
  return name.length < 3 ? 0 : Math.max(...[locale(), "en"].map((tongue) => names(tongue).findIndex((one) => one.startsWith(name)))) + 1;
}
