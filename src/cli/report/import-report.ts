import { importTargetText, type ImportTarget } from "../../core/import/import-target.ts";
import { formatMetric } from "../../core/metrics/metric-format.ts";
import type { Metrics } from "../../core/model/recipe.ts";
import { versionTitle } from "../../core/state/version.ts";
import { shellText } from "../../core/text/command-text.ts";
import { count, formatBytes } from "../../core/text/format.ts";
import type { ImportCandidate } from "../../registry/import/import-candidate.ts";
import type { ImportOutcome, ImportSummary } from "../../registry/import/import-versions.ts";
import type { ImportPreview } from "../../registry/import/preview-import.ts";
import { reportedRefusal } from "../refusals/reported-refusal.ts";
import { alignedLines } from "../terminal/table.ts";
import { versionDocument } from "./documents.ts";

/** Returns the preview of an import, for programs. */
export function previewDocument({ models, passed }: ImportPreview): unknown {
  return {
    models: models.map(({ model, target, versions }) => ({
      model,
      target,
      versions: versions.map(candidateDocument),
    })),
    passed,
  };
}

function candidateDocument(version: ImportCandidate): unknown {
  return {
    path: version.path,
    size: version.size,
    reason: version.reason,
    included: version.isIncluded,
    current: version.isCurrent,
    made: version.made ?? null,
    label: version.label ?? null,
    description: version.description ?? null,
    changelog: version.changelog ?? null,
    ...besideDocument(version),
    sameAs: version.sameAs ?? null,
    registeredAs: version.registeredAs?.reference ?? null,
    restores: version.restores ?? null,
    verdict: version.verdict ?? null,
    problem: version.problem ?? version.danger ?? version.hint ?? null,
  };
}

/** Returns the files that lie beside a version and are registered with it. */
function besideDocument(version: ImportCandidate): object {
  return {
    preprocessors: version.preprocessors ?? [],
    metrics: version.metricsFiles,
    parameters: version.parametersFiles,
    metadata: version.metadataFile ?? null,
    noted: version.noted?.metrics ?? null,
    unread: version.unread ?? [],
  };
}

/** Returns the preview of an import as lines, for people. */
export function previewLines({ models, passed }: ImportPreview): readonly string[] {
  let number = 0;
  const isOnly = models.length === 1;
  const blocks = models.map(({ model, target, versions }) => [
    `${model}: ${importTargetText(target)}${nameHint(target, isOnly)}`,
    ...alignedLines(
      versions.map((version) => [
        version.isIncluded ? String((number += 1)) : "-",
        version.path,
        formatBytes(version.size),
        version.label ?? "",
        [statusOf(version), version.isCurrent ? "current" : "", ...filesOf(version)]
          .filter((text) => text !== "")
          .join(" · "),
      ]),
      ["right", "left", "right"],
    ).map((line) => `  ${line}`),
  ]);
  return [
    ...blocks.flatMap((block, index) => (index === 0 ? block : ["", ...block])),
    ...passedLines(passed),
  ];
}

/** Returns a hint how to assign the versions to the model that has their name. */
function nameHint(target: ImportTarget, isOnly: boolean): string {
  if (target.kind !== "new" || !target.namesake) return "";
  const option = shellText(["--name", target.namesake.model]);
  return isOnly
    ? `; use ${option} to add these to it`
    : `; name these files one by one with ${option} to add them to it`;
}

/** Returns the reason for the place of a version in the order, or the reason why it is left out. */
function statusOf(version: ImportCandidate): string {
  if (version.problem !== undefined) return `left out: ${version.problem}`;
  if (version.registeredAs) return `registered as ${version.registeredAs.reference}`;
  if (version.sameAs !== undefined) return `the same bytes as ${version.sameAs}`;
  if (version.verdict === "dangerous") {
    return `left out, dangerous: ${version.danger ?? "loading it would do harm"}`;
  }
  return version.isIncluded ? version.reason : `left out: ${version.hint ?? "not chosen"}`;
}

function filesOf(version: ImportCandidate): readonly string[] {
  const { preprocessors = [], metricsFiles, parametersFiles, metadataFile, noted } = version;
  const { unread = [] } = version;
  return [
    ...preprocessors,
    ...metricsFiles,
    ...parametersFiles,
    ...(metadataFile === undefined ? [] : [metadataFile]),
    ...(noted ? [`${metricsText(noted.metrics)} (${noted.source})`] : []),
    ...unread.map(({ message, wayOut }) => `not read: ${message} ${wayOut}`),
  ];
}

/** Returns metrics as text: `score 0.88`. */
function metricsText(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([key, value]) => `${key} ${formatMetric(value)}`)
    .join(", ");
}

