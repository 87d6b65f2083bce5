/** The receipt's code: 128 random bits, and what is derived from it. The code itself never leaves this browser. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { secretText } from "../formats/age.ts";
import { hex, random, sha256, utf8, type Bytes } from "../formats/bytes.ts";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // without I, L, O and U: what people misread
const BITS = 128;
const CHECKED = BITS + 12; // 28 letters of 5 bits: a slip of the pen is named, not searched for

export interface Held {
  readonly code: string;
  /** What the desk is shown; it keeps the SHA-256 of this. */
  readonly lookup: string;
  /** The age identity that opens what the desk leaves. */
  readonly secret: string;
}

export const newCode = (): string => written(random(BITS / 8));

/** The code as it is printed: seven groups of four. */
function written(bytes: Bytes): string {
  const whole = (toBig(bytes) << 12n) | checkOf(bytes);
  let text = "";
  for (let at = CHECKED - 5; at >= 0; at -= 5) text += LETTERS[Number((whole >> BigInt(at)) & 31n)];
  return (text.match(/..../g) ?? []).join("-");
}

/** Bytes of a code as somebody typed it; null where a letter is wrong. */
export function read(text: string): Bytes | null {
  const plain = text.toUpperCase().replace(/[\s\u2010-\u2015-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{28}$/.test(plain)) return null;
  let whole = 0n;
  for (const letter of plain) whole = (whole << 5n) | BigInt(LETTERS.indexOf(letter));
  const bytes = new Uint8Array(BITS / 8) as Bytes;
  let rest = whole >> 12n;
  for (let at = bytes.length - 1; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 255n);
  return (whole & 0xfffn) === checkOf(bytes) ? bytes : null;
}

export function derive(bytes: Bytes): Held {
  const part = (what: string): Uint8Array => hkdf(sha256, bytes, undefined, utf8(`dueprocess/receipt/1/${what}`), 32);
  return { code: written(bytes), lookup: hex(part("lookup")), secret: secretText(part("identity")) };
}

/** Eight groups of four digits of the receipt's public key: read out on the call (hazard 2.3). */
export function fingerprint(recipient: string): string {
  const digits = (toBig(sha256(utf8(`dueprocess/receipt/1\0${recipient}`))) % 10n ** 32n).toString().padStart(32, "0");
  return (digits.match(/..../g) ?? []).join(" ");
}

function checkOf(bytes: Bytes): bigint {
  const sum = sha256(utf8(`dueprocess/receipt/check/${hex(bytes)}`));
  return toBig(sum.subarray(0, 2)) & 0xfffn;
}

function toBig(bytes: Uint8Array): bigint {
  let whole = 0n;
  for (const byte of bytes) whole = (whole << 8n) | BigInt(byte);
  return whole;
}
