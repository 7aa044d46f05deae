import { basename } from "node:path";
import { commands, env, l10n, Uri, workspace } from "vscode";
import { primaryArtifact, type Artifact } from "../../../core/model/artifact.ts";
import { productionStage } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import {
  askForFolder,
  mayReplace,
  presentFiles,
  tellExported,
} from "../../actions/export-files.ts";
import {
  selectedVersions,
  workThrough,
  type VersionSelection,
} from "../../actions/several-versions.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage, showStatusBarMessage } from "../../messages.ts";
import { askForOne } from "../../pickers/ask.ts";
import type { Located } from "../../pickers/pick-version.ts";
import { targetModel, targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";
import { codeSnippet, type SnippetKind, type SnippetSubject } from "./code-snippets.ts";

/**
 * “Copy Production Path”, or “Copy Path of Version in Use” where the stage is called otherwise: the
 * path of its verified bytes.
 */
export async function copyProductionPath(
  registries: Registries,
  args: CommandArguments,
  title: string,
): Promise<string | undefined> {
  const target = await targetModel(
    registries,
    args,
    title,
    ({ production }) => production !== undefined,
  );
  if (!target) return undefined;
  const { registry } = target.in;
  const { name } = target.overview.model;
  const { policy } = await registry.call("policy", {});
  const stage = productionStage(policy);
  if (stage === undefined) {
    throw new RegistryError({ code: "unknown-stage", reason: "nothing-in-use", model: name });
  }
  // Without a version there, the refusal says how one gets there.
  return copyVerifiedPath(registry, `${name}@${stage}`);
}

/** “Copy Verified Path” of a version's model or of one artifact. */
export async function copyPath(
  registries: Registries,
  args: CommandArguments,
): Promise<string | undefined> {
  const target = await targetVersion(registries, args, l10n.t("Copy Verified Path"));
  return target && copyVerifiedPath(target.in.registry, target.version.id, artifactOf(args));
}

async function copyVerifiedPath(
  registry: Located["in"]["registry"],
  reference: string,
  artifact?: string,
): Promise<string> {
  const resolution = await runWithProgress(l10n.t("Verifying"), (task) =>
    registry.call("resolve", { reference, ...(artifact !== undefined && { artifact }) }, task),
  );
  await env.clipboard.writeText(resolution.path);
  void showInformationMessage(
    l10n.t(
      "Copied the path of {0} of {1}, verified.",
      resolution.isFolder ? basename(resolution.path) : resolution.artifact.path,
      versionTitle(resolution.version),
    ),
  );
  return resolution.path;
}

/** “Copy Reference”: `fraud@5`. */
export async function copyReference(
  registries: Registries,
  args: CommandArguments,
): Promise<string | undefined> {
  const target = await targetVersion(registries, args, l10n.t("Copy Reference"));
  if (!target) return undefined;
  const reference = versionReference(target.version);
  await env.clipboard.writeText(reference);
  showStatusBarMessage(l10n.t("Copied {0}", reference), 3000);
  return reference;
}

/** “Copy Code Snippet…”: how a script gets the verified bytes. */
export async function copySnippet(
  registries: Registries,
  args: CommandArguments,
): Promise<string | undefined> {
  const target = await targetVersion(registries, args, l10n.t("Copy Code Snippet"));
  if (!target) return undefined;
  const { version } = target;
  const { registry } = target.in;
  const [{ policy }, [detail]] = await Promise.all([
    registry.call("policy", {}),
    registry.call("versionDetails", { versions: [version.id] }),
  ]);
  const isProduction = version.stage === productionStage(policy);
  const subject: SnippetSubject = {
    reference: isProduction ? `${version.model}@${version.stage}` : versionReference(version),
    model: version.model,
    ...(isProduction && { stage: version.stage }),
    number: version.number,
    format: detail?.registration.inspection?.description.format ?? "",
  };
  const { reference } = subject;
  const answer = await askForOne({
    title: l10n.t("Copy code for {0}", reference),
    placeholder: l10n.t("Choose what the code is for"),
    items: snippetKinds().map(({ kind, label, detail: about }) => ({
      label,
      detail: about,
      code: codeSnippet(kind, subject),
    })),
  });
  if (typeof answer === "symbol") return undefined;
  await env.clipboard.writeText(answer.code);
  showStatusBarMessage(l10n.t("Copied the {0} code for {1}", answer.label, reference), 3000);
  return answer.code;
}

/** Returns the kinds of code to choose from. */
function snippetKinds(): readonly {
  readonly kind: SnippetKind;
  readonly label: string;
  readonly detail: string;
}[] {
  return [
    {
      kind: "python",
      label: l10n.t("Python Package"),
      detail: l10n.t("Module local_model_registry: verifies and loads the model"),
    },
    {
      kind: "mlflow",
      label: l10n.t("MLflow Client"),
      detail: l10n.t("Through the registry's MLflow server"),
    },
    {
      kind: "subprocess",
      label: l10n.t("Python Without a Package"),
      detail: l10n.t("Calls model-registry as a subprocess"),
    },
    {
      kind: "shell",
      label: l10n.t("Shell"),
      detail: l10n.t("Path of the verified file or folder"),
    },
    {
      kind: "dockerfile",
      label: l10n.t("Dockerfile"),
      detail: l10n.t("Copies the exported files into an image"),
    },
    {
      kind: "github",
      label: l10n.t("GitHub Actions"),
      detail: l10n.t("Step that exports the files"),
    },
    { kind: "gitlab", label: l10n.t("GitLab CI"), detail: l10n.t("Job that exports the files") },
  ];
}

/**
 * “Export Artifact…”: copies a version's files, or one of them, to a folder, verified; of several
 * versions that are selected, each to a folder of its own.
 */
export async function exportArtifact(
  registries: Registries,
  args: CommandArguments,
): Promise<readonly string[] | undefined> {
  const selection = selectedVersions(args);
  if (selection.isSeveral) return exportSeveral(selection);
  const target = await targetVersion(registries, args, l10n.t("Export Artifact"));
  if (!target) return undefined;
  const artifact = artifactOf(args);
  const what = artifact ?? versionTitle(target.version);
  const destination = await askForFolder(
    l10n.t("Export {0}: choose the folder it is copied to", what),
    target.in.folder.uri,
  );
  if (!destination) return undefined;
  const paths = await artifactPaths(target);
  const chosen = paths.filter((path) => artifact === undefined || path === artifact);
  const present = await presentFiles(destination, chosen);
  if (present.length > 0 && !(await mayReplace(destination, present))) return undefined;
  const { files } = await runWithProgress(l10n.t("Exporting {0}", what), (task) =>
    target.in.registry.call(
      "exportVersion",
      {
        reference: target.version.id,
        destination: destination.fsPath,
        // What is there the person has seen; what came meanwhile is refused.
        replace: present.length > 0,
        ...(artifact !== undefined && { artifact }),
      },
      task,
    ),
  );
  void tellExported(what, destination, files);
  return files;
}

/** Exports each of a selection to a folder named after it: `fraud-5`. */
async function exportSeveral({
  versions,
  leftOut,
}: VersionSelection): Promise<readonly string[] | undefined> {
  const [first] = versions;
  const n = versions.length;
  const title = n === 1 ? l10n.t("Export 1 version") : l10n.t("Export {0} versions", n);
  if (!first) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "none-selected-fits",
      action: "export",
      leftOut,
    });
  }
  const destination = await askForFolder(
    `${title}: ${l10n.t("choose the folder they are copied to")}`,
    first.in.folder.uri,
  );
  if (!destination) return undefined;
  const folderOf = ({ model, number }: Located["version"]): string =>
    `${model.replaceAll("/", "-")}-${number}`;
  const paths = await Promise.all(
    versions.map(async (each) =>
      (await artifactPaths(each)).map((path) => `${folderOf(each.version)}/${path}`),
    ),
  );
  const shownPath = workspace.asRelativePath(destination);
  const present = await presentFiles(destination, paths.flat());
  if (present.length > 0 && !(await mayReplace(destination, present))) return undefined;
  const files = await workThrough({
    title,
    done: (done) =>
      done === 1
        ? l10n.t("1 version exported to {0}, verified.", shownPath)
        : l10n.t("{0} versions exported to {1}, verified.", done, shownPath),
    notDone: (rest) =>
      rest === 1
        ? l10n.t("Cancelled: 1 version not exported to {0}, verified.", shownPath)
        : l10n.t("Cancelled: {0} versions not exported to {1}, verified.", rest, shownPath),
    items: versions,
    nameOf: ({ version }) => versionTitle(version),
    leftOut,
    act: async ({ in: { registry }, version }, task) => {
      const exported = await registry.call(
        "exportVersion",
        {
          reference: version.id,
          destination: Uri.joinPath(destination, folderOf(version)).fsPath,
          replace: present.length > 0,
        },
        task,
      );
      return exported.files;
    },
  });
  return files.flat();
}

