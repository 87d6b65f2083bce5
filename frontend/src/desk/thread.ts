/** Where a letter answers (`letter/thread.py`): ids out of a mail's heads, each plain or left out; or the number of the receipt that a demand of the portal names. */
import { sha256hex } from "../formats/bytes.ts";

const MOST = { ids: 10, id: 250, head: 0x10000, hashed: 8 << 20 };
const WORD = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}";
const ID = new RegExp(`^<${WORD}@${WORD}>$`);

/** The oldest first; the last is that of the mail itself. Empty for bytes that are no mail, or have no plain id. */
export function threadOf(original: Uint8Array): readonly string[] {
  const text = Array.from(original.subarray(0, MOST.head), (one) => String.fromCharCode(one)).join("");
  const head = text.split(/\r?\n\r?\n/, 1)[0]!.replaceAll("\r\n", "\n");
  const fields = new Map<string, string[]>();
  for (const [, name = "", value = ""] of head.matchAll(/(?:^|\n)(message-id|references|in-reply-to)[ \t]*:((?:[^\n]|\n[ \t])*)/gi)) {
    const key = name.toLowerCase();
    if (!fields.has(key)) fields.set(key, (value.match(/<[^<>\s]{1,400}>/g) ?? []).filter((one) => one.length <= MOST.id + 2 && ID.test(one)));
  }
  const [mine, ...more] = fields.get("message-id") ?? [];
  if (mine === undefined || more.length) return [];
  const references = fields.get("references") ?? [];
  const before = references.length ? references : (fields.get("in-reply-to") ?? []).slice(0, 1);
  const ids = [...new Set(before)].filter((one) => one !== mine);
  return [...(ids.length < MOST.ids ? ids : [ids[0]!, ...ids.slice(2 - MOST.ids)]), mine];
}

/** By what two arrivals are known as one mail, or as one exchange (`marks_of`). */
export const marksOf = (original: Uint8Array): readonly string[] => [
  ...(original.length <= MOST.hashed ? [`sha256:${sha256hex(original).slice(0, 32)}`] : []),
  ...[...threadOf(original)].reverse().filter((one) => one.length <= 240).slice(0, 4),
];

/** Eight groups of four digits, above all that the official typed; empty where there are none. */
export const receiptOf = (original: Uint8Array): string =>
  /(?<![0-9])[0-9]{4}(?: [0-9]{4}){7}(?![0-9])/.exec(new TextDecoder().decode(original.subarray(0, MOST.head)))?.[0] ?? "";
