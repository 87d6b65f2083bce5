/**
 * A case's docket: what one finds it by, in one record of one size, sealed to the case's key (ADR 0073).
 *
 * The same as `formats/docket.py`, held together by golden bytes. No statement relies on it.
 */
import { fromUtf8, utf8, type Bytes } from "./bytes.ts";
import { decode, encode, isObject, NotCanonical, write } from "./canonical.ts";
import { isId } from "./ids.ts";
import * as moment from "./moment.ts";
import { MalformedNote, parse as parseNote, signed, verifiedNames, type Note } from "./note.ts";
import { refuse } from "./refusal.ts";
import { keysOf, NAME, type Roster } from "./roster.ts";

export const SIZE = 2048;
export const MEDIA = "text/plain";
const HEADER = "dueprocess.docket/1";
const ROOM = SIZE - 176;
const MAX_VALUE = 240;
const MOST = 400;
/** What a case is found by; what comes first has its place first. */
export const LISTS = ["references", "identifiers", "names", "subjects", "notes"] as const;
const KEYS = ["at", "by", "case", "more", ...LISTS];

export type Found = Readonly<Partial<Record<(typeof LISTS)[number], readonly string[]>>>;
export interface Docket extends Readonly<Record<(typeof LISTS)[number], readonly string[]>> {
  readonly at: string;
  /** Whose vault made and signed it; empty: a machine, and nobody signed. */
  readonly by: string;
  readonly case: string;
  /** Something did not fit. */
  readonly more: boolean;
}

/** A docket with as much of what was found as one record holds. */
export function filled(about: { readonly at: string; readonly by: string; readonly case: string }, found: Found): Docket {
  let made: Docket = { ...about, more: false, references: [], identifiers: [], names: [], subjects: [], notes: [] };
  let left = MOST;
  for (const name of LISTS) {
    for (const value of found[name] ?? []) {
      const line = value.replace(/[\p{C}\p{Z}]/gu, " ").split(" ").filter(Boolean).join(" ");
      const characters = [...line];
      const short = characters.slice(0, MAX_VALUE).join("");
      if (!short || made[name].includes(short)) continue;
      left -= 1;
      const wider = { ...made, more: true, [name]: [...made[name], short] };
      const fits = left >= 0 && encode(wider).length <= ROOM;
      made = { ...(fits ? wider : made), more: made.more || !fits || characters.length > MAX_VALUE };
    }
  }
  return made;
}

/** The bytes to seal, always as many; signed by who is named. */
export function packed(docket: Docket, seed: Uint8Array): Bytes {
  const padded = new Uint8Array(SIZE);
  padded.set(signed(`${HEADER}\n${write(docket)}\n`, docket.by, seed));
  return padded;
}

/** The docket of a case: signed by who is named in it, with a key of one of the rosters, or by nobody. Throws Refusal `docket.*`. */
export function read(data: Uint8Array, id: string, rosters: readonly Roster[]): Docket {
  if (data.length !== SIZE) refuse("docket.size", `it has ${SIZE} bytes`);
  let end = SIZE;
  while (end && !data[end - 1]) end -= 1;
  const text = fromUtf8(data.subarray(0, end)) ?? refuse("docket.form", "it is no text");
  const note = text.includes("\n\n") ? noteOf(data.subarray(0, end)) : null;
  const made = recordOf(note?.text ?? text);
  const keys = rosters.flatMap(({ people }) => people.filter(({ name }) => name === made.by).flatMap(keysOf));
  if (note ? !signers(note, keys).has(made.by) : made.by) refuse("docket.signer", "it is not signed by who is named in it");
  if (made.case !== id) refuse("docket.case", "it is the docket of another case");
  return made;
}

function noteOf(data: Uint8Array): Note {
  try {
    const note = parseNote(data);
    if (note.signatures.length === 1) return note;
  } catch (fault) {
    if (!(fault instanceof MalformedNote)) throw fault;
  }
  return refuse("docket.form", "it is no note with one signature");
}

function signers(note: Note, keys: Parameters<typeof verifiedNames>[1]): ReadonlySet<string> {
  try {
    return verifiedNames(note, keys);
  } catch (fault) {
    if (!(fault instanceof MalformedNote)) throw fault;
    return new Set();
  }
}

function recordOf(text: string): Docket {
  const [header, body, ...rest] = text.split("\n");
  let value: unknown = null;
  try {
    value = decode(utf8(body ?? ""));
  } catch (fault) {
    if (!(fault instanceof NotCanonical)) throw fault;
  }
  const lists = isObject(value, KEYS) ? LISTS.map((name) => value[name]) : [null];
  const fits = header === HEADER && rest.join("\n") === "" && rest.length === 1 && isObject(value) && lists.every(isLines) && isId(value["case"], "c") && moment.parse(value["at"]) !== null && typeof value["more"] === "boolean" && typeof value["by"] === "string" && (!value["by"] || NAME.test(value["by"]));
  return fits ? (value as unknown as Docket) : refuse("docket.form", "it has another form");
}

const isLines = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string" && one && [...one].length <= MAX_VALUE && !/[\x00-\x1f\x7f]/.test(one));
