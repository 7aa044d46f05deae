import * as l10n from "@vscode/l10n";

/** Metrics and tags as a person types them in one line. */
export interface MetricsAndTags {
  /** Names and values; the values are read as the ones of files are. */
  readonly metrics: readonly (readonly [name: string, value: string])[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads `auc=0.94, #reviewed, #team=risk`: metrics, and tags after a `#`, with commas between them.
 *
 * @returns a sentence that names the mistake, if there is one
 */
export function readMetricsAndTags(line: string): MetricsAndTags | string {
  const metrics = new Map<string, string>();
  const tags = new Map<string, string>();
  for (const part of line.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const isTag = part.startsWith("#");
    const [, before = "", value] = /^([^=]*)(?:=(.*))?$/su.exec(isTag ? part.slice(1) : part) ?? [];
    const name = before.trim();
    if (name === "") return l10n.t("“{0}” has no name.", part);
    if (name.length > 250) return l10n.t("Names have at most 250 characters.");
    const known = isTag ? tags : metrics;
    if (known.has(name)) return l10n.t("{0} is given twice.", name);
    const text = value?.trim() ?? "";
    if (!isTag && !isNumber(text)) {
      return l10n.t(
        "“{0}” is not a metric: enter a name and a number, such as auc=0.94, or #{0} for a tag.",
        part,
      );
    }
    known.set(name, text);
  }
  return { metrics: [...metrics], tags: Object.fromEntries(tags) };
}

function isNumber(text: string): boolean {
  return text !== "" && Number.isFinite(Number(text));
}

/** Writes metrics and tags as {@link readMetricsAndTags} reads them. */
export function metricsAndTagsText({ metrics, tags }: MetricsAndTags): string {
  return [
    ...metrics.map(([name, value]) => `${name}=${value}`),
    ...Object.entries(tags).map(([key, value]) => (value === "" ? `#${key}` : `#${key}=${value}`)),
  ].join(", ");
}
