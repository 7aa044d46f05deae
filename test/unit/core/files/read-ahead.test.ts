import fc from "fast-check";
import { expect, test } from "vitest";
import { readAhead } from "../../../../src/core/files/read-ahead.ts";

/** A source in memory that never reads twice at a time, and may read less than is asked for. */
function source(
  bytes: Uint8Array,
  most: number,
): (buffer: Uint8Array, offset: number) => Promise<Uint8Array> {
  let isReading = false;
  return async (buffer, offset) => {
    expect(isReading).toBe(false);
    isReading = true;
    await Promise.resolve();
    const part = bytes.subarray(offset, offset + Math.min(buffer.length, most));
    buffer.set(part);
    isReading = false;
    return buffer.subarray(0, part.length);
  };
}

test("chunks are those of the source, in order, whatever their length", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 64 }),
      async (bytes, length, most) => {
        const read: number[] = [];
        const buffers = [new Uint8Array(length), new Uint8Array(length)] as const;
        for await (const chunk of readAhead(source(bytes, most), buffers, undefined)) {
          await Promise.resolve();
          read.push(...chunk);
        }
        expect(read).toEqual([...bytes]);
      },
    ),
  );
});

test("a cancellation ends it, and so does leaving the loop", async () => {
  const bytes = new Uint8Array(100);
  const cancelling = new AbortController();
  const buffers = [new Uint8Array(10), new Uint8Array(10)] as const;
  const all = async (): Promise<void> => {
    for await (const chunk of readAhead(source(bytes, 10), buffers, cancelling.signal)) {
      if (chunk.length > 0) cancelling.abort();
    }
  };
  await expect(all()).rejects.toThrow("Cancelled.");
  for await (const chunk of readAhead(source(bytes, 10), buffers, undefined)) {
    expect(chunk.length).toBe(10);
    break;
  }
});
