/** Who reckoned what the law answers, and where one's own vault and the desk differ; shown wherever an answer stands. */
import type { Reckoned } from "../desk/desk.ts";
import { OUTCOMES } from "./answer.ts";
import { h } from "./dom.ts";
import { dayName } from "../acts/named.ts";
import { t, type Key } from "../words/tongue.ts";

export const PARTS: Readonly<Record<string, Key>> = { suggested: "The law suggests:", grounds: "Grounds of objection:", tell: "May we tell the person?", admit: "May we admit that it exists?", count: "May we count it?" };

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

const CODES: Readonly<Record<string, Key>> = { ...OUTCOMES, counsel: "Ask counsel", yes: "yes", no: "no", unknown: "No verified law decides" };

export const word = (what: string, code: string): string => (what === "grounds" ? code || t("none") : t(CODES[code] ?? "none"));
