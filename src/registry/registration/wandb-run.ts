import { createReadStream } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Timestamp } from "../../core/model/ids.ts";
import type { MissingFact, RunCommand, RunReference } from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import { shellText } from "../../core/text/command-text.ts";
import { readWandbRun, type WandbRow, type WandbRun } from "../../interchange/wandb/read-run.ts";
import { parseRequirement } from "../../provenance/environment/requirement.ts";
import { readTextFile } from "../../provenance/files/read-text-file.ts";
import type { MetadataFile } from "../../provenance/metadata/metadata-file.ts";
import { readTags } from "../../provenance/metadata/read-tags.ts";
import { collectValues } from "../../provenance/values/collect-values.ts";
import { flatten } from "../../provenance/values/flatten.ts";
import { HistoryBuilder, type Histories } from "../../provenance/values/history-series.ts";
import { readMetric } from "../../provenance/values/metrics-file.ts";
import { readParameter } from "../../provenance/values/parameters-file.ts";
import { truncate } from "../../provenance/values/truncate.ts";

/** Bytes of the text files of a run at most. */
const maxText = 16 * 1024 * 1024;
/** Bytes of a log at most that are read. */
const maxLog = 2 * 1024 * 1024 * 1024;
/** Values by step at most, of all metrics together. */
const maxPoints = 5_000_000;

/** Absolute paths of the parts of a run of Weights & Biases. */
export interface WandbPlaces {
  readonly log?: string;
  /** `wandb-history.jsonl` of old releases. */
  readonly history?: string;
  readonly config?: string;
  readonly summary?: string;
  readonly metadata?: string;
  readonly requirements?: string;
}

/**
 * Finds the files of a run: given its folder (`wandb/run-…`, also by the link `latest-run`), the
 * folder `files` in it, or its log. Undefined if it is none. What is in the folder by a link only is
 * left out.
 *
 * @param path absolute
 */
export async function findWandbRun(path: string): Promise<WandbPlaces | undefined> {
  const real = await realpath(path).catch(() => path);
  const stats = await lstat(real).catch(() => undefined);
  if (stats?.isFile()) return /\.wandb$/i.test(real) ? placesIn(dirname(real), real) : undefined;
  if (!stats?.isDirectory()) return undefined;
  const folder = basename(real) === "files" ? dirname(real) : real;
  const names = await readdir(folder).catch(() => []);
  const logs = names.filter((name) => /\.wandb$/i.test(name));
  const [log = ""] = logs;
  if (logs.length === 1) return placesIn(folder, join(folder, log));
  const marks = ["wandb-metadata.json", "wandb-history.jsonl"];
  const found = await Promise.all(marks.map((name) => isFile(join(folder, "files", name))));
  return found.includes(true) ? placesIn(folder, undefined) : undefined;
}

