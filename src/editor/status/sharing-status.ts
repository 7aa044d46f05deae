import {
  commands,
  Disposable,
  env,
  l10n,
  StatusBarAlignment,
  window,
  workspace,
  type StatusBarItem,
} from "vscode";
import { formatAgo } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { RemoteStatus } from "../../registry/exchange/remote-status.ts";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { plainLabel, plainMessage } from "../plain-text.ts";
import type { Registries } from "../registries.ts";

/**
 * Shows in the status bar how the registries and their remotes differ, as far as is known without
 * asking them; hidden where nothing is shared. A click exchanges, or connects where nobody has
 * approved the remote yet.
 */
export function createSharingStatus(registries: Registries): Disposable {
  const item = window.createStatusBarItem("modelRegistry.sharing", StatusBarAlignment.Left, 9);
  item.name = l10n.t("Shared Model Registry");
  let known = "";
  const update = async (): Promise<void> => {
    const statuses: RemoteStatus[] = [];
    for (const { registry } of registries.all()) {
      const status = await registry.call("remoteStatus", {}).catch(() => undefined);
      if (status) statuses.push(status);
    }
    show(item, statuses);
    // Rows and pages say what is not shared yet: an exchange changes that, and no ledger.
    const now = JSON.stringify(
      statuses.map(({ ahead, behind, approved }) => [ahead, behind, approved]),
    );
    if (known !== "" && known !== now) registries.refresh();
    known = now;
    await commands.executeCommand("setContext", "modelRegistry.isShared", statuses.length > 0);
  };
  const updating = afterPause(0, update, (error) => {
    log().error(`sharing status: ${String(error)}`);
  });
  // An exchange that brings nothing changes no registry.
  const watcher = workspace.createFileSystemWatcher("**/.model-registry/remote.json");
  updating.soon();
  return Disposable.from(
    registries.onDidChange(updating.soon),
    updating,
    watcher,
    watcher.onDidChange(updating.soon),
    watcher.onDidCreate(updating.soon),
    item,
  );
}

function show(item: StatusBarItem, statuses: readonly RemoteStatus[]): void {
  if (statuses.length === 0) {
    item.hide();
    return;
  }
  const isApproved = statuses.every(({ approved }) => approved);
  item.text = isApproved
    ? exchangeText(statuses)
    : `$(plug) ${l10n.t("Connect to shared registry")}`;
  item.command = isApproved ? "modelRegistry.syncRemote" : "modelRegistry.connectRemote";
  item.tooltip = plainMessage(statuses.map(tooltipOf).join("\n"));
  item.accessibilityInformation = { label: plainLabel(statuses.map(tooltipOf).join(", ")) };
  item.show();
}

function exchangeText(statuses: readonly RemoteStatus[]): string {
  const ahead = statuses.reduce((sum, status) => sum + status.ahead, 0);
  const behind = statuses.reduce((sum, status) => sum + status.behind, 0);
  const [since] = statuses.flatMap(({ offlineSince }) => offlineSince ?? []).toSorted();
  const icon = since !== undefined ? "$(debug-disconnect)" : "$(cloud)";
  const parts = [
    ...(behind > 0 ? [`${formatNumber(behind)}↓`] : []),
    ...(ahead > 0 ? [`${formatNumber(ahead)}↑`] : []),
  ];
  if (since !== undefined) {
    return [icon, l10n.t("registry offline since {0}", clock(since)), ...parts].join(" ");
  }
  return [icon, ...(parts.length > 0 ? parts : [l10n.t("registry in sync")])].join(" ");
}

/** Returns the time of day of an instant, or its day if that is another one. */
function clock(at: string): string {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString()
    ? date.toLocaleTimeString(env.language, { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString(env.language);
}

function tooltipOf(status: RemoteStatus): string {
  const { address, approved, ahead, behind, answeredAt, offlineSince, problem } = status;
  if (!approved) {
    return l10n.t("{0}: not approved on this machine; nothing is sent or fetched", address);
  }
  const now = Date.now();
  return [
    ahead + behind === 0
      ? l10n.t("{0}: in sync", address)
      : l10n.t("{0}: {1} ledger lines to push, {2} to pull", address, ahead, behind),
    ...(answeredAt === undefined ? [] : [l10n.t("last answer {0}", formatAgo(answeredAt, now))]),
    ...(offlineSince === undefined
      ? []
      : [l10n.t("offline since {0}", formatAgo(offlineSince, now)), problem ?? ""]),
  ].join(" · ");
}
