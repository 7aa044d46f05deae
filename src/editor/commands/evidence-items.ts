import { QuickPickItemKind, type QuickPickItem } from "vscode";
import { formatBytes } from "../../core/format.ts";
import type { RecipeFiles } from "../../registry/capture-recipe.ts";
import type { RegistrationSuggestion } from "../../registry/suggest-registration.ts";

type Evidence = RegistrationSuggestion["evidence"];
type Use = Exclude<keyof Evidence, "cut">;

/** A file found near the model, and what it would be used for. */
export interface EvidenceItem extends QuickPickItem {
  readonly path: string;
  readonly use: Use | "heading";
  /** Set if the file was chosen by its name and place, not by a person. */
  readonly preselected?: boolean;
}

const headings: readonly (readonly [Use, string])[] = [
  ["metrics", "Metrics"],
  ["parameters", "Parameters"],
  ["datasets", "Datasets"],
  ["environment", "Environment"],
  ["metadata", "Metadata"],
];

/** What was found as items under headings; the likely ones are picked. */
export function evidenceItems(evidence: Evidence): readonly EvidenceItem[] {
  return headings.flatMap(([use, heading]) => {
    const items = evidence[use].map(({ path, size, preselected }): EvidenceItem => ({
      label: path,
      description: formatBytes(size),
      picked: preselected,
      preselected,
      path,
      use,
    }));
    const separator: EvidenceItem = {
      label: heading,
      kind: QuickPickItemKind.Separator,
      path: "",
      use: "heading",
    };
    return items.length > 0 ? [separator, ...items] : [];
  });
}

/** The chosen items as a registration wants them. */
export function evidenceOf(items: readonly EvidenceItem[]): RecipeFiles {
  const of = (use: Use): string[] =>
    items.filter((item) => item.use === use).map((item) => item.path);
  const [environmentFile] = of("environment");
  const [metadataFile] = of("metadata");
  return {
    metricsFiles: of("metrics"),
    parametersFiles: of("parameters"),
    datasets: of("datasets"),
    ...(environmentFile !== undefined && { environmentFile }),
    ...(metadataFile !== undefined && { metadataFile }),
    found: items.filter(({ preselected }) => preselected === true).map(({ path }) => path),
  };
}
