/**
 * In which language this program speaks. A sentence is its own key in English; one that has no German, or is filled
 * with another number of words than its holes, does not pass the type check.
 */
import { fillIn, learn, piecesOf, spoken, type Fill } from "./core.ts";
import type { DE } from "./de.ts";

export { learnt, locale, speak, spoken } from "./core.ts";
export type Key = keyof typeof DE;

type Words = Readonly<Record<string, string>>;

/** All that is said in German: texts of the table of acts, meanings of codes, refusals by rule, sentences, codes in one word. */
export interface German {
  readonly acts: Words;
  readonly meanings: Words;
  readonly rules: Readonly<Record<string, readonly string[]>>;
  readonly sentences: Words;
  readonly spoken: Readonly<Record<string, Words>>;
}

let german: German = { acts: {}, meanings: {}, rules: {}, sentences: {}, spoken: {} };

/** Take these words as the German ones. */
export function teach(words: German): void {
  german = words;
  learn(words.sentences);
}

/** Whoever speaks English loads no German. Where the words cannot be had, the page speaks English. */
export async function listen(): Promise<void> {
  if (spoken() !== "de" || Object.keys(german.sentences).length) return;
  try {
    const answer = await fetch("german.json", { credentials: "omit", redirect: "error" });
    teach((await answer.json()) as German);
  } catch {
    // The next page tries again.
  }
}

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
  return inGerman(german.meanings, meaning) ?? meaning;
}

/** A text of the table of acts. */
export function acted(text: string): string {
  return inGerman(german.acts, text) ?? text;
}

/** A code of a closed list as one word. */
export function coded(list: string, code: string): string {
  return inGerman(german.spoken[list] ?? {}, code) ?? code.replaceAll("_", " ");
}

/** A code in a word and what it means; what it means alone, where that holds the word. */
export function twice(word: string, meaning: string): string {
  const stems = word.toLowerCase().split(/[\s_-]+/).filter((part) => part.length > 3).map((part) => part.slice(0, 4));
  return stems.length && stems.every((stem) => meaning.toLowerCase().includes(stem)) ? meaning : `${word}: ${meaning}`;
}

/** What a refusal of a rule says in the language; as it was said where the rule has no words of its own. */
export function ruled(rule: string, said: string, next: string): readonly [string, string] {
  const [own = "", after = ""] = inGerman(german.rules, rule) ?? [said, next];
  return [own, after];
}

function inGerman<T>(words: Readonly<Record<string, T>>, key: string): T | undefined {
  return spoken() === "de" && Object.hasOwn(words, key) ? words[key] : undefined;
}
