/**
 * Two people's vaults and a desk that lies now and then: a lie is refused by name, or makes no difference to what is signed.
 *
 * The vaults are the program's own; the desk is a list of notes in memory that can show anything. Honest work side by side
 * is refused by what an act relies on (`moves` says for these acts what `acts/moved.py` says) and by nothing else. Its twin in
 * Python is `tests/release/test_release_lying_desk.py`. `MACHINE_SEED=n node test.mjs machine` runs one seed again.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Api } from "../src/desk/api.ts";
import { basisOf, compose, look } from "../src/desk/compose.ts";
import { Desk } from "../src/desk/desk.ts";
import { readMark, readSeen } from "../src/desk/pins.ts";
import { heldTo } from "../src/desk/reading.ts";
import { strongest } from "../src/formats/identity.ts";
import { fromUtf8, utf8 } from "../src/formats/bytes.ts";
import { refuse } from "../src/formats/refusal.ts";
import { after, first } from "../src/formats/links.ts";
import { hashOf, lookOf, signText, textOf, verifyLook, type Said, type Statement } from "../src/formats/statement.ts";
import { Memory, rule } from "./helpers.ts";
import { house, NOW, type House } from "./itself_house.ts";

const CASE = `c-${"a".repeat(24)}`;
const STEPS = 24;
const SEEDS = [1, 2, 3, 4];
const ANSWER = { findings: [], grounds: [], may: { admit: "unknown", count: "unknown", tell: "unknown" }, suggested: "comply" };
const LAW = { case: CASE, law: { on: "2026-11-27", first: null, answers: { "1": ANSWER, "2": ANSWER } }, map: {}, country: "DE", timezone: "UTC" };

/** Everything that a desk shows of the case. */
interface View {
  readonly notes: readonly string[];
  readonly revision: number;
  readonly roster: number;
  readonly country: string;
  readonly targets: readonly [number, number];
}

/** What happened on the case: facts by their paths, or a subject of an item. */
type Came = { readonly paths: readonly string[] } | { readonly subject: string; readonly item: number };

const LIES = ["goes back", "goes back in its notes", "drops", "reorders", "doubles", "invents", "in another's name", "swaps a fact", "another roster"] as const;
const BY_NAME = /^(chain\.(shorter|other|forked|twice|own-order)|release\.(older-than-seen|unsigned)|grant\.(basis|withdrawn)|vault\.other-roster)$/;
const OF_CHAIN = /^(chain\.(shorter|other|forked|twice|own-order)|release\.older-than-seen)$/;
const RELIES_ON_FACTS = ["decision.propose", "decision.approve", "gate.answer"];

const reliedOf = ({ country, targets }: View): any => ({
  authority: "", callers: [], case: CASE, recipient: "", refiled: "", law: {},
  face: { case: { country }, confirmed: ["country", "items.1.targets", "items.2.targets"], items: targets.map((count) => ({ kind: "disclosure", targets: count })), schema: "dueprocess.face/1" },
  items: [1, 2].map((number) => ({ law: {}, number, state: "live" })),
});
const fieldsOf = ({ country, targets }: View): Map<string, { value: any; confirmed: boolean }> =>
  new Map([["country", country], ["items.1.targets", targets[0]], ["items.2.targets", targets[1]]].map(([path, value]) => [String(path), { value, confirmed: true }]));
const hash = (note: string): string => hashOf(utf8(note));
const itemOf = ({ says }: Said): number => Number(says["item"] ?? 0);
const pathsOf = ({ says }: Said): string[] => Object.keys((says["fields"] ?? {}) as object);

/** Small and the same everywhere (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** What came that an act relies on, or writes too. */
function moves({ act, says }: Said, came: readonly Came[]): boolean {
  const [mine, item] = [pathsOf({ act, says }), itemOf({ act, says })];
  return came.some((one) => {
    if (["note.add", "decision.send_back", "decision.withdraw"].includes(act)) return false;
    if ("paths" in one) return act === "face.confirm" ? one.paths.some((path) => mine.includes(path)) : one.paths.some((path) => !path.startsWith("items.") || path.startsWith(`items.${item}.`));
    if (act === "gate.answer") return one.subject === "gate" && one.item === item;
    if (one.subject !== "decision") return false;
    return act === "face.confirm" ? mine.some((path) => !path.startsWith("items.") || path.startsWith(`items.${one.item}.`)) : one.item === item;
  });
}

