/** Pages drawn as pictures, in one content: DPG1, a list, then the pictures (docs/reference/events.md). */
import { decode, isObject, NotCanonical, type Value } from "./canonical.ts";
import { refuse } from "./refusal.ts";

export const MEDIA = "application/vnd.dueprocess.pages";
export const MAX_LIST = 1 << 18;
export const MAX_FILES = 50;
export const MAX_PAGES = 200;
export const MAX_COUNT = 1_000_000;
export const MAX_NAME = 200;
export const WHYS = ["", "locked", "damaged", "unknown", "more", "stopped", "timeout"] as const;
const PREFIX = 8;

export interface File {
  readonly name: string;
  readonly pages: number;
  readonly why: (typeof WHYS)[number];
}

export interface Page {
  readonly file: number;
  readonly number: number;
  /** Whether it holds text as well. */
  readonly text: boolean;
  readonly picture: Uint8Array;
}

export interface Drawn {
  readonly files: readonly File[];
  readonly pages: readonly Page[];
}

/** Files and pages of what the desk packed, and of nothing else. Throws Refusal. */
export function unpack(data: Uint8Array): Drawn {
  const size = data.length < PREFIX ? 0 : new DataView(data.buffer, data.byteOffset, data.length).getUint32(4);
  if ([..."DPG1"].some((char, at) => data[at] !== char.charCodeAt(0)) || size < 1 || size > MAX_LIST || data.length < PREFIX + size) {
    no("it does not begin as drawn pages do");
  }
  const value = listOf(data.subarray(PREFIX, PREFIX + size));
  const files = rows(value["files"], ["name", "pages", "why"]).map(fileOf);
  let at = PREFIX + size;
  const pages = rows(value["pages"], ["bytes", "file", "number", "text"]).map((row): Page => {
    const { bytes, file, number, text } = row;
    if (!count(bytes) || !count(file) || !count(number) || typeof text !== "boolean") return no("a value of the list has the wrong type");
    at += bytes;
    return { file, number, text, picture: data.subarray(at - bytes, at) };
  });
  if (at !== data.length) no("the pictures are longer or shorter than the list says");
  check(files, pages);
  return { files, pages };
}

/** Numbers of pages that a file has and that were not drawn, as spans: [first, last]. */
export function missing(drawn: Drawn, file: number): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let next = 1;
  for (const { number } of drawn.pages.filter((one) => one.file === file)) {
    if (number > next) found.push([next, number - 1]);
    next = number + 1;
  }
  const last = drawn.files[file]?.pages ?? 0;
  if (last >= next) found.push([next, last]);
  return found;
}

function listOf(data: Uint8Array): Record<string, Value> {
  let value: Value;
  try {
    value = decode(data);
  } catch (fault) {
    if (fault instanceof NotCanonical) return no(fault.message);
    throw fault;
  }
  return isObject(value, ["files", "pages"]) ? value : no("the list has exactly files and pages");
}

function rows(value: Value | undefined, keys: readonly string[]): readonly Record<string, Value>[] {
  if (!Array.isArray(value)) return no("a list is written as a list");
  return value.map((row: Value) => (isObject(row, keys) ? row : no(`a row has exactly the keys ${keys.join(", ")}`)));
}

function fileOf(row: Record<string, Value>): File {
  const { name, pages, why } = row;
  const known = WHYS.find((one) => one === why);
  if (typeof name !== "string" || !count(pages) || typeof why !== "string") return no("a value of the list has the wrong type");
  return known === undefined ? no("a reason that is not on the closed list; update this program") : { name, pages, why: known };
}

function check(files: readonly File[], pages: readonly Page[]): void {
  if (files.length > MAX_FILES || pages.length > MAX_PAGES) no(`at most ${MAX_FILES} files and ${MAX_PAGES} pages`);
  if (files.some((one) => one.pages > MAX_COUNT || [...one.name].length > MAX_NAME)) no("a file's pages or name are out of bounds");
  pages.forEach((one, at) => {
    const before = pages[at - 1];
    if (before && (before.file > one.file || (before.file === one.file && before.number >= one.number))) no("pages stand in their order, each once");
    const file = files[one.file];
    if (file === undefined || one.number < 1 || one.number > file.pages) no("a page that no file has");
  });
}

function count(value: Value | undefined): value is number {
  return typeof value === "number" && value >= 0;
}

function no(reason: string): never {
  return refuse("object.pages", reason);
}
