/**
 * The keys and the header of an age file (C2SP age.md): X25519 recipients and passphrases, nothing else of age.
 *
 * The payload is in stream.ts. What reads a header is in ageheader.ts, strictly, before anything here sees the file. No error
 * quotes a secret: each ends here, and what is thrown is a Refusal of ours.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { bare, VERSION, type AgeFile } from "./ageheader.ts";
import * as bech32 from "./bech32.ts";
import { base64, concat, random, same, sha256, utf8, type Bytes } from "./bytes.ts";
import { refuse } from "./refusal.ts";

/** An X25519 recipient: 32 bytes in lower-case Bech32 (BIP 173). */
export const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const SECRET = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;

/** `AGE-SECRET-KEY-1…` of 32 bytes. */
export function secretText(data: Uint8Array): string {
  if (data.length !== 32) refuse("age.identity", "an age identity has 32 bytes");
  return bech32.encode("age-secret-key-", data).toUpperCase();
}

export const newSecret = (): string => secretText(random(32));

/** The recipient that belongs to an age secret. Throws Refusal `age.identity`; never quotes the secret. */
export const recipientOf = (secret: string): string => bech32.encode("age", x25519.getPublicKey(secretOf(secret)));

/** A header of these stanzas, with its MAC. */
export function headed(fileKey: Bytes, stanzas: readonly string[]): Bytes {
  const head = utf8(`${VERSION}\n${stanzas.join("")}---`);
  return concat(head, utf8(` ${unpadded(mac(fileKey, head))}\n`));
}

/** The stanza that gives the file's key (16 bytes) to one recipient. Throws Refusal `age.recipient`. */
export function toRecipient(fileKey: Bytes, recipient: string): string {
  try {
    const to = keyOf(recipient, RECIPIENT);
    const ephemeral = random(32);
    const share = x25519.getPublicKey(ephemeral);
    const key = agreed(x25519.getSharedSecret(ephemeral, to), share, to);
    return `-> X25519 ${unpadded(share)}\n${unpadded(wrapped(key, fileKey))}\n`;
  } catch {
    return refuse("age.recipient", "not an age X25519 recipient (age1…): check that it was copied whole");
  }
}

export async function toPassphrase(fileKey: Bytes, passphrase: string, workFactor: number): Promise<string> {
  const salt = random(16);
  return `-> scrypt ${unpadded(salt)} ${workFactor}\n${unpadded(wrapped(await stretched(passphrase, salt, workFactor), fileKey))}\n`;
}

/** The file's key, where one of the secrets opens it and the header is whole; else null. Throws Refusal `age.identity`. */
export function bySecrets(file: AgeFile, secrets: readonly string[]): Bytes | null {
  for (const secret of secrets) {
    const raw = secretOf(secret);
    const own = x25519.getPublicKey(raw);
    for (const { type, args, body } of file.stanzas) {
      if (type !== "X25519") continue;
      const key = unwrapped(file, body, () => {
        const share = bare(args[0] ?? "");
        return agreed(x25519.getSharedSecret(raw, share), share, own);
      });
      if (key) return key;
    }
  }
  return null;
}

/** The same of a file that opens by passphrase. */
export async function byPassphrase(file: AgeFile, passphrase: string): Promise<Bytes | null> {
  const { args, body } = file.stanzas[0]!;
  const key = await stretched(passphrase, bare(args[0] ?? ""), Number(args[1]));
  return unwrapped(file, body, () => key);
}

function unwrapped(file: AgeFile, body: Bytes, wrapping: () => Bytes): Bytes | null {
  try {
    const fileKey = chacha20poly1305(wrapping(), new Uint8Array(12)).decrypt(body) as Bytes;
    const head = file.data.subarray(0, file.payloadAt);
    const end = head.lastIndexOf(0x2d) + 1; // the MAC covers the header up to its three dashes; base64 has none
    return same(head.subarray(end), utf8(` ${unpadded(mac(fileKey, head.subarray(0, end)))}\n`)) ? fileKey : null;
  } catch {
    return null; // sealed to somebody else, or changed
  }
}

function secretOf(text: string): Bytes {
  try {
    return keyOf(text, SECRET);
  } catch {
    return refuse("age.identity", "not an age identity (AGE-SECRET-KEY-1…): check that the file was copied whole");
  }
}

function keyOf(text: string, form: RegExp): Bytes {
  const bytes = bech32.decode(form.test(text) ? text : "");
  if (bytes.length !== 32) throw new Error("length");
  return bytes as Bytes;
}

const wrapped = (key: Bytes, fileKey: Bytes): Uint8Array => chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey);
const agreed = (shared: Uint8Array, share: Uint8Array, to: Uint8Array): Bytes => hkdf(sha256, shared, concat(share, to), utf8(`${VERSION}/X25519`), 32) as Bytes;
const stretched = async (passphrase: string, salt: Uint8Array, workFactor: number): Promise<Bytes> =>
  (await scryptAsync(utf8(passphrase), concat(utf8(`${VERSION}/scrypt`), salt), { N: 2 ** workFactor, r: 8, p: 1, dkLen: 32 })) as Bytes;
const mac = (fileKey: Bytes, head: Uint8Array): Uint8Array => hmac(sha256, hkdf(sha256, fileKey, undefined, utf8("header"), 32), head);
const unpadded = (data: Uint8Array): string => base64(data).replace(/=+$/, "");
