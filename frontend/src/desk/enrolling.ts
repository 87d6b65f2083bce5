/** Enrolling an authenticator, of which `passkey.ts` asks secret bytes later. Few people do it, once: it is loaded with their page. */
import { random } from "../formats/bytes.ts";
import { refuse } from "../formats/refusal.ts";
import type { Passkey } from "../formats/ways.ts";
import { t } from "../words/tongue.ts";
import { ask, asked, base64url, bytesOf, descriptor, mine, PATIENCE, type Answered, type Prf } from "./passkey.ts";

// Ed25519, ECDSA P-256, RSA: whatever the authenticator has; its signature is never looked at.
const KINDS: PublicKeyCredentialParameters[] = [-8, -7, -257].map((alg) => ({ type: "public-key", alg }));

/** Enrol another authenticator for this host; those that are enrolled already refuse. Throws Refusal. */
export async function enrol(name: string, known: readonly Passkey[]): Promise<Answered> {
  const salt = random(32);
  const made = await asked(() => navigator.credentials.create({
    publicKey: {
      rp: { name: "Due Process", id: location.hostname },
      user: { id: random(16), name, displayName: name },
      pubKeyCredParams: KINDS,
      challenge: random(32),
      timeout: PATIENCE,
      attestation: "none",
      excludeCredentials: mine(known).map(descriptor),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      extensions: { prf: { eval: { first: salt } } } as AuthenticationExtensionsClientInputs,
    },
  }));
  const told = made.getClientExtensionResults() as Prf;
  if (told.prf?.enabled !== true) refuse("vault.no-prf", t("This authenticator gives no secret to unlock with."), t("Take another one: a newer security key, or the passkeys of a newer system."));
  const id = base64url(made.rawId);
  // Some give their answer only when they are asked for the second time.
  const output = bytesOf(told) ?? (await ask([{ id, salt }])).output;
  return { id, salt, output };
}
