/** Sealing in the browser: a key for this demand alone, the key to each who reads, and nothing in clear to the desk. */
import { newSecret, recipientOf } from "../formats/age.ts";
import { base64, utf8, type Bytes } from "../formats/bytes.ts";
import { seal, wrapKey } from "../formats/seal.ts";
import { Unsent, t } from "./page.ts";

export interface Sealed {
  readonly recipient: string;
  readonly sealed: readonly { kind: string; bytes: string }[];
  readonly envelopes: readonly { to: string; bytes: string }[];
}

export interface Document {
  readonly name: string;
  readonly media: string;
  readonly content: Bytes;
}

const MEDIA = /^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,126}$/;

/** The keys that the desk offers today. */
async function keys(): Promise<readonly string[]> {
  let found: unknown;
  try {
    const answer = await fetch("/v1/keys", { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    found = ((await answer.json()) as { keys?: unknown }).keys;
  } catch {
    throw new Unsent("portal.line", t("no_line"));
  }
  if (!Array.isArray(found) || !found.length || !found.every((one) => typeof one === "string")) throw new Unsent("portal.keys", t("stale"));
  return found as string[];
}

export async function sealed(documents: readonly Document[]): Promise<Sealed> {
  const secret = newSecret();
  const recipient = recipientOf(secret);
  const now = Date.now();
  const made = [];
  for (const one of documents) {
    const bytes = await seal("original", one.media, one.content, recipient, now, one.name);
    made.push({ kind: "original", bytes: base64(bytes) });
  }
  const envelopes = [];
  for (const to of await keys()) envelopes.push({ to, bytes: base64(await wrapKey(secret, to, now)) });
  return { recipient, sealed: made, envelopes };
}

export const textFile = (name: string, text: string): Document => ({ name, media: "text/plain", content: utf8(text) });

export async function fileOf(file: File): Promise<Document> {
  const name = file.name.replace(/[\x00-\x1f\x7f]/g, "\ufffd").replace(/\p{Surrogate}/gu, "\ufffd");
  const media = MEDIA.test(file.type) ? file.type : "application/octet-stream";
  return { name: [...name].slice(0, 255).join(""), media, content: new Uint8Array(await file.arrayBuffer()) as Bytes };
}
