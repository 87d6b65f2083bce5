/** What the desk made opens here, and what it refuses is refused here by the same name (tests/golden/vault/from-desk.json). */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { recipientOf } from "../src/formats/age.ts";
import * as ageheader from "../src/formats/ageheader.ts";
import { base64, fromBase64, fromUtf8, hex, utf8, type Bytes } from "../src/formats/bytes.ts";
import { decode, encode, NotCanonical, write } from "../src/formats/canonical.ts";
import { walk, type Pin } from "../src/formats/chain.ts";
import * as ed25519 from "../src/formats/ed25519.ts";
import * as identity from "../src/formats/identity.ts";
import * as ways from "../src/formats/ways.ts";
import { checkBeside, follow, ofCase, origins } from "../src/formats/links.ts";
import * as dockets from "../src/formats/docket.ts";
import * as moment from "../src/formats/moment.ts";
import { parse as parseNote, parseVkey } from "../src/formats/note.ts";
import { commitment, pack, padme, unpack } from "../src/formats/object.ts";
import { unpack as unpackPages } from "../src/formats/pages.ts";
import { parse as parseRoster, personOf, retires } from "../src/formats/roster.ts";
import * as seal from "../src/formats/seal.ts";
import { sessionNote, sessionText } from "../src/formats/session.ts";
import * as statements from "../src/formats/statement.ts";
import { rule } from "./helpers.ts";

const folder = process.env["VAULT_GOLDEN"] ?? "";
const golden = JSON.parse(readFileSync(join(folder, "from-desk.json"), "utf8"));
const bytes = (text: string): Bytes => fromBase64(text) ?? assert.fail("no base64");
const now = moment.parse(golden.now) ?? assert.fail("no moment");
const aster = golden.people.aster;
const CASE = `c-${"a".repeat(24)}`;
const seed = (name: string): Uint8Array => Uint8Array.from(Buffer.from(golden.people[name].seed, "hex"));
const ownSeed = (name: string): Uint8Array => Uint8Array.from(Buffer.from(golden.people[name].own_seed, "hex"));

test("canonical bytes: what the desk writes comes back, what it refuses is refused", () => {
  for (const text of golden.canonical.good) assert.equal(write(decode(utf8(text))), text);
  for (const text of golden.canonical.bad) assert.throws(() => decode(utf8(text)), NotCanonical, text);
  assert.throws(() => encode({ a: 0.5 }), NotCanonical);
  assert.throws(() => encode("\ud800"), NotCanonical);
  assert.throws(() => decode(Uint8Array.of(0x22, 0xff, 0x22)), NotCanonical);
});

test("drawn pages: what the desk packs opens, what it refuses is refused", async () => {
  const made = JSON.parse(readFileSync(join(folder, "pages.json"), "utf8"));
  const { files, pages } = unpackPages(bytes(made.good));
  assert.deepEqual(files, made.files);
  assert.deepEqual(pages.map((one) => [one.file, one.number, one.text, fromUtf8(one.picture)]), made.pages);
  for (const one of made.bad) assert.equal(await rule(() => unpackPages(bytes(one))), "object.pages");
});

test("dockets: what the desk packs is read, what it refuses is refused, and both fill one alike", async () => {
  const made = JSON.parse(readFileSync(join(folder, "dockets.json"), "utf8"));
  const { roster } = parseRoster(utf8(golden.chains[1].notes[1]));
  for (const { name, data, rule: expected } of made.rows) assert.equal(await rule(() => dockets.read(bytes(data), made.case, [roster])), expected ?? "", name);
  const about = { at: made.at, by: "aster", case: made.case };
  const filled = dockets.filled(about, made.found);
  assert.deepEqual(Object.fromEntries(dockets.LISTS.map((name) => [name, filled[name]])), made.filled);
  assert.deepEqual(dockets.packed(filled, seed("aster")), bytes(made.rows[1].data));
  const many = dockets.filled({ ...about, by: "" }, { identifiers: [...Array(99).keys()].map((at) => `name${at}@lantern.example`) });
  assert.deepEqual([many.identifiers.length, many.more], [made.many, true]);
});

