/** What people signed of an item against what the desk says of it: the outcome, the silences one by one, the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { statedOf } from "../src/desk/reading.ts";
import type { Looked } from "../src/desk/compose.ts";
import type { Statement } from "../src/formats/statement.ts";

const CASE = `c-${"a".repeat(24)}`;
const ITEM = { number: 1, deciding: "", outcome: "", silent: false, answers: {} };
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
