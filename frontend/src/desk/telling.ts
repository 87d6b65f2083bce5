/**
 * The text for the person of one item (P5). The process that serves one's own vault makes it from the case's codes, as the
 * person's page says it (`cli/vault_telling.py`); the account, which stands sealed in the case, is filled in here alone.
 */
import { utf8, type Bytes } from "../formats/bytes.ts";
import type { Value } from "../formats/canonical.ts";
import { refuse, Refusal } from "../formats/refusal.ts";
import { fileMark, KINDS, kindOf, mark, selector, type Selector } from "../formats/selector.ts";
import type { Statement } from "../formats/statement.ts";
import { part } from "./api.ts";
import { string, type Case, type Desk, type Opened } from "./desk.ts";
import { handed } from "./law.ts";
import { isLine, isolated } from "./letter.ts";
import { foundIn } from "./order.ts";
import { particularsOf, targetsOfItem } from "./particulars.ts";
import { readSeen } from "./pins.ts";
import { told, type Ask } from "./own.ts";
import { t } from "../words/tongue.ts";

const PLACE = "[[account]]";
export const LANGUAGES = ["en", "de", "ur"] as const;

export interface PersonText {
  readonly text: string;
  readonly direction: string;
  /** Today, where the provider sits. */
  readonly day: string;
}

/** The text with a place for the account. Throws Refusal where the person may not be told now. */
export async function personText(desk: Desk, ask: Ask, id: string, item: number, handle: string, language: string): Promise<PersonText> {
  const [{ shown, law }, happened] = await Promise.all([handed(desk, id), desk.api.get(`/v1/cases/${part(id)}/events`)]);
  const { about, who } = desk;
  const { pin } = desk.line;
  const question = { me: who.name, vkey: desk.vkey, pin, seen: readSeen(desk.store, id), shown, law, events: happened["events"] ?? null, about, item, handle, language };
  const made = told(await ask(question, "tell"));
  return { text: string(made["text"]), direction: string(made["direction"]), day: string(made["day"]) };
}

/** The finished text: this one account in its place and in no other. Empty: its line is left out. Throws Refusal. */
export function finished({ text, direction }: PersonText, account: string): string {
  const around = text.split(PLACE);
  if (around.length !== 2) return refuse("counter.form", "the text has no place for an account, or several");
  if (!isLine(account, 1024)) refuse("target.value", t("An account stands on one line."));
  return account ? around.join(direction === "rtl" ? isolated(account) : account) : text.replace(/^.*\[\[account\]\].*\n/m, "");
}

/** The marks by which people signed what they read as the identifier of a handle. */
export function marksOf(signed: Iterable<Statement>, id: string, item: number, handle: string): readonly string[] {
  return [...new Set([...signed].filter((one) => one.act === "target.read" && one.case === id && one.says["item"] === item && one.says["handle"] === handle).map((one) => String(one.says["mark"])))];
}

/** The account of a handle: what people read, where it was read at arrival, too; else what a machine read, where it read as many. */
export function accountOf(taken: Case, item: number, handle: string, marks: readonly string[], targets: Value): string {
  if (marks.length) return foundIn(taken, { [handle]: marks[0] ?? "" }).get(handle)?.value ?? "";
  const read = targetsOfItem(particularsOf(taken.opened), item);
  return read.length === targets ? (read[Number(handle.slice(1)) - 1] ?? "") : "";
}

/**
 * Whether an account is the one that people read, where anybody did: its text goes to that person. An address of the internet
 * was read with its time, offset and port: `address` says them, and no text. Throws Refusal.
 */
export function checkAccount(taken: Case, handle: string, marks: readonly string[], account: string, address: (value: string) => Selector): void {
  if (!account || !marks.length) return;
  const whole = kindOf(account) === "ip" ? mark(taken.markKey, handle, address(account)) : "";
  if (marks.every((one) => (whole ? one === whole : isRead(taken, handle, one, account)))) return;
  refuse("order.mark", t("{0}: not the account that was read in the original.", handle), t("Look at the original again."));
}

function isRead(taken: Case, handle: string, wanted: string, account: string): boolean {
  return foundIn(taken, { [handle]: wanted }).get(handle)?.value === account || KINDS.some((kind) => {
    try {
      return mark(taken.markKey, handle, selector(kind, account)) === wanted;
    } catch (fault) {
      if (fault instanceof Refusal) return false;
      throw fault;
    }
  });
}

export const bytesOfText = (text: string): Bytes => utf8(text);

/** The mark of just this text under the case's key, as a file of it has it. */
export const markOfText = (taken: Case, text: string): Promise<string> => fileMark(taken.markKey, new Blob([bytesOfText(text)]));

/** What a colleague said was sent, among what is sealed in the case; null where it is not here. */
export async function sentOf(taken: Case, wanted: string): Promise<Opened | null> {
  for (const one of taken.opened) if (wanted && one.header.kind === "note" && (await fileMark(taken.markKey, new Blob([one.content]))) === wanted) return one;
  return null;
}
