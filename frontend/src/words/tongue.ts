/**
 * In which language this program speaks. A sentence is its own key in English; one that has no German, or is filled
 * with another number of words than its holes, does not pass the type check.
 */
import { DE } from "./de.ts";
import { RULES } from "./rules.ts";
import german from "../acts/codes.de.json" with { type: "json" };

export type Key = keyof typeof DE;
export type Language = "en" | "de";
/** One word or number for each hole, `{0}`, `{1}`, in their order. */
export type Fill<S extends string, A extends unknown[] = []> = S extends `${string}{${number}}${infer Rest}` ? Fill<Rest, [...A, string | number]> : A;

const LANGUAGES: readonly Language[] = ["en", "de"];
const LOCALES: Record<Language, string> = { en: "en-GB", de: "de-DE" };
const MEANINGS: Record<string, string> = german.meanings;
const SPOKEN: Record<string, Record<string, string>> = german.spoken;

let language: Language = "en";

/** The language now. */
export const spoken = (): Language => language;
/** How the browser's own functions call it. */
export const locale = (): string => LOCALES[language];

/** Speak another language from here on; what this program does not speak changes nothing. */
export function speak(asked: string | null | undefined): Language {
  const found = LANGUAGES.find((one) => one === asked?.slice(0, 2).toLowerCase());
  if (found !== undefined) language = found;
  return language;
}

/** A sentence in the language, its holes filled. */
export function t<K extends Key>(key: K, ...fill: Fill<K>): string {
  return (language === "de" ? DE[key] : key).replace(/\{(\d)\}/g, (_hole, at: string) => String((fill as (string | number)[])[Number(at)] ?? ""));
}

/** What a code or a field means, by this program's own table. */
export function meant(meaning: string): string {
  return language === "de" && Object.hasOwn(MEANINGS, meaning) ? (MEANINGS[meaning] ?? meaning) : meaning;
}

/** A code of a closed list as one word, where nothing is signed. */
export function coded(list: string, code: string): string {
  const own = language === "de" ? SPOKEN[list]?.[code] : undefined;
  return own ?? code.replaceAll("_", " ");
}

/** What a refusal of a rule says in the language; as it was said where the rule has no words of its own. */
export function ruled(rule: string, said: string, next: string): readonly [string, string] {
  if (language === "en" || !Object.hasOwn(RULES, rule)) return [said, next];
  const [own, after] = RULES[rule] ?? ["", ""];
  return [own, after];
}
