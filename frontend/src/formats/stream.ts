/**
 * The payload of an age file (age v1, "Payload"): chunks of 64 KiB under ChaCha20-Poly1305, the last one marked.
 *
 * The browser's own cipher works beside the page and many times as fast as one in JavaScript. Where it lacks that cipher, or
 * there is little to do, one in JavaScript does it, a piece at a time, so that the page stays alive.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { random, sha256, utf8, type Bytes } from "./bytes.ts";

export const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;
const AT_ONCE = 16; // chunks that are under way together
/** From here on the page would be felt to stand still. */
export const LARGE = 256 * 1024;
const FRAME = 12; // milliseconds, less than the time of one picture

/** A cipher with its key: seals or opens one chunk under a nonce of 12 bytes; opening throws where the tag is wrong. */
export interface Aead {
  seal(nonce: Bytes, chunk: Bytes): Promise<Uint8Array>;
  open(nonce: Bytes, chunk: Bytes): Promise<Uint8Array>;
}

export type Cipher = (key: Bytes) => Promise<Aead>;

/** In JavaScript. */
const inPage: Cipher = async (key) => ({
  seal: async (nonce, chunk) => chacha20poly1305(key, nonce).encrypt(chunk),
  open: async (nonce, chunk) => chacha20poly1305(key, nonce).decrypt(chunk),
});

/** The cipher for so many bytes. */
export const cipherFor = async (length: number): Promise<Cipher> => (length < LARGE ? null : await native()) ?? inPage;

/** The browser's cipher; null where it has none. */
export async function native(): Promise<Cipher | null> {
  const name = "ChaCha20-Poly1305";
  const cipher: Cipher = async (raw) => {
    // A format that TypeScript's declarations do not know yet.
    const key = await crypto.subtle.importKey("raw-secret" as "raw", raw, { name }, false, ["encrypt", "decrypt"]);
    return {
      seal: async (iv, chunk) => new Uint8Array(await crypto.subtle.encrypt({ name, iv } as AesGcmParams, key, chunk)),
      open: async (iv, chunk) => new Uint8Array(await crypto.subtle.decrypt({ name, iv } as AesGcmParams, key, chunk)),
    };
  };
  try {
    // RFC 8439 has no shorter vector: what was sealed must open, and be one tag longer.
    const made = await cipher(new Uint8Array(32));
    const sealed = (await made.seal(new Uint8Array(12), new Uint8Array(1))) as Bytes;
    return sealed.length === 1 + TAG && (await made.open(new Uint8Array(12), sealed)).length === 1 ? cipher : null;
  } catch {
    return null;
  }
}

/** The file: header, nonce, chunks; written once, since copies of much data hold the page. */
export async function sealed(header: Uint8Array, fileKey: Uint8Array, data: Uint8Array, cipher: Cipher): Promise<Bytes> {
  const nonce = random(NONCE);
  const aead = await cipher(keyOf(fileKey, nonce));
  const count = Math.max(1, Math.ceil(data.length / CHUNK));
  const begin = header.length + NONCE;
  const out = new Uint8Array(begin + data.length + count * TAG);
  out.set(header);
  out.set(nonce, header.length);
  await inTurn(count, async (at) => {
    const chunk = data.subarray(at * CHUNK, (at + 1) * CHUNK) as Bytes;
    out.set(await aead.seal(nonceOf(at, at === count - 1), chunk), begin + at * (CHUNK + TAG));
  });
  return out;
}

/** Content of nonce and chunks. Throws where a chunk is changed, missing, in another place, or follows the last one. */
export async function opened(fileKey: Uint8Array, payload: Uint8Array, cipher: Cipher): Promise<Bytes> {
  const body = payload.subarray(NONCE);
  const count = Math.ceil(body.length / (CHUNK + TAG));
  const last = body.length - (count - 1) * (CHUNK + TAG);
  // Only a file that holds nothing ends on an empty chunk.
  if (payload.length < NONCE + TAG || last < TAG || (last === TAG && count > 1)) throw new Error("length");
  const aead = await cipher(keyOf(fileKey, payload.slice(0, NONCE)));
  const out = new Uint8Array(body.length - count * TAG);
  await inTurn(count, async (at) => {
    const chunk = body.subarray(at * (CHUNK + TAG), (at + 1) * (CHUNK + TAG)) as Bytes;
    out.set(await aead.open(nonceOf(at, at === count - 1), chunk), at * CHUNK);
  });
  return out;
}

async function inTurn(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let paused = performance.now();
  for (let from = 0; from < count; from += AT_ONCE) {
    // What the cipher answers comes before what the person does: without a pause the page would stand still.
    if (performance.now() - paused > FRAME) {
      await pause();
      paused = performance.now();
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, step) => work(from + step)));
  }
}

const pause = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

function keyOf(fileKey: Uint8Array, nonce: Uint8Array): Bytes {
  return hkdf(sha256, fileKey, nonce, utf8("payload"), 32) as Bytes;
}

/** Eleven bytes that count, and one that says whether it is the last chunk. */
function nonceOf(at: number, last: boolean): Bytes {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, at);
  nonce[11] = last ? 1 : 0;
  return nonce;
}
