import { missingGroups } from "../../core/audit/missing-groups.ts";
import type { Stamped } from "../../core/events/event.ts";
import { fieldTitle } from "../../core/events/field-name.ts";
import type { HistoryEntry } from "../../core/events/history.ts";
import { reproductionsIn } from "../../core/events/reproductions-in.ts";
import { maskedWords } from "../../core/masking/masked-words.ts";
import { formatMetric } from "../../core/metrics/metric-format.ts";
import { shortParameter } from "../../core/metrics/parameter-format.ts";
import { isHeld, type Artifact } from "../../core/model/artifact.ts";
import {
  datasetContent,
  datasetNotes,
  datasetPlace,
  featureSetText,
  type Dataset,
  type FeatureSet,
} from "../../core/model/data/dataset.ts";
import { digestText } from "../../core/model/data/digests.ts";
import { relationText, type NamedParent } from "../../core/model/data/parent.ts";
import { licenceText } from "../../core/model/inspection/licence.ts";
import { createdBy } from "../../core/model/recipe/creation.ts";
import { environmentFacts, packagesSource } from "../../core/model/recipe/environment-text.ts";
import { machineOnly } from "../../core/model/recipe/environment.ts";
import { markedIdentity, markedName } from "../../core/model/recipe/identity.ts";
import type { Actor, GitState, Recipe } from "../../core/model/recipe.ts";
import {
  benchmarkText,
  declaredFacts,
  importantFirst,
  otherFacts,
  runFacts,
  trainingFacts,
} from "../../core/reports/metadata-text.ts";
import type { VersionReproduced } from "../../core/reproduction/reproduction-events.ts";
import { reproductionTitle } from "../../core/reproduction/reproduction-text.ts";
import { versionTitle, type Version, type VersionDetail } from "../../core/state/version.ts";
import { count, formatBytes, shortCommit } from "../../core/text/format.ts";
import type { Markings } from "../../registry/annotations/read-markings.ts";
import type { AbsentFile } from "../../registry/files/absent-files.ts";
import type { VersionDescription } from "../../registry/versions/describe-version.ts";
import { alignedLines } from "../terminal/table.ts";
import { withRemedy } from "./conflict-remedy.ts";
import { descriptionLines } from "./description-lines.ts";

/**
 * Returns everything about a version as lines of text, in sections; sections without content are
 * left out.
 *
 * @param ofModel annotations of its model
 */
export function versionPage(description: VersionDescription, ofModel: Markings): readonly string[] {
  const { detail, parents, madeFrom, children, conflicts, history } = description;
  const { recipe } = detail.registration;
  return [
    ...summary(detail),
    ...section(
      "Notes",
      Object.entries(detail.annotations)
        .filter(([field]) => field !== "description")
        .map(([field, text]) => [fieldTitle(field), text]),
    ),
    ...section("Tags", Object.entries(detail.tags)),
    ...section(`Written on ${detail.model}, all versions`, [
      ...Object.entries(ofModel.annotations).map(([field, text]) => [fieldTitle(field), text]),
      ...Object.entries(ofModel.tags),
    ]),
    ...section("Artifacts", detail.artifacts.map(artifactRow)),
    ...section(
      "Files in the shared registry only",
      description.awayFiles.map((path) => [path, "fetched when it is needed"]),
    ),
    ...section("Bytes that are not there", description.absentFiles.map(absentRow)),
    ...inspectionLines(detail),
    ...section(
      "Metrics",
      Object.entries(recipe.metrics).map(([key, value]) => [key, formatMetric(value)]),
    ),
    ...section("Metrics by step", historyRows(recipe)),
    ...section(
      "Parameters",
      Object.entries(recipe.parameters).map(([key, value]) => [key, shortParameter(value)]),
    ),
    ...metadataLines(detail),
    ...section("Other metadata", otherFacts(recipe)),
    ...section("Data", recipe.datasets.map(datasetRow)),
    ...section("Features", (recipe.featureSets ?? []).map(featureRow)),
    ...section("Run", runFacts(recipe)),
    ...section("Reproductions", reproductionsIn(detail.history).map(reproductionRow)),
    ...section("Code", codeRows(recipe)),
    ...section("Environment", environmentRows(recipe)),
    ...section(
      "Made from",
      madeFrom.map((parent) => parentRow(parent, parents)),
    ),
    ...section("Used for", children.map(versionRow)),
    ...missingGroups(recipe.missing).flatMap(({ title, facts }) =>
      section(
        title,
        facts.map(({ about, reason }) => [about, reason]),
      ),
    ),
    ...section(
      "Masked credentials",
      (recipe.masked ?? []).map((each) => [each.field, maskedWords(each)]),
    ),
    ...section(
      "Resolved by merging",
      conflicts.map(({ text, remedy }) => [withRemedy(text, remedy)]),
    ),
    ...section("History", history.map(historyRow)),
  ];
}

