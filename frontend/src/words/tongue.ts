/**
 * In which language this program speaks. A sentence is its own key in English; one that has no German, or is filled
 * with another number of words than its holes, does not pass the type check.
 */
import { fillIn, learn, piecesOf, spoken, type Fill } from "./core.ts";
import { DE } from "./de.ts";
import { RULES } from "./rules.ts";
import actsInGerman from "../acts/acts.de.json" with { type: "json" };
import german from "../acts/codes.de.json" with { type: "json" };

export { locale, speak, spoken } from "./core.ts";
export type Key = keyof typeof DE;

const MEANINGS: Record<string, string> = german.meanings;
const ACTED: Record<string, string> = actsInGerman;
const SPOKEN: Record<string, Record<string, string>> = german.spoken;
learn(DE);

/** A sentence in the language, its holes filled. */
export function t<K extends Key>(key: K, ...fill: Fill<K>): string {
  return fillIn(key, fill);
}

/** A sentence in the language, cut at its holes: text, and the number of each hole. */
export function pieces(key: Key): readonly (string | number)[] {
  return piecesOf(key);
}

/** What a code or a field means, by this program's own table. */
export function meant(meaning: string): string {
  return spoken() === "de" && Object.hasOwn(MEANINGS, meaning) ? (MEANINGS[meaning] ?? meaning) : meaning;
}

/** A text of the table of acts. */
export function acted(text: string): string {
  return spoken() === "de" && Object.hasOwn(ACTED, text) ? (ACTED[text] ?? text) : text;
}

/** A code of a closed list as one word, where nothing is signed. */
export function coded(list: string, code: string): string {
  const own = spoken() === "de" ? SPOKEN[list]?.[code] : undefined;
  return own ?? code.replaceAll("_", " ");
}

/** What a refusal of a rule says in the language; as it was said where the rule has no words of its own. */
export function ruled(rule: string, said: string, next: string): readonly [string, string] {
  if (spoken() === "en" || !Object.hasOwn(RULES, rule)) return [said, next];
  const [own, after] = RULES[rule] ?? ["", ""];
  return [own, after];
}
