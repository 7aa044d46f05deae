import { throwIfCancelled } from "../refusals/refusal.ts";

/**
 * Yields the chunks of a source in order, reading one while the one before is used. A chunk is
 * overwritten once the next but one is asked for. Nothing is being read any more when it ends.
 *
 * @param read reads at an offset into a buffer, and returns its part with what was read; empty at the
 *   end
 * @param buffers two of the same length, that of a chunk
 * @throws RegistryError `cancelled`
 */
export async function* readAhead<Chunk extends { readonly length: number }>(
  read: (buffer: Chunk, offset: number) => Promise<Chunk>,
  buffers: readonly [Chunk, Chunk],
  signal: AbortSignal | undefined,
): AsyncGenerator<Chunk, void, undefined> {
  let [current, spare] = buffers;
  let offset = 0;
  let reading = read(current, offset);
  try {
    for (;;) {
      const chunk = await reading;
      throwIfCancelled(signal);
      if (chunk.length === 0) return;
      offset += chunk.length;
      reading = read(spare, offset);
      yield chunk;
      [current, spare] = [spare, current];
    }
  } finally {
    await Promise.allSettled([reading]);
  }
}
