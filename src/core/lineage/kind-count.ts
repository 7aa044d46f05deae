import * as l10n from "@vscode/l10n";
import { fixedNumber } from "../text/fixed-number.ts";
import type { LineageNodeKind } from "./lineage-node.ts";

/** Texts of one and of many; functions, as the translations come after this file is read. */
const texts: Readonly<
  Record<LineageNodeKind, readonly [one: () => string, many: (total: string) => string]>
> = {
  dataset: [() => l10n.t("1 dataset"), (total) => l10n.t("{0} datasets", total)],
  features: [() => l10n.t("1 feature set"), (total) => l10n.t("{0} feature sets", total)],
  run: [() => l10n.t("1 run"), (total) => l10n.t("{0} runs", total)],
  external: [() => l10n.t("1 model elsewhere"), (total) => l10n.t("{0} models elsewhere", total)],
  commit: [() => l10n.t("1 commit"), (total) => l10n.t("{0} commits", total)],
  version: [() => l10n.t("1 version"), (total) => l10n.t("{0} versions", total)],
  stage: [() => l10n.t("1 stage"), (total) => l10n.t("{0} stages", total)],
  model: [() => l10n.t("1 model"), (total) => l10n.t("{0} models", total)],
};

/** Returns a number of nodes of one kind as text: `1 dataset`, `1,200 versions`. */
export function kindCount(kind: LineageNodeKind, total: number): string {
  const [one, many] = texts[kind];
  return total === 1 ? one() : many(fixedNumber(total, 0));
}
