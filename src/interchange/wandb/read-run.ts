import { parse } from "yaml";
import { readDatastore, type EarlyEnd } from "./read-datastore.ts";
import {
  parseRecord,
  type WandbArtifact,
  type WandbEnvironment,
  type WandbIdentity,
  type WandbItem,
  type WandbRecord,
} from "./records.ts";

/** The files of a run, as far as it has them: an offline run has little beside its log. */
export interface WandbFiles {
  /** `run-<id>.wandb` */
  readonly log?: AsyncIterable<Uint8Array>;
  /** Lines of `files/wandb-history.jsonl`, which runs of old releases have in place of a log. */
  readonly history?: AsyncIterable<string>;
  /** `files/config.yaml` */
  readonly config?: string;
  /** `files/wandb-summary.json` */
  readonly summary?: string;
  /** `files/wandb-metadata.json` */
  readonly metadata?: string;
  /** `files/requirements.txt` */
  readonly requirements?: string;
}

/** A run of Weights & Biases. */
export interface WandbRun {
  readonly identity: WandbIdentity;
  readonly environment: WandbEnvironment;
  readonly config: Readonly<Record<string, unknown>>;
  readonly summary: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly runtime?: number;
  readonly requirements: readonly string[];
  /** The last record of each, with the aliases of all. */
  readonly artifacts: readonly WandbArtifact[];
  /** Exit code of the script; absent if it did not end, or that is not known. */
  readonly exitCode?: number;
  /** Reason why the log ends early; absent if it does not. */
  readonly earlyEnd?: EarlyEnd;
}

/** Values of one step. */
export type WandbRow = readonly (readonly [name: string, value: unknown])[];

type Tree = Record<string, unknown>;

/** Maximum number of values of a configuration or a summary. */
const maxItems = 10_000;
const maxRequirements = 10_000;
const maxArtifacts = 1000;

/**
 * Reads a run from its files. Nothing in it is believed: what has not the form that W&B writes is
 * passed over.
 *
 * @param onRow is given the values of each step that was logged
 */
export async function readWandbRun(
  files: WandbFiles,
  onRow?: (row: WandbRow) => void,
): Promise<WandbRun> {
  const state = new RunState();
  const earlyEnd = files.log && (await readLog(files.log, state, onRow));
  if (files.history) await readHistoryLines(files.history, onRow);
  state.addConfig(unwrappedConfig(parsed(files.config, parseYaml)));
  state.addSummary(record(parsed(files.summary, JSON.parse)));
  const metadata = record(parsed(files.metadata, JSON.parse));
  const { runtime } = record(state.summary["_wandb"]);
  const { _runtime: elapsed } = state.summary;
  const seconds = [runtime, elapsed].find((each) => typeof each === "number" && each >= 0);
  return {
    identity: state.identity,
    environment: merged(state.environment, metadata),
    config: withoutOwn(state.config),
    summary: withoutOwn(state.summary),
    ...(typeof seconds === "number" && { runtime: seconds }),
    requirements: (files.requirements ?? "").split(/\r?\n/).slice(0, maxRequirements),
    artifacts: [...state.artifacts.values()],
    ...(state.exitCode !== undefined && { exitCode: state.exitCode }),
    ...(earlyEnd && { earlyEnd }),
  };
}

