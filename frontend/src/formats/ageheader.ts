/** Strict reading of an age file's header before any other code opens the file; the twin of the desk's own. */
import { fromBase64, fromUtf8, type Bytes } from "./bytes.ts";
import { refuse } from "./refusal.ts";

export const VERSION = "age-encryption.org/v1";
export const MAX_HEADER = 64 * 1024;
export const MAX_STANZAS = 64;
export const MAX_WORK_FACTOR = 22;
const COLUMNS = 64;
const LATER = ["mlkem768x25519", "mlkem768p256tag"];
const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";

export interface Stanza {
  readonly type: string;
  readonly args: readonly string[];
  readonly body: Bytes;
}

export interface AgeFile {
  readonly stanzas: readonly Stanza[];
  /** The binary file, unarmoured. */
  readonly data: Bytes;
  readonly payloadAt: number;
  readonly byPassphrase: boolean;
}

/** The file, unarmoured, its header checked. Throws Refusal (`age.armor`, `age.header`, `age.payload` …). */
export function read(data: Uint8Array): AgeFile {
  const binary = ascii(data.subarray(0, 3)) === VERSION.slice(0, 3) ? (data as Bytes) : unarmour(data);
  if (ascii(binary.subarray(0, VERSION.length + 1)) !== `${VERSION}\n`) {
    refuse("age.header", "not an age file of version 1");
  }
  const lines = new Lines(binary, VERSION.length + 1);
  const stanzas = stanzasOf(lines);
  if (!stanzas.length) refuse("age.header", "no recipient stanza");
  checkKinds(stanzas);
  if (binary.length - lines.at < 32) refuse("age.payload", "the file is cut short");
  return { stanzas, data: binary, payloadAt: lines.at, byPassphrase: stanzas[0]?.type === "scrypt" };
}

/** Header lines, LF alone between them, at most 64 KiB in all. */
class Lines {
  constructor(
    private readonly data: Uint8Array,
    public at: number,
  ) {}

  next(): string {
    const end = this.data.indexOf(0x0a, this.at);
    if (end < 0 || end >= MAX_HEADER) refuse("age.header", "the header does not end");
    const line = ascii(this.data.subarray(this.at, end));
    this.at = end + 1;
    return line;
  }
}

function stanzasOf(lines: Lines): Stanza[] {
  const stanzas: Stanza[] = [];
  for (;;) {
    const line = lines.next();
    if (line.startsWith("---")) {
      const [mark, ...rest] = line.split(" ");
      if (mark !== "---" || !rest.length || bare(rest.join(" ")).length !== 32) {
        refuse("age.header", "the header's last line is no MAC");
      }
      return stanzas;
    }
    if (stanzas.length === MAX_STANZAS) refuse("age.header", `more than ${MAX_STANZAS} recipients`);
    stanzas.push(stanzaOf(line, lines));
  }
}

function stanzaOf(line: string, lines: Lines): Stanza {
  const [mark, ...words] = line.split(" ");
  if (mark !== "->" || !words.length || !words.every((word) => /^[\x21-\x7e]+$/.test(word))) {
    refuse("age.header", "a line that begins no stanza");
  }
  let body = "";
  for (;;) {
    const row = lines.next();
    if (row.length > COLUMNS) refuse("age.header", "a body line longer than 64 columns");
    body += row;
    if (row.length < COLUMNS) break;
  }
  return { type: words[0] ?? "", args: words.slice(1), body: bare(body) };
}

function checkKinds(stanzas: readonly Stanza[]): void {
  const types = stanzas.map((one) => one.type);
  if (types.some((type) => LATER.includes(type))) {
    refuse("age.post-quantum", "post-quantum recipients come later; ask for a file sealed to an age1… recipient");
  }
  if (types.includes("scrypt") && types.length > 1) refuse("age.header", "a passphrase stanza stands alone");
  for (const one of stanzas) {
    if (one.type === "X25519") checkX25519(one);
    if (one.type === "scrypt") checkScrypt(one);
  }
}

function checkX25519(one: Stanza): void {
  if (one.args.length !== 1 || bare(one.args[0] ?? "").length !== 32) {
    refuse("age.header", "an X25519 stanza has one argument of 32 bytes");
  }
  if (one.body.length !== 32) refuse("age.header", "an X25519 stanza wraps a key of 16 bytes");
}

function checkScrypt(one: Stanza): void {
  if (one.args.length !== 2 || bare(one.args[0] ?? "").length !== 16) {
    refuse("age.header", "a scrypt stanza has a salt of 16 bytes and a work factor");
  }
  if (!/^[1-9][0-9]?$/.test(one.args[1] ?? "") || Number(one.args[1]) > MAX_WORK_FACTOR) {
    refuse("age.header", `a scrypt work factor is 1 to ${MAX_WORK_FACTOR}`);
  }
  if (one.body.length !== 32) refuse("age.header", "a scrypt stanza wraps a key of 16 bytes");
}

/** Bytes of unpadded, canonical base64 (RFC 4648 section 3.5): one text a value. */
export function bare(text: string): Bytes {
  const raw = text.includes("=") ? null : fromBase64(text + "=".repeat((4 - (text.length % 4)) % 4));
  return raw ?? refuse("age.header", "not canonical base64");
}

function unarmour(data: Uint8Array): Bytes {
  // Strict PEM (RFC 7468 section 3): 64 columns, padded; white space only before and after.
  if (data.some((byte) => byte > 0x7e)) refuse("age.header", "not an age file");
  const text = (fromUtf8(data) ?? "").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (!text.startsWith(BEGIN)) {
    refuse(text.startsWith("-") ? "age.armor" : "age.header", "not an age file, armoured or binary");
  }
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  if (lines.length < 3 || lines[0] !== BEGIN || lines.at(-1) !== END) {
    refuse("age.armor", "the armour does not begin or end as it must");
  }
  const rows = lines.slice(1, -1);
  const tail = rows.at(-1) ?? "";
  if (rows.slice(0, -1).some((row) => row.length !== COLUMNS) || !tail.length || tail.length > COLUMNS) {
    refuse("age.armor", "armour has 64 columns, and a shorter last line");
  }
  return fromBase64(rows.join("")) ?? refuse("age.armor", "the armour is not canonical base64");
}

/** Latin-1 reading of header bytes; what is not ASCII then fails where ASCII is asked for. */
function ascii(data: Uint8Array): string {
  let text = "";
  for (const byte of data) text += String.fromCharCode(byte);
  return text;
}
