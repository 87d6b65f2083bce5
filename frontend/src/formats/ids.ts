/** Typed random ids: a letter, a hyphen, 24 characters of lower-case base32 (120 random bits). */
import { random } from "./bytes.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

export function isId(text: unknown, letter: string): text is string {
  return typeof text === "string" && /^[a-z]-[a-z2-7]{24}$/.test(text) && text.startsWith(`${letter}-`);
}

/** How people say an id: its first eight random characters. */
export function short(id: string): string {
  return id.slice(0, 10);
}

/** A fresh id of a kind. */
export const fresh = (letter: string): string => `${letter}-${drawn()}`;

/** A fresh key for a sealed object, drawn before it is sealed; never derived from what it holds (P2). */
export const sealedId = (): string => fresh("s");

/** Key of what a person seals, made of the hash (hex) of its ciphertext: a statement that names it names these bytes, and tells nothing of what they hold (ADR 0069). */
export const sealedAs = (hash: string): string => `s-${[...Array(24).keys()].map((at) => LETTERS[Number((BigInt(`0x${hash.slice(0, 30)}`) >> BigInt(115 - 5 * at)) & 31n)]).join("")}`;

/** A fresh id for a production. */
export const productionId = (): string => fresh("x");

function drawn(): string {
  let text = "";
  for (const byte of random(24)) text += LETTERS[byte & 31];
  return text;
}
