/** The process that serves this page on the person's own machine: what is asked of it, and what it answered. */
import type { Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import { string } from "./desk.ts";

/** Ask the process that serves this page: JSON or the bytes of a ciphertext go there, JSON comes back. */
export type Ask = (question: unknown, path?: string) => Promise<unknown>;

export const askOwn: Ask = async (question, path = "check") => {
  const bytes = question instanceof Uint8Array;
  const headers = { "Content-Type": bytes ? "application/octet-stream" : "application/json" };
  const body = bytes ? (question as Bytes) : JSON.stringify(question);
  let answer: Response;
  try {
    answer = await fetch(path, { method: "POST", headers, body, credentials: "omit", cache: "no-store", redirect: "error" });
  } catch {
    return refuse("vault.no-checks", "the program that serves this page does not answer", "Start it again: dueprocess vault");
  }
  if (!answer.ok) refuse("vault.no-checks", "the program that serves this page does not check releases", "End it, update it, start it again: dueprocess vault");
  return answer.json();
};

/** What the own process answered. Throws Refusal where it refuses. */
export function told(answer: unknown): Record<string, Value> {
  if (!isObject(answer)) refuse("vault.no-checks", "the program that serves this page gave no answer");
  if (typeof answer["rule"] === "string") {
    const own = answer["rule"].startsWith("vault.");
    throw new Refusal(answer["rule"], string(answer["reason"]), own ? "Then begin again." : "Tell the others before you do anything.");
  }
  return answer;
}