/** A vault: its memory outlives it, as a browser's does. */
interface Vault {
  readonly by: number;
  readonly store: Memory;
  readonly desk: Desk;
  /** What the desk shows it. */
  view: View;
}

interface Waiting {
  readonly text: string;
  readonly said: Said;
  readonly at: number;
}

class Machine {
  readonly told: string[] = [];
  readonly roll: (sides: number) => number;
  readonly came: Came[] = [];
  readonly views: View[] = [];
  readonly heads: string[];
  readonly proposals = new Map<number, { readonly name: string; readonly by: string } | null>([[1, null], [2, null]]);
  readonly decided = new Set<number>();
  readonly waits = new Map<number, Waiting>();
  view: View = { notes: [], revision: 0, roster: 1, country: "DE", targets: [1, 1] };
  vaults: Vault[] = [];

  constructor(readonly at: House, seed: number) {
    this.roll = dice(seed);
    this.heads = [first(at.roster.deskId, CASE)];
  }

  name(by: number): string { return this.at.people[by]?.name ?? assert.fail(); }
  pick<T>(from: readonly T[]): T { return from[this.roll(from.length)] ?? assert.fail("nothing to pick from"); }

  /** A vault of a person, with a memory of its own that begins as a copy. */
  async vault(by: number, view: View, memory?: Memory): Promise<Vault> {
    const store = new Memory();
    for (const [key, value] of memory?.rows ?? []) store.setItem(key, value);
    const made: { by: number; store: Memory; view: View; desk?: Desk } = { by, store, view };
    const { answers } = this.at;
    const get = async (path: string): Promise<unknown> => {
      if (path === `/v1/cases/${CASE}/law`) return LAW;
      if (path === `/v1/cases/${CASE}/material`) return { envelope: null }; // they joined since: the case's key is tried in casekey.test.ts
      const { notes, revision, roster } = made.view;
      return path === `/v1/cases/${CASE}/evidence` ? { case: CASE, revision, roster, relied: reliedOf(made.view), contact: "", phone: "", notes } : answers[path];
    };
    const api = { origin: "https://api.desk.example", use: () => {}, get, post: get } as unknown as Api;
    made.desk = await Desk.open(api, this.at.people[by] ?? assert.fail(), store, async () => true, () => NOW);
    return made as Vault;
  }

  async begins(): Promise<void> {
    this.vaults = [await this.vault(0, this.view), await this.vault(1, this.view)];
    const fields = Object.fromEntries([...fieldsOf(this.view)].map(([path, { value }]) => [path, value]));
    this.take(this.signed(1, { act: "face.confirm", says: { fields } }), { act: "face.confirm", says: { fields } }, 1);
  }

  /** As a person's key signs it, on the history up to a place. */
  signed(by: number, said: Said, view = this.view, heads: readonly string[] = this.heads): string {
    const size = view.notes.length;
    const text = textOf({ desk: this.at.roster.deskId, roster: [1, this.at.roster.hash], case: CASE, revision: view.revision, by: this.name(by), at: "2026-11-27T10:00:00Z", basis: [[itemOf(said), basisOf(reliedOf(view), itemOf(said))]], acts: [said], opened: [], seen: [size, heads[size] ?? assert.fail()], law: null });
    return this.note(by, text);
  }

  note(by: number, text: string): string {
    const who = this.at.people[by] ?? assert.fail();
    return fromUtf8(signText(text, who.name, strongest(who))) ?? assert.fail();
  }

