import { Disposable, l10n, type TreeView } from "vscode";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { pendingRequests } from "../pickers/pick-request.ts";
import type { Registries } from "../registries.ts";

/** Keeps the number of requests that wait for this person, and of alerts, on the icon of the view. */
export function keepApprovalBadge(
  view: Pick<TreeView<unknown>, "badge">,
  registries: Registries,
): Disposable {
  const update = async (): Promise<void> => {
    const requests = await pendingRequests(registries.all());
    const waiting = requests.filter(({ pending }) => pending.awaitsMe).length;
    const open = await Promise.all(
      registries.all().map(({ registry }) => registry.call("openAlerts", {})),
    );
    const alerts = open.flat().length;
    const value = waiting + alerts;
    const tooltip = [...waitingText(waiting), ...alertText(alerts)].join(" · ");
    view.badge = value === 0 ? undefined : { value, tooltip };
  };
  const updating = afterPause(0, update, (error) => {
    log().error(`approval badge: ${String(error)}`);
  });
  updating.soon();
  return Disposable.from(registries.onDidChange(updating.soon), updating);
}

function waitingText(n: number): readonly string[] {
  if (n === 0) return [];
  return [
    n === 1
      ? l10n.t("1 request for approval waiting for you")
      : l10n.t("{0} requests for approval waiting for you", n),
  ];
}

function alertText(n: number): readonly string[] {
  if (n === 0) return [];
  return [
    n === 1 ? l10n.t("1 alert of a version in use") : l10n.t("{0} alerts of versions in use", n),
  ];
}
