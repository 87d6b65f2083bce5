/** What is typed and not signed: sealed to one's own key, bound to its case. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seal, unseal } from "../src/desk/drafts.ts";
import { fromUtf8 } from "../src/formats/bytes.ts";
import { house } from "./itself_house.ts";

const CASE = `c-${"a".repeat(24)}`;
const DRAFT = { stands: "s", at: "2026-11-29T06:00:00Z", says: { blanks: { typed: [["deadline", "P10D"]] } } };

test("a draft opens for who typed it, for its case, and for nobody else", async () => {
  const { desk } = await house({});
  const data = await seal(desk, CASE, DRAFT);
  assert.deepEqual(await unseal(desk, CASE, data), DRAFT);
  assert.equal(await unseal(desk, `c-${"b".repeat(24)}`, data), null);
  const other = Object.create(desk, { who: { value: { ...desk.who, ageSecret: `${desk.who.ageSecret}x` } } }) as typeof desk;
  assert.equal(await unseal(other, CASE, data), null);
  data[40] = (data[40] ?? 0) ^ 1;
  assert.equal(await unseal(desk, CASE, data), null);
});

test("a draft tells neither its words nor how many they are", async () => {
  const { desk } = await house({});
  const [short, long] = [await seal(desk, CASE, DRAFT), await seal(desk, CASE, { ...DRAFT, says: { words: "x".repeat(900) } })];
  assert.equal(short.length, long.length);
  assert.ok(!(fromUtf8(short) ?? "").includes("P10D"));
  assert.notDeepEqual(short, await seal(desk, CASE, DRAFT));
});
