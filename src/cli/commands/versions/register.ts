import { Option, type Command } from "commander";
import { register } from "../../../registry/registration/register.ts";
import { versionDetails } from "../../../registry/versions/version-details.ts";
import { excludeOption, maxDepthOption } from "../../input/discovery-options.ts";
import { registrationRequest, type RegisterOptions } from "../../input/registration-request.ts";
import { withNamedRun } from "../../input/run-named.ts";
import { addHelp, pairs, repeated, type GivenPair } from "../../options.ts";
import { noteFormerName } from "../../references.ts";
import { noteFailedChecks } from "../../report/gate-lines.ts";
import {
  registrationDocument,
  registrationLines,
  restorationDocument,
  restorationLines,
} from "../../report/registration-report.ts";
import { run } from "../../run.ts";

const none: readonly string[] = [];
const noPairs: readonly GivenPair[] = [];

/** Defines `model-registry register`. */
export function defineRegister(command: Command): void {
  addHelp(command, {
    more:
      "Metrics, parameters, data and environment that are not named are looked for near the model, and " +
      "so are files that the model names as parts of itself (model.onnx.data, the files of an index); " +
      "the answer lists what was found. A script can pipe its metrics: evaluate.py | model-registry register " +
      "fraud.pkl --metrics -.",
    examples: [
      "register models/fraud.onnx",
      "register models/fraud.onnx models/scaler.pkl --name fraud-detection \\\n" +
        "      --metrics metrics.json --params params.yaml --dataset data/train.csv",
      "register fraud.pkl --metric accuracy=0.95 --param max_depth=8 --tag team=risk",
      "register /data/llm.safetensors --reference",
      "register bert/ --name review-sentiment --parent review-sentiment@Production",
    ],
  })
    .argument("<path...>", "the model file or folder first, then what belongs to it")
    .option("--name <name>", "the model's name (default: from the file's name)")
    .option("--description <text>", "what is new about this version")
    .option("--changelog <text>", "changelog entry of this version")
    .option("--migration-notes <text>", "what users of the model must change")
    .option("--known-issues <text>", "known problems of this version")
    .option(
      "--metrics <file>",
      "file with metrics, - for JSON or YAML on stdin; may be repeated",
      repeated,
      none,
    )
    .option(
      "--history <path>",
      "metrics by step: a training log, trainer_state.json or a dvclive folder; may be repeated",
      repeated,
      none,
    )
    .option("--metric <name=number>", "a metric; may be repeated", pairs(), noPairs)
    .option(
      "--params <file>",
      "file with hyperparameters, - for JSON or YAML on stdin; may be repeated",
      repeated,
      none,
    )
    .option("--param <name=value>", "a hyperparameter; may be repeated", pairs(), noPairs)
    .option("--tag <key=value>", "a tag; may be repeated", pairs(true), noPairs)
    .option(
      "--dataset <[name[@version]=]path-or-uri[#sha256:digest]>",
      "data that it was trained or tested on; may be repeated",
      repeated,
      none,
    )
    .option(
      "--environment <path>",
      "requirements or lock file, or the folder of a Python environment",
    )
    .option(
      "--metadata <file>",
      "JSON or YAML file with what else is known of it, or folder of a W&B run",
    )
    .option("--command <line>", "the command line that made it, run in the current folder")
    .option(
      "--parent <model>",
      "version, URI or Hugging Face id that it was made from; may be repeated",
      repeated,
      none,
    )
    .option("--finetuned-from <model>", "a parent that was trained further", repeated, none)
    .option("--distilled-from <model>", "a parent that was the teacher", repeated, none)
    .option("--quantized-from <model>", "a parent with more exact weights", repeated, none)
    .option("--ensemble-of <model>", "a member of the ensemble; may be repeated", repeated, none)
    .option("--merged-from <model>", "a parent whose weights were merged", repeated, none)
    .option(
      "--features <name[@version][=columns]>",
      "feature set that it takes: customers@3=age,income; may be repeated",
      repeated,
      none,
    )
    .option(
      "--run <id>",
      "the training run; from one of this registry it takes metrics, parameters, histories and data " +
        "(default: the one that MODEL_REGISTRY_RUN names)",
    )
    .addOption(new Option("--source <text>", "what the files are a copy of").hideHelp())
    .option("--run-name <name>", "name of the run")
    .option("--experiment <name>", "experiment that the run belongs to")
    .option("--run-start <time>", "start of the run: 2026-11-20T22:00:00+01:00")
    .option("--run-end <time>", "end of the run")
    .option("--label <label>", "a label of its own (default: by the policy's strategy)")
    .addOption(
      new Option("--bump <part>", "which part of a semantic version number to increment")
        .choices(["major", "minor", "patch"])
        .conflicts("label"),
    )
    .option("--allow-identical", "register even if these bytes are registered already", false)
    .option("--accept-danger", "register even if loading a file would do harm; recorded", false)
    .option(
      "--force",
      "register although checks of the first stage fail, if the policy allows it; needs a reason",
      false,
    )
    .option("--reason <text>", "reason for forcing it, recorded in the history")
    .option(
      "--reference",
      "copy nothing: record where the files are and their digests, which are verified at each use",
      false,
    )
    .option("--include-hidden", "register hidden files of folders (.env) as well", false)
    .option("--no-discover", "take only what is named here")
    .addOption(excludeOption())
    .addOption(maxDepthOption())
    .action((paths: readonly string[], options: RegisterOptions, command: Command) =>
      run(
        command,
        async ({ registry, output, task }) => {
          const given = await registrationRequest(registry, paths, options, task);
          const request = await withNamedRun(registry, given, options.run);
          const { id, autoPromotion, restored } = await register(registry, request, task).catch(
            (error: unknown) => {
              noteFailedChecks(output, error);
              throw error;
            },
          );
          const [detail] = await versionDetails(registry, { versions: [id] });
          if (!detail) throw new Error(`version ${id} is not there after its registration`);
          if (restored) {
            output.done(restorationDocument(detail, restored), restorationLines(detail, restored));
            return;
          }
          noteFormerName(output, request.model, detail.model);
          const { parts = [] } = request;
          output.done(
            registrationDocument(detail, autoPromotion, options, parts),
            registrationLines(detail, autoPromotion, options, parts),
          );
        },
        { needsRegistry: false },
      ),
    );
}
