import * as l10n from "@vscode/l10n";
import { html } from "lit";
import { CommitId } from "../../src/core/model/ids.ts";
import { durationText } from "../../src/core/text/duration-text.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { commitLink } from "../ui/links.ts";
import type { DescribedRun } from "./protocol.ts";

type Fact = readonly [name: string, value: unknown];

/** Returns what is known of a run: when, who, how, with which code and environment. */
export function factsOf(run: DescribedRun): readonly Fact[] {
  const { experiment, user, start, end, status, command, segments } = run;
  const until = end ?? (status === "running" ? Date.now() : undefined);
  return [
    [l10n.t("Experiment"), experiment],
    ...fact(l10n.t("User"), user),
    ...fact(l10n.t("Started"), start === undefined ? undefined : new Date(start).toLocaleString()),
    ...fact(
      status === "running" ? l10n.t("Running for") : l10n.t("Took"),
      start === undefined || until === undefined ? undefined : durationText(until - start),
    ),
    ...fact(l10n.t("Command"), command === undefined ? undefined : html`<code>${command}</code>`),
    ...contextFacts(run),
    ...fact(
      l10n.t("Log"),
      segments === 0
        ? undefined
        : segments === 1
          ? l10n.t("sealed")
          : l10n.t("sealed in {0} parts", segments),
    ),
  ];
}

function contextFacts({ context }: DescribedRun): readonly Fact[] {
  const { commit, branch, isChanged, python, packages, machine } = context;
  const id = CommitId.safeParse(commit).data;
  return [
    ...fact(
      l10n.t("Commit"),
      id === undefined
        ? undefined
        : html`${commitLink(id)}${branch === undefined ? "" : ` (${branch})`}`,
    ),
    ...fact(l10n.t("Uncommitted changes"), isChanged === true ? l10n.t("yes") : undefined),
    ...fact(
      l10n.t("Python"),
      python === undefined
        ? undefined
        : packages === undefined
          ? python
          : l10n.t("{0}, {1} packages", python, formatNumber(packages)),
    ),
    ...fact(l10n.t("Machine"), machine === "" ? undefined : machine),
  ];
}

function fact(name: string, value: unknown): readonly Fact[] {
  return value === undefined ? [] : [[name, value]];
}