async function artifactsOf({ in: { registry }, version }: Located): Promise<readonly Artifact[]> {
  const [detail] = await registry.call("versionDetails", { versions: [version.id] });
  return detail?.artifacts ?? [];
}

async function artifactPaths(target: Located): Promise<readonly string[]> {
  return (await artifactsOf(target)).map(({ path }) => path);
}

async function modelFile(target: Located): Promise<string | undefined> {
  return primaryArtifact(await artifactsOf(target))?.path;
}

/** “Open Artifact”: the stored bytes in an editor, read-only, verified. */
export async function openArtifact(
  registries: Registries,
  args: CommandArguments,
): Promise<undefined> {
  const target = await targetVersion(registries, args, l10n.t("Open Artifact"));
  if (!target) return;
  const artifact = artifactOf(args) ?? (await modelFile(target));
  const { path } = await runWithProgress(l10n.t("Verifying"), (task) =>
    target.in.registry.call(
      "resolve",
      { reference: target.version.id, ...(artifact !== undefined && { artifact }) },
      task,
    ),
  );
  await commands.executeCommand("vscode.open", Uri.file(path), { preview: true }, artifact);
}

function artifactOf({ row }: CommandArguments): string | undefined {
  return row?.kind === "artifact" ? row.artifact.path : undefined;
}
