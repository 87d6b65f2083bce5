/** Identity files that open in several ways: words, passphrase, passkey; what was changed is refused by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { newSecret, recipientOf, secretText } from "../src/formats/age.ts";
import { base64, fromHex, fromUtf8, hex, utf8 } from "../src/formats/bytes.ts";
import * as identity from "../src/formats/identity.ts";
import * as recovery from "../src/formats/recovery.ts";
import { signed } from "../src/formats/note.ts";
import { write } from "../src/formats/canonical.ts";
import { parse } from "../src/formats/roster.ts";
import { decrypt, encryptTo } from "../src/formats/seal.ts";
import { OWN_KEY, signText, verifyLook } from "../src/formats/statement.ts";
import * as ways from "../src/formats/ways.ts";
import { alone, rule } from "./helpers.ts";

const now = Date.parse("2026-11-27T05:00:00Z");
const amy = await identity.make("amy", now);
const output = Uint8Array.from({ length: 32 }, (_, at) => at);
const salt = new Uint8Array(32).fill(7);

/** Finding F4, hazard 10.1: a desk that lies for a day took the releasing key of whoever unlocked at its page. */
test("a page that the desk serves holds nothing that signs what counts by the own key alone", async () => {
  const held = await identity.open(utf8(JSON.stringify({ form: identity.FORM, ...identity.plainOf(identity.daily(amy)) })), "");
  assert.equal(held.own, null);
  assert.equal(await rule(() => identity.checkHere(identity.cardOf(amy), false)), "identity.own-here");
  for (const [card, local] of [[identity.cardOf(amy), true], [identity.cardOf(held), false]] as const) identity.checkHere(card, local);
  const people = [{ age: amy.age, name: "amy", own: { age: amy.own!.age, vkey: amy.own!.vkey }, roles: ["clerk"], vkey: amy.vkey }];
  const recovery = (await identity.make("bob", now)).age;
  const founding = { desk: null, k: 0, mail: null, made_at: "2026-11-27T05:00:00Z", notice: 0, number: 1, people, previous: null, recovery, seen: null, worker: null };
  const { roster } = parse(signed(`dueprocess.roster/2\n${write(founding)}\n`, "amy", identity.strongest(amy)));
  for (const act of ["note.add", "desk.freeze", ...OWN_KEY]) {
    const text = alone({ desk: roster.deskId, roster: [1, roster.hash], case: null, revision: 0, act, by: "amy", at: "2026-11-27T05:00:00Z", basis: "0".repeat(64), says: {} });
    const found = (seed: Uint8Array): Promise<string> => rule(() => verifyLook(signText(text, "amy", seed), roster));
    assert.equal(await found(identity.strongest(amy)), "");
    assert.equal(await found(identity.strongest(held)), OWN_KEY.includes(act) ? "statement.own-key" : "", act);
  }
  // Nothing that opens what is sealed to the own key, either.
  const share = await encryptTo(utf8("a share"), [amy.own!.age]);
  assert.equal(await rule(() => decrypt(share, identity.secretsOf(held))), "age.closed");
});

// The same are in tests/formats/test_sealed_recovery.py.
test("recovery words: vectors, and each mistake is noticed", async () => {
  for (const [entropy, words] of [
    ["00".repeat(16), "babab babab babab babab babab babab babab babab fuzag"],
    ["ff".repeat(16), "zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz notos"],
    ["000102030405060708090a0b0c0d0e0f", "babad bamag bibaj bimal boban bomar bubat bumaz titop"],
  ] as const) {
    assert.equal(recovery.words(fromHex(entropy)!), words);
    assert.equal(hex(recovery.entropyOf(` ${words.toUpperCase().replaceAll(" ", "-")}\n`)), entropy);
    assert.equal(await rule(() => recovery.entropyOf(words.replace(/^./, "d"))), "recovery.words");
    assert.equal(await rule(() => recovery.entropyOf(words.split(" ").reverse().join(" "))), "recovery.words");
  }
  for (const text of ["", "babab", "four random words here", "babab ".repeat(10), "babqb ".repeat(9).trim()]) {
    assert.ok(!recovery.looksLike(text));
    assert.equal(await rule(() => recovery.entropyOf(text)), "recovery.words");
  }
});

// The same are in tests/formats/test_sealed_recovery.py.
test("only blanks of ASCII part recovery words", () => {
  const words = recovery.words(Uint8Array.from({ length: 16 }, (_, at) => at));
  const taken = " \t\n\v\f\r";
  for (const blank of [...taken, ..."\u001c\u001f\u0085\u00a0\u2003\u2028\u3000\ufeff\u180e"]) {
    for (const text of [words + blank, blank + words, words.replaceAll(" ", blank)]) assert.equal(recovery.looksLike(text), taken.includes(blank), JSON.stringify(text));
  }
  assert.ok(!recovery.looksLike(recovery.words(new Uint8Array(16).fill(0x60)).replaceAll("k", "\u212a")));
  assert.ok(!recovery.looksLike(`${words},`));
});

