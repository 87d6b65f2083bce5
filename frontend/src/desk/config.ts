/** What the server that serves the vault says about itself, in `config.json` beside the page. Public, and not trusted. */
import { isObject } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";

const OWN = ["127.0.0.1", "localhost", "[::1]"];

export interface Config {
  /** Origin of the desk's interface; the browser's policy lets this page talk to no other. */
  readonly api: string;
  /** Origin of the staff desk, for links back. */
  readonly staff: string;
  readonly provider: string;
  /** Whether this is a practice desk, where nothing is real. */
  readonly practice: boolean;
  /** Whether the page stands on this machine, served by `dueprocess vault` from the installed package. */
  readonly local: boolean;
}

/** Read what config.json says, for a page that stands on `host`. Throws Refusal. */
export function configOf(value: unknown, host: string): Config {
  if (!isObject(value)) refuse("vault.config", "config.json is no object");
  const { api, staff = "", provider = "", practice = false, local = false } = value;
  if (typeof api !== "string" || originOf(api) === "") {
    refuse("vault.config", "config.json names no address of the desk's interface", "Tell whoever runs the desk.");
  }
  return { api: originOf(api), staff: originOf(staff), provider: String(provider), practice: practice === true, local: local === true && OWN.includes(host) };
}

/** A web origin in its one spelling; empty for anything else, for plain http only on this machine. */
export function originOf(value: unknown): string {
  if (typeof value !== "string") return "";
  try {
    const url = new URL(value);
    return url.protocol === "https:" || (url.protocol === "http:" && OWN.includes(url.hostname)) ? url.origin : "";
  } catch {
    return "";
  }
}
