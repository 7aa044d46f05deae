import { l10n } from "vscode";
import type { ImportReport, ImportResult, RunImport } from "../../../webview/import/protocol.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ImportCandidate } from "../../registry/import/import-candidate.ts";
import type {
  ImportOutcome,
  ImportRequest,
  ImportSummary,
} from "../../registry/import/import-versions.ts";
import type { ImportPreview } from "../../registry/import/preview-import.ts";
import { wordsOf } from "../refusals/refusal-words.ts";

/**
 * Returns the request to the registry for the versions that a page chose. Only models, paths and
 * labels come from the page; all other values come from the preview.
 *
 * @param existing names that led to a model when the page sent its request
 * @throws RegistryError `invalid-request` if the page names a path that is not in the preview
 */
export function chosenModels(
  preview: ImportPreview,
  { models }: RunImport,
  existing: ReadonlySet<string>,
): ImportRequest["models"] {
  const found = new Map(
    preview.models.flatMap(({ versions }) => versions.map((version) => [version.path, version])),
  );
  return models.map(({ model, paths, labels = [] }) => {
    const chosenLabels = new Map(labels.map(({ path, label }) => [path, label]));
    return {
      model,
      isNew: !existing.has(model),
      versions: paths.map((path) => {
        const candidate = found.get(path);
        if (!candidate) throw notFound(path);
        const { registeredAs, verdict, label: foundLabel = "", ...version } = candidate;
        const label = chosenLabels.get(path) ?? foundLabel;
        return {
          ...version,
          ...(label !== "" && { label }),
          acceptDanger: verdict === "dangerous" && !registeredAs,
          ...(registeredAs && { registeredAs: registeredAs.id }),
        };
      }),
    };
  });
}

function notFound(path: string): RegistryError {
  return new RegistryError({ code: "invalid-request", reason: "not-found-by-import", path });
}

/** Returns the result of a run in the form that the page shows. */
export function importReport(
  preview: ImportPreview,
  { models }: RunImport,
  { outcomes, newModels, stopped }: ImportSummary,
): ImportReport {
  const asked = new Set(models.flatMap(({ paths }) => paths));
  const current = new Set(models.flatMap((model) => model.current ?? []));
  return {
    results: outcomes.map((outcome) => resultOf(outcome, current.has(outcome.path))),
    newModels,
    leftOut: preview.models
      .flatMap(({ versions }) => versions)
      .filter(({ path }) => !asked.has(path))
      .map((version) => ({ path: version.path, why: whyLeftOut(version) })),
    ...(stopped && { stopped: wordsOf(stopped) }),
  };
}

function whyLeftOut(version: ImportCandidate): string {
  const { problem, registeredAs, sameAs, verdict, danger, hint } = version;
  if (problem !== undefined) return problem;
  if (registeredAs) return l10n.t("It is registered already as {0}.", registeredAs.reference);
  if (sameAs !== undefined) return l10n.t("It has the same bytes as {0}.", sameAs);
  if (verdict === "dangerous") return danger ?? l10n.t("Loading it would do harm.");
  return hint ?? l10n.t("You left it out.");
}

function resultOf(outcome: ImportOutcome, isCurrent: boolean): ImportResult {
  const { path, model } = outcome;
  switch (outcome.kind) {
    case "registered": {
      const { id, number, label } = outcome.version;
      const version = { id, model, number, ...(label !== undefined && { label }) };
      return { kind: "registered", path, version, isCurrent };
    }
    case "restored": {
      const { id, number } = outcome.version;
      return { kind: "restored", path, version: { id, model: outcome.version.model, number } };
    }
    case "skipped":
      return { kind: "skipped", path, model, reference: outcome.reference };
    case "failed": {
      return { kind: "failed", path, model, ...wordsOf(outcome.refusal) };
    }
  }
}
