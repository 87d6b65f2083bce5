/** The language now, and the words that this window has learnt: the page's, or the few of the sandboxed frame. */
export type Language = "en" | "de";
/** One word or number for each hole, `{0}`, `{1}`, in their order. */
export type Fill<S extends string, A extends unknown[] = []> = S extends `${string}{${number}}${infer Rest}` ? Fill<Rest, [...A, string | number]> : A;

const LANGUAGES: readonly Language[] = ["en", "de"];
const LOCALES: Record<Language, string> = { en: "en-GB", de: "de-DE" };
let language: Language = "en";
let german: Readonly<Record<string, string>> = {};

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

/** Take these words as the German ones. */
export function learn(words: Readonly<Record<string, string>>): void {
  german = words;
}

/** The German words that this window has learnt. */
export const learnt = (): Readonly<Record<string, string>> => german;

/** A sentence in the language, its holes filled. */
export function fillIn(key: string, fill: readonly (string | number)[]): string {
  return saidIn(key).replace(/\{(\d)\}/g, (_hole, at: string) => String(fill[Number(at)] ?? ""));
}

/** A sentence in the language, cut at its holes: text, and the number of each hole. */
export function piecesOf(key: string): readonly (string | number)[] {
  return saidIn(key).split(/(\{\d\})/).filter(Boolean).map((part) => (/^\{\d\}$/.test(part) ? Number(part[1]) : part));
}

const saidIn = (key: string): string => (language === "de" ? (german[key] ?? key) : key);
