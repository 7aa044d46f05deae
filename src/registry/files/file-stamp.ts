import { stat } from "node:fs/promises";

/** Returns a text that changes with a file's content, to the nanosecond. Links are followed. */
export async function fileStamp(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}
