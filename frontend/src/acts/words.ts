/** The table of acts: the desk's, built into this program. What a statement says is drawn of it in `drawing.ts`. */
import type { Value } from "../formats/canonical.ts";
import acts from "./acts.json" with { type: "json" };
import table from "./codes.json" with { type: "json" };

export interface Text {
  readonly kind: "text";
  readonly pattern: string;
  readonly shown: number;
}

export type Kind =
  | Text
  | { readonly kind: "closed"; readonly words: Readonly<Record<string, string>> }
  | { readonly kind: "code"; readonly of: string }
  | { readonly kind: "number"; readonly least: number; readonly most: number; readonly none: boolean }
  | { readonly kind: "numbers"; readonly least: number; readonly most: number }
  | { readonly kind: "day" }
  | { readonly kind: "flag"; readonly group: string }
  | { readonly kind: "texts"; readonly of: Text; readonly most: number; readonly least: number }
  | { readonly kind: "rows"; readonly keys: Readonly<Record<string, Text>>; readonly most: number }
  | { readonly kind: "lines"; readonly pattern: string }
  | { readonly kind: "face"; readonly of_item: boolean };

export interface Field {
  readonly key: string;
  readonly label: string;
  readonly is: Kind;
  /** Acts of which the statement can be on which this one rests: the value is its hash, or a list of them. */
  readonly rests?: readonly string[];
  /** It was held against the case where it was composed, and stands whoever has left since. */
  readonly past?: boolean;
  /** What is named so is named whoever has left since: it grants nothing. Always, or where another key says so. */
  readonly ever?: true | { readonly key: string; readonly values: readonly string[] };
  /** A statement may leave it out, together with the others that may be left out and are asked where it is. */
  readonly absent?: boolean;
  readonly help?: string;
  /** A person must say it. */
  readonly needed?: boolean;
  /** The value where a person says nothing; where it is asked only sometimes, `begins` is that. */
  readonly start?: Value;
  readonly begins?: Value;
  /** Asked only where another key says one of these values; without values, where it says anything. */
  readonly only?: { readonly key: string; readonly values: readonly string[] };
  /** Letter of the id that is drawn here. */
  readonly fresh?: string;
  readonly hidden?: boolean;
  /** It follows from the case, and is held against what was signed. */
  readonly filled?: boolean;
  /** What it can be depends on the case. */
  readonly chosen?: boolean;
  /** Of the face: the fields that are asked. */
  readonly asks?: readonly string[];
}

interface Act {
  /** Empty where no page draws it. */
  readonly title: string;
  readonly note: string;
  /** The field whose words stand beside the title; empty: none. */
  readonly headline: string;
  readonly fields: readonly Field[];
  /** What a form of it is about (`case`, `item`, `either`); empty: none is drawn. */
  readonly asked: string;
  /** A comment can be sealed to the people of the case, signed in the same look. */
  readonly comment?: boolean;
  /** Why a page that the desk serves never signs it, why no page does (empty: one's own vault does), the command. */
  readonly elsewhere: { readonly why: string; readonly own: string; readonly command: string } | null;
}

/** Codes of closed lists with their meanings. */
export const CODES: Record<string, Record<string, string>> = table.codes;
/** Languages in which letters are written. */
export const LETTERS: readonly string[] = acts.letters;
/** By outcome, the kinds of letter that say it. */
export const SAYS: Readonly<Record<string, readonly string[]>> = acts.says;
export const GROUPS: Readonly<Record<string, string>> = acts.groups;

/** An act as it stands in the table: what is empty is left out. */
interface Stored {
  readonly title?: string;
  readonly elsewhere?: readonly unknown[];
  readonly fields?: readonly unknown[];
}

/** A table of acts as it is built: what stands there more than once is written once, and named by its place. */
export interface Table {
  readonly acts: object;
  readonly fields: readonly unknown[];
  readonly kinds: readonly unknown[];
  readonly whys: readonly unknown[];
}

const at = <T>(all: readonly unknown[], one: unknown): T => (typeof one === "number" ? all[one] : one) as T;

/** The acts of a table by name. */
export function actsOf({ acts, fields, kinds, whys }: Table): Readonly<Record<string, Act>> {
  const fieldAt = (one: unknown): Field => {
    const [key, label, is, more] = at<[string, string, unknown, Partial<Field>?]>(fields, one);
    return { ...more, key, label, is: at<Kind>(kinds, is) };
  };
  // The command, then the places of why the desk's page does not sign it and of why no page does.
  const elsewhereOf = ({ elsewhere }: Stored): Act["elsewhere"] => {
    if (elsewhere === undefined) return null;
    const [command = "", why = "", own = ""] = elsewhere.map((one) => at<string>(whys, one));
    return { command, why, own };
  };
  return Object.fromEntries(Object.entries(acts).map(([name, one]: [string, Stored]) => [name, { title: "", note: "", headline: "", asked: "", ...one, elsewhere: elsewhereOf(one), fields: (one.fields ?? []).map(fieldAt) }]));
}

/** The table of acts by name; those of a part that is fetched stand in it once that part is here (`rare.ts`, `lawkit.ts`). */
export const ACTS: Readonly<Record<string, Act>> = actsOf(acts);

/** Ways in which a release leaves the house, with their words. */
export const LEAVES = wordsOf("release.done", "how");

/** The words of a closed list that a key of an act takes its values from. */
export function wordsOf(act: string, key: string): Readonly<Record<string, string>> {
  const is = ACTS[act]?.fields.find((field) => field.key === key)?.is;
  return is?.kind === "closed" ? is.words : {};
}