async function placesIn(folder: string, log: string | undefined): Promise<WandbPlaces> {
  const named = {
    log,
    history: log === undefined ? join(folder, "files", "wandb-history.jsonl") : undefined,
    config: join(folder, "files", "config.yaml"),
    summary: join(folder, "files", "wandb-summary.json"),
    metadata: join(folder, "files", "wandb-metadata.json"),
    requirements: join(folder, "files", "requirements.txt"),
  };
  const found = await Promise.all(
    Object.entries(named).map(async ([part, path]) =>
      path !== undefined && (await isFile(path)) ? [[part, path] as const] : [],
    ),
  );
  return Object.fromEntries(found.flat());
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/**
 * Reads a run as a file of metadata: configuration and summary are parameters and metrics, its
 * packages, script and commit those of the version.
 *
 * @param path absolute
 * @returns undefined if there is no run
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function readWandbMetadata(path: string): Promise<MetadataFile | undefined> {
  const places = await findWandbRun(path);
  return places && wandbMetadata(basename(path), await readWandbPlaces(places));
}

/** Reads the run of which a file in the folder `files` was named; undefined if it is another file. */
export async function readWandbFile(
  path: string,
  name: "config.yaml" | "wandb-summary.json",
): Promise<MetadataFile | undefined> {
  return basename(path) === name && basename(dirname(path)) === "files"
    ? readWandbMetadata(dirname(path))
    : undefined;
}

/** Reads the metrics by step of a run; undefined if there is no run. @throws as the above */
export async function readWandbHistory(
  path: string,
  signal?: AbortSignal,
): Promise<Histories | undefined> {
  const places = await findWandbRun(path);
  if (!places) return undefined;
  const builder = new HistoryBuilder();
  let [index, points] = [0, 0];
  await readWandbPlaces(places, (row) => {
    if (index % 1000 === 0) throwIfCancelled(signal);
    if (points > maxPoints) return;
    builder.addRow(row, index);
    index += 1;
    points += row.length;
  });
  return builder.end();
}

/** Reads a run. @throws RegistryError `file-problem` */
export async function readWandbPlaces(
  places: WandbPlaces,
  onRow?: (row: WandbRow) => void,
): Promise<WandbRun> {
  const { log, history, ...texts } = places;
  const read = await Promise.all(
    Object.entries(texts).map(
      async ([part, path]) => [part, await readTextFile(path, maxText)] as const,
    ),
  );
  return readWandbRun(
    {
      ...Object.fromEntries(read),
      ...(log !== undefined && { log: createReadStream(log, { end: maxLog }) }),
      ...(history !== undefined && {
        history: createInterface({ input: createReadStream(history, { end: maxLog }) }),
      }),
    },
    onRow,
  );
}

/**
 * Returns a run as a file of metadata.
 *
 * @param file its name for messages
 */
export function wandbMetadata(file: string, run: WandbRun): MetadataFile {
  const metrics = collectValues(file, { leaves: flatten(run.summary) }, readMetric);
  const parameters = collectValues(file, { leaves: flatten(run.config) }, readParameter);
  const { notes, tags, commit } = { ...run.identity, ...definedCommit(run) };
  const reference = referenceOf(run);
  const command = commandOf(run);
  const packages = run.requirements.map(parseRequirement).filter((each) => each !== undefined);
  const isNothing = ({ about, reason }: MissingFact): boolean =>
    about === file && reason === "empty";
  return {
    metadata: { ...(reference?.start && training(reference)) },
    annotations: notes === undefined || notes === "" ? {} : { description: notes.slice(0, 5000) },
    testSets: [],
    tags: readTags(tags)?.tags ?? {},
    metrics: metrics.values,
    parameters: parameters.values,
    data: [],
    featureSets: [],
    ...(reference && { run: reference }),
    ...(command && { command }),
    parents: [],
    packages: Object.fromEntries(
      packages.slice(0, 5000).map(({ name, version }) => [name, truncate(version, 250)]),
    ),
    claims: commit === undefined ? {} : { commit: { field: `${file}: commit`, says: commit } },
    otherMetadata: {},
    skipped: [
      ...[...metrics.skipped, ...parameters.skipped].filter((fact) => !isNothing(fact)),
      ...(run.earlyEnd ? [{ about: file, reason: earlyEnds[run.earlyEnd] }] : []),
    ].slice(0, 100),
  };
}

const earlyEnds = {
  "not-wandb": "its log is none of Weights & Biases",
  "cut-off": "its log ends in the middle of a record; what comes before is recorded",
  damaged: "its log is damaged; what comes before is recorded",
} as const;

function definedCommit({ identity, environment }: WandbRun): { readonly commit?: string } {
  const commit = identity.commit ?? environment.commit;
  return commit !== undefined && /^[0-9a-f]{7,64}$/i.test(commit) ? { commit } : {};
}

function training({ start, end }: RunReference): MetadataFile["metadata"] {
  const seconds = start && end ? (Date.parse(end) - Date.parse(start)) / 1000 : undefined;
  return {
    training: {
      ...(start && { startedAt: start }),
      ...(end && { endedAt: end }),
      ...(seconds !== undefined && { seconds }),
    },
  };
}

function referenceOf({ identity, runtime }: WandbRun): RunReference | undefined {
  const { id, name, project, start } = identity;
  if (id === undefined || id === "" || id.length > 256) return undefined;
  const started = start === undefined ? undefined : momentOf(start);
  const ended =
    start === undefined || runtime === undefined ? undefined : momentOf(start + runtime * 1000);
  return {
    id,
    ...(name !== undefined && name !== "" && { name: truncate(name, 256) }),
    ...(project !== undefined && project !== "" && { experiment: truncate(project, 256) }),
    ...(started && { start: started }),
    ...(started && ended && { end: ended }),
  };
}

function momentOf(time: number): Timestamp | undefined {
  if (!(time >= 0 && time < Date.UTC(10_000, 0))) return undefined;
  return Timestamp.parse(new Date(time).toISOString());
}

/** The command that started the script, unless it holds something that looks like a secret. */
function commandOf({ environment }: WandbRun): RunCommand | undefined {
  const { script, args } = environment;
  if (script === undefined || /^[/\\]|^[a-z]:|^<|\.\.[/\\]/i.test(script)) return undefined;
  const isSecret = args.some((arg, index) => {
    const [, name = "", value = ""] = /^-*([^=]*)=?(.*)$/s.exec(arg) ?? [];
    return isSecretParameter(name, value === "" ? (args[index + 1] ?? "") : value);
  });
  if (isSecret) return undefined;
  const line = shellText(["python", script, ...args], { isWindows: false });
  return line.length <= 32_768 ? { line } : undefined;
}
