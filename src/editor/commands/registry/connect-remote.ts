import { l10n, type QuickPickItem, type SecretStorage } from "vscode";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { parseRemoteAddress } from "../../../core/remotes/remote-address.ts";
import type { RemoteStatus } from "../../../registry/exchange/remote-status.ts";
import { askWhereDenied } from "../../actions/remote-credentials.ts";
import { shareBoth } from "../../actions/share-registry.ts";
import { confirmStep, showInformationMessage, showOpenDialog } from "../../messages.ts";
import { askForOne, askForText } from "../../pickers/ask.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/**
 * “Connect to a Shared Registry…”: approves the remote that the policy names, or asks for one. The
 * connection is tested before anything is written.
 */
export async function connectRemote(
  registries: Registries,
  secrets: SecretStorage,
  folder?: string,
): Promise<RemoteStatus | undefined> {
  requireTrust();
  const named = folder === undefined ? undefined : registries.at(folder);
  const found = named ?? (await pickFolder(registries, l10n.t("Connect to a Shared Registry")));
  if (!found) return undefined;
  const status = await found.registry.call("remoteStatus", {});
  if (status && !status.approved) return approve({ found, secrets }, status);
  const address = await askForAddress(status);
  return address === undefined ? undefined : add({ found, secrets }, address);
}

/** A registry to connect, and where credentials are kept. */
interface Target {
  readonly found: FolderRegistry;
  readonly secrets: SecretStorage;
}

interface PlaceItem extends QuickPickItem {
  readonly place: "origin" | "git" | "s3" | "postgres" | "folder";
}

/** Asks to approve the remote that came with the repository. */
async function approve(
  target: Target,
  { address }: RemoteStatus,
): Promise<RemoteStatus | undefined> {
  const { found, secrets } = target;
  const verb = l10n.t("Approve and Connect");
  const other = l10n.t("Use Another Address…");
  const answer = await confirmStep(
    l10n.t("Share the registry of {0} through {1}?", found.folder.name, address),
    {
      detail: l10n.t(
        "The policy of this repository names this place. Once you approve it, the history of models, and their files, are fetched from there and sent there.",
      ),
      safe: l10n.t("Don't Connect"),
      verb,
      instead: other,
    },
  );
  if (answer === other) {
    const given = await askForAddress(undefined);
    return given === undefined ? undefined : add(target, given);
  }
  if (answer !== verb) return undefined;
  const status = await found.registry.call("approveRemote", { address });
  await askWhereDenied(found, secrets, () => shareBoth([found]));
  return status;
}

async function askForAddress(status: RemoteStatus | undefined): Promise<string | undefined> {
  const title = l10n.t("Connect to a Shared Registry");
  const items: readonly PlaceItem[] = [
    {
      label: l10n.t("Git repository of this workspace"),
      detail: l10n.t("A branch of its own of the remote “origin”; your branches are not touched"),
      place: "origin",
    },
    {
      label: l10n.t("Another git repository"),
      detail: l10n.t("By its https or ssh address"),
      place: "git",
    },
    {
      label: l10n.t("Bucket"),
      detail: l10n.t("Amazon S3, MinIO, or another service that speaks its protocol"),
      place: "s3",
    },
    {
      label: l10n.t("PostgreSQL"),
      detail: l10n.t("A database for the history; files in a bucket or a folder"),
      place: "postgres",
    },
    { label: l10n.t("Folder"), detail: l10n.t("On a network share, for example"), place: "folder" },
  ];
  const answer = await askForOne({
    title,
    placeholder: status
      ? l10n.t("Shared through {0} now. Choose another place", status.address)
      : l10n.t("Choose where the registry is shared"),
    items,
  });
  if (typeof answer === "symbol") return undefined;
  if (answer.place === "origin") return "git+origin";
  if (answer.place === "s3") return askForBucket(title);
  if (answer.place === "postgres") return askForDatabase(title);
  return answer.place === "folder" ? askForFolder() : askForUrl(title);
}

