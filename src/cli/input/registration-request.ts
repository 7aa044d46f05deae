import { stat } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { parseNamedData, type NamedData } from "../../core/model/data/dataset-text.ts";
import { isUri } from "../../core/model/data/uri.ts";
import { ModelName } from "../../core/model/ids.ts";
import type { Annotations } from "../../core/model/markings.ts";
import { RunCommand } from "../../core/model/recipe.ts";
import type { Bump } from "../../core/text/semver.ts";
import type { GivenInput } from "../../registry/registration/capture-recipe.ts";
import type { RegisterRequest } from "../../registry/registration/register.ts";
import { suggestRegistration } from "../../registry/registration/suggest-registration.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Task } from "../../registry/task.ts";
import { CliError } from "../failure.ts";
import type { GivenPair } from "../options.ts";
import { givenPath } from "../workspace-folder.ts";
import { discoveryOf, type DiscoveryOptions } from "./discovery-options.ts";
import { featureSet, givenRun, relatedParents } from "./given-origin.ts";
import { readStandardInput } from "./standard-input.ts";

/** The options of `register` as they are parsed. */
export interface RegisterOptions extends DiscoveryOptions {
  readonly name?: string;
  readonly description?: string;
  readonly changelog?: string;
  readonly migrationNotes?: string;
  readonly knownIssues?: string;
  readonly metrics: readonly string[];
  readonly history: readonly string[];
  readonly params: readonly string[];
  readonly metric: readonly GivenPair[];
  readonly param: readonly GivenPair[];
  readonly tag: readonly GivenPair[];
  readonly dataset: readonly string[];
  readonly environment?: string;
  readonly source?: string;
  readonly metadata?: string;
  readonly command?: string;
  readonly parent: readonly string[];
  readonly finetunedFrom: readonly string[];
  readonly distilledFrom: readonly string[];
  readonly quantizedFrom: readonly string[];
  readonly ensembleOf: readonly string[];
  readonly mergedFrom: readonly string[];
  readonly features: readonly string[];
  readonly run?: string;
  readonly runName?: string;
  readonly experiment?: string;
  readonly runStart?: string;
  readonly runEnd?: string;
  readonly allowIdentical: boolean;
  readonly acceptDanger: boolean;
  readonly includeHidden: boolean;
  readonly discover: boolean;
  readonly label?: string;
  readonly bump?: Bump;
  readonly force: boolean;
  readonly reason?: string;
  readonly reference: boolean;
}

/** Builds the request from the arguments; what is not named is what the editor would suggest. */
export async function registrationRequest(
  registry: Registry,
  givenPaths: readonly string[],
  options: RegisterOptions,
  task: Task,
): Promise<RegisterRequest> {
  const metrics = namedValues(options.metrics, options.metric);
  const parameters = namedValues(options.params, options.param);
  requireOnePipe(metrics, parameters);
  const paths = await absolute(givenPaths);
  const data = await Promise.all(options.dataset.map(namedData));
  const { model, evidence, parts, card } = await suggestRegistration(
    registry,
    { paths, discovery: discoveryOf(options) },
    task,
  );
  const foundPaths: string[] = [];
  const namedOrFound = async (
    named: readonly string[],
    found: readonly { readonly path: string; readonly preselected: boolean }[],
    isGiven = named.length > 0,
  ): Promise<readonly string[]> => {
    if (isGiven || !options.discover) return absolute(named);
    const chosen = found.filter(({ preselected }) => preselected).map(({ path }) => path);
    foundPaths.push(...chosen);
    return chosen;
  };
  const named = options.environment === undefined ? [] : [options.environment];
  const [environmentFile] = await namedOrFound(named, evidence.environment);
  const [metadataFile] = await namedOrFound(
    options.metadata === undefined ? [] : [options.metadata],
    evidence.metadata,
  );
  return {
    model: options.name ?? requireName(model),
    ...(options.source !== undefined && { source: options.source }),
    paths,
    parts: options.discover ? parts : [],
    ...(options.discover && card && { modelCard: card.path }),
    ...writtenFacts(registry, options),
    annotations: writtenAnnotations(options),
    metricsFiles: await namedOrFound(metrics.files, evidence.metrics, metrics.isGiven),
    historyFiles: await namedOrFound(options.history, evidence.history),
    parametersFiles: await namedOrFound(parameters.files, evidence.parameters, parameters.isGiven),
    metrics: await givenInput("--metrics", metrics),
    parameters: await givenInput("--params", parameters),
    tags: Object.fromEntries(options.tag),
    datasets: await namedOrFound(
      data.filter(isPlain).map(({ place }) => place),
      evidence.datasets,
      options.dataset.length > 0,
    ),
    namedData: await Promise.all(
      data
        .filter((each) => !isPlain(each))
        .map(async (each) => {
          const [place = each.place] = await absolute([each.place]);
          return { ...each, place };
        }),
    ),
    found: foundPaths,
    ...(options.discover && evidence.cut !== undefined && { searchCut: evidence.cut }),
    ...(environmentFile !== undefined && { environmentFile }),
    ...(options.discover && { detectEnvironment: {} }),
    ...(metadataFile !== undefined && { metadataFile }),
    parents: options.parent,
    relatedParents: relatedParents(options),
    ...givenRun(options),
    featureSets: options.features.map(featureSet),
    allowIdentical: options.allowIdentical,
    acceptDanger: options.acceptDanger,
    includeHidden: options.includeHidden,
    reference: options.reference,
    force: options.force,
    labelled: {
      ...(options.label !== undefined && { label: options.label }),
      ...(options.bump !== undefined && { bump: options.bump }),
    },
  };
}

