import { Disposable, l10n, type TreeView } from "vscode";
import { afterPause } from "../after-pause.ts";
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
  const updating = afterPause(0, update, (error) => {
    log().error(`approval badge: ${String(error)}`);
  });
  updating.soon();
  return Disposable.from(registries.onDidChange(updating.soon), updating);
}
