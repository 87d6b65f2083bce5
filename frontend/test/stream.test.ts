/** The payload of an age file: ours opens at the age library and the other way; what CCTV calls malformed is refused. */
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { Decrypter, Encrypter } from "age-encryption";
import { read } from "../src/formats/ageheader.ts";
import { concat, type Bytes } from "../src/formats/bytes.ts";
import { decrypt, encryptTo, LARGE, newSecret, recipientOf } from "../src/formats/seal.ts";
import * as stream from "../src/formats/stream.ts";

/** Node's own cipher in the place of the browser's. */
const cipher: stream.Cipher = async (key) => ({
  seal: async (nonce, chunk) => {
    const made = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
    return concat(made.update(chunk), made.final(), made.getAuthTag());
  },
  open: async (nonce, chunk) => {
    const made = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
    made.setAuthTag(chunk.subarray(-16));
    return concat(made.update(chunk.subarray(0, -16)), made.final());
  },
});
const secret = await newSecret();
const recipient = await recipientOf(secret);
const LENGTHS = [0, 1, stream.CHUNK - 1, stream.CHUNK, stream.CHUNK + 1, 2 * stream.CHUNK, 17 * stream.CHUNK + 5];

async function sealedHere(data: Bytes): Promise<Bytes> {
  const age = new Encrypter();
  let key: Uint8Array = new Uint8Array();
  age.addRecipient(recipient);
  age.addRecipient({ wrapFileKey: (one) => ((key = one.slice()), []) });
  const empty = await age.encrypt(new Uint8Array());
  return stream.sealed(empty.subarray(0, read(empty).payloadAt), key, data, cipher);
}

async function openedHere(data: Uint8Array, age: Decrypter): Promise<Bytes> {
  const file = read(data);
  return stream.opened(await age.decryptHeader(file.data.subarray(0, file.payloadAt)), file.data.subarray(file.payloadAt), cipher);
}

function library(key: string): Decrypter {
  const age = new Decrypter();
  age.addIdentity(key);
  return age;
}

test("what is sealed here opens at the library, and the other way, at every edge of a chunk", async () => {
  for (const length of LENGTHS) {
    const data = new Uint8Array(length).map((_, at) => at * 7 + length);
    assert.deepEqual(new Uint8Array(await library(secret).decrypt(await sealedHere(data))), data, `sealed ${length}`);
    const age = new Encrypter();
    age.addRecipient(recipient);
    assert.deepEqual(await openedHere(await age.encrypt(data), library(secret)), data, `opened ${length}`);
  }
});

test("chunks that were changed, dropped, swapped, doubled or added are refused", async () => {
  const data = new Uint8Array(3 * stream.CHUNK + 9).map((_, at) => at);
  const file = await sealedHere(data);
  const at = read(file).payloadAt + 16;
  const step = stream.CHUNK + 16;
  const [head, one, two, three, last] = [file.slice(0, at), ...[0, 1, 2].map((n) => file.slice(at + n * step, at + (n + 1) * step)), file.slice(at + 3 * step)];
  const flipped = file.slice();
  flipped[at + step + 5]! ^= 1;
  for (const [name, bad] of Object.entries({
    flipped,
    cut: file.slice(0, -1),
    "without its last chunk": concat(head!, one!, two!, three!),
    "only its head": head!,
    swapped: concat(head!, two!, one!, three!, last!),
    doubled: concat(head!, one!, one!, two!, three!, last!),
    added: concat(file, new Uint8Array(16)),
    "added a chunk": concat(file, one!),
  })) {
    await assert.rejects(async () => openedHere(bad!, library(secret)), name);
    await assert.rejects(async () => decrypt(bad!, [secret]), name);
  }
});

test("much data goes the slow way where the cipher is missing, and opens", async () => {
  assert.equal(await stream.native(), null); // Node of this machine has none
  const data = new Uint8Array(LARGE + 3).fill(9);
  const file = await encryptTo(data, [recipient]);
  assert.deepEqual(new Uint8Array(await library(secret).decrypt(file)), data);
  assert.deepEqual(await decrypt(file, [secret]), data);
});

test("CCTV: what opens, and what is malformed", async (context) => {
  const folder = process.env["VAULT_CCTV"];
  if (!folder || !existsSync(folder)) return context.skip("the vectors are not beside this repository");
  let seen = 0;
  for (const name of readdirSync(folder).filter((one) => one.startsWith("stream_") || one === "x25519")) {
    const raw: Buffer = readFileSync(join(folder, name));
    const end: number = raw.indexOf("\n\n");
    const about: Record<string, string> = Object.fromEntries(raw.subarray(0, end).toString().split("\n").map((line) => line.split(": ", 2)));
    const file: Uint8Array = about["compressed"] ? inflateSync(raw.subarray(end + 2)) : raw.subarray(end + 2);
    const opened = async (): Promise<Bytes> => openedHere(new Uint8Array(file), library(about["identity"] ?? ""));
    seen += 1;
    if (about["expect"] !== "success") await assert.rejects(opened, name);
    else assert.equal(createHash("sha256").update(await opened()).digest("hex"), about["payload"], name);
  }
  assert.ok(seen > 15, String(seen));
});
