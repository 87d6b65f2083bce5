/** Sealing and opening: age files, sealed objects, envelopes. Secrets stand in no error. */
import * as age from "./age.ts";
import { read, type AgeFile } from "./ageheader.ts";
import { fromUtf8, random, utf8, type Bytes } from "./bytes.ts";
import { headerFor, pack, unpack, type Header } from "./object.ts";
import { refuse } from "./refusal.ts";
import { cipherFor, opened, sealed } from "./stream.ts";

/** What a browser can do: 2^20 takes 1 GiB of memory. The desk's own limit is 22. */
export const BROWSER_WORK_FACTOR = 20;

export const encrypt = (data: Uint8Array, recipient: string): Promise<Bytes> => encryptTo(data, [recipient]);

/** An age file to these recipients, at least one. Throws Refusal `age.recipient`. */
export async function encryptTo(data: Uint8Array, recipients: readonly string[]): Promise<Bytes> {
  if (!recipients.length) refuse("age.recipient", "a file needs a recipient");
  return fileOf(data, (key) => recipients.map((one) => age.toRecipient(key, one)));
}

/** Content of an age file, header checked strictly first. Throws Refusal as the desk's own reader does. */
export async function decrypt(data: Uint8Array, secrets: readonly string[]): Promise<Bytes> {
  const file = read(data);
  if (file.byPassphrase) refuse("age.passphrase", "the file opens by passphrase, not by an identity");
  return contentOf(file, age.bySecrets(file, secrets), "none of the identities opens the file, or its bytes were changed");
}

export async function encryptPassphrase(data: Uint8Array, passphrase: string, workFactor = 18): Promise<Bytes> {
  if (!passphrase) refuse("age.passphrase", "an empty passphrase protects nothing");
  return fileOf(data, async (key) => [await age.toPassphrase(key, passphrase, workFactor)]);
}

export async function decryptPassphrase(data: Uint8Array, passphrase: string): Promise<Bytes> {
  const file = read(data);
  if (!file.byPassphrase) refuse("age.closed", "the file opens by an identity, not by passphrase");
  if (Number(file.stanzas[0]?.args[1]) > BROWSER_WORK_FACTOR) {
    refuse("age.work-factor", "the passphrase's work factor is more than a browser can do", "Use the command line.");
  }
  return contentOf(file, await age.byPassphrase(file, passphrase), "the passphrase does not open the file, or its bytes were changed");
}

async function fileOf(data: Uint8Array, stanzas: (fileKey: Bytes) => string[] | Promise<string[]>): Promise<Bytes> {
  const key = random(16);
  return sealed(age.headed(key, await stanzas(key)), key, data, await cipherFor(data.length));
}

async function contentOf({ data, payloadAt }: AgeFile, key: Bytes | null, closed: string): Promise<Bytes> {
  try {
    if (key) return await opened(key, data.subarray(payloadAt), await cipherFor(data.length));
  } catch {
    // A chunk was changed, is missing or stands elsewhere.
  }
  return refuse("age.closed", closed);
}

/** A sealed object: packed, padded, to one recipient. */
export async function seal(kind: string, media: string, content: Uint8Array, recipient: string, now: number, name = ""): Promise<Bytes> {
  return encrypt(pack(headerFor(kind, media, content, now, name), content), recipient);
}

export async function unseal(data: Uint8Array, secrets: readonly string[]): Promise<{ header: Header; content: Bytes }> {
  return unpack(await decrypt(data, secrets));
}

/** An envelope: the case's secret sealed to one reader. */
export async function wrapKey(secret: string, recipient: string, now: number): Promise<Bytes> {
  return seal("case_key", "text/plain", utf8(secret), recipient, now);
}

/** The case's secret out of an envelope; it must belong to the case's public key (hazard 9.1). */
export async function unwrapKey(envelope: Uint8Array, secrets: readonly string[], recipient: string): Promise<string> {
  const { header, content } = await unseal(envelope, secrets);
  if (header.kind !== "case_key") refuse("age.wrong-key", "the object is no envelope");
  const inner = fromUtf8(content) ?? refuse("age.wrong-key", "the envelope holds no age identity");
  if (age.recipientOf(inner) !== recipient) {
    refuse("age.wrong-key", "the envelope holds the key of another case");
  }
  return inner;
}