test("moments are written one way", () => {
  assert.equal(moment.write(now), golden.now);
  for (const text of ["2026-02-30T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T10:00:00+00:00", "2026-11-24T10:00:60Z", "0000-01-01T00:00:00Z", "", null]) {
    assert.equal(moment.parse(text), null, String(text));
  }
});

test("cards, keys and identities", async () => {
  for (const one of Object.values<any>(golden.people)) {
    const [, name, age, vkey] = one.card.split(" ");
    assert.equal(recipientOf(one.age), age);
    assert.equal(parseVkey(vkey).name, name);
    assert.equal(hex(parseVkey(vkey).public), hex(ed25519.publicKey(seed(name))));
  }
  const opened = await identity.open(bytes(golden.identity), golden.passphrase);
  assert.equal(identity.cardOf(opened), aster.card);
  assert.equal(await rule(() => identity.open(bytes(golden.identity), "wrong")), "age.closed");
  const bare = await identity.open(utf8(golden.bare_identity), "");
  assert.equal(identity.cardOf(bare), golden.people.birch.card);
  assert.equal(await rule(() => identity.open(utf8(golden.bare_identity.replace("identity/1", "identity/2")), "")), "identity.form");
  const spoiled = await rule(() => identity.open(utf8(golden.bare_identity.replace("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1Q")), ""));
  assert.equal(spoiled, "age.identity");
});

test("every chain of rosters: accepted, or refused by the same rule", async () => {
  for (const { name, notes, rule: expected } of golden.chains) {
    const found = await rule(() => walk(golden.pin as Pin, notes.map(utf8), now));
    assert.equal(found, expected ?? "", name);
  }
  const chain = golden.chains.find((one: any) => one.name === "three, the newest waits").notes.map(utf8);
  const { rosters, inForce, until, pin } = walk(golden.pin, chain, now);
  assert.deepEqual([rosters.length, inForce.number, until], [3, 2, now + 3 * 86400_000]);
  assert.equal(walk(pin, chain, now + 3 * 86400_000).inForce.number, 3);
  assert.equal(await rule(() => walk(pin, chain.slice(0, 2), now)), "roster.lower-number");
  assert.equal(await rule(() => walk({ ...pin, hash: "e".repeat(64) }, chain, now)), "roster.fork");
  assert.equal(await rule(() => parseRoster(utf8("nothing"))), "roster.malformed");
});

test("looks at a chain, one after another: the same in force, the same hours, the same people for a release, or the same refusal", async () => {
  for (const { name, pin, looks } of golden.looks) {
    let kept = pin as Pin;
    for (const { at, notes, rule: expected, told } of looks) {
      const when = moment.parse(at)!;
      assert.equal(await rule(() => walk(kept, notes.map(utf8), when)), expected ?? "", name);
      if (expected) continue;
      const line = walk(kept, notes.map(utf8), when);
      const people = line.strict.people.map((one) => [one.name, one.roles]);
      assert.deepEqual({ pin: line.pin, until: line.until === null ? null : moment.write(line.until), k: line.strict.k, people }, told, name);
      kept = line.pin;
    }
  }
});

test("statements: accepted, or refused by the same rule", async () => {
  const notes = golden.chains[1].notes.map(utf8);
  const roster = walk(golden.pin, notes, now).inForce;
  for (const one of golden.statements) {
    assert.equal(await rule(() => statements.verify(utf8(one.note), roster)), one.rule ?? "", one.name);
  }
  const good = golden.statements[0].note;
  const { look, note } = statements.parseLook(utf8(good));
  assert.equal(statements.textOf(look), note.text);
  assert.equal(fromUtf8(statements.signText(note.text, "aster", ownSeed("aster"))), good);
  assert.equal(await rule(() => statements.signText(note.text, "birch", seed("birch"))), "statement.wrong-signer");
});

