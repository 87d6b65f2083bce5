/**
 * Asking an extraction host to make ready what was granted: what may be ordered is checked by the process that serves
 * this page; identifiers are found or typed here, held against the marks of two people, and sealed to the host alone.
 */
import { RECIPIENT } from "../formats/age.ts";
import { hex } from "../formats/bytes.ts";
import { decode, encode, isObject, NotCanonical, type Value } from "../formats/canonical.ts";
import { productionId, sealedId } from "../formats/ids.ts";
import { refuse, Refusal } from "../formats/refusal.ts";
import { HEX, producers } from "../formats/roster.ts";
import { seal } from "../formats/seal.ts";
import { KINDS, mark, selector, type Selector } from "../formats/selector.ts";
import type { Answer } from "./api.ts";
import { list, string, type Attached, type Case, type Composed, type Desk, type Opened, type Place } from "./desk.ts";
import { told, type Ask } from "./own.ts";
import { basisIn, count, matching, grantedOf, object, type Granted, type Releases } from "./release.ts";

const FORM = "dueprocess.order/1";
const MAX_CANDIDATES = 5000;

export interface Host {
  readonly name: string;
  readonly age: string;
}

/** What an order of an item may say: all of it follows from signatures. */
export interface Orderable extends Place, Granted {
  readonly item: number;
  readonly approval: string;
  readonly k: number;
  /** Minutes that a release of it is held. */
  readonly hold: number;
  readonly hosts: readonly Host[];
  readonly marks: Readonly<Record<string, string>>;
}

export type Found = ReadonlyMap<string, Selector>;

export class Orders {
  constructor(
    private readonly desk: Desk,
    private readonly releases: Releases,
    private readonly ask: Ask,
    private readonly now: () => number,
  ) {}

  /** What may be ordered of an item now. Throws Refusal by the name of what does not hold. */
  async may(shown: Answer, item: number): Promise<Orderable> {
    const answer = told(await this.ask(this.releases.question(shown, { item })));
    this.releases.saw(shown, count(answer["seen"]));
    return orderableOf(answer);
  }

  /** The order: its inside sealed to the host, its text resting on what was checked. */
  async make(taken: Case, may: Orderable, host: string, found: Found): Promise<{ readonly composed: Composed; readonly attached: readonly Attached[] }> {
    const to = may.hosts.find((one) => one.name === host) ?? refuse("production.producer", "that host is not on the roster");
    const listed = producers(this.desk.roster).find((one) => one.name === to.name);
    if (listed === undefined || listed.age !== to.age) refuse("production.producer", "the roster of this page names another key for the host", "Tell the others before you do anything.");
    const wrong = Object.entries(may.marks).filter(([handle, wanted]) => {
      const one = found.get(handle);
      return one === undefined || mark(taken.markKey, handle, one) !== wanted;
    });
    if (wrong.length) refuse("order.mark", `${wrong.map(([handle]) => handle).join(", ")}: not the identifier that two people read`, "Look at the original again.");
    const production = productionId();
    const targets = Object.fromEntries(Object.keys(may.marks).map((handle) => [handle, plain(found.get(handle))]));
    const inside = orderBytes(taken.id, may.item, production, taken.markKey, targets);
    const attached = { id: sealedId(), kind: "order", reader: "producer", bytes: await seal("order", "application/json", inside, to.age, this.now()) };
    const says = { approval: may.approval, item: may.item, producer: to.name, production, sealed: attached.id };
    return { composed: this.releases.composed("production.order", taken.id, says, may), attached: [attached] };
  }
}

/** The inside of an order, as the host's own program reads it (`formats/ordered.py`). */
export function orderBytes(id: string, item: number, production: string, key: Uint8Array, targets: Value): Uint8Array {
  return encode({ case: id, form: FORM, item, key: hex(key), production, targets });
}

/** Identifiers that were read at arrival and have the mark which two people signed: they need no typing again. */
export function foundIn(taken: Case, marks: Readonly<Record<string, string>>): Map<string, Selector> {
  const found = new Map<string, Selector>();
  let tried = 0;
  for (const text of new Set(taken.opened.flatMap((one) => textsOf(one)))) {
    for (const kind of KINDS) {
      if (kind === "ip" || tried >= MAX_CANDIDATES) continue;
      tried += 1;
      const one = candidate(kind, text);
      if (one === null) continue;
      for (const [handle, wanted] of Object.entries(marks)) if (mark(taken.markKey, handle, one) === wanted) found.set(handle, one);
    }
  }
  return found;
}

function candidate(kind: string, text: string): Selector | null {
  try {
    return selector(kind, text);
  } catch (fault) {
    if (fault instanceof Refusal) return null;
    throw fault;
  }
}

function textsOf(one: Opened): readonly string[] {
  if (one.header.kind !== "particulars" || one.header.media !== "application/json") return [];
  try {
    return texts(decode(one.content));
  } catch (fault) {
    if (fault instanceof NotCanonical) return [];
    throw fault;
  }
}

function texts(value: Value): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((one: Value) => texts(one));
  return isObject(value) ? Object.values(value).flatMap((one) => texts(one)) : [];
}

function plain(one: Selector | undefined): Value {
  if (one === undefined) return refuse("order.mark", "an identifier is missing");
  const { kind, value, at, offset, port } = one;
  return { kind, value, at, offset, port };
}

export function orderableOf(answer: Record<string, Value>): Orderable {
  const marks = Object.entries(object(answer["marks"])).map(([handle, one]) => [handle, matching(one, HEX)] as const);
  return {
    basis: basisIn(answer),
    revision: count(answer["revision"]),
    item: count(answer["item"]),
    approval: matching(answer["approval"], HEX),
    k: count(answer["k"]),
    hold: count(answer["hold"]),
    hosts: list(answer["hosts"]).map((one) => ({ name: string(object(one)["name"]), age: matching(object(one)["age"], RECIPIENT) })),
    marks: Object.fromEntries(marks),
    ...grantedOf(answer),
  };
}
