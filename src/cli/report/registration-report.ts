import { maskedWords } from "../../core/masking/masked-words.ts";
import { datasetPlace } from "../../core/model/data/dataset.ts";
import { licenceText } from "../../core/model/inspection/licence.ts";
import type { RecordedInspection } from "../../core/model/inspection/recorded-inspection.ts";
import type { Finding } from "../../core/model/inspection.ts";
import { initialStage } from "../../core/model/policy.ts";
import { packagesSource } from "../../core/model/recipe/environment-text.ts";
import { machineOnly } from "../../core/model/recipe/environment.ts";
import { besideCommit } from "../../core/model/recipe/git-state-text.ts";
import type { GitState, MissingFact, Recipe } from "../../core/model/recipe.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionReference, versionTitle, type VersionDetail } from "../../core/state/version.ts";
import { count, firstFew, formatBytes, shortCommit } from "../../core/text/format.ts";
import type { AutoPromotion } from "../../registry/lifecycle/auto-promote.ts";
import type { ModelPart } from "../../registry/registration/find-model-parts.ts";
import type { RegisterOptions } from "../input/registration-request.ts";
import { reportedRefusal } from "../refusals/reported-refusal.ts";
import { artifactDocument, versionDocument } from "./documents.ts";
import { gateDocuments, gateLines } from "./gate-lines.ts";
import { hookLines } from "./hook-lines.ts";

/** Files that a registration took for one part of the recipe. */
interface Taken {
  readonly part: "metrics" | "history" | "parameters" | "datasets" | "environment" | "metadata";
  readonly files: readonly string[];
  /** True if they were named on the command line, not discovered. */
  readonly named: boolean;
}

/** Returns the new version and the files that the registration took, for programs. */
export function registrationDocument(
  detail: VersionDetail,
  { stopped, hooks }: AutoPromotion,
  options: RegisterOptions,
  modelParts: readonly ModelPart[],
): unknown {
  const { recipe, gates = [], forced = false, inspection } = detail.registration;
  const parts = taken(detail, options);
  return {
    version: versionDocument(detail),
    artifacts: detail.artifacts.map(artifactDocument),
    took: {
      ...Object.fromEntries(parts.map(({ part, files }) => [part, files])),
      ...(modelParts.length > 0 && { parts: modelParts.map(({ path }) => path) }),
    },
    discovered: parts.filter(isDiscovered).map(({ part }) => part),
    ...(inspection && inspected(inspection)),
    ...(recipe.license !== undefined && {
      licence: recipe.license,
      licenceSource: recipe.licenseSource,
    }),
    commit: recipe.git?.commit ?? null,
    missing: recipe.missing,
    ...(recipe.masked && { masked: recipe.masked }),
    ...(detail.registration.labelReason !== undefined && {
      labelReason: detail.registration.labelReason,
    }),
    ...(Object.keys(detail.tags).length > 0 && { tags: detail.tags }),
    ...(recipe.otherMetadata && { otherMetadata: Object.keys(recipe.otherMetadata) }),
    ...(gates.length > 0 && { checks: gateDocuments(gates), forced }),
    ...(stopped.length > 0 && {
      notPromoted: stopped.map(({ to, refusal }) => {
        const { code, message, wayOut } = reportedRefusal(refusal);
        return { to, code, message, wayOut };
      }),
    }),
    ...(hooks.length > 0 && { hooks }),
  };
}

function inspected({ description: { verdict, findings } }: RecordedInspection): object {
  return { verdict, findings };
}

/** Returns what a fact is to a person. */
function missingTitle(kind: MissingFact["kind"]): string {
  if (kind === "contradiction") return "contradiction";
  return kind === "doubt" ? "check" : "not recorded";
}

/** Returns the outcome of a registration as lines, for people. */
export function registrationLines(
  detail: VersionDetail,
  { stopped, hooks }: AutoPromotion,
  options: RegisterOptions,
  modelParts: readonly ModelPart[],
): readonly string[] {
  const { recipe, gates = [], forced, inspection } = detail.registration;
  const title = [
    `${versionTitle(detail)} registered${forced ? ", forced" : ""}`,
    formatBytes(detail.size),
  ];
  return [
    [...title, ...(recipe.git ? [commitText(recipe.git)] : [])].join(" · "),
    ...(detail.label === undefined ? [] : [factLine("label", [labelText(detail)])]),
    factLine(
      "artifacts",
      detail.artifacts.map(({ path }) => path),
    ),
    ...(Object.keys(detail.tags).length === 0 ? [] : [factLine("tags", tagTexts(detail))]),
    ...partLines(modelParts),
    ...valueLines(detail, options),
    ...taken(detail, options)
      .filter(({ files }) => files.length > 0)
      .map((part) => factLine(part.part, part.files) + (isDiscovered(part) ? "  (found)" : "")),
    ...(recipe.license === undefined
      ? []
      : [factLine("licence", [licenceText(detail.registration) ?? recipe.license])]),
    ...(recipe.otherMetadata
      ? [`  kept as other metadata: ${Object.keys(recipe.otherMetadata).slice(0, 50).join(", ")}`]
      : []),
    ...recipe.missing.map(
      ({ about, reason, kind }) => `  ${missingTitle(kind)}: ${about} (${reason})`,
    ),
    ...maskedLines(recipe),
    ...findingLines(inspection?.description.findings ?? [], versionReference(detail)),
    ...gateLines(gates),
    ...(detail.stage === (detail.registration.stage ?? initialStage)
      ? []
      : [factLine("promoted", [`to ${detail.stage}: all gates passed`])]),
    ...hookLines(hooks),
    ...stopped.map(({ refusal }) => `  not promoted automatically: ${messageOf(refusal)}`),
  ];
}