test("an age identity out of bytes is the one that the desk derives", async () => {
  const secret = ways.derived(fromHex("000102030405060708090a0b0c0d0e0f")!, "words");
  assert.equal(secret, "AGE-SECRET-KEY-19RUANTS52JW5TL7HHKAGNDWVXMV9GKN9XYGVR0YTZ960G3NZ5L5QKAP97S");
  for (const bytes of [new Uint8Array(32), new Uint8Array(32).fill(255), output]) assert.match(await recipientOf(secretText(bytes)), /^age1/);
  assert.equal(await rule(() => secretText(new Uint8Array(31))), "age.identity");
  assert.notEqual(ways.secretOf("localhost", output), ways.secretOf("vault.desk.example", output));
  assert.equal(await rule(() => ways.secretOf("localhost", output.slice(1))), "identity.no-way");
});

test("each way opens the same identity, and only its own", async () => {
  const { words, way } = await ways.newWords(now);
  const passphrase = await ways.newPassphrase("four random words here", now, 10);
  const passkey = await ways.newPasskey("localhost", "AAAA", salt, output, now);
  const data = await ways.fileOf({ who: amy, ways: [passkey, way, passphrase] });
  assert.ok(ways.isOne(data));
  assert.ok(!fromUtf8(data)!.includes(hex(amy.seed)) && !fromUtf8(data)!.includes(amy.ageSecret));
  const file = ways.read(data);
  assert.equal(file.name, "amy");
  for (const opened of [await ways.openTyped(file, words), await ways.openTyped(file, "four random words here"), await ways.open(file, ways.secretOf("localhost", output))]) {
    assert.deepEqual(opened, { who: amy, ways: file.ways });
  }
  assert.equal(await rule(() => ways.openTyped(file, "another passphrase")), "age.closed");
  assert.equal(await rule(() => ways.openTyped(file, recovery.words(new Uint8Array(16)))), "identity.no-way");
  assert.equal(await rule(() => ways.open(file, ways.secretOf("localhost", salt))), "age.closed");
  const bare = ways.read(await ways.fileOf({ who: amy, ways: [way] }));
  assert.equal(await rule(() => ways.openTyped(bare, "four random words here")), "identity.no-way");
});

test("a way that somebody wrote into the file is noticed before anything is sealed to it", async () => {
  const { words, way } = await ways.newWords(now);
  const planted = await ways.newPasskey("localhost", "AAAA", salt, output, now);
  const plain = JSON.parse(fromUtf8(await ways.fileOf({ who: amy, ways: [way] }))!);
  const altered = ways.read(utf8(JSON.stringify({ ...plain, ways: [way, planted] })));
  assert.equal(await rule(() => ways.openTyped(altered, words)), "identity.altered");
  // Who does not know the seed seals to both, and lies about one: no.
  const inner = { form: ways.FORM, name: "amy", age: amy.ageSecret, seed: hex(amy.seed), made_at: "2026-11-27T05:00:00Z", ways: [way] };
  const sealed = base64(await encryptTo(utf8(JSON.stringify(inner)), [way.recipient, planted.recipient]));
  assert.equal(await rule(() => ways.openTyped(ways.read(utf8(JSON.stringify({ ...plain, ways: [way, planted], sealed }))), words)), "identity.altered");
  const other = identity.cardOf(await identity.make("amy", now));
  assert.equal(await rule(() => ways.openTyped(ways.read(utf8(JSON.stringify({ ...plain, card: other }))), words)), "identity.altered");
});

// The same are in tests/adapters/test_identity_ways.py.
test("authenticators are counted at one host, each once; nothing else is one", async () => {
  const { way } = await ways.newWords(now);
  const at = (rp: string, id: string): ways.Passkey => ({ way: "passkey", recipient: way.recipient, made_at: way.made_at, rp, id, salt: hex(salt) });
  for (const [many, given] of [
    [0, []],
    [0, [way]],
    [1, [way, at("localhost", "A")]],
    [1, [at("localhost", "A"), at("vault.example", "A"), at("desk.example", "B")]],
    [1, [at("localhost", "A"), at("localhost", "A")]],
    [2, [at("localhost", "A"), way, at("vault.example", "C"), at("localhost", "B")]],
  ] as const) assert.equal(ways.authenticators(given), many);
});

test("what is no such file is refused", async () => {
  const { way } = await ways.newWords(now);
  const good = JSON.parse(fromUtf8(await ways.fileOf({ who: amy, ways: [way] }))!);
  const passkey = await ways.newPasskey("localhost", "AAAA", salt, output, now);
  for (const change of [{ more: 1 }, { form: "dueprocess.identity/3" }, { ways: [] }, { ways: null }, { ways: [1] }, { ways: [{}] }, { ways: [{ ...way, way: "__proto__" }] }, { ways: [{ ...way, recipient: "age1x" }] }, { ways: [{ ...passkey, salt: "00" }] }, { ways: Array(9).fill(way) }, { sealed: "?" }, { sealed: null }, { made_at: "yesterday" }, { card: 1 }]) {
    assert.equal(await rule(() => ways.read(utf8(JSON.stringify({ ...good, ...change })))), "identity.form", JSON.stringify(change));
  }
  for (const data of ["", "{", "[]", "null", "{}", "[".repeat(9000)]) assert.equal(await rule(() => ways.read(utf8(data))), "identity.form");
  assert.ok(!ways.isOne(utf8("{}")) && !ways.isOne(utf8("age-encryption.org/v1")));
  assert.equal(await rule(() => ways.fileOf({ who: amy, ways: [] })), "identity.ways");
  assert.equal(await rule(async () => encryptTo(salt, [await recipientOf(await newSecret()), "age1x"])), "age.recipient");
});
