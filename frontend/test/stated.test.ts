/** What people signed of an item against what the desk says of it: the outcome, the silences one by one, the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { statedOf } from "../src/desk/reading.ts";
import type { Looked } from "../src/desk/compose.ts";
import type { Statement } from "../src/formats/statement.ts";

const CASE = `c-${"a".repeat(24)}`;
const ITEM = { number: 1, deciding: "", outcome: "", letter: "sent", silent: false, answers: {} };
const [ONE, OTHER] = ["1".repeat(64), "2".repeat(64)];

/** Whether a duty of silence stands on 2026-11-29, by statements as `[hash, who, act, says]`; the desk says that none does. */
function silent(...signed: readonly (readonly [hash: string, by: string, act: string, says: object])[]): boolean {
  const all = new Map(signed.map(([hash, by, act, says], at) => [hash, { case: CASE, by, act, says: { item: 1, ...says }, revision: at, number: 1, at: 0 } as unknown as Statement]));
  return statedOf({ id: CASE, signed: all } as unknown as Looked, ITEM, "2026-11-29").silent;
}
const record = (hash: string, until: string | null = null) => [hash, "aster", "secrecy.record", { until }] as const;
const end = (...silences: string[]) => ["e".repeat(64), "birch", "secrecy.end", { silences }] as const;
const agree = (by: string, answer: string) => ["f".repeat(64), by, "secrecy.agree", { record: ONE, answer }] as const;

test("each silence stands until its own end is signed, its day is past, or somebody refused it before two signed it", () => {
  assert.equal(silent(), false);
  assert.equal(silent(record(ONE)), true);
  assert.equal(silent(record(ONE), record(OTHER), end(ONE)), true);
  assert.equal(silent(record(ONE), record(OTHER), end(ONE, OTHER)), false); // one end names both
  assert.equal(silent(record(ONE), end(OTHER)), true);
  assert.deepEqual([silent(record(ONE, "2026-11-28")), silent(record(ONE, "2026-11-29"))], [false, true]);
  assert.deepEqual([silent(record(ONE), agree("birch", "agreed")), silent(record(ONE), agree("birch", "refused")), silent(record(ONE), agree("aster", "refused"))], [true, false, false]);
  const later = ["d".repeat(64), "aster", "secrecy.agree", { record: ONE, answer: "refused" }] as const;
  assert.deepEqual([silent(record(ONE), agree("birch", "agreed"), later), silent(record(ONE), agree("aster", "agreed"), later)], [true, false]);
});

test("a letter answers the decision that it names, as long as both stand; what the desk says of another is no answer", () => {
  const LETTER = "9".repeat(64);
  const state = (...signed: readonly (readonly [hash: string, by: string, act: string, says: object])[]): string => {
    const all = new Map(signed.map(([hash, by, act, says], at) => [hash, { case: CASE, by, act, says, revision: at, number: 1, at: 0 } as unknown as Statement]));
    return statedOf({ id: CASE, signed: all } as unknown as Looked, { ...ITEM, deciding: "decided" }, "2026-11-29").letter;
  };
  const proposes = (hash = ONE) => [hash, "aster", "decision.propose", { item: 1, outcome: "correct" }] as const;
  const approves = (by = "birch") => [OTHER, by, "decision.approve", { item: 1, proposal: ONE }] as const;
  const sends = (rests: readonly string[], items = [1]) => [LETTER, "aster", "letter.send", { items, kind: "correction", rests }] as const;
  const back = (hash: string, act = "decision.withdraw", key = "proposal") => ["8".repeat(64), "birch", act, { item: 1, [key]: hash }] as const;
  assert.equal(state(proposes()), "none"); // the desk's word alone
  assert.equal(state(proposes(), sends([ONE])), "sent");
  assert.equal(state(proposes(), approves(), sends([OTHER])), "sent");
  assert.equal(state(proposes(), approves(), sends([ONE])), "none"); // of the proposal, not of what two people signed
  assert.equal(state(proposes(), approves("aster"), sends([OTHER])), "none"); // one person is not two
  assert.equal(state(approves(), sends([OTHER])), "none"); // nobody proposed it
  assert.equal(state(proposes(), sends([])), "none");
  assert.equal(state(proposes(), sends([OTHER, ONE], [2, 1])), "sent");
  assert.equal(state(proposes(), sends([ONE, OTHER], [2, 1])), "none"); // that one is of item 2
  assert.equal(state(proposes(), sends([ONE]), back(ONE)), "none");
  assert.equal(state(proposes(), approves(), sends([OTHER]), back(ONE, "decision.send_back")), "none");
  assert.equal(state(proposes(), sends([ONE]), back(LETTER, "letter.take_back", "letter")), "none");
  assert.equal(state(proposes(), sends([ONE]), proposes("7".repeat(64))), "none"); // decided anew since
});