async function askForFolder(): Promise<string | undefined> {
  const chosen = await showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: l10n.t("Share Here"),
    title: l10n.t("Choose the shared folder"),
  });
  return chosen?.[0]?.fsPath;
}

async function askForBucket(title: string): Promise<string | undefined> {
  const text = await askForText({
    title,
    prompt: l10n.t(
      "Enter the bucket and a prefix, for example s3://models/fraud?region=eu-west-1, or s3://models/fraud?endpoint=https://minio.example.org for another service than Amazon’s",
    ),
    problem: (given) => {
      const parsed = parseRemoteAddress(given.trim());
      if (parsed === "secret") return l10n.t("Leave out the keys: the policy is committed.");
      return typeof parsed === "string" || parsed.kind !== "s3"
        ? l10n.t("Enter an address that begins with s3:// and a name of a bucket.")
        : undefined;
    },
  });
  return typeof text === "symbol" ? undefined : text.trim();
}

async function askForDatabase(title: string): Promise<string | undefined> {
  const text = await askForText({
    title,
    prompt: l10n.t(
      "Enter the address of the database, ending with the place of the files, for example postgres://db.example.org/models?objects=s3://models/fraud, or …?objects=/mnt/models",
    ),
    problem: (given) => {
      const parsed = parseRemoteAddress(given.trim());
      if (parsed === "secret") return l10n.t("Leave out the password: the policy is committed.");
      return typeof parsed === "string" || parsed.kind !== "postgres"
        ? l10n.t("Enter an address that begins with postgres:// and ends with objects=…")
        : undefined;
    },
  });
  return typeof text === "symbol" ? undefined : text.trim();
}

async function askForUrl(title: string): Promise<string | undefined> {
  const text = await askForText({
    title,
    prompt: l10n.t("Enter the address, for example https://git.example.org/team/models.git"),
    problem: (given) => {
      const parsed = parseRemoteAddress(addressOf(given));
      if (parsed === "secret") {
        return l10n.t("Leave out the password or token: the policy is committed.");
      }
      return parsed === "invalid"
        ? l10n.t("Enter an https or ssh address of a git repository.")
        : undefined;
    },
  });
  return typeof text === "symbol" ? undefined : addressOf(text);
}

function addressOf(given: string): string {
  const text = given.trim();
  return text.startsWith("git+") ? text : `git+${text}`;
}

async function add(
  target: Target,
  address: string,
  join = false,
): Promise<RemoteStatus | undefined> {
  const { found, secrets } = target;
  try {
    const status = await askWhereDenied(found, secrets, () =>
      runWithProgress(l10n.t("Connecting {0} to {1}", found.folder.name, address), (task) =>
        found.registry.call("addRemote", { address, join }, task),
      ),
    );
    // The bucket with the files of a database is first asked here.
    await askWhereDenied(found, secrets, () => shareBoth([found]));
    void tellConnected(found, status);
    return status;
  } catch (error) {
    if (!(error instanceof RegistryError) || error.refusal.code !== "other-registry") throw error;
    const verb = l10n.t("Join Registries");
    const answer = await confirmStep(messageOf(error.refusal), {
      detail: l10n.t(
        "Both histories can be brought together. Nothing is lost: of versions with the same number, the later one gets another number. This can't be undone.",
      ),
      safe: l10n.t("Don't Connect"),
      verb,
    });
    return answer === verb ? add(target, address, true) : undefined;
  }
}

async function tellConnected({ folder }: FolderRegistry, status: RemoteStatus): Promise<void> {
  const button = l10n.t("Open Policy");
  const choice = await showInformationMessage(
    l10n.t(
      "The registry of {0} is shared through {1}. Commit the policy, so that others connect to it too.",
      folder.name,
      status.address,
    ),
    button,
  );
  if (choice === button) await runCommand("openPolicy", { folder: folder.uri.toString() });
}