/** Returns a line for each credential that was not recorded. */
export function maskedLines({ masked = [] }: Recipe): readonly string[] {
  return masked.map((each) => `  masked: ${each.field} (${maskedWords(each)})`);
}

function tagTexts({ tags }: VersionDetail): readonly string[] {
  return Object.entries(tags).map(([key, value]) => (value === "" ? key : `${key}=${value}`));
}

/**
 * Returns lines about the values that were given on the command line or piped, and are in no file.
 */
function valueLines(
  { registration: { recipe } }: VersionDetail,
  options: RegisterOptions,
): readonly string[] {
  const line = (title: string, isGiven: boolean, values: object): readonly string[] =>
    isGiven ? [factLine(title, Object.keys(values))] : [];
  return [
    ...line("metrics", isGivenWithoutFile(options.metrics, options.metric), recipe.metrics),
    ...line("parameters", isGivenWithoutFile(options.params, options.param), recipe.parameters),
  ];
}

function isGivenWithoutFile(named: readonly string[], values: readonly unknown[]): boolean {
  return named.every((path) => path === "-") && named.length + values.length > 0;
}

/** Returns the version with the same bytes and its files that were restored, for programs. */
export function restorationDocument(detail: VersionDetail, restored: readonly string[]): unknown {
  return {
    version: versionDocument(detail),
    artifacts: detail.artifacts.map(artifactDocument),
    restored,
  };
}

/** Returns the restored files as lines, for people. */
export function restorationLines(
  detail: VersionDetail,
  restored: readonly string[],
): readonly string[] {
  return [
    `${versionTitle(detail)} has these files already; its missing or changed bytes are restored`,
    factLine("restored", restored),
  ];
}

/** Returns lines about the files that were registered because the model names them. */
function partLines(parts: readonly ModelPart[]): readonly string[] {
  if (parts.length === 0) return [];
  const paths = parts.map(({ path }) => path);
  return [`${factLine("parts", paths)}  (found)`];
}

/** Maximum number of findings printed; `show` has all. */
const maxFindings = 5;

/** Returns lines about the findings in the files, except for mere information. */
function findingLines(findings: readonly Finding[], reference: string): readonly string[] {
  const bad = findings.filter(({ severity }) => severity !== "info");
  const lines = bad
    .slice(0, maxFindings)
    .map(
      ({ severity, message, where }) =>
        `  ${severity}: ${message}${where === undefined ? "" : ` (${where})`}`,
    );
  const more = bad.length - maxFindings;
  return more > 0
    ? [...lines, `  ${count(more, "more finding")}: model-registry show ${reference}`]
    : lines;
}

function labelText({ label, registration: { labelReason } }: VersionDetail): string {
  return [label, labelReason && `(${labelReason})`].filter(Boolean).join(" ");
}

function taken({ registration }: VersionDetail, options: RegisterOptions): readonly Taken[] {
  const { sources, datasets, environment, history, metadata } = registration.recipe;
  const parts: readonly Taken[] = [
    { part: "metrics", files: sources.metrics, named: options.metrics.length > 0 },
    {
      part: "history",
      files: history?.sources ?? [],
      named: options.history.length > 0 || options.metrics.length > 0,
    },
    { part: "parameters", files: sources.parameters, named: options.params.length > 0 },
    {
      part: "datasets",
      files: datasets.map(datasetPlace),
      named: options.dataset.length > 0,
    },
    {
      part: "environment",
      files: environment && environment.source !== machineOnly ? [packagesSource(environment)] : [],
      named: options.environment !== undefined,
    },
    {
      part: "metadata",
      files: metadata ? [metadata.source] : [],
      named: options.metadata !== undefined,
    },
  ];
  const isOfNamed = (files: readonly string[]): boolean =>
    options.metadata !== undefined && files.every((file) => file === metadata?.source);
  return parts.map((part) => ({
    ...part,
    named: part.named || !options.discover || isOfNamed(part.files),
  }));
}

function isDiscovered({ files, named }: Taken): boolean {
  return files.length > 0 && !named;
}

function factLine(title: string, values: readonly string[]): string {
  return `  ${title.padEnd(11)}  ${firstFew(values)}`;
}

function commitText(git: GitState): string {
  const { branch, commit } = git;
  const beside = besideCommit(git);
  const at = branch === undefined ? "" : `${branch}@`;
  return `${at}${shortCommit(commit)}${beside === undefined ? "" : ` ${beside}`}`;
}
