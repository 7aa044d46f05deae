import * as l10n from "@vscode/l10n";

const whole = new Intl.NumberFormat();

/** `1 version`, `10,000 versions`. */
export function versionCount(count: number): string {
  return count === 1 ? l10n.t("1 version") : l10n.t("{0} versions", whole.format(count));
}
