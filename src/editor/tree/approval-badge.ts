import { l10n, type Disposable, type TreeView } from "vscode";
import { log } from "../log.ts";
import { pendingRequests } from "../pickers/pick-request.ts";
import type { Registries } from "../registries.ts";

/** Keeps the number of requests that wait for this person on the icon of the view. */
export function keepApprovalBadge(
  view: Pick<TreeView<unknown>, "badge">,
  registries: Registries,
): Disposable {
  const update = async (): Promise<void> => {
    const requests = await pendingRequests(registries.all());
    const value = requests.filter(({ pending }) => pending.awaitsMe).length;
    view.badge =
      value === 0
        ? undefined
        : {
            value,
            tooltip:
              value === 1
                ? l10n.t("1 request for approval waiting for you")
                : l10n.t("{0} requests for approval waiting for you", value),
          };
  };
  const tryUpdate = (): void => {
    update().catch((error: unknown) => {
      log().error(`approval badge: ${String(error)}`);
    });
  };
  tryUpdate();
  return registries.onDidChange(tryUpdate);
}