  /** One page: what it shows is held against what was signed, then it composes. */
  async page(vault: Vault, said: Said): Promise<string> {
    const looked = await look(vault.desk, CASE);
    if (heldTo(looked, fieldsOf(vault.view)) === null) refuse("release.unsigned", "other facts");
    return (await compose(vault.desk, CASE, [said])).text;
  }

  act(by: number): Said {
    const item = 1 + this.roll(2);
    const found = this.proposals.get(item) ?? null;
    const named = found ?? { name: "", by: "" };
    const id = `s-${String.fromCharCode(97 + this.roll(24)).repeat(20)}${this.view.notes.length % 5 + 2}abc`;
    const choices: Said[] = [
      { act: "note.add", says: { sealed: id } },
      { act: "face.confirm", says: { fields: this.pick([{ country: "AT" }, { country: "DE" }, { "items.1.targets": 2 + this.roll(3) }, { "items.2.targets": 2 + this.roll(3) }]) } },
      { act: "gate.answer", says: { answer: this.pick(["yes", "no"]), item, question: "count", until: null, why: "" } },
      ...(found || this.decided.has(item) ? [] : [{ act: "decision.propose", says: { ground: "", item, lines: [], outcome: this.pick(["comply", "no_data"]) } }]),
    ];
    const other = [
      { act: "decision.approve", says: { differs: "", item, proposal: named.name } },
      { act: "decision.send_back", says: { item, proposal: named.name, reason: "facts" } },
    ];
    const on = found === null ? [] : named.by === this.name(by) ? [{ act: "decision.withdraw", says: { item, proposal: named.name } }] : [other[0]!, ...other];
    return this.pick([...choices, ...on]);
  }

  async composes(by: number, said = this.act(by)): Promise<void> {
    const vault = this.vaults[by] ?? assert.fail();
    this.told.push(`${this.name(by)} composes ${JSON.stringify(said)}`);
    vault.view = this.view;
    const text = await this.page(vault, said); // an honest desk is never refused here
    assert.deepEqual(lookOf(text).seen, [this.view.notes.length, this.heads.at(-1)]);
    assert.deepEqual(readMark(vault.store, CASE), lookOf(text).seen);
    this.waits.set(by, { text, said, at: this.view.revision });
  }

  async handsIn(by: number): Promise<void> {
    const made = this.waits.get(by);
    if (!made) return;
    this.waits.delete(by);
    const { said } = made;
    const moved = moves(said, this.came.slice(made.at));
    this.told.push(`${this.name(by)} hands in ${said.act}${moved ? ": overtaken" : ""}`);
    if (moved) return;
    const found = this.proposals.get(itemOf(said));
    // What it takes back is gone, by a colleague who was quicker: it is no longer there to be taken back.
    if (["decision.send_back", "decision.withdraw"].includes(said.act) && found?.name !== said.says["proposal"]) return;
    const stale = await this.vault(by, this.view, this.vaults[by]?.store);
    const again = await this.page(stale, said); // what came between blocks nothing
    if (RELIES_ON_FACTS.includes(said.act)) assert.deepEqual(lookOf(again).basis, lookOf(made.text).basis);
    this.take(this.note(by, made.text), said, by);
    // Both go on: whoever composed before this came, and whoever handed it in.
    for (const vault of this.vaults) {
      vault.view = this.view;
      assert.equal(await rule(() => look(vault.desk, CASE)), "", "an honest history is refused");
    }
  }

  /** An honest desk writes a note down. */
  take(note: string, said: Said, by: number): void {
    const [stated] = verifyLook(utf8(note), this.at.roster) as [Statement];
    assert.equal(stated.by, this.name(by));
    this.views.push(this.view);
    const [item, fields] = [itemOf(said), (said.says["fields"] ?? {}) as Record<string, any>];
    if (said.act === "decision.propose") this.proposals.set(item, { name: hash(note), by: stated.by });
    else if (said.act.startsWith("decision.")) this.proposals.set(item, null);
    if (said.act === "decision.approve") this.decided.add(item);
    // Facts that change void what was decided on the old ones.
    for (const number of [1, 2]) {
      if (!("country" in fields) && !(`items.${number}.targets` in fields)) continue;
      this.proposals.set(number, null);
      this.decided.delete(number);
    }
    this.came.push(said.act === "face.confirm" ? { paths: pathsOf(said) } : { subject: said.act.split(".")[0] ?? "", item });
    const { targets, country } = this.view;
    this.view = { ...this.view, notes: [...this.view.notes, note], revision: this.view.revision + 1, country: fields["country"] ?? country, targets: [fields["items.1.targets"] ?? targets[0], fields["items.2.targets"] ?? targets[1]] };
    this.heads.push(after(this.heads.at(-1) ?? "", utf8(note)));
  }

