/** Makes what the eye does not see visible: overrides of direction, invisible and control characters (UTS #39, UAX #9). */
import { t, type Key } from "../words/frame.ts";

export interface Segment {
  readonly text: string;
  /** What stands here, in words; undefined for plain text. */
  readonly mark?: string;
}

const NAMES: Record<number, Key> = {
  0x00ad: "soft hyphen",
  0x034f: "combining grapheme joiner",
  0x061c: "Arabic letter mark",
  0x115f: "Hangul filler",
  0x1160: "Hangul filler",
  0x180e: "Mongolian vowel separator",
  0x200b: "zero width space",
  0x200c: "zero width non-joiner",
  0x200d: "zero width joiner",
  0x200e: "left-to-right mark",
  0x200f: "right-to-left mark",
  0x2028: "line separator",
  0x2029: "paragraph separator",
  0x202a: "left-to-right embedding",
  0x202b: "right-to-left embedding",
  0x202c: "end of embedding",
  0x202d: "left-to-right override",
  0x202e: "right-to-left override",
  0x2060: "word joiner",
  0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate",
  0x2068: "first strong isolate",
  0x2069: "end of isolate",
  0x3164: "Hangul filler",
  0xfeff: "zero width no-break space",
  0xffa0: "Hangul filler",
};
const SUSPECT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
// Scripts in which the joiners are ordinary spelling.
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Extended_Pictographic}\ufe0f]/u;

/** The text in runs: plain ones, and one for each character that is not seen, which is not handed on. */
export function segments(text: string): Segment[] {
  if (!SUSPECT.test(text)) return text ? [{ text }] : [];
  const found: Segment[] = [];
  const chars = [...text];
  let plain = "";
  chars.forEach((char, at) => {
    if (!SUSPECT.test(char) || isSpelling(char, chars[at - 1], chars[at + 1])) {
      plain += char;
      return;
    }
    if (plain) found.push({ text: plain });
    plain = "";
    found.push({ text: shown(char), mark: nameOf(char) });
  });
  if (plain) found.push({ text: plain });
  return found;
}

/** The same of what a stranger wrote: addresses of pages stand there so that nothing opens them. */
export const harmless = (text: string): Segment[] => segments(defanged(text));

/** `https://a.example/b` as `hxxps://a[.]example/b`, and a host that begins with `www.` likewise: for eyes, not for programs. */
export function defanged(text: string): string {
  return text.replace(/\b(?:(ht)tp(s?:\/\/)|(f)tp(s?:\/\/)|(?=www\.))([^\s/?#<>"'\\]+)/giu, (_all, h: string | undefined, web = "", f: string | undefined, files = "", host: string) => {
    const scheme = h ? `${h[0] ?? ""}xxp${web}` : f ? `${f}xp${files}` : "";
    return scheme + host.replaceAll(".", "[.]");
  });
}

/** What was copied from such a text, as its writer wrote it. */
export function refanged(text: string): string {
  return text.replace(/\bhxxp(?=s?:\/\/)/giu, (found) => `${found[0] ?? ""}ttp`).replace(/\bfxp(?=s?:\/\/)/giu, (found) => `${found[0] ?? ""}tp`).replaceAll("[.]", ".");
}

/** One line without marks of its own: for places where only text can stand. */
export function oneLine(text: string): string {
  return segments(text.replace(/[\r\n\t]+/g, " "))
    .map((one) => one.text)
    .join("");
}

/** Whether something in the text wants to be misread. */
export function deceives(text: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069]/u.test(text);
}

function isSpelling(char: string, before = "", after = ""): boolean {
  return (char === "\u200c" || char === "\u200d") && JOINING.test(before) && JOINING.test(after);
}

function shown(char: string): string {
  return `\u27e8${hexOf(char)}\u27e9`;
}

function nameOf(char: string): string {
  const name = NAMES[char.codePointAt(0) ?? 0];
  return name === undefined ? t("character U+{0} that is not seen", hexOf(char)) : t(name);
}

function hexOf(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