test("a retirement: the same key, or none", () => {
  const roster = walk(golden.pin, golden.chains[1].notes.map(utf8), now).inForce;
  for (const { name, note, retires: gone } of golden.retirements) {
    const [one] = statements.verifyLook(utf8(note), roster);
    assert.equal(retires(personOf(roster, one!.by), one!), gone, name);
  }
});

test("histories of a case: the same mark, or refused by the same rule", async () => {
  for (const { name, of, notes, kept, mark, rule: wanted } of golden.histories) {
    const chain = ofCase(of, [...notes, "no note"]);
    assert.equal(chain.length, notes.length, name);
    assert.equal(await rule(() => follow(golden.pin.desk, of, chain, kept)), wanted ?? "", name);
    if (wanted === null) assert.deepEqual(follow(golden.pin.desk, of, chain, kept), mark, name);
  }
  const all = golden.histories.flatMap((one: { notes: string[] }) => one.notes);
  assert.deepEqual([origins(CASE, all), origins(`c-${"b".repeat(24)}`, all)], [[`c-${"b".repeat(24)}`], []]);
});

test("what notes say of another chain is true of what is shown of it, or refused by the same rule", async () => {
  for (const { name, of, notes, chains, rule: wanted } of golden.beside) {
    const shown = new Map(Object.entries<string[]>(chains).map(([key, each]) => [key, each.map(utf8)] as const));
    assert.equal(await rule(() => checkBeside(golden.pin.desk, of, notes.map(utf8), shown)), wanted ?? "", name);
  }
});

test("sealed objects and envelopes open with the right key alone", async () => {
  const { sealed } = golden;
  assert.equal(await seal.unwrapKey(bytes(sealed.envelope), [aster.age], sealed.recipient), sealed.secret);
  assert.equal(await rule(() => seal.unwrapKey(bytes(sealed.envelope_of_birch), [aster.age], sealed.recipient)), "age.closed");
  assert.equal(await rule(() => seal.unwrapKey(bytes(sealed.envelope), [aster.age], aster.card.split(" ")[2])), "age.wrong-key");
  assert.equal(await rule(() => seal.unwrapKey(bytes(sealed.no_envelope), [aster.age], sealed.recipient)), "age.wrong-key");
  const { header, content } = await seal.unseal(bytes(sealed.object), [sealed.secret]);
  assert.equal(header.name, "order.txt");
  assert.equal(base64(content), sealed.content);
  assert.equal(commitment(header, content), sealed.commitment);
  for (const [expected, data] of Object.entries<string>(sealed.broken)) {
    assert.equal(await rule(() => unpack(bytes(data))), expected);
  }
  for (const [length, padded] of Object.entries(sealed.padme)) assert.equal(padme(Number(length)), padded, length);
  assert.deepEqual(unpack(pack(header, content)), { header, content });
  assert.equal(await rule(() => pack({ ...header, length: 1 }, content)), "object.length");
});

test("age files that the desk refuses are refused before they are opened", async () => {
  for (const one of golden.age_refused) {
    assert.equal(await rule(() => seal.decrypt(bytes(one.file), [aster.age])), one.rule);
  }
});

test("an age file of 20 is opened in a browser, one of 22 is not, one of 23 is no age file", async () => {
  const head = (factor: number): Uint8Array => utf8(`age-encryption.org/v1\n-> scrypt ${"A".repeat(22)} ${factor}\n${"A".repeat(43)}\n--- ${"A".repeat(43)}\n${"\0".repeat(64)}`);
  assert.equal(ageheader.read(head(22)).byPassphrase, true);
  assert.equal(await rule(() => seal.decryptPassphrase(head(22), "x")), "age.work-factor");
  assert.equal(await rule(() => seal.decryptPassphrase(head(23), "x")), "age.header");
  assert.equal(await rule(() => seal.decrypt(head(18), [aster.age])), "age.passphrase");
});

