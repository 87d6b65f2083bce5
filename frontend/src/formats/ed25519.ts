/**
 * Ed25519, checked as strictly as the desk checks it: one signature, one meaning, in every reader.
 *
 * Refused besides what RFC 8032 section 5.1.7 refuses: keys and R of small order, points whose bytes are not the
 * canonical ones, S not below the group order. The equation is the one without the cofactor, as the desk's library
 * has it; the check that the curves package offers multiplies by the cofactor and would take signatures that the desk refuses.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, same, type Bytes } from "./bytes.ts";

const Point = ed25519.Point;
const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const EIGHTH = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
// y coordinates of the eight points of small order.
const SMALL = new Set([0n, 1n, PRIME - 1n, EIGHTH, PRIME - EIGHTH]);

export function publicKey(seed: Uint8Array): Bytes {
  return ed25519.getPublicKey(seed) as Bytes;
}

export function sign(seed: Uint8Array, message: Uint8Array): Bytes {
  return ed25519.sign(message, seed) as Bytes;
}

export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = little(signature.subarray(32));
  if (weak(key) || weak(r) || s >= ORDER) return false;
  try {
    const a = Point.fromBytes(key, false);
    const k = little(sha512(concat(r, key, message))) % ORDER;
    const left = s === 0n ? Point.ZERO : Point.BASE.multiplyUnsafe(s);
    const right = k === 0n ? Point.ZERO : a.multiplyUnsafe(k);
    return same(left.subtract(right).toBytes(), r);
  } catch {
    return false;
  }
}

function little(data: Uint8Array): bigint {
  return data.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function weak(point: Uint8Array): boolean {
  const y = little(point) & (2n ** 255n - 1n);
  return y >= PRIME || SMALL.has(y);
}
