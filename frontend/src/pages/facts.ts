/** What the checks found, as rows for who is about to sign. */
import type { Facts } from "../desk/release.ts";
import { oneLine } from "../frame/visible.ts";
import { h } from "./dom.ts";
import { moment } from "./sign.ts";
import { coded, t } from "../words/tongue.ts";

/** What is agreed to, in words: from signatures and from the manifest that the deal names. */
export function factsView(facts: Facts): HTMLElement {
  const agreed = Object.entries(facts.agreed).map(([name, at]) => `${name} (${moment(at)})`);
  return factRows([
    [t("Granted by"), facts.grantedBy.join(", ")],
    [t("What was granted"), whole(facts.granted.map(([handle, category]) => `${handle} ${coded("DataCategory", category)}`))],
    [t("Period"), periodOf(facts.period)],
    [t("What is in it"), whole(facts.contents.map((one) => `${one.target} ${coded("DataCategory", one.kind)}: ${t("{0} records, {1} bytes", one.records, one.bytes)}${one.first ? ` · ${one.first.slice(0, 10)} – ${one.last.slice(0, 10)}` : ""}`))],
    ...(facts.otherwise.length ? ([[t("Your vault and the desk differ in the law:"), facts.otherwise.join(" · ")]] as const) : []),
    [t("Left out, it exceeded the grant"), facts.dropped.length ? facts.dropped.map(([why, many]) => `${why}: ${many}`).join(", ") : t("nothing")],
    [t("For"), `${oneLine(facts.to)} (${facts.authority})`],
    [t("Made by"), facts.producer],
    [t("Needs"), t("{0} people; agreed: {1}", facts.k, agreed.join(", ") || t("nobody yet"))],
    [t("Hold"), facts.holdUntil ? t("until {0}; until then any releaser can end it", moment(facts.holdUntil)) : t("begins with the first who agrees")],
  ]);
}

export const periodOf = ([from, to]: readonly [string, string]): string => (from || to ? `${from || "…"} – ${to || "…"}` : t("no period"));

export function factRows(rows: readonly (readonly [string, string | HTMLElement])[]): HTMLElement {
  return h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export function whole(texts: readonly string[]): HTMLElement {
  return h("ul", { class: "plainlist" }, ...texts.map((one) => h("li", {}, oneLine(one))));
}
