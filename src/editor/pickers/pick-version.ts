import { l10n, type QuickPickItem } from "vscode";
import { initialStage, type Policy } from "../../core/model/policy.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { formatAge } from "../../core/text/format.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import { showInformationMessage } from "../messages.ts";
import { mainMetricText } from "../nodes/main-metric.ts";
import { overviewFacts } from "../nodes/overview-facts.ts";
import { stageIcon } from "../nodes/stage-icon.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { askForMany, askForOne } from "./ask.ts";

/** A version and the registry it is in. */
export interface Located {
  readonly in: FolderRegistry;
  readonly version: Version;
}

export type VersionItem = QuickPickItem & Located;

/** Filter for the versions to choose from, given the policy of their registry. */
export type IsOffered = (version: Version, policy: PolicyInForce) => boolean;

/** More than this are not offered at once; typing finds nothing beyond. */
const maxOffered = 500;

/** The versions of all registries as items, newest first. */
export async function versionItems(
  registries: readonly FolderRegistry[],
  isOffered: IsOffered = () => true,
): Promise<readonly VersionItem[]> {
  const lists = await Promise.all(
    registries.map(async (folder) => {
      const { policy, versions } = await folder.registry.call("versionChoices", {
        limit: maxOffered,
      });
      const offered = versions.filter((version) => isOffered(version, policy));
      return offered.map((version) => versionItem(folder, version, policy.policy));
    }),
  );
  return lists.flat();
}

/** Returns the item of a version: stage, these metrics or else its main metric, age. */
export function versionItem(
  folder: FolderRegistry,
  version: Version,
  policy: Policy,
  metrics: readonly string[] = [],
): VersionItem {
  const main = mainMetricText(version, undefined, folder.folder.uri);
  const facts = [
    version.stage === initialStage ? undefined : version.stage,
    ...(metrics.length > 0 ? metrics : [main]),
    formatAge(version.registeredAt, Date.now()),
  ];
  return {
    label: versionTitle(version),
    description: facts.filter((fact) => fact !== undefined).join(" · "),
    iconPath: stageIcon(version.stage, policy),
    in: folder,
    version,
  };
}

/** Asks for a version; shows a message if there is none to choose from. */
export async function pickVersion(
  registries: Registries,
  title: string,
  isOffered?: IsOffered,
): Promise<Located | undefined> {
  const items = await versionItems(registries.all(), isOffered);
  if (items.length === 0) {
    nothingToChoose(title, l10n.t("There is no version that this applies to."));
    return;
  }
  const answer = await askForOne({ title, placeholder: l10n.t("Choose a version"), items });
  return typeof answer === "symbol" ? undefined : answer;
}

/** Asks for versions of one registry: two or more, unless `atLeast` says otherwise. */
export async function pickVersions(
  registries: readonly FolderRegistry[],
  title: string,
  {
    chosen = [],
    atLeast = 2,
  }: { readonly chosen?: readonly string[]; readonly atLeast?: 1 | 2 } = {},
): Promise<readonly Located[] | undefined> {
  const items = await versionItems(registries);
  if (items.length < atLeast) {
    const why =
      atLeast === 1
        ? l10n.t("There is no version yet.")
        : l10n.t("There must be two versions at least to compare them.");
    nothingToChoose(title, why);
    return;
  }
  const answer = await askForMany({
    title,
    placeholder:
      atLeast === 1 ? l10n.t("Choose one or more versions") : l10n.t("Choose two or more versions"),
    items: items.map((item) => ({ ...item, picked: chosen.includes(item.version.id) })),
    atLeast,
  });
  return typeof answer === "symbol" ? undefined : answer;
}

export interface LocatedModel {
  readonly in: FolderRegistry;
  readonly overview: ModelOverview;
}

/** Asks for a model. */
export async function pickModel(
  registries: Registries,
  title: string,
  isOffered: (overview: ModelOverview) => boolean,
): Promise<LocatedModel | undefined> {
  const lists = await Promise.all(
    registries.all().map(async (folder) => {
      const { models, policy } = await folder.registry.call("overview", {});
      const stage = productionStage(policy.policy);
      return models.filter(isOffered).map((overview) => ({
        label: overview.model.name,
        description: overviewFacts(overview, stage).join(" · "),
        in: folder,
        overview,
      }));
    }),
  );
  const items = lists.flat();
  if (items.length === 0) {
    nothingToChoose(title, l10n.t("There is no model that this applies to."));
    return;
  }
  const [only] = items;
  if (items.length === 1) return only;
  const answer = await askForOne({ title, placeholder: l10n.t("Choose a model"), items });
  return typeof answer === "symbol" ? undefined : answer;
}

/** Shows a message that there is nothing to choose from, instead of an empty list. */
export function nothingToChoose(title: string, why: string): void {
  void showInformationMessage(`${title}: ${why}`);
}
