import { l10n, type Uri } from "vscode";
import type { Stage } from "../../../core/model/ids.ts";
import { productionStage } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle, type VersionOutline } from "../../../core/state/version.ts";
import { saveReport } from "../../actions/save-report.ts";
import {
  decisionReport,
  incidentReport,
  modelCard,
  versionsReport,
} from "../../actions/wanted-report.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { pickVersions, type Located } from "../../pickers/pick-version.ts";
import { targetModel, targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";

/** “Save Report…”: on a version, or on how the selected versions compare. */
export async function saveVersionsReport(
  registries: Registries,
  args: CommandArguments,
): Promise<Uri | undefined> {
  const chosen = await reportedVersions(registries, args);
  const [first] = chosen ?? [];
  if (!chosen || !first) return undefined;
  if (chosen.some((each) => each.in !== first.in)) {
    throw new RegistryError({ code: "invalid-request", reason: "registries-differ" });
  }
  const { policy } = await first.in.registry.call("policy", {});
  const versions = chosen.map(({ version }) => version);
  return saveReport(first.in, versionsReport(inOrder(versions, productionStage(policy))));
}

async function reportedVersions(
  registries: Registries,
  args: CommandArguments,
): Promise<readonly Located[] | undefined> {
  const selected = args.rows.flatMap((row) => (row.kind === "version" ? [row] : []));
  if (selected.length > 1) return selected;
  if (args.row ?? args.version) {
    const target = await targetVersion(registries, args, l10n.t("Save Report"));
    return target && [target];
  }
  return pickVersions(registries.all(), l10n.t("Save Report"), { atLeast: 1 });
}

/** The one in use first, as the baseline, then the others in the order of their numbers. */
function inOrder<V extends Pick<VersionOutline, "stage" | "number">>(
  versions: readonly V[],
  inUse: Stage | undefined,
): readonly V[] {
  return versions.toSorted(
    (a, b) => Number(b.stage === inUse) - Number(a.stage === inUse) || a.number - b.number,
  );
}

/** “Save Model Card…”, in the form of the Hugging Face Hub. */
export async function saveModelCard(
  registries: Registries,
  args: CommandArguments,
): Promise<Uri | undefined> {
  const target = await targetVersion(registries, args, l10n.t("Save Model Card"));
  return target && saveReport(target.in, modelCard(target.version));
}

/** “Save Decision Record…”: of the promotion that brought a version where it is. */
export async function saveDecisionRecord(
  registries: Registries,
  args: CommandArguments,
): Promise<Uri | undefined> {
  const target = await targetVersion(registries, args, l10n.t("Save Decision Record"));
  if (!target) return undefined;
  const { version } = target;
  return saveReport(target.in, decisionReport(version.id, versionTitle(version)));
}

/** “Save Incident Report…”: on the last rollback of a model. */
export async function saveIncidentReport(
  registries: Registries,
  args: CommandArguments,
): Promise<Uri | undefined> {
  const target = await targetModel(registries, args, l10n.t("Save Incident Report"), () => true);
  return target && saveReport(target.in, incidentReport(target.overview.model.name));
}
