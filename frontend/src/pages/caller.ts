/** What may be said to an official who rings: one of six words, by the desk's table (`case/status.py`), once somebody signed that the office was called back. */
import { dayName } from "../acts/named.ts";
import { callsOf } from "../desk/calls.ts";
import type { Looked } from "../desk/compose.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { isDay } from "../formats/moment.ts";
import { h } from "./dom.ts";
import { t, type Key } from "../words/tongue.ts";

/** Words that can be said once the office was called back; until then there is none. */
export const WORDS: Record<string, Key> = { in_review: "in review", question: "there is a question to you", answered: "answered", refused: "refused", closed: "closed" };

export function callerView(looked: Looked, caller: Value): HTMLElement {
  const [said, on] = isObject(caller) ? [String(caller["word"]), String(caller["on"])] : ["", ""];
  const word = callsOf(looked).some(({ confirmed }) => confirmed) ? WORDS[said] : undefined;
  return h("p", { class: "hint caller" }, word ? t("If the office rings, you may say: {0}, since {1}.", t(word), isDay(on) ? dayName(on) : "…") : t("If somebody rings, say nothing, not even that there is a case, until you called the office back."));
}
