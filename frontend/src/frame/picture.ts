/** What kind of picture bytes are, and how large, read from their first bytes before any decoder sees them. */

export interface Picture {
  readonly media: string;
  readonly width: number;
  readonly height: number;
}

/** More is refused before it is decoded: 64 megapixels are 256 MB of memory. */
export const MAX_PIXELS = 64_000_000;

export function pictureOf(data: Uint8Array): Picture | null {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  try {
    return png(data, view) ?? jpeg(data, view) ?? gif(data, view) ?? webp(data, view) ?? bmp(data, view);
  } catch {
    return null; // cut short
  }
}

export const tooLarge = (one: Picture): boolean => !one.width || !one.height || one.width * one.height > MAX_PIXELS;

function starts(data: Uint8Array, text: string, at = 0): boolean {
  return [...text].every((char, index) => data[at + index] === char.charCodeAt(0));
}

function png(data: Uint8Array, view: DataView): Picture | null {
  if (!starts(data, "\x89PNG\r\n\x1a\n") || !starts(data, "IHDR", 12)) return null;
  return { media: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function jpeg(data: Uint8Array, view: DataView): Picture | null {
  if (!starts(data, "\xff\xd8\xff")) return null;
  let at = 2;
  while (at < data.length - 9) {
    if (data[at] !== 0xff) return null;
    const mark = data[at + 1] ?? 0;
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) {
      return { media: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += mark === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

function gif(data: Uint8Array, view: DataView): Picture | null {
  if (!starts(data, "GIF87a") && !starts(data, "GIF89a")) return null;
  return { media: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(data: Uint8Array, view: DataView): Picture | null {
  if (!starts(data, "RIFF") || !starts(data, "WEBP", 8)) return null;
  const media = "image/webp";
  if (starts(data, "VP8X", 12)) {
    const three = (at: number): number => 1 + ((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16));
    return { media, width: three(24), height: three(27) };
  }
  if (starts(data, "VP8L", 12)) {
    const bits = view.getUint32(21, true);
    return { media, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (starts(data, "VP8 ", 12)) {
    return { media, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return null;
}

function bmp(data: Uint8Array, view: DataView): Picture | null {
  if (!starts(data, "BM") || ![40, 52, 56, 108, 124].includes(view.getUint32(14, true))) return null;
  return { media: "image/bmp", width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}
