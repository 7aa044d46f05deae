import { l10n, type Disposable, type TreeView } from "vscode";
import { count } from "../../core/text/format.ts";
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
        : { value, tooltip: `${count(value, l10n.t("request"))} for approval waiting for you` };
  };
  const tryUpdate = (): void => {
    update().catch((error: unknown) => {
      log().error(`approval badge: ${String(error)}`);
    });
  };
  tryUpdate();
  return registries.onDidChange(tryUpdate);
}