  lied(lie: (typeof LIES)[number]): View {
    const { notes } = this.view;
    const [one, two] = [this.roll(notes.length), this.roll(notes.length)].sort((mine, other) => mine - other) as [number, number];
    const [before, between, rest] = [notes.slice(0, one), notes.slice(one + 1, two), notes.slice(two + 1)];
    const [left, right] = [notes[one] ?? "", notes[two] ?? ""];
    const past = this.views[one] ?? this.view;
    const made = (by: number, said: Said): string => this.signed(by, said, { ...past, notes: before });
    const invented = made(1, { act: "gate.answer", says: { answer: "yes", item: 1, question: "tell", until: null, why: "" } });
    switch (lie) {
      case "goes back": return past;
      case "goes back in its notes": return { ...this.view, notes: before };
      case "drops": return { ...this.view, notes: [...before, ...notes.slice(one + 1)] };
      case "reorders": return one === two ? this.view : { ...this.view, notes: [...before, right, ...between, left, ...rest] };
      case "doubles": return { ...this.view, notes: [...notes, notes.find((note) => note.includes('"act":"note.add"')) ?? left] }; // a note is bound to no place
      case "invents": return { ...this.view, notes: [...before, invented, ...notes.slice(one)] };
      case "in another's name": return { ...this.view, notes: [...before, left.replace(/"by":"(aster|birch)"/, (_, name: string) => `"by":"${name === "aster" ? "birch" : "aster"}"`), ...notes.slice(one + 1)] };
      case "swaps a fact": return this.roll(2) ? { ...this.view, country: "XX" } : { ...this.view, targets: [this.view.targets[0], this.view.targets[1] + 7] };
      default: return { ...this.view, roster: 2 };
    }
  }

  /** It refuses by name; or signs what it would have signed anyway; or whoever looks later refuses what it signed. */
  async isLiedTo(by: number): Promise<void> {
    const lie = this.pick(LIES);
    const view = this.lied(lie);
    if (JSON.stringify(view) === JSON.stringify(this.view)) return;
    const said = this.act(by);
    this.told.push(`${this.name(by)} is lied to (${lie}), and would sign ${JSON.stringify(said)}`);
    const own = this.vaults[by] ?? assert.fail();
    const vault = await this.vault(by, view, own.store); // a copy: what a lie leaves in its memory stays with it
    const kept = readMark(vault.store, CASE);
    let text = "";
    const refused = await rule(async () => { text = await this.page(vault, said); });
    await this.neverBehind(own, vault);
    if (refused) {
      assert.match(refused, BY_NAME);
      return;
    }
    const behind = kept !== null && JSON.stringify(view.notes.slice(0, kept[0])) !== JSON.stringify(this.view.notes.slice(0, kept[0]));
    assert.ok(!behind, "it follows a desk behind its mark, or beside it");
    assert.ok(!["swaps a fact", "another roster", "doubles"].includes(lie), "it believes the desk");
    vault.view = this.view;
    const [size, head] = lookOf(text).seen ?? assert.fail();
    if (this.heads[size] === head) {
      assert.deepEqual(view.notes, this.view.notes.slice(0, size)); // true, and not all: as if it had been slower
      assert.equal(await rule(() => look(vault.desk, CASE)), "");
      return;
    }
    // It was shown another history: it never comes back to this one unseen, and nobody else takes what it signed.
    assert.match(await rule(() => look(vault.desk, CASE)), OF_CHAIN);
    const fresh = await this.vault(1 - by, { ...this.view, notes: [...this.view.notes, this.note(by, text)], revision: this.view.revision + 1 });
    assert.equal(await rule(() => look(fresh.desk, CASE)), "chain.forked");
  }

