/** A person's identity file (`dueprocess.identity/1`), with and without a passphrase; and its public card. */
import { newSecret, recipientOf } from "./age.ts";
import { fromHex, fromUtf8, hex, random, utf8, type Bytes } from "./bytes.ts";
import * as ed25519 from "./ed25519.ts";
import * as moment from "./moment.ts";
import { keyOf } from "./note.ts";
import { refuse } from "./refusal.ts";
import { NAME } from "./roster.ts";
import { decryptPassphrase, encryptPassphrase } from "./seal.ts";

export const FORM = "dueprocess.identity/1";
export const CARD = "dueprocess.card/1";
export const MAX_FILE = 64 * 1024;
const KEYS = ["form", "name", "age", "seed", "made_at"];

/** Both halves. Lives in memory alone; nothing writes it but `fileOf`, for the person to keep. */
export interface Identity {
  readonly name: string;
  readonly madeAt: string;
  readonly ageSecret: string;
  readonly seed: Bytes;
  readonly age: string;
  readonly vkey: string;
}

export async function make(name: string, now: number): Promise<Identity> {
  if (!NAME.test(name)) {
    refuse("identity.name", "a pseudonym is 2 to 31 of a-z, 0-9 and hyphen, a letter first");
  }
  return complete(name, moment.write(now), newSecret(), random(32));
}

/** The public half in one line, to hand to a colleague. */
export const cardOf = (who: Identity): string => `${CARD} ${who.name} ${who.age} ${who.vkey}`;

export const needsPassphrase = (data: Uint8Array): boolean => data[0] !== 0x7b;

/** The identity in a file's bytes. Throws Refusal; quotes no secret. */
export async function open(data: Uint8Array, passphrase: string): Promise<Identity> {
  if (data.length > MAX_FILE) refuse("identity.form", "this is no identity file");
  return parse(needsPassphrase(data) ? await decryptPassphrase(data, passphrase) : data);
}

/** Bytes of the file, under a passphrase. */
export async function fileOf(who: Identity, passphrase: string, workFactor?: number): Promise<Bytes> {
  const { name, ageSecret: age, madeAt: made_at } = who;
  const plain = { form: FORM, name, age, seed: hex(who.seed), made_at };
  return encryptPassphrase(utf8(`${JSON.stringify(plain, null, 1)}\n`), passphrase, workFactor);
}

async function parse(data: Uint8Array): Promise<Identity> {
  const no = (): never =>
    refuse("identity.form", `no identity file of the form ${FORM}; take the file that was made for you, or a backup of it`);
  let plain: Record<string, unknown>;
  try {
    plain = JSON.parse(fromUtf8(data) ?? "") as Record<string, unknown>;
  } catch {
    // Ends here without its cause: a JSON error quotes the document.
    return no();
  }
  if (typeof plain !== "object" || plain === null || Object.keys(plain).sort().join() !== [...KEYS].sort().join()) no();
  const { form, name, age, seed, made_at } = plain;
  if (form !== FORM || ![name, age, seed, made_at].every((one) => typeof one === "string")) no();
  const raw = fromHex((seed as string).toLowerCase());
  if (raw?.length !== 32 || !NAME.test(name as string) || moment.parse(made_at) === null) return no();
  return complete(name as string, made_at as string, age as string, raw);
}

async function complete(name: string, madeAt: string, ageSecret: string, seed: Bytes): Promise<Identity> {
  const age = recipientOf(ageSecret);
  return { name, madeAt, ageSecret, seed, age, vkey: keyOf(name, ed25519.publicKey(seed)).vkey };
}
