import * as l10n from "@vscode/l10n";

/**
 * Returns the title of a field of a version, annotation or recorded fact, by its key: `Known issues`.
 * One of a newer release is named by its key.
 */
export function fieldTitle(field: string): string {
  const titles: Readonly<Record<string, string>> = {
    description: l10n.t("Description"),
    team: l10n.t("Team"),
    compliance: l10n.t("Compliance"),
    "retention-days": l10n.t("Retention days"),
    pii: l10n.t("PII present"),
    gdpr: l10n.t("GDPR"),
    certifications: l10n.t("Certifications"),
    // Packages are the environment of the recipe.
    environment: l10n.t("Deployment environment"),
    "known-issues": l10n.t("Known issues"),
    changelog: l10n.t("Changelog"),
    "migration-notes": l10n.t("Migration notes"),
    task: l10n.t("Task"),
    framework: l10n.t("Framework"),
    architecture: l10n.t("Architecture"),
    data: l10n.t("Data"),
    metrics: l10n.t("Metrics"),
    parameters: l10n.t("Parameters"),
    parents: l10n.t("Parents"),
    training: l10n.t("Training"),
    benchmarks: l10n.t("Benchmarks"),
    "feature-importance": l10n.t("Feature importance"),
    licence: l10n.t("Licence"),
  };
  if (Object.hasOwn(titles, field)) return titles[field] ?? field;
  return field.charAt(0).toUpperCase() + field.slice(1).replaceAll("-", " ");
}

/** Returns the name of a field within a sentence: `known issues`. */
export function fieldName(field: string): string {
  const names: Readonly<Record<string, string>> = {
    description: l10n.t("description"),
    team: l10n.t("team"),
    compliance: l10n.t("compliance"),
    "retention-days": l10n.t("retention days"),
    pii: l10n.t("PII present"),
    gdpr: l10n.t("GDPR"),
    certifications: l10n.t("certifications"),
    environment: l10n.t("deployment environment"),
    "known-issues": l10n.t("known issues"),
    changelog: l10n.t("changelog"),
    "migration-notes": l10n.t("migration notes"),
    task: l10n.t("task"),
    framework: l10n.t("framework"),
    architecture: l10n.t("architecture"),
    data: l10n.t("data"),
    metrics: l10n.t("metrics"),
    parameters: l10n.t("parameters"),
    parents: l10n.t("parents"),
    training: l10n.t("training"),
    benchmarks: l10n.t("benchmarks"),
    "feature-importance": l10n.t("feature importance"),
    licence: l10n.t("licence"),
  };
  return Object.hasOwn(names, field) ? (names[field] ?? field) : field.replaceAll("-", " ");
}