function inspectionLines({ registration: { inspection } }: VersionDetail): readonly string[] {
  if (!inspection) return [];
  const { description, acceptedDanger } = inspection;
  return ["", "Model", ...descriptionLines(description, acceptedDanger).map(indented)];
}

function metadataLines({ registration }: VersionDetail): readonly string[] {
  const { metadata } = registration.recipe;
  if (!metadata) return [];
  const { training = {}, featureImportance = {}, benchmarks = [] } = metadata;
  const declared = declaredFacts(metadata, registration.inspection?.description);
  return [
    ...section("Declared", declared.length > 0 ? [...declared, ["from", metadata.source]] : []),
    ...section("Training", trainingFacts(training)),
    ...section(
      "Feature importance",
      importantFirst(featureImportance).map(([name, value]) => [name, formatMetric(value)]),
    ),
    ...section(
      "Benchmarks",
      benchmarks.map((benchmark) => [benchmark.name, benchmarkText(benchmark)]),
    ),
  ];
}

function summary(detail: VersionDetail): readonly string[] {
  const { registration, claimedNumber, rolledBackAt } = detail;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["label", detail.label],
    ["aliases", detail.aliases?.join(", ")],
    ["stage", `${detail.stage} since ${timeText(detail.stageSince)}`],
    ["rolled back", rolledBackAt && timeText(rolledBackAt)],
    ["registered", `${timeText(detail.registeredAt)} by ${markedIdentity(detail.registeredBy)}`],
    ["made", madeText(registration.recipe)],
    ["licence", licenceText(registration)],
    ["source", registration.source],
    ["size", formatBytes(detail.size)],
    ["digest", detail.digest],
    ["id", detail.id],
    ["number", claimedNumber && `${detail.number}, because ${claimedNumber} was taken`],
  ];
  const description = detail.annotations.description?.split("\n").map((line) => `  ${line}`) ?? [];
  return [
    versionTitle(detail),
    ...description,
    ...alignedLines(facts.flatMap(([key, value]) => (value ? [[key, value]] : []))).map(indented),
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ["", title, ...alignedLines(rows).map(indented)];
}

function artifactRow(artifact: Artifact): readonly string[] {
  const { path, role, size } = artifact;
  return [
    path,
    role,
    size === undefined ? "" : formatBytes(size),
    ...(isHeld(artifact)
      ? [artifact.sha256]
      : [digestText(artifact.digests) ?? "", `kept at ${artifact.uri}`]),
  ];
}

function featureRow(features: FeatureSet): readonly string[] {
  return [features.name, featureSetText(features)];
}

function absentRow({ path, problem, uri }: AbsentFile): readonly string[] {
  if (uri !== undefined) {
    return [
      path,
      `${problem} at ${uri}; register the same file from where it is to copy its bytes`,
    ];
  }
  return [path, `${problem}; register the same file again to put them back`];
}

