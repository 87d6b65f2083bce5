/** Sealing and opening: age files, sealed objects, envelopes. Secrets stand in no error. */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, type Recipient } from "age-encryption";
import { fromUtf8, utf8, type Bytes } from "./bytes.ts";
import { read, type AgeFile } from "./ageheader.ts";
import { headerFor, pack, unpack, type Header } from "./object.ts";
import { refuse } from "./refusal.ts";
import { AGE } from "./roster.ts";
import * as stream from "./stream.ts";

/** What a browser can do: 2^20 takes 1 GiB of memory. The desk's own limit is 22. */
export const BROWSER_WORK_FACTOR = 20;
/** From here on the page would be felt to stand still. */
export const LARGE = 256 * 1024;
const SECRET = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;

export const newSecret = (): Promise<string> => generateX25519Identity();

/** The recipient that belongs to an age secret. Throws Refusal `age.identity`; never quotes the secret. */
export async function recipientOf(secret: string): Promise<string> {
  try {
    if (SECRET.test(secret)) return await identityToRecipient(secret);
  } catch {
    // Ends below: the library's own error quotes what it was given.
  }
  return refuse("age.identity", "not an age identity (AGE-SECRET-KEY-1…): check that the file was copied whole");
}

export const encrypt = (data: Uint8Array, recipient: string): Promise<Bytes> => encryptTo(data, [recipient]);

export async function encryptTo(data: Uint8Array, recipients: readonly string[]): Promise<Bytes> {
  const age = new Encrypter();
  try {
    if (!recipients.length || !recipients.every((one) => AGE.test(one))) throw new Error("form");
    for (const one of recipients) age.addRecipient(one);
  } catch {
    refuse("age.recipient", "not an age X25519 recipient (age1…): check that it was copied whole");
  }
  return data.length < LARGE ? ((await age.encrypt(data)) as Bytes) : encryptLarge(age, data);
}

/** The same for what would hold the page: header by the library, payload by the browser's cipher where it has it. */
async function encryptLarge(age: Encrypter, data: Uint8Array): Promise<Bytes> {
  const cipher = await stream.native();
  if (cipher === null) {
    const made = await age.encrypt(stream.paced(data));
    return stream.whole(made, made.size(data.length));
  }
  let fileKey = new Uint8Array();
  // A recipient without a stanza: it is told the file's key, and leaves no trace in the header.
  const listener: Recipient = { wrapFileKey: (key) => ((fileKey = key.slice()), []) };
  age.addRecipient(listener);
  const empty = await age.encrypt(new Uint8Array());
  return stream.sealed(empty.subarray(0, read(empty).payloadAt), fileKey, data, cipher);
}

async function decryptLarge(age: Decrypter, file: AgeFile): Promise<Bytes> {
  const cipher = await stream.native();
  if (cipher === null) return stream.whole(await age.decrypt(stream.paced(file.data)), file.data.length);
  const fileKey = await age.decryptHeader(file.data.subarray(0, file.payloadAt));
  return stream.opened(fileKey, file.data.subarray(file.payloadAt), cipher);
}

/** Content of an age file, header checked strictly first. Throws Refusal as the desk's own reader does. */
export async function decrypt(data: Uint8Array, secrets: readonly string[]): Promise<Bytes> {
  const file = read(data);
  if (file.byPassphrase) refuse("age.passphrase", "the file opens by passphrase, not by an identity");
  const age = new Decrypter();
  for (const secret of secrets) {
    await recipientOf(secret);
    age.addIdentity(secret);
  }
  try {
    return file.data.length < LARGE ? ((await age.decrypt(file.data)) as Bytes) : await decryptLarge(age, file);
  } catch {
    return refuse("age.closed", "none of the identities opens the file, or its bytes were changed");
  }
}

export async function encryptPassphrase(data: Uint8Array, passphrase: string, workFactor = 18): Promise<Bytes> {
  if (!passphrase) refuse("age.passphrase", "an empty passphrase protects nothing");
  const age = new Encrypter();
  age.setPassphrase(passphrase);
  age.setScryptWorkFactor(workFactor);
  return (await age.encrypt(data)) as Bytes;
}

export async function decryptPassphrase(data: Uint8Array, passphrase: string): Promise<Bytes> {
  const file = read(data);
  if (!file.byPassphrase) refuse("age.closed", "the file opens by an identity, not by passphrase");
  if (Number(file.stanzas[0]?.args[1]) > BROWSER_WORK_FACTOR) {
    refuse("age.work-factor", "the passphrase's work factor is more than a browser can do", "Use the command line.");
  }
  const age = new Decrypter();
  age.addPassphrase(passphrase);
  try {
    return (await age.decrypt(file.data)) as Bytes;
  } catch {
    return refuse("age.closed", "the passphrase does not open the file, or its bytes were changed");
  }
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
export async function unwrapKey(envelope: Uint8Array, secret: string, recipient: string): Promise<string> {
  const { header, content } = await unseal(envelope, [secret]);
  if (header.kind !== "case_key") refuse("age.wrong-key", "the object is no envelope");
  const inner = fromUtf8(content) ?? refuse("age.wrong-key", "the envelope holds no age identity");
  if ((await recipientOf(inner)) !== recipient) {
    refuse("age.wrong-key", "the envelope holds the key of another case");
  }
  return inner;
}
