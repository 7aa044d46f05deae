import * as l10n from "@vscode/l10n";
import { formatNumber } from "../text/language.ts";
import type { ObservationsSealed } from "./observation-events.ts";

/** Returns a title such as `1,200 observations of 2 versions sealed`. */
export function observationTitle({ count, versions }: ObservationsSealed["data"]): string {
  return versions.length === 1
    ? l10n.t("Observations of 1 version sealed: {0}", formatNumber(count))
    : l10n.t(
        "Observations of {0} versions sealed: {1}",
        formatNumber(versions.length),
        formatNumber(count),
      );
}
