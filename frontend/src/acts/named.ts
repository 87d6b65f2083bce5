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

/** A time that was set, as people say it; one of several units as it is written. */
export function spanName(text: string): string {
  const span = /^P(?:(\d{1,4})([YMWD]))?(?:T(\d{1,4})([HM]))?$/.exec(text);
  const [, many = "", unit = "", hours = "", clock = ""] = span ?? [];
  if (!span || Boolean(many) === Boolean(hours)) return text;
  const units: Record<string, string> = { Y: "year", M: "month", W: "week", D: "day", TH: "hour", TM: "minute" };
  const said = new Intl.NumberFormat(locale(), { style: "unit", unit: units[many ? unit : `T${clock}`] ?? "day", unitDisplay: "long" }).format(Number(many || hours));
  return t("within {0}", said);
}
