import { lstat, readFile } from "node:fs/promises";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { requireOutsideRegistries } from "../files/output-path.ts";
import type { Registry } from "../registry.ts";
import { makeReport, type ReportRequest } from "./make-report.ts";

/** Destination of a report. */
export interface ReportFile {
  /** Absolute. */
  readonly path: string;
  /** Replace a file that has other content; else it is a reason to refuse. */
  readonly replace: boolean;
}

export interface SavedReport {
  readonly title: string;
  readonly path: string;
}

/**
 * Writes a report to a file. If it fails, a file of that name is as it was.
 *
 * @throws RegistryError `read-only`, `file-exists`, `file-problem`, and what making the report throws
 */
export async function saveReport(
  registry: Registry,
  {
    file: { path, replace },
    report,
  }: { readonly file: ReportFile; readonly report: ReportRequest },
): Promise<SavedReport> {
  registry.requireTrust();
  await requireOutsideRegistries(path);
  const { title, text } = await makeReport(registry, report);
  await requireReplaceable(path, text, replace);
  await writeFileAtomically(path, Buffer.from(text));
  return { title, path };
}

async function requireReplaceable(path: string, text: string, replace: boolean): Promise<void> {
  try {
    const present = await lstat(path);
    if (present.isDirectory()) {
      throw new RegistryError({ code: "file-problem", reason: "report-target-is-folder", path });
    }
    if (replace) return;
    if (present.isFile() && (await readFile(path, "utf8")) === text) return;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return;
    throw error;
  }
  throw new RegistryError({ code: "file-exists", reason: "report-target-exists", path });
}
