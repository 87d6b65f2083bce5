/** Who signed a sealed note; and what a colleague sent back and nobody proposed anew since, with the comment that is sealed to the people of the case. */
import { fromUtf8 } from "../formats/bytes.ts";
import type { Statement } from "../formats/statement.ts";
import type { Looked } from "./compose.ts";
import type { Case } from "./desk.ts";

export interface SentBack {
  readonly item: number;
  readonly by: string;
  readonly at: string;
  /** Code of what is not right. */
  readonly reason: string;
  /** The comment; empty where there is none, null where it is sealed and not here. */
  readonly comment: string | null;
}

/** Who signed a note that is not here, or not with these bytes. */
export const missingOf = ({ id, signed }: Looked, { opened }: Case): readonly Statement[] => [...signed.values()].filter((one) => one.case === id && one.act === "note.add" && !opened.some((note) => note.own && note.id === one.says["sealed"]));

/** Who signed each note that was opened, by its id; nobody where no statement names just these bytes. */
export function writersOf({ id, signed }: Looked, { opened }: Case): ReadonlyMap<string, string> {
  const notes = opened.filter(({ header, own }) => header.kind === "note" && own);
  const said = [...signed.values()].filter((one) => one.case === id && one.act === "note.add");
  return new Map(notes.flatMap((note) => said.filter((one) => one.says["sealed"] === note.id).map((one) => [note.id, one.by] as const)));
}

/** What one person signed in one look. */
const isSameLook = (one: Statement, other: Statement): boolean => one.by === other.by && one.at === other.at && one.revision === other.revision;

const notesWith = (looked: Looked, back: Statement): readonly string[] => [...looked.signed.values()].filter((one) => one.act === "note.add" && isSameLook(one, back)).map((one) => String(one.says["sealed"]));

/** The last thing that was sent back of each item, where no proposal came after it. */
function standing({ id, signed }: Looked): readonly Statement[] {
  const newest = new Map<unknown, Statement>();
  for (const one of signed.values()) {
    if (one.case !== id || !["decision.propose", "decision.send_back"].includes(one.act)) continue;
    newest.set(one.says["item"], one);
  }
  return [...newest.values()].filter((one) => one.act === "decision.send_back");
}

/** Whether a comment was sealed after the case was taken to this machine. */
export function hasNewer(looked: Looked, taken: Case): boolean {
  return standing(looked).some((one) => notesWith(looked, one).some((sealed) => !taken.opened.some(({ id }) => id === sealed)));
}

export function sentBack(looked: Looked, taken: Case): readonly SentBack[] {
  return standing(looked).map((one) => {
    const sealed = notesWith(looked, one);
    const found = taken.opened.find(({ id, header, own }) => header.kind === "note" && own && sealed.includes(id));
    return { item: Number(one.says["item"]), by: one.by, at: one.at, reason: String(one.says["reason"]), comment: sealed.length ? (found ? fromUtf8(found.content) : null) : "" };
  });
}
