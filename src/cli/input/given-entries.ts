import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isUri } from "../../core/model/data/uri.ts";
import { toLoggedNumber } from "../../core/model/run.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import { describeInputs, readGivenEntries } from "../../registry/runs/given-entries.ts";
import type { ArtifactSource } from "../../registry/runs/run-artifacts.ts";
import { CliError } from "../failure.ts";
import type { GivenPair } from "../options.ts";
import { givenPath } from "../workspace-folder.ts";

/** Options that name what is logged. */
export interface EntryOptions {
  readonly metric: readonly GivenPair[];
  readonly step?: string;
  readonly param: readonly GivenPair[];
  readonly tag: readonly GivenPair[];
  readonly dataset: readonly string[];
  readonly artifact: readonly string[];
}

/**
 * Returns the lines of what the options name, without files.
 *
 * @throws CliError `usage`; RegistryError `invalid-request`
 */
export async function givenEntries(options: EntryOptions): Promise<readonly RunLogLine[]> {
  const at = Date.now();
  const { metrics, parameters } = readGivenEntries(options.metric, options.param);
  const lines: RunLogLine[] = [];
  if (Object.keys(metrics).length > 0) {
    const values = Object.entries(metrics).map(
      ([key, value]) => [key, toLoggedNumber(value)] as const,
    );
    lines.push({
      kind: "metrics",
      at,
      step: stepOf(options.step),
      values: Object.fromEntries(values),
    });
  }
  if (Object.keys(parameters).length > 0)
    lines.push({ kind: "parameters", at, values: parameters });
  if (options.tag.length > 0) {
    lines.push({ kind: "tags", at, values: Object.fromEntries(options.tag) });
  }
  if (options.dataset.length > 0) {
    const places = await Promise.all(
      options.dataset.map(async (text) => (isUri(text) ? text : givenPath(text))),
    );
    lines.push({ kind: "inputs", at, inputs: await describeInputs(places) });
  }
  return lines;
}

function stepOf(text = "0"): number {
  const step = Number(text);
  if (/^-?\d{1,15}$/.test(text)) return step;
  throw new CliError({ reason: "no-step", text });
}

/** Returns files to log, those of folders under the name of the folder. Links are not followed. */
export async function givenArtifacts(
  paths: readonly string[],
): Promise<readonly { readonly path: string; readonly source: ArtifactSource }[]> {
  const files: { readonly path: string; readonly source: ArtifactSource }[] = [];
  for (const text of paths) {
    const path = await givenPath(text);
    const found = await stat(path).catch(() => undefined);
    if (!found) {
      throw new CliError({ reason: "no-file-to-log", path: text });
    }
    if (found.isDirectory()) await addFolder(path, basename(path), files);
    else files.push({ path: basename(path), source: { file: path } });
  }
  return files;
}

async function addFolder(
  folder: string,
  prefix: string,
  files: { readonly path: string; readonly source: ArtifactSource }[],
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await addFolder(join(folder, entry.name), path, files);
    else if (entry.isFile()) files.push({ path, source: { file: join(folder, entry.name) } });
  }
}
