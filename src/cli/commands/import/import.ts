import { Option, type Command } from "commander";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { count } from "../../../core/text/format.ts";
import type { ImportCandidate } from "../../../registry/import/import-candidate.ts";
import {
  importVersions,
  type ImportRequest,
  type ImportSummary,
} from "../../../registry/import/import-versions.ts";
import {
  previewImport,
  type ImportOrder,
  type ImportPreview,
} from "../../../registry/import/preview-import.ts";
import { exitCodes } from "../../failure.ts";
import {
  discoveryOf,
  excludeOption,
  maxDepthOption,
  type DiscoveryOptions,
} from "../../input/discovery-options.ts";
import { addHelp } from "../../options.ts";
import { noteFormerName } from "../../references.ts";
import {
  importDocument,
  importLines,
  previewDocument,
  previewLines,
} from "../../report/import-report.ts";
import { run, type Session } from "../../run.ts";
import { givenPath } from "../../workspace-folder.ts";
import { importFromGto } from "./import-gto.ts";
import { importFromMlflow } from "./import-mlflow.ts";
import { importFromRuns } from "./import-source.ts";

interface ImportOptions extends DiscoveryOptions {
  readonly name?: string;
  readonly order?: ImportOrder;
  readonly gto: boolean;
  readonly dryRun: boolean;
  readonly acceptDanger: boolean;
}

/** Defines `model-registry import`. */
export function defineImport(command: Command): void {
  addHelp(command, {
    more:
      "Files are put in order by versions, dates and words in their names, then by git's first " +
      "commit of them, then by the time of writing, or as they are given with --order given. With --name, files that are named one by one are " +
      "versions of that model in the order given; if that is alphabetical, as *.pkl gives it, the " +
      "names tell the order. A store of MLflow (the folder mlruns, the file mlflow.db) is imported with " +
      "its names, numbers, stages, aliases, tags and runs; so is an MLflow server, by its address and with the " +
      "credentials that MLflow's client would use (MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME and " +
      "MLFLOW_TRACKING_PASSWORD). The folder wandb, or that of one run of W&B, gives its runs, and its artifacts of the type " +
      "model as versions with their aliases; dvc.lock gives the stages of DVC as runs, and the folder of DVCLive one run. " +
      "hf://organization/name takes a model from the Hugging Face Hub (or HF_ENDPOINT), files that its library's cache has " +
      "from there; with HF_HUB_OFFLINE=1, or by the folder models--… of the cache, without the network. " +
      "What was imported before is passed over. Look at it first with --dry-run.",
    examples: [
      "import models/ --dry-run",
      "import models/ --name fraud-detection",
      "import models/fraud_v1.pkl models/fraud_v2_final.pkl",
      "import model_v1.pkl best_model.pkl --name churn",
      "import model_v3.pkl model_v2.pkl --order given",
      "import mlruns --dry-run",
      "import mlflow.db",
      "import wandb --dry-run",
      "import dvc.lock",
      "import hf://my-team/fraud@v2 --name fraud",
      "import https://mlflow.example.org --dry-run",
      "import --gto --dry-run",
    ],
  })
    .argument(
      "[path...]",
      "folders to look through, or the files; or an address: of an MLflow server, or hf://organization/name (default: the workspace folder)",
    )
    .option("--name <name>", "the model's name, if all are versions of one")
    .addOption(
      new Option(
        "--order <by>",
        "the arguments or the names tell the order, the oldest first",
      ).choices(["given", "names"]),
    )
    .addOption(
      new Option("--gto", "import what GTO keeps as git tags, with the files of the tagged commits")
        .default(false)
        .conflicts(["name", "order"]),
    )
    .addOption(excludeOption())
    .addOption(maxDepthOption())
    .option("--dry-run", "only list what would be registered, in which order", false)
    .option("--accept-danger", "import even files that do harm when loaded; recorded", false)
    .action((given: readonly string[], options: ImportOptions, command: Command) =>
      run(
        command,
        async (session) => {
          if (options.gto) await importFromGto(session, options);
          else if (await importFromMlflow(session, given, options)) return;
          else if (await importFromRuns(session, given, options)) return;
          else await importKept(session, given, options);
        },
        { needsRegistry: false },
      ),
    );
}

async function importKept(
  { registry, output, task }: Session,
  given: readonly string[],
  { name, order, dryRun, acceptDanger, ...search }: ImportOptions,
): Promise<void> {
  const paths = given.length === 0 ? [registry.folder] : await Promise.all(given.map(givenPath));
  const preview = await previewImport(
    registry,
    {
      paths,
      ...(name !== undefined && { model: name }),
      ...(order && { order }),
      discovery: discoveryOf(search),
    },
    task,
  );
  for (const { model, target } of preview.models) {
    if (name !== undefined && target.kind === "named") noteFormerName(output, name, model);
  }
  if (dryRun) {
    output.answer(previewDocument(preview), previewLines(preview));
    const number = preview.models.flatMap(({ versions }) => versions).filter(isWanted).length;
    output.note(`${count(number, "version")} would be registered.`);
    return;
  }
  const summary = await importVersions(registry, requestOf(preview, acceptDanger), task);
  output.done(importDocument(preview, summary), importLines(preview, summary));
  if (summary.stopped) throw new RegistryError(summary.stopped);
  endWith(summary);
}

function isWanted({ isIncluded, restores }: ImportCandidate): boolean {
  return isIncluded && restores === undefined;
}

/**
 * Builds the request for an import. Versions that are registered already stay in it to keep the
 * order. Files that can't be registered stay too, so that the outcome names each with its reason.
 */
function requestOf({ models }: ImportPreview, acceptDanger: boolean): ImportRequest {
  return {
    models: models.map(({ model, target, versions }) => ({
      model,
      isNew: target.kind === "new",
      versions: versions
        .filter(
          ({ isIncluded, registeredAs, sameAs, verdict, problem }) =>
            isIncluded ||
            problem !== undefined ||
            (sameAs === undefined && (registeredAs !== undefined || verdict === "dangerous")),
        )
        .map(({ registeredAs, ...version }) => ({
          ...version,
          acceptDanger,
          ...(registeredAs && { registeredAs: registeredAs.id }),
        })),
    })),
  };
}

/** Sets the exit code if something was not registered, so that scripts notice it. */
function endWith({ outcomes }: ImportSummary): void {
  const failures = outcomes.flatMap((outcome) =>
    outcome.kind === "failed" ? [outcome.refusal.code] : [],
  );
  if (failures.length === 0) return;
  process.exitCode = failures.every((code) => code === "dangerous-file")
    ? exitCodes.dangerous
    : exitCodes.refused;
}
