/** An age X25519 identity as its text (Bech32, BIP 173): for the key that a way of opening gives. */
import { bech32 } from "@scure/base";
import { refuse } from "./refusal.ts";

/** `AGE-SECRET-KEY-1…` of 32 bytes. */
export function secretText(data: Uint8Array): string {
  if (data.length !== 32) refuse("age.identity", "an age identity has 32 bytes");
  return bech32.encodeFromBytes("age-secret-key-", data).toUpperCase();
}