  /** Each is shown a history that has the other's work left out, goes on in it, and the desk cannot join them again. */
  async isForked(): Promise<void> {
    this.told.push("the desk shows each of them another history");
    const branches: string[][] = [];
    const copies: Vault[] = [];
    for (const by of [0, 1]) {
      const own = await this.vault(by, this.view, this.vaults[by]?.store);
      const branch: string[] = [];
      for (const item of [1, 2]) {
        own.view = { ...this.view, notes: [...this.view.notes, ...branch], revision: this.view.revision + branch.length };
        branch.push(this.note(by, await this.page(own, { act: "gate.answer", says: { answer: "no", item, question: "admit", until: null, why: "" } })));
      }
      own.view = { ...this.view, notes: [...this.view.notes, ...branch], revision: this.view.revision + 2 };
      assert.equal(await rule(() => look(own.desk, CASE)), "");
      branches.push(branch);
      copies.push(own);
    }
    const [[a, b], [c, d]] = branches as [[string, string], [string, string]];
    for (const joined of [[a, b, c, d], [a, c, b, d], [a, c, d, b], [c, a, b, d], [c, a, d, b], [c, d, a, b]]) {
      const view = { ...this.view, notes: [...this.view.notes, ...joined], revision: this.view.revision + 4 };
      const stranger = await this.vault(this.roll(2), view);
      assert.equal(await rule(() => look(stranger.desk, CASE)), "chain.forked");
    }
    for (const [at, vault] of copies.entries()) {
      for (const notes of [this.view.notes, [...this.view.notes, ...(branches[1 - at] ?? [])]]) {
        vault.view = { ...this.view, notes, revision: this.view.revision + 2 };
        assert.match(await rule(() => look(vault.desk, CASE)), /^chain\.(shorter|other)$/);
      }
    }
  }

  async neverBehind(before: Vault, now: Vault): Promise<void> {
    const size = (vault: Vault): number => readMark(vault.store, CASE)?.[0] ?? 0;
    assert.ok(size(now) >= size(before), "it went behind its mark");
    assert.ok(readSeen(now.store, CASE) >= readSeen(before.store, CASE), "it went behind its revision");
  }

  async step(): Promise<void> {
    const by = this.roll(2);
    const turn = this.roll(12);
    if (turn < 4) return this.composes(by);
    if (turn < 7) return this.handsIn(by);
    if (turn < 11) return this.isLiedTo(by);
    // The shortest of all races: both compose on the same case, and the other one is first.
    await this.composes(by);
    const item = itemOf(this.waits.get(by)?.said ?? assert.fail());
    const elsewhere: Said = { act: "face.confirm", says: { fields: { [`items.${3 - item}.targets`]: 5 + this.roll(4) } } };
    await this.composes(1 - by, item && this.roll(2) ? elsewhere : this.act(1 - by));
    await this.handsIn(1 - by);
    await this.handsIn(by);
  }
}

async function walks(seed: number): Promise<Machine> {
  const machine = new Machine(await house({}), seed);
  try {
    await machine.begins();
    for (let step = 0; step < STEPS; step += 1) await machine.step();
    await machine.isForked();
  } catch (fault) {
    throw new Error(`MACHINE_SEED=${seed}\n${machine.told.join("\n")}`, { cause: fault });
  }
  return machine;
}

const asked = process.env["MACHINE_SEED"];
for (const seed of asked ? [Number(asked)] : [...SEEDS, Date.now() % 1_000_000]) {
  test(`two vaults and a desk that lies now and then: seed ${seed}`, async () => {
    const { view } = await walks(seed);
    assert.ok(view.notes.length > 1); // somebody got something done
  });
}
