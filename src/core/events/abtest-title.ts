import * as l10n from "@vscode/l10n";
import type { VersionId } from "../model/ids.ts";
import type { AbTestEvent } from "./abtest-events.ts";

/** Returns what happened to an A/B test. */
export function abTestTitle(
  { type, data }: AbTestEvent,
  nameOf: (id: VersionId) => string,
): { readonly title: string; readonly reason?: string } {
  const reason = data.reason === undefined ? {} : { reason: data.reason };
  switch (type) {
    case "abtest.created": {
      const versions = data.variants.map(({ version }) => nameOf(version)).join(", ");
      return { title: l10n.t("A/B test {0} started: {1}", data.name, versions), ...reason };
    }
    case "abtest.split": {
      const split = data.shares.map((share) => String(share / 100)).join("/");
      return { title: l10n.t("Split of the A/B test {0}: {1}", data.name, split), ...reason };
    }
    case "abtest.concluded":
      return {
        title:
          data.winner === undefined
            ? l10n.t("A/B test {0} ended without a winner", data.name)
            : l10n.t("A/B test {0} ended: {1} won", data.name, nameOf(data.winner)),
        ...reason,
      };
  }
}