/** Returns the outcomes of an import, for programs. */
export function importDocument(preview: ImportPreview, summary: ImportSummary): unknown {
  const { outcomes, stopped } = summary;
  return {
    versions: outcomes.map(outcomeDocument),
    models: targetsOf(preview, summary),
    leftOut: leftOut(preview, summary).map((version) => ({
      path: version.path,
      why: statusOf(version),
    })),
    passed: preview.passed,
    ...(stopped && { stopped }),
  };
}

/** Returns the models that got versions, and the reasons. */
function targetsOf(
  { models }: ImportPreview,
  { outcomes }: ImportSummary,
): readonly Pick<ImportPreview["models"][number], "model" | "target">[] {
  const got = new Set(
    outcomes.flatMap((outcome) => (outcome.kind === "registered" ? [outcome.version.model] : [])),
  );
  return models
    .filter(({ model }) => got.has(model))
    .map(({ model, target }) => ({ model, target }));
}

/** Returns the files of the plan that were not chosen or not reached. */
function leftOut(
  { models }: ImportPreview,
  { outcomes }: ImportSummary,
): readonly ImportCandidate[] {
  const done = new Set(outcomes.map(({ path }) => path));
  return models.flatMap(({ versions }) => versions).filter(({ path }) => !done.has(path));
}

function outcomeDocument(outcome: ImportOutcome): unknown {
  const { path, model, kind } = outcome;
  switch (outcome.kind) {
    case "registered":
      return { path, model, outcome: kind, version: versionDocument(outcome.version) };
    case "restored":
      return { path, model, outcome: kind, version: versionDocument(outcome.version) };
    case "skipped":
      return { path, model, outcome: kind, registeredAs: outcome.reference };
    case "failed":
      return { path, model, outcome: kind, error: reportedRefusal(outcome.refusal) };
  }
}

/** Returns the outcomes of an import as lines, for people. */
export function importLines(preview: ImportPreview, summary: ImportSummary): readonly string[] {
  const { models, passed } = preview;
  const { outcomes } = summary;
  const registered = outcomes.filter(({ kind }) => kind === "registered").length;
  const restored = outcomes.filter(({ kind }) => kind === "restored").length;
  const current = models.flatMap(({ versions }) => versions).find(({ isCurrent }) => isCurrent);
  const inUse = outcomes.find(({ path }) => path === current?.path);
  return [
    ...alignedLines([
      ...outcomes.map(outcomeRow),
      ...leftOut(preview, summary).map((version) => [
        "left out",
        version.path,
        statusOf(version).replace(/^left out(: |, )/, ""),
      ]),
    ]),
    ...unreadLines(models, outcomes),
    ...passedLines(passed),
    ...targetsOf(preview, summary).map(
      ({ model, target }) => `${model} is ${importTargetText(target)}`,
    ),
    `${count(registered, "version")} registered${restored === 0 ? "" : `, the bytes of ${restored} restored`}`,
    ...(inUse?.kind === "registered"
      ? [
          `${versionTitle(inUse.version)} seems to be in use: see “model-registry promote --help” to promote it`,
        ]
      : []),
  ];
}

/** Lists the facts that the new versions were registered without, as they could not be read. */
function unreadLines(
  models: ImportPreview["models"],
  outcomes: readonly ImportOutcome[],
): readonly string[] {
  const registered = new Set(
    outcomes.filter(({ kind }) => kind === "registered").map(({ path }) => path),
  );
  return models
    .flatMap(({ versions }) => versions)
    .filter(({ path }) => registered.has(path))
    .flatMap(({ path, metadataFile, unread = [] }) =>
      unread.map(({ about, message }) =>
        about === "metadata" && metadataFile !== undefined
          ? `${path}: ${message}`
          : `${path} has no ${about} recorded: ${message}`,
      ),
    );
}

function outcomeRow(outcome: ImportOutcome): readonly string[] {
  switch (outcome.kind) {
    case "registered":
      return [versionTitle(outcome.version), outcome.path, outcome.version.label ?? ""];
    case "restored":
      return ["restored", outcome.path, `the bytes of ${versionTitle(outcome.version)} are back`];
    case "skipped":
      return ["skipped", outcome.path, `registered already as ${outcome.reference}`];
    case "failed": {
      const { message, wayOut } = reportedRefusal(outcome.refusal);
      return ["failed", outcome.path, `${message} ${wayOut}`];
    }
  }
}

function passedLines(passed: ImportPreview["passed"]): readonly string[] {
  return passed.map(
    ({ path, why }) => `not looked at: ${path === "" ? "the folder" : path} ${why}`,
  );
}
