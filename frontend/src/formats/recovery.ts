/** Recovery words: 128 random bits as nine words of five letters, checked by 16 bits more (docs/reference/keys.md). */
import { concat, same, sha256, utf8, type Bytes } from "./bytes.ts";
import { refuse } from "./refusal.ts";

export const BYTES = 16;
const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";
const WORD = new RegExp(`^(?:[${CONSONANTS}][${VOWELS}]){2}[${CONSONANTS}]$`);
const LABEL = utf8("dueprocess.recovery/1");

export function words(entropy: Uint8Array): string {
  if (entropy.length !== BYTES) refuse("recovery.words", "recovery words are made of 16 bytes");
  const data = concat(entropy, checkOf(entropy));
  return Array.from({ length: data.length / 2 }, (_, at) => word(((data[2 * at] ?? 0) << 8) | (data[2 * at + 1] ?? 0))).join(" ");
}

/** The 16 bytes; case, hyphens and blanks do not count. Throws Refusal; quotes nothing. */
export function entropyOf(text: string): Bytes {
  if (!looksLike(text)) refuse("recovery.words", "recovery words are nine words of five letters, as they were shown");
  const data = Uint8Array.from(split(text).flatMap((one) => [number(one) >> 8, number(one) & 255]));
  const entropy = data.slice(0, BYTES);
  if (!same(data.slice(BYTES), checkOf(entropy))) refuse("recovery.words", "one of the recovery words is another one: look at each letter again");
  return entropy;
}

/** Whether a text has the form of recovery words, right or mistyped; else it is a passphrase. */
export const looksLike = (text: string): boolean => split(text).length === 9 && split(text).every((one) => WORD.test(one));

/** Words of ASCII alone: what else counts as blank differs between programs (NEL, byte order mark, U+001C). */
const split = (text: string): string[] => (/[^\0-\x7f]/.test(text) ? [] : text.replace(/^[ \t-\r]+|[ \t-\r]+$/g, "").toLowerCase().split(/[ \t-\r,-]+/));
const checkOf = (entropy: Uint8Array): Uint8Array => sha256(concat(LABEL, entropy)).slice(0, 2);

function word(value: number): string {
  return `${CONSONANTS[value >> 12]}${VOWELS[(value >> 10) & 3]}${CONSONANTS[(value >> 6) & 15]}${VOWELS[(value >> 4) & 3]}${CONSONANTS[value & 15]}`;
}

function number(text: string): number {
  const at = (letters: string, place: number): number => letters.indexOf(text[place] ?? "");
  return (at(CONSONANTS, 0) << 12) | (at(VOWELS, 1) << 10) | (at(CONSONANTS, 2) << 6) | (at(VOWELS, 3) << 4) | at(CONSONANTS, 4);
}
