import type { Source } from "./source.ts";

/** A source over bytes in memory: a file within another one. */
export function bufferSource(name: string, bytes: Uint8Array): Source {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
