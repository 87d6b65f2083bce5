/** Signed notes (C2SP signed-note v1.0.0): text, a blank line, one signature a line. */
import { base64, concat, fromBase64, fromUtf8, hex, same, sha256, utf8, type Bytes } from "./bytes.ts";
import * as ed25519 from "./ed25519.ts";

export const MAX_NOTE = 1 << 20;
export const MAX_SIGNATURES = 64;
const TYPE = 0x01;
// White space as the desk's own reader counts it.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const NAME = new RegExp(`^[^${SPACE}+]{1,255}$`, "u");
const LINE = new RegExp(`^\u2014 ([^${SPACE}+]+) ([A-Za-z0-9+/]+={0,2})$`, "u");
const CONTROL = /[\x00-\x09\x0b-\x1f]/;

/** The bytes are no signed note. */
export class MalformedNote extends Error {}

export interface Key {
  readonly name: string;
  readonly public: Bytes;
  /** First 4 bytes of SHA-256(name, LF, type, public key), in hex. */
  readonly id: string;
  /** Text form `name+hex(id)+base64(type, key)`. */
  readonly vkey: string;
}

export interface Signature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Bytes;
}

export interface Note {
  /** Ends in one newline. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

export function keyOf(name: string, publicKey: Bytes): Key {
  const typed = concat(Uint8Array.of(TYPE), publicKey);
  const id = hex(sha256(concat(utf8(`${name}\n`), typed)).subarray(0, 4));
  return { name, public: publicKey, id, vkey: `${name}+${id}+${base64(typed)}` };
}

/** Key from its text form. Throws MalformedNote. */
export function parseVkey(text: string): Key {
  const [name = "", id = "", ...rest] = text.split("+");
  const raw = fromBase64(rest.join("+"));
  if (!NAME.test(name) || raw === null || raw.length !== 33 || raw[0] !== TYPE) {
    throw new MalformedNote("no Ed25519 verifier key");
  }
  const key = keyOf(name, raw.slice(1));
  if (key.id !== id) throw new MalformedNote(`the key id ${id} is not that of ${name}`);
  return key;
}

/** Note from its bytes; at most 1 MiB and 64 signatures. Throws MalformedNote. */
export function parse(data: Uint8Array): Note {
  if (data.length > MAX_NOTE) throw new MalformedNote(`longer than ${MAX_NOTE} bytes`);
  const whole = fromUtf8(data);
  if (whole === null) throw new MalformedNote("not UTF-8");
  if (CONTROL.test(whole)) throw new MalformedNote("control characters");
  const cut = whole.lastIndexOf("\n\n");
  const tail = whole.slice(cut + 2);
  if (cut < 0 || !tail.endsWith("\n")) throw new MalformedNote("no blank line before the signatures");
  return { text: `${whole.slice(0, cut)}\n`, signatures: signatures(tail.slice(0, -1).split("\n")) };
}

function signatures(lines: readonly string[]): readonly Signature[] {
  if (lines.length > MAX_SIGNATURES) throw new MalformedNote(`more than ${MAX_SIGNATURES} signatures`);
  return lines.map((line) => {
    const match = LINE.exec(line);
    if (match === null) throw new MalformedNote("a line that is no signature");
    const raw = fromBase64(match[2] ?? "");
    if (raw === null) throw new MalformedNote("base64 that is not written in the one canonical way");
    if (raw.length < 5) throw new MalformedNote("a signature that is too short");
    return { name: match[1] ?? "", id: hex(raw.subarray(0, 4)), bytes: raw.slice(4) };
  });
}

/** Bytes of a note with one signature. Throws MalformedNote for an unfit text. */
export function signed(text: string, name: string, seed: Uint8Array): Bytes {
  if (!text.endsWith("\n") || text.endsWith("\n\n") || CONTROL.test(text)) {
    throw new MalformedNote("a note's text ends in one newline and has no control characters");
  }
  const key = keyOf(name, ed25519.publicKey(seed));
  const id = sha256(concat(utf8(`${name}\n`), Uint8Array.of(TYPE), key.public)).subarray(0, 4);
  const line = `\u2014 ${name} ${base64(concat(id, ed25519.sign(seed, utf8(text))))}\n`;
  return utf8(`${text}\n${line}`);
}

/**
 * Names of those keys whose signature stands on the note.
 * Unknown keys are ignored; a wrong signature of a known key rejects the whole note. Throws MalformedNote.
 */
export function verifiedNames(note: Note, keys: readonly Key[]): Set<string> {
  const good = new Set<string>();
  for (const signature of note.signatures) {
    const key = keys.find((one) => one.name === signature.name && one.id === signature.id);
    if (key === undefined) continue;
    if (!ed25519.verify(key.public, utf8(note.text), signature.bytes)) {
      throw new MalformedNote(`the signature of ${signature.name} is wrong`);
    }
    good.add(key.name);
  }
  return good;
}

export { same };
