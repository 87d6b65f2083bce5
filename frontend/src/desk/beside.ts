/** What stands in two places and differs: shown as a question, never decided here. The bytes are hostile; little of them is looked at. */
import { fromUtf8 } from "../formats/bytes.ts";
import type { Opened } from "./desk.ts";
import { extractedTexts } from "./particulars.ts";

export interface Beside {
  readonly of: "sender" | "account";
  readonly here: string;
  readonly there: string;
}

const MAX_HEAD = 65_536;
const MAX_TEXT = 500_000;
const FAR = 2;
const ADDRESS = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@((?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63})/u;
const NAME = /[\p{L}\p{N}][\p{L}\p{N}._@+-]{2,80}[\p{L}\p{N}]/gu;

/** The sender beside the contact that two people verified, and each account that was read beside what an attached text names instead. */
export function besides(opened: readonly Opened[], contact: string, accounts: readonly string[]): Beside[] {
  const known = domainOf(contact);
  const from = known ? sendersOf(opened).filter((address) => !within(domainOf(address), known)) : [];
  const texts = extractedTexts(opened).map((one) => (fromUtf8(one.content) ?? "").slice(0, MAX_TEXT));
  return [...from.map((here): Beside => ({ of: "sender", here, there: contact })), ...accounts.flatMap((here) => texts.flatMap((text) => near(here, text)).map((there): Beside => ({ of: "account", here, there })))];
}

/** Addresses of From and Reply-To of the mails that arrived, each once. */
function sendersOf(opened: readonly Opened[]): string[] {
  const heads = opened.filter((one) => one.header.kind === "original" && one.header.media === "message/rfc822").map((one) => new TextDecoder("utf-8").decode(one.content.subarray(0, MAX_HEAD)).split(/\r?\n\r?\n/, 1)[0] ?? "");
  const lines = heads.flatMap((head) => head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)).filter((line) => /^(?:from|reply-to):/i.test(line));
  // The address in angle brackets is meant; one before it is a name that anybody may write.
  return [...new Set(lines.flatMap((line) => ADDRESS.exec(/<([^<>]*)>\s*$/.exec(line)?.[1] ?? line)?.[0] ?? []))];
}

const domainOf = (address: string): string => (ADDRESS.exec(address)?.[1] ?? "").toLowerCase();
const within = (domain: string, known: string): boolean => domain === known || domain.endsWith(`.${known}`);

/** Names in a text that are nearly this one, where it does not name this one itself. */
function near(account: string, text: string): string[] {
  const wanted = account.toLowerCase();
  const names = [...new Set(text.match(NAME) ?? [])];
  if (wanted.length < 5 || names.some((name) => name.toLowerCase() === wanted)) return [];
  return names.filter((name) => Math.abs(name.length - wanted.length) <= FAR && distance(name.toLowerCase(), wanted) <= FAR).slice(0, 3);
}

/** How many letters are put in, left out, changed, or swapped with the next. */
function distance(one: string, other: string): number {
  const rows = [...Array(one.length + 1).keys()].map((at) => [at, ...Array<number>(other.length).fill(0)]);
  const first = rows[0] ?? [];
  for (let at = 0; at <= other.length; at += 1) first[at] = at;
  const of = (row: number, at: number): number => rows[row]?.[at] ?? 0;
  for (let row = 1; row <= one.length; row += 1) {
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1] ? 0 : 1;
      let least = Math.min(of(row - 1, at) + 1, of(row, at - 1) + 1, of(row - 1, at - 1) + same);
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) least = Math.min(least, of(row - 2, at - 2) + 1);
      (rows[row] ?? [])[at] = least;
    }
  }
  return of(one.length, other.length);
}
