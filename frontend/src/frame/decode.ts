/** Bytes to text as the desk's own reader does it, so that the places that it found fit (adapters/documents.py). */

const BINARY = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/g;

/** Text in the charset that is stated, else UTF-8, UTF-16 with a mark, Windows-1251 or Windows-1252; null for no text. */
export function decodeText(data: Uint8Array, charset: string | null = null): string | null {
  const marked = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
  const stated = marked ? (data[0] === 0xff ? "utf-16le" : "utf-16be") : charset;
  for (const name of stated === null ? ["utf-8"] : [stated, "utf-8"]) {
    const text = tried(data, name);
    if (text !== null) return readable(text);
  }
  const high = data.reduce((sum, byte) => sum + (byte >= 0xc0 ? 1 : 0), 0);
  const letters = data.reduce((sum, byte) => sum + (byte >= 65 && byte < 123 ? 1 : 0), 0);
  return readable(new TextDecoder(high > letters ? "windows-1251" : "windows-1252").decode(data));
}

function tried(data: Uint8Array, name: string): string | null {
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(data);
    return readable(text);
  } catch {
    return null;
  }
}

function readable(text: string): string | null {
  const odd = (text.match(BINARY)?.length ?? 0) + (text.match(/\ufffd/g)?.length ?? 0);
  if (odd > 8 && odd * 20 > text.length) return null;
  return text.replaceAll("\x00", " ");
}