test("signatures: RFC 8032 section 7.1, and every bit counts", () => {
  const key = Uint8Array.from(Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex"));
  const message = Uint8Array.of(0x72);
  const made = ed25519.sign(key, message);
  assert.ok(hex(made).startsWith("92a009a9f0d4cab8720e820b5f642540"));
  const open = ed25519.publicKey(key);
  assert.ok(ed25519.verify(open, message, made));
  for (let bit = 0; bit < 512; bit += 37) {
    const changed = made.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.ok(!ed25519.verify(open, message, changed), `bit ${bit}`);
  }
  // S plus the group order, a key of small order, a key that is not written canonically.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = order + made.slice(32).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const high = made.slice();
  for (let at = 32; at < 64; at += 1, s >>= 8n) high[at] = Number(s & 255n);
  assert.ok(!ed25519.verify(open, message, high));
  const one = new Uint8Array(32).fill(0, 0);
  one[0] = 1;
  assert.ok(!ed25519.verify(one, message, made));
  assert.ok(!ed25519.verify(new Uint8Array(32).fill(255), message, made));
});

test("other people's signatures are judged as the desk judges them", (context) => {
  const path = process.env["VAULT_ED25519"];
  if (!path || !existsSync(path)) return context.skip("the vectors are not beside this repository");
  for (const one of JSON.parse(readFileSync(path, "utf8"))) {
    const held = ed25519.verify(Buffer.from(one.key, "hex"), utf8(one.msg), Buffer.from(one.sig, "hex"));
    assert.equal(held, one.held, JSON.stringify(one));
  }
});

test("what is made here is written down for the desk to open", async (context) => {
  const target = process.env["VAULT_WRITES"];
  if (!target) return context.skip("nobody asked for it (VAULT_WRITES)");
  const { sealed } = golden;
  const who = await identity.make("dogrose", now);
  const { words, way } = await ways.newWords(now);
  const passkey = await ways.newPasskey("localhost", "AAAA", new Uint8Array(32), new Uint8Array(32).fill(7), now);
  const says = { fields: { country: "DE", "items.1.data": ["content", "subscriber"], cites_law: true, emergency: null } };
  const { look } = statements.parseLook(utf8(golden.statements[0].note));
  const text = statements.textOf({ ...look, basis: [[0, "b".repeat(64)]], acts: [{ act: "face.confirm", says }] });
  const content = utf8("Ein Vermerk. حکم \u{1f4dc}\n");
  writeFileSync(target, JSON.stringify({
    identity: base64(await identity.fileOf(who, "four random words here", 10)),
    card: identity.cardOf(who),
    ways: fromUtf8(await ways.fileOf({ who, ways: [passkey, way, await ways.newPassphrase("four random words here", now, 10)] })),
    words,
    statement: fromUtf8(statements.signText(text, "aster", seed("aster"))),
    docket: base64(dockets.packed(dockets.filled({ at: golden.now, by: "aster", case: CASE }, { references: ["MOO-2026-1142", "Az.\n44 Js 12/26"], notes: ["x".repeat(300)] }), seed("aster"))),
    session: fromUtf8(sessionNote("aster", seed("aster"), golden.pin.desk, "http://127.0.0.1:8002", now)),
    canonical: golden.canonical.good.map((one: string) => write(JSON.parse(one))),
    note: base64(await seal.seal("note", "text/plain", content, sealed.recipient, now, "vermerk ü.txt")),
    content: base64(content),
    envelope: base64(await seal.wrapKey(sealed.secret, aster.card.split(" ")[2], now)),
  }, null, 1) + "\n");
});

test("a session note names desk, address and minute", () => {
  const text = sessionText("aster", golden.pin.desk, "https://api.desk.example", now, "0".repeat(32));
  assert.equal(text.split("\n")[1], `{"at":"${golden.now}","by":"aster","desk":"${golden.pin.desk}","nonce":"${"0".repeat(32)}","origin":"https://api.desk.example"}`);
  const note = parseNote(sessionNote("aster", seed("aster"), golden.pin.desk, "https://api.desk.example", now));
  assert.equal(note.signatures.length, 1);
});
