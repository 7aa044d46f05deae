import { expect, it } from "vitest";
import { Bytes } from "../../../../src/inspect/encodings/bytes.ts";
import { bufferSource } from "../support/buffer-source.ts";

it("reading the same bytes without end can be cancelled", async () => {
  const cancel = new AbortController();
  const bytes = new Bytes(bufferSource(Buffer.alloc(100)), cancel.signal);
  setTimeout(() => {
    cancel.abort(new Error("cancelled"));
  }, 1);
  const readOn = async (): Promise<void> => {
    for (let piece = 0; piece < 100_000_000; piece += 1) await bytes.at(piece % 90, 8);
  };
  await expect(readOn()).rejects.toThrow("cancelled");
});
