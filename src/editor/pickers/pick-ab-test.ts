import { l10n, type QuickPickItem, ThemeIcon } from "vscode";
import type { AbTestOutline } from "../../registry/abtests/describe-ab-test.ts";
import type { AbTestArgument } from "../command-arguments.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { askForOne } from "./ask.ts";
import { nothingToChoose } from "./pick-version.ts";

/** An A/B test and the registry it is in. */
export interface LocatedAbTest {
  readonly in: FolderRegistry;
  readonly outline: AbTestOutline;
}

/** The A/B test that a command is about: that of its argument, else one that the person chooses. */
export async function targetAbTest(
  registries: Registries,
  argument: AbTestArgument | undefined,
  title: string,
  { isRunning }: { readonly isRunning: boolean },
): Promise<LocatedAbTest | undefined> {
  const folders = registries.all();
  if (argument) {
    const found = registries.at(argument.folder);
    const { test } = argument;
    const [outline] = (await found?.registry.call("outlineAbTests", { test })) ?? [];
    if (found && outline) return { in: found, outline };
  }
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const outlines = await folder.registry.call("outlineAbTests", { isRunning });
      return outlines.map((outline) => abTestItem(folder, outline));
    }),
  );
  const items = lists.flat();
  const [only] = items;
  if (!only) {
    nothingToChoose(
      title,
      isRunning ? l10n.t("No A/B test is running.") : l10n.t("There is no A/B test yet."),
    );
    return undefined;
  }
  const answer = await askForOne({ title, placeholder: l10n.t("Choose an A/B test"), items });
  return typeof answer === "symbol" ? undefined : answer;
}

function abTestItem(folder: FolderRegistry, outline: AbTestOutline): QuickPickItem & LocatedAbTest {
  const { test, titles, summary } = outline;
  return {
    label: test.name,
    description: [
      titles.join(", "),
      ...(test.conclusion ? [l10n.t("ended")] : [l10n.t("running")]),
    ].join(" · "),
    detail: summary,
    iconPath: new ThemeIcon(test.conclusion ? "circle-outline" : "beaker"),
    in: folder,
    outline,
  };
}
