/** age v1 with X25519 alone (C2SP age.md): what the portal seals, and what the desk left for a code. Nothing else of age. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { bech32 } from "@scure/base";
import { read } from "../formats/ageheader.ts";
import { base64, concat, fromBase64, random, sha256, utf8, type Bytes } from "../formats/bytes.ts";
import { headerFor, pack, unpack, type Header } from "../formats/object.ts";
import { refuse } from "../formats/refusal.ts";

const CHUNK = 64 * 1024;
const TAG = 16;
const VERSION = "age-encryption.org/v1";
const SECRET = "AGE-SECRET-KEY-";

export const secretText = (bytes: Uint8Array): string => bech32.encodeFromBytes(SECRET, bytes).toUpperCase();

export const newSecret = (): string => secretText(random(32));

export const recipientOf = (secret: string): string => bech32.encodeFromBytes("age", x25519.getPublicKey(bytesOf(secret, SECRET)));

/** A sealed object: packed, padded, to one recipient. */
export function seal(kind: string, media: string, content: Uint8Array, recipient: string, now: number, name = ""): Bytes {
  return encrypt(pack(headerFor(kind, media, content, now, name), content), recipient);
}

/** An envelope: the case's secret sealed to one reader. */
export const wrapKey = (secret: string, recipient: string, now: number): Bytes => seal("case_key", "text/plain", utf8(secret), recipient, now);

export const unseal = (data: Uint8Array, secret: string): { header: Header; content: Bytes } => unpack(decrypt(data, secret));

export function encrypt(data: Uint8Array, recipient: string): Bytes {
  const to = bytesOf(recipient, "age");
  const [fileKey, ephemeral] = [random(16), random(32)];
  const share = x25519.getPublicKey(ephemeral);
  const body = chacha20poly1305(wrapping(x25519.getSharedSecret(ephemeral, to), share, to), new Uint8Array(12)).encrypt(fileKey);
  const head = utf8(`${VERSION}\n-> X25519 ${bare(share)}\n${bare(body)}\n---`);
  const nonce = random(16);
  const sealed = stream(payloadKey(fileKey, nonce), data);
  return concat(head, utf8(` ${bare(mac(fileKey, head))}\n`), nonce, ...sealed);
}

/** Content of an age file, header checked strictly first. Throws Refusal `age.closed` where the secret does not open it. */
export function decrypt(data: Uint8Array, secret: string): Bytes {
  const file = read(data);
  try {
    const fileKey = unwrapped(file.stanzas, bytesOf(secret, SECRET));
    const head = file.data.subarray(0, file.payloadAt);
    const end = head.lastIndexOf(0x2d) + 1; // the MAC covers the header up to its three dashes
    const said = new TextDecoder().decode(head.subarray(end)).trim();
    if (!fileKey || said !== bare(mac(fileKey, head.subarray(0, end)))) throw new Error("closed");
    const nonce = file.data.subarray(file.payloadAt, file.payloadAt + 16);
    return opened(payloadKey(fileKey, nonce), file.data.subarray(file.payloadAt + 16));
  } catch {
    return refuse("age.closed", "the code does not open it, or its bytes were changed");
  }
}

type Stanzas = ReturnType<typeof read>["stanzas"];

function unwrapped(stanzas: Stanzas, secret: Bytes): Bytes | null {
  const own = x25519.getPublicKey(secret);
  for (const one of stanzas) {
    if (one.type !== "X25519") continue;
    const text = one.args[0] ?? "";
    const share = fromBase64(text + "=".repeat((4 - (text.length % 4)) % 4));
    if (!share) continue;
    try {
      const key = wrapping(x25519.getSharedSecret(secret, share), share, own);
      return chacha20poly1305(key, new Uint8Array(12)).decrypt(one.body) as Bytes;
    } catch {
      // Sealed to somebody else.
    }
  }
  return null;
}

function stream(key: Uint8Array, data: Uint8Array): Uint8Array[] {
  const many = Math.max(1, Math.ceil(data.length / CHUNK));
  return Array.from({ length: many }, (_, at) => chacha20poly1305(key, nonceOf(at, at === many - 1)).encrypt(data.subarray(at * CHUNK, (at + 1) * CHUNK)));
}

function opened(key: Uint8Array, data: Uint8Array): Bytes {
  const many = Math.max(1, Math.ceil(data.length / (CHUNK + TAG)));
  const parts = Array.from({ length: many }, (_, at) => {
    const part = chacha20poly1305(key, nonceOf(at, at === many - 1)).decrypt(data.subarray(at * (CHUNK + TAG), (at + 1) * (CHUNK + TAG)));
    if (!part.length && many > 1) throw new Error("an empty last chunk");
    return part;
  });
  return concat(...parts);
}

function nonceOf(counter: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, counter);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

const wrapping = (shared: Uint8Array, share: Uint8Array, to: Uint8Array): Uint8Array => hkdf(sha256, shared, concat(share, to), utf8(`${VERSION}/X25519`), 32);
const payloadKey = (fileKey: Uint8Array, nonce: Uint8Array): Uint8Array => hkdf(sha256, fileKey, nonce, utf8("payload"), 32);
const mac = (fileKey: Uint8Array, head: Uint8Array): Uint8Array => hmac(sha256, hkdf(sha256, fileKey, undefined, utf8("header"), 32), head);
const bare = (data: Uint8Array): string => base64(data).replace(/=+$/, "");

/** The 32 bytes of a key's text. Throws Refusal; never quotes it. */
function bytesOf(text: string, prefix: string): Bytes {
  try {
    const found = bech32.decodeToBytes(text.toLowerCase());
    if (found.prefix === prefix.toLowerCase() && found.bytes.length === 32) return found.bytes as Bytes;
  } catch {
    // Ends below: the library's own error could quote what it was given.
  }
  return refuse("age.key", "no age key: check that it was copied whole");
}

