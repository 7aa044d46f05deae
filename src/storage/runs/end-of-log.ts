import { open } from "node:fs/promises";
import { parseRunLogLine, type RunLogLine } from "../../core/runs/run-log-line.ts";
import { isErrno } from "../files/errno.ts";
import { eachLine, readLogLines } from "../logs/read-log-lines.ts";

/** Bytes: several batches of the size that MLflow's clients send at most. */
const length = 512 * 1024;

/** Reads the last metrics of a log; none if there is no such file. */
export async function metricsAtEnd(path: string): Promise<readonly RunLogLine[]> {
  const handle = await open(path, "r").catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  });
  if (!handle) return [];
  try {
    const lines: RunLogLine[] = [];
    const { size } = await handle.stat();
    // The first line may be the end of one: it is no line then, and passed over.
    await readLogLines(handle, { from: Math.max(0, size - length) }, (text) => {
      eachLine(text, (each) => {
        const line = each.startsWith('{"kind":"metrics"') ? parseRunLogLine(each) : undefined;
        if (line) lines.push(line);
      });
    });
    return lines;
  } finally {
    await handle.close();
  }
}
