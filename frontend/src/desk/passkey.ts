/**
 * Asking an authenticator for secret bytes (WebAuthn, extension `prf`): the same question gives the same 32 bytes, after
 * a touch and a check of the person. Nothing is proved to any server, so challenge and signature are thrown away.
 */
import { fromHex, random, type Bytes } from "../formats/bytes.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import type { Passkey } from "../formats/ways.ts";
import { t } from "../words/tongue.ts";

export interface Answered {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly salt: Bytes;
  readonly output: Bytes;
}

/** Part of WebAuthn that TypeScript's own declarations may lack. */
export interface Prf {
  readonly prf?: { readonly enabled?: boolean; readonly results?: { readonly first?: BufferSource } };
}

export const PATIENCE = 120_000;

/** Whether this browser has passkeys, for a page that stands here. */
export const possible = (): boolean => typeof PublicKeyCredential === "function" && location.hostname !== "127.0.0.1" && location.hostname !== "[::1]";

/** Have one of the authenticators answer. Throws Refusal. */
export async function ask(known: readonly { readonly id: string; readonly salt: string | Bytes }[]): Promise<Answered> {
  const salts = new Map(known.map((one) => [one.id, typeof one.salt === "string" ? (fromHex(one.salt) ?? random(32)) : one.salt]));
  const evalByCredential = Object.fromEntries([...salts].map(([id, first]) => [id, { first }]));
  const got = await asked(() => navigator.credentials.get({
    publicKey: {
      rpId: location.hostname,
      challenge: random(32),
      timeout: PATIENCE,
      allowCredentials: known.map(descriptor),
      userVerification: "required",
      extensions: { prf: { evalByCredential } } as AuthenticationExtensionsClientInputs,
    },
  }));
  const id = base64url(got.rawId);
  const output = bytesOf(got.getClientExtensionResults() as Prf);
  const salt = salts.get(id);
  if (output === null || salt === undefined) refuse("vault.no-prf", t("This authenticator gives no secret to unlock with."), t("Unlock by another way."));
  return { id, salt, output };
}

/** Those of the passkeys that answer to this page's host. */
export const mine = (ways: readonly Passkey[]): Passkey[] => ways.filter((one) => one.rp === location.hostname);

export async function asked(call: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!possible()) refuse("vault.no-passkey", t("Passkeys cannot be asked for at this address."), t("Open the address that names localhost, or unlock by another way."));
  try {
    const made = await call();
    if (made instanceof PublicKeyCredential) return made;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "InvalidStateError") {
      throw new Refusal("vault.passkey-known", t("This authenticator is enrolled already."), t("Take another one."));
    }
  }
  return refuse("vault.passkey", t("No authenticator answered."), t("Try again, or unlock by another way."));
}

export function descriptor(one: { readonly id: string }): PublicKeyCredentialDescriptor {
  const raw = Uint8Array.from(atob(one.id.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return { type: "public-key", id: raw };
}

export function bytesOf(told: Prf): Bytes | null {
  const first = told.prf?.results?.first;
  if (first === undefined) return null;
  return first instanceof ArrayBuffer ? new Uint8Array(first.slice(0)) : new Uint8Array(first.buffer as ArrayBuffer, first.byteOffset, first.byteLength).slice();
}

export function base64url(data: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
