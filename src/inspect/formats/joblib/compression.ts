import type { FileToRead } from "../../contract/format.ts";
import { rangeSupply, type ByteSupply } from "../../encodings/byte-cursor.ts";
import { decompressSupply } from "../../encodings/decompress/decompress.ts";
import { inflateSupply } from "../../encodings/inflate.ts";

export type JoblibCompression =
  "zlib" | "gzip" | "bzip2" | "xz" | "lzma" | "lz4" | "zlib of joblib before 0.10";

/** Bytes that a compressed file may hold. */
const limit = 4 * 1024 * 1024 * 1024;
/** `ZF` and the size of the content as text; joblib, numpy_pickle_compat.py (`read_zfile`). */
const oldHeaderSize = 21;

/**
 * Returns the compression of a joblib file by its first bytes; joblib, compressor.py (`…_PREFIX`).
 */
export function compressionOf(head: Uint8Array): JoblibCompression | undefined {
  const [first = -1, second = -1] = head;
  // zlib: method 8 with a window of up to 32 KiB, and a check that makes both bytes divisible by 31.
  if (first === 0x78 && (first * 256 + second) % 31 === 0) return "zlib";
  if (first === 0x1f && second === 0x8b) return "gzip";
  const start = Buffer.from(head.subarray(0, 6)).toString("latin1");
  if (start.startsWith("BZh")) return "bzip2";
  if (start.startsWith("\xfd7zXZ")) return "xz";
  if (start.startsWith("]\0")) return "lzma";
  if (start.startsWith("\x04\x22\x4d\x18")) return "lz4";
  return start.startsWith("ZF0x") ? "zlib of joblib before 0.10" : undefined;
}

/** The content of a file that is compressed like this. */
export function contentOf(
  { source, head, signal }: FileToRead,
  compression: JoblibCompression,
): ByteSupply {
  if (compression === "zlib of joblib before 0.10") {
    // Python 2 wrote the size one character wider.
    const start = head[oldHeaderSize] === 0x20 ? oldHeaderSize + 1 : oldHeaderSize;
    return inflateSupply(rangeSupply(source, start), "zlib", limit, signal);
  }
  const bytes = rangeSupply(source);
  if (compression === "zlib" || compression === "gzip")
    return inflateSupply(bytes, compression, limit, signal);
  return decompressSupply(bytes, compression === "xz" ? "lzma" : compression, { limit, signal });
}
