/** Bech32 (BIP 173) of whole bytes, in lower or upper case and never both: how age writes its keys. */
const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECK = 6;

/** `prefix` (lower case), `1`, and the bytes with their checksum. */
export function encode(prefix: string, bytes: Uint8Array): string {
  const words = regroup(bytes, 8, 5);
  const sum = polymod([...spread(prefix), ...words, ...new Array<number>(CHECK).fill(0)]) ^ 1;
  const check = Array.from({ length: CHECK }, (_, at) => (sum >>> (5 * (CHECK - 1 - at))) & 31);
  return `${prefix}1${[...words, ...check].map((word) => LETTERS[word]).join("")}`;
}

/** The bytes. Throws Error where the text is no Bech32, has a typing error, or holds no whole bytes; quotes nothing. */
export function decode(text: string): Uint8Array {
  const lower = text.toLowerCase();
  const at = lower.lastIndexOf("1");
  const words = [...lower.slice(at + 1)].map((letter) => LETTERS.indexOf(letter));
  const cased = text === lower || text === text.toUpperCase();
  if (!cased || at < 1 || words.length < CHECK || words.includes(-1) || polymod([...spread(lower.slice(0, at)), ...words]) !== 1) throw new Error("bech32");
  return Uint8Array.from(regroup(words.slice(0, -CHECK), 5, 8));
}

const spread = (prefix: string): number[] => {
  const codes = [...prefix].map((one) => one.charCodeAt(0));
  return [...codes.map((one) => one >> 5), 0, ...codes.map((one) => one & 31)];
};

function polymod(words: readonly number[]): number {
  return words.reduce((sum, word) => GENERATOR.reduce((made, one, bit) => ((sum >>> (25 + bit)) & 1 ? made ^ one : made), ((sum & 0x1ffffff) << 5) ^ word), 1);
}

/** Groups of so many bits as groups of others. To bytes nothing may be left over but zero bits, fewer than a group. */
function regroup(groups: Iterable<number>, from: number, to: number): number[] {
  const made: number[] = [];
  let [rest, bits] = [0, 0];
  for (const one of groups) {
    rest = ((rest << from) | one) & 0xfff;
    bits += from;
    while (bits >= to) {
      bits -= to;
      made.push((rest >>> bits) & ((1 << to) - 1));
    }
  }
  const left = (rest << (to - bits)) & ((1 << to) - 1);
  if (to < from && bits) made.push(left);
  if (to > from && (bits >= from || left)) throw new Error("bech32");
  return made;
}
