/** The desk's interface over HTTP: JSON in, JSON out, bytes of ciphertexts. No cookie, no cache, no redirect, no referrer. */
import { isObject, type Value } from "../formats/canonical.ts";
import { FromDesk, misshapen, refuse, Refusal } from "../formats/refusal.ts";
import { spoken, t } from "../words/tongue.ts";
import type { Bytes } from "../formats/bytes.ts";

export type Answer = Record<string, Value>;
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const MAX_CIPHERTEXT = 300 * 1024 * 1024;

export class Api {
  #token = "";

  constructor(
    readonly origin: string,
    private readonly fetcher: Fetch = (url, init) => fetch(url, init),
  ) {}

  /** From now on every request carries the session. */
  use(token: string): void {
    this.#token = token;
  }

  async get(path: string): Promise<Answer> {
    return object(await this.#send("GET", path));
  }

  async post(path: string, body: unknown): Promise<Answer> {
    return object(await this.#send("POST", path, JSON.stringify(body)));
  }

  async bytes(path: string): Promise<Bytes> {
    const answer = await this.#send("GET", path);
    if (Number(answer.headers.get("content-length") ?? 0) > MAX_CIPHERTEXT) {
      refuse("vault.too-large", t("The object is too large for a browser."), t("Open it with: dueprocess open"));
    }
    return new Uint8Array(await answer.arrayBuffer());
  }

  async #send(method: string, path: string, body?: string): Promise<Response> {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": spoken() };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.#token) headers["Authorization"] = `Bearer ${this.#token}`;
    let answer: Response;
    try {
      answer = await this.fetcher(this.origin + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
      });
    } catch {
      return refuse("vault.no-connection", "the desk does not answer", "Look whether it runs and you are connected; nothing was done.");
    }
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  }
}

/** Answers after which nobody knows what the desk did. */
const UNSURE = new Set(["vault.no-connection", "vault.bad-answer", "desk.refused"]);

/** Whether the desk surely did not take what it was sent. */
export function isRefused(fault: unknown): boolean {
  return fault instanceof Refusal && !UNSURE.has(fault.rule);
}

/** A part of a path, whatever stands in it. */
export const part = (text: string): string => encodeURIComponent(text);

async function object(answer: Response): Promise<Answer> {
  let value: unknown;
  try {
    value = await answer.json();
  } catch {
    refuse("vault.bad-answer", "the desk's answer is no JSON");
  }
  return isObject(value) ? value : misshapen();
}

async function refusalOf(answer: Response): Promise<Refusal> {
  try {
    const { error } = (await answer.json()) as { error?: { rule?: unknown; says?: unknown; do?: unknown } };
    if (error) return new FromDesk(text(error.rule, 80) || "desk.refused", text(error.says), text(error.do));
  } catch {
    // Ends below: an answer that is no JSON is told by its number alone.
  }
  const again = answer.status === 401 ? t("Lock the vault and unlock it again.") : t("Try again; if it stays, ask whoever runs the desk.");
  return new FromDesk(answer.status === 401 ? "vault.session" : "desk.refused", t("The desk answered {0}.", answer.status), again);
}

function text(value: unknown, most = 600): string {
  return typeof value === "string" ? value.slice(0, most) : "";
}
