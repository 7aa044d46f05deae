import { Unreadable, type Reading } from "../../contract/format.ts";
import { importsOf } from "./describe.ts";
import { PickleScan } from "./scan.ts";

/**
 * Reads a file that has pickles in it. When reading has to end early (the file is broken, too large,
 * or takes too long), what was found up to there stays found: a broken pickle acts before the error.
 */
export async function scanFile(
  signal: AbortSignal,
  read: (scan: PickleScan) => Promise<Reading>,
): Promise<Reading> {
  const scan = new PickleScan(signal);
  try {
    return await read(scan);
  } catch (error) {
    const broken = error instanceof Unreadable;
    if (!broken && scan.verdict !== "dangerous") throw error;
    scan.report(
      {
        code: "not-readable",
        severity: "warning",
        message: broken ? `${error.message}.` : "Reading was given up before the end of the file.",
        ...(broken && error.where !== undefined && { where: error.where }),
      },
      "unreadable",
    );
    return { description: { ...importsOf(scan), verdict: scan.verdict }, findings: scan.findings };
  }
}
