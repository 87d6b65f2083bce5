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

/** A minute as people write it, in UTC. */
export const minuteName = (at: string): string => `${new Date(at).toLocaleString(locale(), { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC`;

/** A time that was set, as people say it; one of several units as it is written. */
export function spanName(text: string): string {
  const span = /^P(?:(\d{1,4})([YMWD]))?(?:T(\d{1,4})([HM]))?$/.exec(text);
  const [, many = "", unit = "", hours = "", clock = ""] = span ?? [];
  if (!span || Boolean(many) === Boolean(hours)) return text;
  const units: Record<string, string> = { Y: "year", M: "month", W: "week", D: "day", TH: "hour", TM: "minute" };
  const said = new Intl.NumberFormat(locale(), { style: "unit", unit: units[many ? unit : `T${clock}`] ?? "day", unitDisplay: "long" }).format(Number(many || hours));
  return t("within {0}", said);
}
