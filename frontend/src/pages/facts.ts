/** What the checks found, as rows for who is about to sign. */
import { dayName } from "../acts/named.ts";
import { LEAVES, wordsOf } from "../acts/words.ts";
import type { Facts, Granted } from "../desk/release.ts";
import { refuse } from "../formats/refusal.ts";
import { oneLine } from "../frame/visible.ts";
import { h } from "./dom.ts";
import { PARTS, word } from "./reckoned.ts";
import { moment } from "../acts/named.ts";
import { acted, coded, t, type Key } from "../words/tongue.ts";

/** Why a record was left out (`formats/records.py`). */
const DROPPED: Readonly<Record<string, Key>> = { target: "of nobody who was granted", kind: "of data that were not granted", time: "without a time, or no period was granted", period: "outside the period", unsafe: "no plain file" };

/** What is agreed to, in words: from signatures and from the manifest that the deal names. */
export function factsView(facts: Facts): HTMLElement {
  const agreed = facts.agreed.map((one) => t("{0} (on {1}, by {2})", one.by, one.finisher, wayName(one.way)));
  return factRows([
    ...grantRows(facts),
    [t("What is in it"), whole(facts.contents.map((one) => `${one.target} ${coded("DataCategory", one.kind)}: ${t("{0} records, {1} bytes", one.records, one.bytes)}${one.first ? ` · ${dayName(one.first.slice(0, 10))} – ${dayName(one.last.slice(0, 10))}` : ""}`))],
    [t("Left out, it exceeded the grant"), facts.dropped.length ? facts.dropped.map(([why, many]) => `${DROPPED[why] ? t(DROPPED[why]) : why}: ${many}`).join(", ") : t("nothing")],
    [t("For"), `${oneLine(facts.to)} (${facts.authority})`],
    [t("Made by"), facts.producer],
    [t("Needs"), t("{0} people who say the same; agreed: {1}", facts.k, agreed.join(", ") || t("nobody yet"))],
    [t("Hold"), facts.holdUntil ? t("until {0}; until then any releaser can end it", moment(facts.holdUntil)) : t("begins with the first who agrees")],
  ]);
}

/** A way to the recipient, in words. */
export const wayName = (way: string): string => acted(LEAVES[way] ?? way);

type FactRow = readonly [name: string, value: string | HTMLElement];

/** What was granted and by whom, what of the demand is not given, and what the law on this machine says otherwise. */
export function grantRows({ granted, kept, grantedBy, period, asked, part, otherwise }: Granted): FactRow[] {
  const line = (handle: string, category: string): string => `${handle === "ALL" ? t("All targets") : handle} ${category ? coded("DataCategory", category) : t("all data asked for")}`;
  const less = period.join() !== asked.join();
  return [
    [t("Granted by"), grantedBy.join(", ")],
    [t("What was decided"), whole(granted.map(([handle, category]) => line(handle, category)))],
    ...(kept.length ? ([[t("What is not given"), whole(kept.map(([handle = "", category = "", answer = ""]) => `${line(handle, category)}: ${coded("LineAnswer", answer)}`))]] as const) : []),
    ...(part ? ([[t("Of subscriber data"), acted(wordsOf("decision.propose", "part")[part] ?? part)]] as const) : []),
    [t("Period"), less ? t("{0}; asked for: {1}", periodOf(period), periodOf(asked)) : periodOf(period)],
    ...(otherwise.length ? ([[t("Your vault and the desk differ in the law:"), whole(otherwise.map(notedIn))]] as const) : []),
  ];
}

/** Why one's own texts would refuse a grant, by the rule. */
const FAULTS: Readonly<Record<string, Key>> = { "policy.refuses": "House policy refuses this kind of demand.", "case.ground-not-open": "The law opens no such ground." };

/** What of the law's answer differs from what people signed, as the own process names it: a word, then its values. */
function notedIn([what = "", ...of]: readonly string[]): string {
  const [first = "", second = "", third = "", last = ""] = of;
  switch (what) {
    case "signed":
      return t("Item {0}: {1} signed on another answer than your vault reckons. {2}", first, third, PARTS[of[4] ?? ""] ? t(PARTS[of[4] ?? ""]!) : "");
    case "text":
      return t("{0} is another text than your own vault has.", first);
    case "since":
      return t("Since {0} the law answers otherwise: {1} {2}, then {3}.", dayName(first), PARTS[second] ? t(PARTS[second]!) : second, word(second, third), word(second, last));
    case "own":
      return t("By your own vault's texts item {0} would be refused: {1}", first, FAULTS[second] ? t(FAULTS[second]) : third);
    default:
      return refuse("vault.unknown-value", t("{0}: this program does not know what the value means", what), t("Update the vault, or ask the others."));
  }
}

const periodOf = ([from, to]: readonly [string, string]): string => (from || to ? `${from ? dayName(from) : "…"} – ${to ? dayName(to) : "…"}` : t("no period"));

export function factRows(rows: readonly FactRow[]): HTMLElement {
  return h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export function whole(texts: readonly string[]): HTMLElement {
  return h("ul", { class: "plainlist" }, ...texts.map((one) => h("li", {}, oneLine(one))));
}
