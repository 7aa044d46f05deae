import { basename } from "node:path";
import { l10n, type QuickPickItem, QuickPickItemKind } from "vscode";
import { formatBytes } from "../../core/text/format.ts";
import type { RecipeFiles } from "../../registry/registration/capture-recipe.ts";
import type { ModelCardLicence } from "../../registry/registration/find-model-card.ts";
import type { ModelPart } from "../../registry/registration/find-model-parts.ts";
import type { RegisterRequest } from "../../registry/registration/register.ts";
import type { RegistrationSuggestion } from "../../registry/registration/suggest-registration.ts";

type Evidence = RegistrationSuggestion["evidence"];
type EvidenceUse = Exclude<keyof Evidence, "cut">;
type Use = EvidenceUse | "parts" | "card";

/** A file found near the model, and what it would be used for. */
export interface EvidenceItem extends QuickPickItem {
  readonly path: string;
  readonly use: Use | "heading" | "data" | "parent";
  /** Set if the file is a part that a model file names. */
  readonly part?: ModelPart;
  /** True if the file was chosen by its name and folder, not by the user. */
  readonly preselected?: boolean;
}

function headings(): readonly (readonly [EvidenceUse, string])[] {
  return [
    ["metrics", l10n.t("Metrics")],
    ["history", l10n.t("Metrics by step")],
    ["parameters", l10n.t("Parameters")],
    ["datasets", l10n.t("Datasets")],
    ["environment", l10n.t("Environment")],
    ["metadata", l10n.t("Metadata")],
  ];
}

/** Returns the files found as items under headings; the likely ones are picked. */
export function evidenceItems({
  evidence,
  parts,
  card,
}: Pick<RegistrationSuggestion, "evidence" | "parts" | "card">): readonly EvidenceItem[] {
  const partItems = parts.map((part): EvidenceItem => ({
    label: part.path,
    description: l10n.t("named by {0}", basename(part.model)),
    picked: true,
    path: part.path,
    use: "parts",
    part,
  }));
  return [
    ...underHeading(l10n.t("Parts of the model"), partItems),
    ...headings().flatMap(([use, heading]) =>
      underHeading(
        heading,
        evidence[use].map(({ path, size, preselected }) => ({
          label: path,
          description: formatBytes(size),
          picked: preselected,
          preselected,
          path,
          use,
        })),
      ),
    ),
    ...underHeading(l10n.t("Model card"), card ? [cardItem(card)] : []),
  ];
}

function cardItem({ path, licence }: ModelCardLicence): EvidenceItem {
  const label = basename(path);
  return { label, description: l10n.t("licence {0}", licence), picked: true, path, use: "card" };
}

function underHeading(label: string, items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  const kind = QuickPickItemKind.Separator;
  return items.length > 0 ? [{ label, kind, path: "", use: "heading" }, ...items] : [];
}

/** Returns the items for what is not found by looking: each leads to a question of its own. */
export function otherItems(asksForParent: boolean): readonly EvidenceItem[] {
  const data: EvidenceItem = {
    label: l10n.t("Other data…"),
    description: l10n.t("a file elsewhere, or a name, version and URI"),
    path: "",
    use: "data",
  };
  const parent: EvidenceItem = {
    label: l10n.t("Made from another model…"),
    description: l10n.t("a URI, or the id of a model on the Hugging Face Hub"),
    path: "",
    use: "parent",
  };
  return underHeading(l10n.t("Not found here"), asksForParent ? [data, parent] : [data]);
}

/** The chosen items as a registration wants them. */
export function evidenceOf(
  items: readonly EvidenceItem[],
): RecipeFiles & Pick<RegisterRequest, "parts"> {
  const of = (use: Use): string[] =>
    items.filter((item) => item.use === use).map((item) => item.path);
  const [environmentFile] = of("environment");
  const [metadataFile] = of("metadata");
  const [modelCard] = of("card");
  return {
    metricsFiles: of("metrics"),
    historyFiles: of("history"),
    parametersFiles: of("parameters"),
    datasets: of("datasets"),
    ...(environmentFile !== undefined && { environmentFile }),
    ...(metadataFile !== undefined && { metadataFile }),
    ...(modelCard !== undefined && { modelCard }),
    parts: items.flatMap(({ part }) => part ?? []),
    found: items.filter(({ preselected }) => preselected === true).map(({ path }) => path),
  };
}
