export type JoblibCompression =
  "zlib" | "gzip" | "bzip2" | "xz" | "lzma" | "lz4" | "zlib of joblib before 0.10";

/** How a file of joblib is compressed, by its first bytes; joblib, compressor.py (`…_PREFIX`). */
export function compressionOf(head: Uint8Array): JoblibCompression | undefined {
  const [first = -1, second = -1] = head;
  // zlib: method 8 with a window of up to 32 KiB, and a check that makes both bytes divisible by 31.
  if (first === 0x78 && (first * 256 + second) % 31 === 0) return "zlib";
  if (first === 0x1f && second === 0x8b) return "gzip";
  const start = Buffer.from(head.subarray(0, 6)).toString("latin1");
  if (start.startsWith("BZh")) return "bzip2";
  if (start.startsWith("\xfd7zXZ")) return "xz";
  if (start.startsWith("]\0\0")) return "lzma";
  if (start.startsWith("\x04\x22\x4d\x18")) return "lz4";
  return start.startsWith("ZF0x") ? "zlib of joblib before 0.10" : undefined;
}
