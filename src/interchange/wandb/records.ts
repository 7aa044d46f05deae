import { fieldsOf, textOf, type MessageField } from "./message-fields.ts";

/** A value at its place in nested names. */
export interface WandbItem {
  readonly names: readonly string[];
  readonly value: unknown;
}

/** A record of a log that says something about the run, in the numbers of `wandb_internal.proto`. */
export type WandbRecord =
  | { readonly kind: "config" | "summary"; readonly items: readonly WandbItem[] }
  | { readonly kind: "history"; readonly step?: number; readonly items: readonly WandbItem[] }
  | { readonly kind: "run"; readonly run: WandbIdentity; readonly config: readonly WandbItem[] }
  | { readonly kind: "environment"; readonly environment: WandbEnvironment }
  | { readonly kind: "artifact"; readonly artifact: WandbArtifact }
  | { readonly kind: "exit"; readonly code: number };

/** A typed artifact that a run logged. */
export interface WandbArtifact {
  readonly name: string;
  /** `model`, `dataset`, or whatever the script says. */
  readonly type: string;
  /** Of its list of files; with the name it tells versions of one apart. */
  readonly digest: string;
  readonly description?: string;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly metadata?: unknown;
  readonly files: readonly WandbArtifactFile[];
}

export interface WandbArtifactFile {
  readonly path: string;
  /** MD5 in Base64; of a reference, whatever its storage has. */
  readonly digest: string;
  /** Absolute path of the copy that W&B made. */
  readonly localPath?: string;
  /** URI of a file that W&B doesn't hold. */
  readonly reference?: string;
}

/** Facts that a run records about itself. */
export interface WandbIdentity {
  readonly id?: string;
  readonly entity?: string;
  readonly project?: string;
  readonly name?: string;
  readonly notes?: string;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly commit?: string;
}

/** Place and command that a run was started with. */
export interface WandbEnvironment {
  /** Path of the script, relative to the folder it was started in. */
  readonly script?: string;
  readonly args: readonly string[];
  readonly commit?: string;
}

/** Reads a record; undefined for those that say nothing about what is recorded here. */
export function parseRecord(bytes: Uint8Array): WandbRecord | undefined {
  for (const field of fieldsOf(bytes)) {
    switch (field.number) {
      case 2:
        return history(field.bytes);
      case 3:
        return { kind: "summary", items: items(field.bytes) };
      case 5:
        return { kind: "config", items: items(field.bytes) };
      case 8:
        return { kind: "artifact", artifact: artifact(field.bytes) };
      case 17:
        return run(field.bytes);
      case 18:
        return { kind: "exit", code: exitCode(field.bytes) };
      case 26:
        return { kind: "environment", environment: environment(field.bytes) };
    }
  }
  return undefined;
}

function history(message: Uint8Array): WandbRecord {
  const found: WandbItem[] = [];
  let step: number | undefined;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) found.push(...item(field.bytes));
    if (field.number === 2) {
      // HistoryStep leaves a step of 0 out.
      step = 0;
      for (const part of fieldsOf(field.bytes)) if (part.number === 1) step = part.value;
    }
  }
  return { kind: "history", ...(step !== undefined && { step }), items: found };
}

/** Reads what `ConfigRecord` and `SummaryRecord` set; what they remove stays, as it was once so. */
function items(message: Uint8Array): readonly WandbItem[] {
  const found: WandbItem[] = [];
  for (const field of fieldsOf(message)) if (field.number === 1) found.push(...item(field.bytes));
  return found;
}

/** Reads one of `ConfigItem`, `SummaryItem`, `HistoryItem`, which are alike. */
function item(message: Uint8Array): readonly WandbItem[] {
  const names: string[] = [];
  let json = "";
  for (const field of fieldsOf(message)) {
    if (field.number === 1) names.splice(0, names.length, textOf(field));
    if (field.number === 2) names.push(textOf(field));
    if (field.number === 16) json = textOf(field);
  }
  const value = parsedJson(json);
  return names.length === 0 || value === undefined ? [] : [{ names, value }];
}

/** Python's JSON has NaN and Infinity, which are no values of a metric. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const runTexts: Readonly<Record<number, "id" | "entity" | "project" | "name" | "notes">> = {
  1: "id",
  2: "entity",
  3: "project",
  8: "name",
  9: "notes",
};

function run(message: Uint8Array): WandbRecord {
  const config: WandbItem[] = [];
  const tags: string[] = [];
  let said: Omit<WandbIdentity, "tags"> = {};
  for (const field of fieldsOf(message)) {
    const key = runTexts[field.number];
    if (key) said = { ...said, [key]: textOf(field) };
    else if (field.number === 4) config.push(...items(field.bytes));
    else if (field.number === 10) tags.push(textOf(field));
    else if (field.number === 17) said = { ...said, start: timestamp(field.bytes) };
    else if (field.number === 21) said = { ...said, ...commit(field) };
  }
  return { kind: "run", run: { ...said, tags }, config };
}

function environment(message: Uint8Array): WandbEnvironment {
  const args: string[] = [];
  let said: Omit<WandbEnvironment, "args"> = {};
  for (const field of fieldsOf(message)) {
    if (field.number === 5) args.push(textOf(field));
    if (field.number === 8) said = { ...said, script: textOf(field) };
    if (field.number === 9) said = { ...said, ...commit(field) };
  }
  return { ...said, args };
}

/** Reads `GitRepoRecord`. */
function commit({ bytes }: MessageField): { readonly commit?: string } {
  for (const field of fieldsOf(bytes)) if (field.number === 2) return { commit: textOf(field) };
  return {};
}

/** Reads `google.protobuf.Timestamp` as milliseconds. */
function timestamp(message: Uint8Array): number {
  let time = 0;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) time += field.value * 1000;
    if (field.number === 2) time += Math.floor(field.value / 1_000_000);
  }
  return time;
}

function exitCode(message: Uint8Array): number {
  for (const field of fieldsOf(message)) if (field.number === 1) return field.value;
  return 0;
}

const artifactTexts: Readonly<Record<number, "type" | "name" | "digest" | "description">> = {
  4: "type",
  5: "name",
  6: "digest",
  7: "description",
};

/** Reads `ArtifactRecord`. */
function artifact(message: Uint8Array): WandbArtifact {
  const [aliases, tags]: [string[], string[]] = [[], []];
  const files: WandbArtifactFile[] = [];
  let said: Omit<WandbArtifact, "aliases" | "tags" | "files"> = { name: "", type: "", digest: "" };
  for (const field of fieldsOf(message)) {
    const key = artifactTexts[field.number];
    if (key) said = { ...said, [key]: textOf(field) };
    else if (field.number === 8) said = { ...said, metadata: parsedJson(textOf(field)) };
    else if (field.number === 11) aliases.push(textOf(field));
    else if (field.number === 12) files.push(...manifest(field.bytes));
    else if (field.number === 19) tags.push(textOf(field));
  }
  return { ...said, aliases, tags, files };
}

/** Reads `ArtifactManifest`. */
function* manifest(message: Uint8Array): Generator<WandbArtifactFile> {
  for (const entry of fieldsOf(message)) {
    if (entry.number !== 4) continue;
    let file: WandbArtifactFile = { path: "", digest: "" };
    for (const field of fieldsOf(entry.bytes)) {
      if (field.number === 1) file = { ...file, path: textOf(field) };
      if (field.number === 2) file = { ...file, digest: textOf(field) };
      if (field.number === 3) file = { ...file, reference: textOf(field) };
      if (field.number === 6) file = { ...file, localPath: textOf(field) };
    }
    yield file;
  }
}