async function readLog(
  log: AsyncIterable<Uint8Array>,
  state: RunState,
  onRow: ((row: WandbRow) => void) | undefined,
): Promise<EarlyEnd | undefined> {
  const records = readDatastore(log);
  for (;;) {
    const { done, value } = await records.next();
    if (done === true) return value;
    let record: WandbRecord | undefined;
    try {
      record = parseRecord(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return "damaged";
    }
    if (record?.kind === "history") onRow?.(rowOf(record));
    else if (record) state.add(record);
  }
}

async function readHistoryLines(
  lines: AsyncIterable<string>,
  onRow: ((row: WandbRow) => void) | undefined,
): Promise<void> {
  for await (const line of lines) {
    const items = itemsOf(record(parsed(line, JSON.parse)));
    const step = items.find(({ names: [name] }) => name === "_step")?.value;
    onRow?.(rowOf({ kind: "history", items, ...(typeof step === "number" && { step }) }));
  }
}

/** Keeps `_timestamp`, seconds since the epoch. */
function rowOf({ step, items }: Extract<WandbRecord, { readonly kind: "history" }>): WandbRow {
  const values = items
    .filter(({ names: [name = ""] }) => name === "_timestamp" || !isOwn(name))
    .map(({ names, value }) => [names.join("."), value] as const);
  return step === undefined ? values : [...values, ["_step", step]];
}

/** State after the records of a log read so far; later ones replace earlier ones. */
class RunState {
  readonly config: Tree = Object.create(null) as Tree;
  readonly summary: Tree = Object.create(null) as Tree;
  identity: WandbIdentity = { tags: [] };
  environment: WandbEnvironment = { args: [] };
  /** By name and digest. */
  readonly artifacts = new Map<string, WandbArtifact>();
  exitCode: number | undefined;
  #count = 0;

  add(record: WandbRecord): void {
    switch (record.kind) {
      case "run":
        this.identity = { ...this.identity, ...record.run };
        this.#set(this.config, record.config);
        break;
      case "environment": {
        const { args } = record.environment;
        const known = this.environment;
        this.environment = {
          ...known,
          ...record.environment,
          args: args.length > 0 ? args : known.args,
        };
        break;
      }
      case "config":
        this.#set(this.config, record.items);
        break;
      case "summary":
        this.#set(this.summary, record.items);
        break;
      case "artifact":
        this.#addArtifact(record.artifact);
        break;
      case "exit":
        this.exitCode = record.code;
        break;
      case "history":
    }
  }

  /** An artifact is logged again for each of its aliases. */
  #addArtifact(artifact: WandbArtifact): void {
    const key = `${artifact.name}\0${artifact.digest}`;
    const known = this.artifacts.get(key);
    if (!known && this.artifacts.size >= maxArtifacts) return;
    const aliases = new Set([...(known?.aliases ?? []), ...artifact.aliases]);
    this.artifacts.set(key, { ...known, ...artifact, aliases: [...aliases] });
  }

  addConfig(values: Readonly<Record<string, unknown>>): void {
    this.#set(this.config, itemsOf(values));
  }

  addSummary(values: Readonly<Record<string, unknown>>): void {
    this.#set(this.summary, itemsOf(values));
  }

  #set(tree: Tree, items: readonly WandbItem[]): void {
    for (const { names, value } of items) {
      // What JSON makes has a prototype, which is no place for a value.
      if (names.includes("__proto__")) continue;
      let place = tree;
      for (const name of names.slice(0, -1)) {
        const inner = place[name];
        place = isTree(inner) ? inner : (place[name] = Object.create(null) as Tree);
      }
      const name = names.at(-1) ?? "";
      if (!(name in place)) this.#count += 1;
      if (this.#count <= maxItems) place[name] = value;
    }
  }
}

function itemsOf(values: Readonly<Record<string, unknown>>): readonly WandbItem[] {
  return Object.entries(values).map(([name, value]) => ({ names: [name], value }));
}

/** Reads `config.yaml`: each value stands as `{ desc, value }`, beside the version of the form. */
export function unwrappedConfig(content: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record(content))
      .filter(([key]) => key !== "wandb_version")
      .map(([key, each]) => [key, isTree(each) && "value" in each ? each["value"] : each]),
  );
}

/** Adds `wandb-metadata.json`, whose names changed over the years. */
function merged(
  environment: WandbEnvironment,
  metadata: Readonly<Record<string, unknown>>,
): WandbEnvironment {
  const { git, args, codePathLocal, codePath } = metadata;
  const { commit } = record(git);
  const script = [environment.script, codePathLocal, codePath].find(isText);
  const words = Array.isArray(args) ? args.filter(isText) : [];
  return {
    ...environment,
    ...(script !== undefined && { script }),
    ...(isText(commit) && { commit }),
    args: environment.args.length > 0 ? environment.args : words,
  };
}

/** Leaves out what W&B itself adds: `_wandb`, `_step`, `_runtime`. */
function withoutOwn(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isOwn(name)));
}

function isOwn(name: string): boolean {
  return /^_(wandb|step|runtime|timestamp)$/.test(name);
}

function parsed(text: string | undefined, parser: (text: string) => unknown): unknown {
  try {
    return text === undefined ? undefined : parser(text);
  } catch {
    return undefined;
  }
}

function parseYaml(text: string): unknown {
  return parse(text, { schema: "core", maxAliasCount: 100 });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isTree(value) ? value : {};
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
