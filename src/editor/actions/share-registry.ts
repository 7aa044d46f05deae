import { l10n } from "vscode";
import { formatNumber } from "../../core/text/language.ts";
import type { ExchangeReport } from "../../registry/exchange/sync.ts";
import { showInformationMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

type Direction = "pull" | "push" | "sync";

/** “Pull”, “Push” or “Sync”: exchanges with the remotes of all folders that have one. */
export async function exchange(registries: Registries, direction: Direction): Promise<number> {
  const shared: FolderRegistry[] = [];
  for (const found of registries.all()) {
    if (await found.registry.call("remoteStatus", {})) shared.push(found);
  }
  // The refusal says how to name a remote.
  const meant = shared.length > 0 ? shared : registries.all().slice(0, 1);
  for (const found of meant) {
    const report = await exchangeOne(found, direction);
    void showInformationMessage(exchangeText(found, report));
  }
  return meant.length;
}

/** Exchanges in both directions without a message at the end. */
export async function shareBoth(all: readonly FolderRegistry[]): Promise<void> {
  for (const found of all) await exchangeOne(found, "sync");
}

function exchangeOne(
  { folder, registry }: FolderRegistry,
  direction: Direction,
): Promise<ExchangeReport> {
  switch (direction) {
    case "pull":
      return runWithProgress(l10n.t("Pulling into the registry of {0}", folder.name), (task) =>
        registry.call("pull", {}, task),
      );
    case "push":
      return runWithProgress(l10n.t("Pushing the registry of {0}", folder.name), async (task) => {
        await registry.call("sealForOthers", {}, task);
        return registry.call("push", {}, task);
      });
    case "sync":
      return runWithProgress(l10n.t("Syncing the registry of {0}", folder.name), async (task) => {
        await registry.call("sealForOthers", {}, task);
        return registry.call("sync", {}, task);
      });
  }
}

function exchangeText({ folder }: FolderRegistry, { received, sent }: ExchangeReport): string {
  if (received.lines + received.objects + sent.lines + sent.objects === 0) {
    return l10n.t(
      "The registry of {0} and its remote have nothing new for each other.",
      folder.name,
    );
  }
  return l10n.t(
    "The registry of {0} has received {1} and sent {2} ledger lines.",
    folder.name,
    formatNumber(received.lines),
    formatNumber(sent.lines),
  );
}
