import { type Disposable, l10n, workspace, type Memento } from "vscode";
import * as z from "zod";
import { log } from "../log.ts";
import { showInformationMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";

/** Address that was offered last, by the URI of the folder. */
const Offered = z.record(z.string(), z.string()).catch({});

/**
 * Offers once to connect where the policy of a fresh clone names a remote that nobody has approved
 * on this machine. Nothing is contacted before.
 */
export function offerRemotes(registries: Registries, memory: Memento): Disposable {
  let offering: Promise<void> = Promise.resolve();
  const offer = (): void => {
    if (!workspace.isTrusted) return;
    offering = offering
      .then(async () => {
        for (const found of registries.all()) await offerOne(found, memory);
      })
      .catch((error: unknown) => {
        log().error(`offering a remote: ${String(error)}`);
      });
  };
  offer();
  return registries.onDidChange(offer);
}

async function offerOne({ folder, registry }: FolderRegistry, memory: Memento): Promise<void> {
  const status = await registry.call("remoteStatus", {}).catch(() => undefined);
  if (!status || status.approved) return;
  const uri = folder.uri.toString();
  const offered = Offered.parse(memory.get("remoteOffered"));
  if (offered[uri] === status.address) return;
  await memory.update("remoteOffered", { ...offered, [uri]: status.address });
  void ask(uri, folder.name, status.address);
}

async function ask(folder: string, name: string, address: string): Promise<void> {
  const connect = l10n.t("Connect…");
  const choice = await showInformationMessage(
    l10n.t("The model registry of {0} is shared through {1}.", name, address),
    connect,
  );
  if (choice === connect) await runCommand("connectRemote", { folder });
}
