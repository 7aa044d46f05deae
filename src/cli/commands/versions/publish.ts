import { Option, type Command } from "commander";
import { versionTitle } from "../../../core/state/version.ts";
import { count, formatBytes } from "../../../core/text/format.ts";
import { publishToGto } from "../../../registry/interchange/publish-gto.ts";
import {
  previewMlflowPublication,
  publishToMlflow,
  type MlflowPublication,
} from "../../../registry/interchange/publish-mlflow.ts";
import { mlflowServer } from "../../../registry/interchange/server-address.ts";
import { CliError } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { noteFormerName } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run, type Session } from "../../run.ts";
import { publishVersionToHub } from "./publish-to-hub.ts";

interface PublishOptions {
  readonly gto: boolean;
  readonly mlflow?: string;
  readonly as?: string;
  readonly dryRun: boolean;
  readonly public: boolean;
}

/** Defines `model-registry publish`. */
export function definePublish(command: Command): void {
  addHelp(command, {
    more:
      "With --gto, writes annotated tags as GTO does, fraud@v1.2.0 and, for a version in a stage, " +
      "fraud#Production#1, on the commit that was recorded with the version. Push them yourself: " +
      "git push --tags.\n\n" +
      "With --mlflow, makes the version at an MLflow server: a run with its parameters, metrics and files, " +
      "and a version of the registered model with its tags, aliases and stage. One that was published before " +
      "is found again, one that broke off goes on. Credentials are those that MLflow's client would use: " +
      "MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.\n\n" +
      "To hf://organization/name, uploads the files to the Hugging Face Hub (or HF_ENDPOINT) in one commit, with a " +
      "model card if the version has none. A repository that is not there is made, and is private. The token is that " +
      "of the Hub's own library: HF_TOKEN, or what “hf auth login” keeps.",
    examples: [
      "publish fraud-detection@Production --gto",
      "publish fraud-detection@5 --mlflow https://mlflow.example.org --dry-run",
      "publish fraud-detection@champion --mlflow http://127.0.0.1:5000 --as fraud",
      "publish fraud-detection@4 hf://my-team/fraud --dry-run",
    ],
  })
    .argument("<reference>", referenceHelp)
    .argument(
      "[address]",
      "repository on the Hub: hf://organization/name, or with @branch for another branch than main",
    )
    .addOption(new Option("--gto", "write git tags as GTO does").default(false).conflicts("mlflow"))
    .option("--mlflow <url>", "make the version at the MLflow server with this address")
    .option("--as <name>", "name of the model there (default: its name here)")
    .option("--public", "make a new repository on the Hub public", false)
    .option("--dry-run", "with --mlflow or hf://: only say what would be done", false)
    .action(
      (reference: string, address: string | undefined, options: PublishOptions, command: Command) =>
        run(command, async (session) => {
          const { dryRun, public: isPublic } = options;
          if (address !== undefined)
            await publishVersionToHub(session, reference, address, { dryRun, isPublic });
          else if (options.mlflow !== undefined)
            await toMlflow(session, reference, options.mlflow, options);
          else if (options.gto) await toGto(session, reference);
          else throw new CliError({ reason: "published-nowhere" });
        }),
    );
}

async function toGto({ registry, output, task }: Session, reference: string): Promise<void> {
  const { version, tags, commit } = await publishToGto(registry, { reference }, task);
  noteFormerName(output, reference, version.model);
  output.done({ version: versionDocument(version), tags, commit }, [
    tags.length === 0
      ? `${versionTitle(version)}: its tags are there already`
      : `${versionTitle(version)}: ${tags.join(", ")} on ${commit.slice(0, 7)}`,
  ]);
}

async function toMlflow(
  { registry, output, task }: Session,
  reference: string,
  address: string,
  { as: name, dryRun }: PublishOptions,
): Promise<void> {
  const request = { reference, server: mlflowServer(address, process.env), name };
  if (dryRun) {
    const plan = await previewMlflowPublication(registry, request, task);
    noteFormerName(output, reference, plan.version.model);
    output.answer(publicationDocument(plan), planLines(plan));
    return;
  }
  const done = await publishToMlflow(registry, request, task);
  noteFormerName(output, reference, done.version.model);
  output.done(publicationDocument(done), [doneLine(done)]);
}

function publicationDocument(plan: MlflowPublication): unknown {
  const { version, published, ...rest } = plan;
  return { version: versionDocument(version), published: published ?? null, ...rest };
}

function planLines(plan: MlflowPublication): readonly string[] {
  const { version, server, name, isNewModel, experiment, published, uploads, present } = plan;
  const bytes = uploads.reduce((sum, { size }) => sum + size, 0);
  const changes = [
    ...(plan.stage === undefined ? [] : [`stage ${plan.stage}`]),
    ...plan.aliases.map((alias) => `@${alias}`),
  ];
  return [
    `${versionTitle(version)} at ${server}`,
    `  model    ${name}${isNewModel ? ", a new one" : ""}`,
    ...(published
      ? [`  version  ${published.number}, published before`]
      : [
          `  version  a new one, with a run in the experiment ${experiment}`,
          `  files    ${count(uploads.length, "file")} to upload (${formatBytes(bytes)})${present > 0 ? `, ${present} there already` : ""}`,
        ]),
    `  marks    ${changes.join(", ") || "as they are"}`,
  ];
}

function doneLine({ version, name, published, uploads, server }: MlflowPublication): string {
  const files = uploads.length === 0 ? "" : `, ${count(uploads.length, "file")} uploaded`;
  return `${versionTitle(version)} is ${name} ${published?.number ?? ""} at ${server}${files}`;
}
