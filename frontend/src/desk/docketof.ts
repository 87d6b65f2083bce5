/** What a case is found by, as whoever opened its original has it: what a machine read, accounts that stand marked first, and what people signed. */
import { fromUtf8 } from "../formats/bytes.ts";
import type { Docket, Found } from "../formats/docket.ts";
import { words } from "../frame/mail.ts";
import type { Looked } from "./compose.ts";
import type { Case, Opened } from "./desk.ts";
import { bodiesOf, particularsOf, perhapsOf, targetsOfItem, type Particulars } from "./particulars.ts";
import { isMarked } from "./reading.ts";
import { writersOf } from "./sentback.ts";
import { marksOf } from "./thread.ts";

const MAX_HEAD = 65_536;

/** `known`: the docket of before; of what a person put there that an account still is which stands marked. */
export function foundIn(looked: Looked, taken: Case, known: Docket | null): Found {
  const particulars = particularsOf(taken.opened);
  const accounts = [...(known?.by ? known.identifiers : []), ...targetsOf(particulars)];
  const marked = [...new Set(accounts)].filter((one) => isMarked(looked, taken.markKey, one));
  const writers = writersOf(looked, taken);
  const [from, subject] = headOf(taken.opened);
  return {
    references: texts(particulars?.["register_numbers"]),
    identifiers: [...marked, ...targetsOf(particulars), ...perhapsOf(particulars)],
    names: [...texts([particulars?.["authority"]]), ...bodiesOf(particulars).map(({ name }) => name), from],
    subjects: [subject || (taken.opened.find((one) => one.header.kind === "original")?.header.name ?? "")],
    notes: taken.opened.filter(({ id }) => writers.has(id)).map(({ content }) => fromUtf8(content) ?? "").concat(taken.opened.filter(({ header }) => header.kind === "original").flatMap(({ content }) => marksOf(content))),
  };
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);

function targetsOf(particulars: Particulars | null): readonly string[] {
  const items = particulars?.["items"];
  const ofItems = Array.isArray(items) ? items.flatMap((_, at) => targetsOfItem(particulars, at + 1)) : [];
  return [...texts(particulars?.["targets"]), ...ofItems];
}

/** Sender and subject of the mail that arrived: hostile text, cut and shown as text alone. */
function headOf(opened: readonly Opened[]): readonly [string, string] {
  const mail = opened.find((one) => one.header.kind === "original" && one.header.media === "message/rfc822");
  const head = mail ? (new TextDecoder().decode(mail.content.subarray(0, MAX_HEAD)).split(/\r?\n\r?\n/, 1)[0] ?? "") : "";
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const of = (name: string): string => words(lines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim() ?? "");
  return [of("from"), of("subject")];
}
