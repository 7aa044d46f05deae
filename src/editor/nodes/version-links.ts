import { l10n, MarkdownString } from "vscode";
import type { VersionArgument } from "../command-arguments.ts";
import { commandUri } from "../run-command.ts";

/**
 * Returns links that act on a version, for beside its tooltip. Nothing in them comes from others.
 *
 * @param isInProduction it can't be compared with what is there
 */
export function versionLinks(version: VersionArgument, isInProduction: boolean): MarkdownString {
  const show = `[${l10n.t("Show Version")}](${commandUri("showVersion", version).toString()})`;
  const compare = commandUri("compareWithProduction", version).toString();
  const text = new MarkdownString(
    isInProduction ? show : `${show} · [${l10n.t("Compare with Production")}](${compare})`,
  );
  text.isTrusted = {
    enabledCommands: ["modelRegistry.showVersion", "modelRegistry.compareWithProduction"],
  };
  return text;
}