/** Returns the row of a parent: a version of this registry with its stage, another by its URI. */
function parentRow(
  { title, version, relation }: NamedParent,
  parents: readonly Version[],
): readonly string[] {
  const known = parents.find(({ id }) => id === version);
  const stage = known?.stage ?? (version === undefined ? "" : "deleted");
  return [title, stage, relationText(relation)];
}

function datasetRow(dataset: Dataset): readonly string[] {
  const { role, size, rows, columns, target } = dataset;
  const shape =
    rows === undefined || columns === undefined
      ? ""
      : `${count(rows, "row")} × ${count(columns, "column")}`;
  return [
    datasetPlace(dataset),
    datasetNotes(dataset).join(", "),
    role ?? "",
    size === undefined ? "" : formatBytes(size),
    shape,
    datasetContent(dataset) ?? "",
    ...(target === undefined ? [] : [`target ${target}`]),
  ];
}

function codeRows({ git }: Recipe): readonly (readonly string[])[] {
  if (!git) return [];
  const place = [git.branch, git.tag, git.remote].filter((text) => text !== undefined);
  return [
    ["commit", git.commit],
    ["subject", git.subject],
    ["author", `${actorText(git.author)}, ${timeText(git.committedAt)}`],
    ...(place.length > 0 ? [["from", place.join(", ")]] : []),
    ...uncommittedRows(git),
    ...(git.submodules ?? []).map(({ path, commit, changed }) => {
      return ["submodule", `${path} at ${shortCommit(commit)}${changed ? ", changed" : ""}`];
    }),
  ];
}

function uncommittedRows(git: GitState): readonly (readonly string[])[] {
  const besides = `besides ${shortCommit(git.commit)}`;
  if (git.state === "unknown") {
    return [[besides, `uncommitted: unknown (${git.unknownReason ?? "git could not tell"})`]];
  }
  if (!git.dirty) return [];
  const { files, leftOut = [] } = git.dirty;
  return [
    [besides, `uncommitted: ${files.join(", ")}`],
    ...(leftOut.length > 0 ? [["not in the patch", leftOut.join(", ")]] : []),
  ];
}

function historyRows({ history }: Recipe): readonly (readonly string[])[] {
  const metrics = Object.entries(history?.metrics ?? {});
  return metrics.map(([metric, values]) => [metric, count(values, "value")]);
}

function environmentRows({ environment }: Recipe): readonly (readonly string[])[] {
  if (!environment) return [];
  const installed = Object.entries(environment.installed ?? {});
  return [
    ...environmentFacts(environment),
    ...(environment.source === machineOnly ? [] : [["packages from", packagesSource(environment)]]),
    ...Object.entries(environment.packages),
    ...(installed.length > 0 ? [["installed", count(installed.length, "package")]] : []),
    ...installed,
  ];
}

function versionRow(version: Version): readonly string[] {
  return [versionTitle(version), version.stage];
}

function reproductionRow({ at, actor, data }: Stamped<VersionReproduced>): readonly string[] {
  return [timeText(at), markedName(actor), reproductionTitle(data)];
}

function historyRow(entry: HistoryEntry): readonly string[] {
  const { at, actor, title, effect, reason, isUnshared } = entry;
  const what = [title, effect, reason && `“${reason}”`, isUnshared && "not shared yet"]
    .filter(Boolean)
    .join(" · ");
  return [timeText(at), markedName(actor), what];
}

function actorText({ name, email }: Actor): string {
  return email ? `${name} <${email}>` : name;
}

/** Returns the time at which an imported version was made, and its source. */
function madeText({ made }: Recipe): string | undefined {
  if (!made) return undefined;
  return `${timeText(made.at)}, ${createdBy(made.source)}`;
}

/** Formats a time: `2026-11-21 09:30 UTC`. */
function timeText(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

function indented(line: string): string {
  return `  ${line}`;
}
