/** The inside of a sealed object: DPS2, header, content, padding (docs/reference/events.md). */
import { concat, hex, random, sha256hex, sha256later, utf8, type Bytes } from "./bytes.ts";
import { decode, encode, isObject, NotCanonical } from "./canonical.ts";
import * as moment from "./moment.ts";
import { refuse } from "./refusal.ts";

export const MAX_HEADER = 4096;
export const MAX_CONTENT = 256 * 1024 * 1024;
const MAGIC = utf8("DPS2");
const PREFIX = 8;
const KEYS = ["kind", "media", "name", "length", "made_at", "salt"];
export const KINDS = ["original", "particulars", "note", "letter", "outgoing", "counsel", "case_key", "order", "share", "manifest", "docket", "mail_key"];
const MEDIA = /^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,126}$/;

export interface Header {
  readonly kind: string;
  readonly media: string;
  readonly name: string;
  readonly length: number;
  readonly made_at: string;
  /** 32 random bytes in hex: a commitment to the inside confirms no guess. */
  readonly salt: string;
}

/** Padmé length for `length` bytes: never shorter, at most 12 % longer. */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = 31 - Math.clz32(length);
  const step = 2 ** (exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(length / step) * step;
}

/** The header of a new object, with a salt of its own. */
export function headerFor(kind: string, media: string, content: Uint8Array, now: number, name = ""): Header {
  return { kind, media, name, length: content.length, made_at: moment.write(now), salt: hex(random(32)) };
}

/** What statements call an object: a hash over its whole inside, whoever it is sealed to. Throws Refusal. */
export const commitment = (header: Header, content: Uint8Array): string => sha256hex(concat(utf8("dueprocess/object/2\0"), pack(header, content)));

/** The same for what may be large. */
export const commitmentLater = (header: Header, content: Uint8Array): Promise<string> => sha256later(concat(utf8("dueprocess/object/2\0"), pack(header, content)));

/** The bytes to seal. Throws Refusal where header and content do not fit. */
export function pack(header: Header, content: Uint8Array): Bytes {
  if (header.length !== content.length) {
    refuse("object.length", "the header names another length than the content has");
  }
  check(header);
  let head: Bytes;
  try {
    const { kind, media, name, length, made_at, salt } = header;
    head = encode({ kind, media, name, length, made_at, salt });
  } catch (fault) {
    if (fault instanceof NotCanonical) refuse("object.header", fault.message);
    throw fault;
  }
  if (head.length > MAX_HEADER) refuse("object.header", `the header has more than ${MAX_HEADER} bytes`);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, head.length);
  const length = MAGIC.length + 4 + head.length + content.length;
  return concat(MAGIC, size, head, content, new Uint8Array(padme(length) - length));
}

/** Header and content of the bytes that `pack` made, and of no others. Throws Refusal. */
export function unpack(data: Uint8Array): { header: Header; content: Bytes } {
  if (data.length < PREFIX || MAGIC.some((byte, at) => data[at] !== byte)) {
    refuse("object.magic", "the inside does not begin with DPS2: not sealed by a desk");
  }
  const size = new DataView(data.buffer, data.byteOffset, data.length).getUint32(4);
  if (!(size > 0 && size <= MAX_HEADER) || data.length < PREFIX + size) {
    refuse("object.header", "the header's length is out of bounds");
  }
  const header = headerOf(data.subarray(PREFIX, PREFIX + size));
  const start = PREFIX + size;
  const end = start + header.length;
  if (data.length !== padme(end)) refuse("object.length", "the length is not the padded one of its content");
  if (data.subarray(end).some((byte) => byte !== 0)) {
    refuse("object.padding", "the padding holds something else than zero bytes");
  }
  return { header, content: data.slice(start, end) as Bytes };
}

function headerOf(data: Uint8Array): Header {
  let value;
  try {
    value = decode(data);
  } catch (fault) {
    if (fault instanceof NotCanonical) refuse("object.header", `the header is not canonical: ${fault.message}`);
    throw fault;
  }
  if (!isObject(value, KEYS)) refuse("object.header", `a header has exactly the keys ${KEYS.join(", ")}`);
  const texts = ["kind", "media", "name", "made_at", "salt"].every((name) => typeof value[name] === "string");
  if (!texts || typeof value["length"] !== "number") {
    refuse("object.header", "a value of the header has the wrong type");
  }
  const header = value as unknown as Header;
  check(header);
  return header;
}

function check(header: Header): void {
  if (!KINDS.includes(header.kind)) {
    refuse("object.kind", "a kind of object that is not on the closed list; update this program");
  }
  if (!(header.length >= 0 && header.length <= MAX_CONTENT)) {
    refuse("object.length", `a content has 0 to ${MAX_CONTENT} bytes; cut larger ones into parts`);
  }
  if (!MEDIA.test(header.media)) refuse("object.media", "a media type is written type/subtype in lower case");
  if ([...header.name].length > 255 || /[\x00-\x1f\x7f]/.test(header.name)) {
    refuse("object.name", "a name has at most 255 characters and no control characters");
  }
  if (moment.parse(header.made_at) === null) {
    refuse("object.header", "made_at: a moment is written YYYY-MM-DDTHH:MM:SSZ");
  }
  if (!/^[0-9a-f]{64}$/.test(header.salt)) refuse("object.salt", "a salt has 64 lower-case hex digits");
}
