/** Bech32 of whole bytes: the examples of BIP 173, and what is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import { decode, encode } from "../src/formats/bech32.ts";
import { random } from "../src/formats/bytes.ts";

test("what is written is what others write, and is read again", () => {
  for (let length = 0; length < 45; length += 1) {
    const bytes = random(length);
    const text = encode("age", bytes);
    assert.equal(text, bech32.encodeFromBytes("age", bytes));
    assert.deepEqual([...decode(text)], [...bytes]);
    assert.deepEqual([...decode(text.toUpperCase())], [...bytes]);
  }
});

test("one wrong letter, two that changed places, both cases, or bits that are no byte, are refused", () => {
  const text = encode("age", random(32));
  const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  for (let at = 4; at < text.length; at += 1) {
    const other = letters[(letters.indexOf(text[at]!) + 1) % 32]!;
    assert.throws(() => decode(`${text.slice(0, at)}${other}${text.slice(at + 1)}`), String(at));
    if (text[at] !== text[at + 1] && at + 1 < text.length) assert.throws(() => decode(`${text.slice(0, at)}${text[at + 1]}${text[at]}${text.slice(at + 2)}`), String(at));
  }
  assert.throws(() => decode(`AGE${text.slice(3)}`));
  for (const none of ["", "1", "age", "age1", "1qqqqqq", "age1qqqqq", `${text}\u0131`, `age1b${text.slice(5)}`]) assert.throws(() => decode(none), none);
  // BIP 173: valid as Bech32, with bits that fill no byte, or that are not zero.
  for (const odd of ["a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j"]) {
    const theirs = ((): readonly number[] | null => { try { return [...bech32.decodeToBytes(odd).bytes]; } catch { return null; } })();
    if (theirs === null) assert.throws(() => decode(odd), odd);
    else assert.deepEqual([...decode(odd)], theirs, odd);
  }
});