function writtenFacts(
  registry: Registry,
  { description, command, reason }: RegisterOptions,
): Pick<RegisterRequest, "description" | "command" | "reason"> {
  return {
    ...(description !== undefined && { description }),
    ...(command !== undefined && { command: runCommand(registry, command) }),
    ...(reason !== undefined && { reason }),
  };
}

/** Returns the command as it was run here, in the current folder. */
function runCommand({ folder }: Registry, given: string): RunCommand {
  const command = RunCommand.safeParse({ line: given.trim() });
  if (!command.success) {
    throw new CliError({ reason: "no-command-line" });
  }
  const place = relative(folder, process.cwd()).split(sep).join("/");
  const isInside = place !== "" && place !== ".." && !place.startsWith("../") && !isAbsolute(place);
  return { line: command.data.line, ...(isInside && { folder: place }) };
}

/**
 * Parses a dataset; a file that is there by the whole name (`year=2024.csv`) is that file.
 *
 * @throws CliError `usage`
 */
async function namedData(text: string): Promise<NamedData> {
  const isFile = await stat(await givenPath(text)).then(
    () => true,
    () => false,
  );
  const parsed = isFile ? { place: text } : parseNamedData(text);
  if (parsed) return parsed;
  throw new CliError({ reason: "dataset-without-place", text });
}

function isPlain({ name, digests }: NamedData): boolean {
  return name === undefined && digests === undefined;
}

function writtenAnnotations(options: RegisterOptions): Annotations {
  const { changelog, migrationNotes, knownIssues } = options;
  return {
    ...(changelog !== undefined && { changelog }),
    ...(migrationNotes !== undefined && { "migration-notes": migrationNotes }),
    ...(knownIssues !== undefined && { "known-issues": knownIssues }),
  };
}

/** Metrics or parameters as the options name them. */
interface NamedValues {
  readonly files: readonly string[];
  readonly values: readonly GivenPair[];
  readonly isPiped: boolean;
  /** True if values are named, so that no files are searched for. */
  readonly isGiven: boolean;
}

function namedValues(named: readonly string[], values: readonly GivenPair[]): NamedValues {
  const files = named.filter((path) => path !== "-");
  const isPiped = files.length < named.length;
  return { files, values, isPiped, isGiven: named.length > 0 || values.length > 0 };
}

/** @throws CliError `usage` */
function requireOnePipe(metrics: NamedValues, parameters: NamedValues): void {
  if (!metrics.isPiped || !parameters.isPiped) return;
  throw new CliError({ reason: "both-piped" });
}

/** @throws CliError `usage` */
async function givenInput(option: string, { isPiped, values }: NamedValues): Promise<GivenInput> {
  return { values, ...(isPiped && { input: await readStandardInput(option) }) };
}

/** @throws CliError when the file's name is no name for a model */
function requireName(suggested: string): string {
  if (ModelName.safeParse(suggested).success) return suggested;
  throw new CliError({ reason: "file-name-no-model-name", name: suggested });
}

function absolute(paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(paths.map(async (path) => (isUri(path) ? path : givenPath(path))));
}
