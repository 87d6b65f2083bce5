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
export const CARD = "dueprocess.card/2";
export const MAX_FILE = 64 * 1024;
const KEYS = ["form", "name", "age", "seed", "made_at"];
const OWN_KEYS = ["own_age", "own_seed"];

/** Both halves. Lives in memory alone; nothing writes it but `fileOf`, for the person to keep. */
export interface Identity {
  readonly name: string;
  readonly madeAt: string;
  readonly ageSecret: string;
  readonly seed: Bytes;
  readonly age: string;
  readonly vkey: string;
  /** The own key; null in what a page that the desk serves may hold. Nothing of the daily one leads to it. */
  readonly own: { readonly ageSecret: string; readonly seed: Bytes; readonly age: string; readonly vkey: string } | null;
}

/** The seed of the key by which all acts of this identity count: the own one; without it, the daily one. */
export const strongest = (who: Pick<Identity, "seed" | "own">): Bytes => who.own?.seed ?? who.seed;
/** The verifier key of that one. */
export const strongestKey = (who: Pick<Identity, "vkey" | "own">): string => who.own?.vkey ?? who.vkey;
/** What opens an envelope to either key. */
export const secretsOf = (who: Pick<Identity, "ageSecret" | "own">): string[] => (who.own ? [who.ageSecret, who.own.ageSecret] : [who.ageSecret]);
/** What a page that the desk serves may hold. */
export const daily = (who: Identity): Identity => ({ ...who, own: null });

/** Two keys, each drawn apart from the other; the daily one alone where the page is served by the desk. */
export async function make(name: string, now: number, { own = true } = {}): Promise<Identity> {
  if (!NAME.test(name)) {
    refuse("identity.name", "a pseudonym is 2 to 31 of a-z, 0-9 and hyphen, a letter first");
  }
  return complete(name, moment.write(now), newSecret(), random(32), own ? [newSecret(), random(32)] : null);
}

/** How its file is called. */
export const fileName = (who: Pick<Identity, "name" | "own">): string => `${who.name}${who.own ? "" : ".daily"}.identity`;

/** The public half in one line, to hand to a colleague. */
export const cardOf = (who: Identity): string => [CARD, who.name, who.age, who.vkey, ...(who.own ? [who.own.age, who.own.vkey] : [])].join(" ");

/** Whether an identity of that card may be opened here: a page that the desk serves holds no own key (ADR 0084). Throws Refusal. */
export function checkHere(card: string, local: boolean): void {
  if (!local && card.split(" ").length > 4) {
    refuse("identity.own-here", "this file holds your own key, which releases and verifies; a page that the desk serves must not hold it", "Open it in a vault of your own (dueprocess vault). For this page make a file of the daily key: dueprocess keys daily");
  }
}

export const needsPassphrase = (data: Uint8Array): boolean => data[0] !== 0x7b;

/** The identity in a file's bytes. Throws Refusal; quotes no secret. */
export async function open(data: Uint8Array, passphrase: string): Promise<Identity> {
  if (data.length > MAX_FILE) refuse("identity.form", "this is no identity file");
  return parse(needsPassphrase(data) ? await decryptPassphrase(data, passphrase) : data);
}

/** Bytes of the file, under a passphrase. */
export async function fileOf(who: Identity, passphrase: string, workFactor?: number): Promise<Bytes> {
  return encryptPassphrase(utf8(`${JSON.stringify({ form: FORM, ...plainOf(who) }, null, 1)}\n`), passphrase, workFactor);
}

/** Its secrets as values, for a file alone. */
export function plainOf(who: Identity): Record<string, string> {
  const own = who.own ? { own_age: who.own.ageSecret, own_seed: hex(who.own.seed) } : {};
  return { name: who.name, age: who.ageSecret, seed: hex(who.seed), made_at: who.madeAt, ...own };
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
  const keys = [KEYS, [...KEYS, ...OWN_KEYS]].map((one) => [...one].sort().join());
  if (typeof plain !== "object" || plain === null || !keys.includes(Object.keys(plain).sort().join())) no();
  const { form, name, age, seed, made_at, own_age, own_seed } = plain;
  if (form !== FORM || !Object.values(plain).every((one) => typeof one === "string")) no();
  const raw = fromHex((seed as string).toLowerCase());
  const own = own_seed === undefined ? null : fromHex((own_seed as string).toLowerCase());
  if (raw?.length !== 32 || (own_seed !== undefined && own?.length !== 32) || !NAME.test(name as string) || moment.parse(made_at) === null) return no();
  return complete(name as string, made_at as string, age as string, raw, own && [own_age as string, own]);
}

async function complete(name: string, madeAt: string, ageSecret: string, seed: Bytes, own: readonly [string, Bytes] | null): Promise<Identity> {
  const both = (secret: string, of: Bytes) => ({ ageSecret: secret, seed: of, age: recipientOf(secret), vkey: keyOf(name, ed25519.publicKey(of)).vkey });
  return { name, madeAt, ...both(ageSecret, seed), own: own && both(...own) };
}
