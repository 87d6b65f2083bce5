/** Who reckoned what the law answers, and where one's own vault and the desk differ; shown wherever an answer stands. */
import type { Reckoned } from "../desk/desk.ts";
import { refuse } from "../formats/refusal.ts";
import { OUTCOMES } from "./answer.ts";
import { h } from "./dom.ts";
import { dayName } from "../acts/named.ts";
import { t, type Key } from "../words/tongue.ts";

const PARTS: Readonly<Record<string, Key>> = { suggested: "The law suggests:", grounds: "Grounds of objection:", tell: "May we tell the person?", admit: "May we admit that it exists?", count: "May we count it?" };

/** `null`: a page that the desk serves, where nobody reckoned it again. */
export function reckonedView(reckoned: Reckoned | null): HTMLElement {
  if (reckoned === null) return h("p", { class: "hint reckoned" }, t("The server's word. Your own vault reckons anew."));
  const { files, answers, signed, since } = reckoned;
  const lines = [
    ...answers.map(([item = "", what = "", mine = "", theirs = ""]) => t("Item {0}: {1} Your vault reckons {2}; the desk says {3}.", item, t(PARTS[what] ?? "Grounds of objection:"), word(what, mine), word(what, theirs))),
    ...signed.map(([item = "", by = "", what = ""]) => t("Item {0}: {1} signed on another answer than your vault reckons. {2}", item, by, PARTS[what] ? t(PARTS[what]) : "")),
    ...files.map(([path = "", mine = "", theirs = ""]) => t("{0}: your own file is {1}, the desk's is {2}.", path, mine.slice(0, 12) || t("none"), theirs.slice(0, 12) || t("none"))),
  ];
  return h(
    "div",
    { class: lines.length ? "reckoned refused" : "hint reckoned" },
    h("p", {}, lines.length ? t("Your vault and the desk differ in the law:") : t("Your own vault reads the law as the desk does.")),
    lines.length ? h("ul", {}, ...lines.map((line) => h("li", {}, line))) : null,
    since ? h("p", {}, t("Clocks count from {0}, when an earlier arrival of it came: the desk's word alone.", dayName(since))) : null,
  );
}

/** Why one's own texts would refuse a grant, by the rule. */
const FAULTS: Readonly<Record<string, Key>> = { "policy.refuses": "House policy refuses this kind of demand.", "case.ground-not-open": "The law opens no such ground." };

/** What of the law's answer differs from what people signed, as the own process names it: a word, then its values. */
export function notedIn([what = "", ...of]: readonly string[]): string {
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

const CODES: Readonly<Record<string, Key>> = { ...OUTCOMES, counsel: "Ask counsel", yes: "yes", no: "no", unknown: "No verified law decides" };

const word = (what: string, code: string): string => (what === "grounds" ? code || t("none") : t(CODES[code] ?? "none"));
