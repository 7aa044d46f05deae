import { basename } from "node:path";
import { commands, env, Uri, workspace } from "vscode";
import { primaryArtifact, type Artifact } from "../../core/model/artifact.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionReference, versionTitle } from "../../core/state/version.ts";
import { count } from "../../core/text/format.ts";
import {
  leftOutLine,
  selectedVersions,
  workThrough,
  type VersionSelection,
} from "../actions/several-versions.ts";
import type { CommandArguments } from "../command-arguments.ts";
import { requireOnDisk } from "../files/require-on-disk.ts";
import {
  confirmStep,
  showInformationMessage,
  showOpenDialog,
  showStatusBarMessage,
} from "../messages.ts";
import { askForOne } from "../pickers/ask.ts";
import type { Located } from "../pickers/pick-version.ts";
import { targetModel, targetVersion } from "../pickers/target.ts";
import type { Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

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
    throw new RegistryError({
      code: "unknown-stage",
      message: `No version of ${name} is in use: the policy has no stage for that.`,
      wayOut: "Copy the verified path of a version instead.",
    });
  }
  // Without a version there, the refusal says how one gets there.
  return copyVerifiedPath(registry, `${name}@${stage}`);
}

/** “Copy Verified Path” of a version's model or of one artifact. */
export async function copyPath(
  registries: Registries,
  args: CommandArguments,
): Promise<string | undefined> {
  const target = await targetVersion(registries, args, "Copy Verified Path");
  return target && copyVerifiedPath(target.in.registry, target.version.id, artifactOf(args));
}

async function copyVerifiedPath(
  registry: Located["in"]["registry"],
  reference: string,
  artifact?: string,
): Promise<string> {
  const resolution = await runWithProgress("Verifying", (task) =>
    registry.call("resolve", { reference, ...(artifact !== undefined && { artifact }) }, task),
  );
  await env.clipboard.writeText(resolution.path);
  void showInformationMessage(
    `Copied the path of ${resolution.isFolder ? basename(resolution.path) : resolution.artifact.path} of ${versionTitle(resolution.version)}, verified.`,
  );
  return resolution.path;
}

/** “Copy Reference”: `fraud@5`. */
export async function copyReference(
  registries: Registries,
  args: CommandArguments,
): Promise<string | undefined> {
  const target = await targetVersion(registries, args, "Copy Reference");
  if (!target) return undefined;
  const reference = versionReference(target.version);
  await env.clipboard.writeText(reference);
  showStatusBarMessage(`Copied ${reference}`, 3000);
  return reference;
}

/** “Copy Code Snippet…”: how a script gets the verified bytes. */
export async function copySnippet(
  registries: Registries,
  args: CommandArguments,
): Promise<string | undefined> {
  const target = await targetVersion(registries, args, "Copy Code Snippet");
  if (!target) return undefined;
  const { version } = target;
  const { policy } = await target.in.registry.call("policy", {});
  const reference =
    version.stage === productionStage(policy)
      ? `${version.model}@${version.stage}`
      : versionReference(version);
  const answer = await askForOne({
    title: `Copy code for ${reference}`,
    placeholder: "Choose a language",
    items: [
      {
        label: "Python",
        detail: `path = … "model-registry", "resolve", "${reference}"`,
        code: python(reference),
      },
      { label: "Shell", detail: `model-registry resolve "${reference}"`, code: shell(reference) },
    ],
  });
  if (typeof answer === "symbol") return undefined;
  await env.clipboard.writeText(answer.code);
  showStatusBarMessage(`Copied the ${answer.label} code for ${reference}`, 3000);
  return answer.code;
}

function python(reference: string): string {
  return [
    "import subprocess",
    "",
    "path = subprocess.run(",
    `    ["model-registry", "resolve", ${JSON.stringify(reference)}],`,
    "    check=True, capture_output=True, text=True,",
    ").stdout.strip()",
    "",
  ].join("\n");
}

function shell(reference: string): string {
  return `path="$(model-registry resolve '${reference}')"\n`;
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
  const target = await targetVersion(registries, args, "Export Artifact");
  if (!target) return undefined;
  const artifact = artifactOf(args);
  const what = artifact ?? versionTitle(target.version);
  const destination = await askForFolder(
    `Export ${what}: choose the folder it is copied to`,
    target,
  );
  if (!destination) return undefined;
  const paths = await artifactPaths(target);
  const chosen = paths.filter((path) => artifact === undefined || path === artifact);
  const present = await presentFiles(destination, chosen);
  if (present.length > 0 && !(await mayReplace(destination, present))) return undefined;
  const { files } = await runWithProgress(`Exporting ${what}`, (task) =>
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
  const title = `Export ${count(versions.length, "version")}`;
  if (!first) {
    throw new RegistryError({
      code: "invalid-request",
      message: `None of what is selected can be exported. ${leftOutLine(leftOut)}`,
      wayOut: "Select versions.",
    });
  }
  const destination = await askForFolder(`${title}: choose the folder they are copied to`, first);
  if (!destination) return undefined;
  const folderOf = ({ model, number }: Located["version"]): string =>
    `${model.replaceAll("/", "-")}-${number}`;
  const paths = await Promise.all(
    versions.map(async (each) =>
      (await artifactPaths(each)).map((path) => `${folderOf(each.version)}/${path}`),
    ),
  );
  const present = await presentFiles(destination, paths.flat());
  if (present.length > 0 && !(await mayReplace(destination, present))) return undefined;
  const files = await workThrough({
    title,
    done: `exported to ${workspace.asRelativePath(destination)}, verified`,
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

async function askForFolder(title: string, { in: { folder } }: Located): Promise<Uri | undefined> {
  const [destination] =
    (await showOpenDialog({
      title,
      openLabel: "Export Here",
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: folder.uri,
    })) ?? [];
  if (destination) requireOnDisk("export to", [destination]);
  return destination;
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

async function tellExported(
  what: string,
  destination: Uri,
  [first]: readonly string[],
): Promise<void> {
  const choice = await showInformationMessage(
    `Exported ${what} to ${workspace.asRelativePath(destination)}, verified.`,
    "Show in Explorer",
  );
  if (choice && first) await commands.executeCommand("revealInExplorer", Uri.file(first));
}

async function presentFiles(
  destination: Uri,
  paths: readonly string[],
): Promise<readonly string[]> {
  const present: string[] = [];
  for (const path of paths) {
    const found = await workspace.fs.stat(Uri.joinPath(destination, path)).then(
      () => true,
      () => false,
    );
    if (found) present.push(path);
  }
  return present;
}

async function mayReplace(destination: Uri, present: readonly string[]): Promise<boolean> {
  const shown = present.slice(0, 5).join(", ");
  const rest = present.length > 5 ? ` and ${present.length - 5} more` : "";
  const answer = await confirmStep(`Replace ${shown}${rest}?`, {
    detail: `Files of that name are in ${destination.fsPath} already.`,
    verb: "Replace",
    safe: present.length === 1 ? "Keep File" : "Keep Files",
  });
  return answer === "Replace";
}

/** “Open Artifact”: the stored bytes in an editor, read-only, verified. */
export async function openArtifact(
  registries: Registries,
  args: CommandArguments,
): Promise<undefined> {
  const target = await targetVersion(registries, args, "Open Artifact");
  if (!target) return;
  const artifact = artifactOf(args) ?? (await modelFile(target));
  const { path } = await runWithProgress("Verifying", (task) =>
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
