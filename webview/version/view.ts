import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { versionTitle } from "../../src/core/state/version.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { versionHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { link } from "../ui/links.ts";
import { richText } from "../ui/rich-text.ts";
import { versionActions } from "./actions.ts";
import { artifactSection } from "./artifacts.ts";
import { historySections } from "./history.ts";
import { host } from "./host.ts";
import { lineageSection } from "./lineage.ts";
import { markingSection } from "./markings.ts";
import { metadataSections } from "./metadata.ts";
import { metricSection } from "./metrics.ts";
import { modelSection } from "./model.ts";
import type { VersionSnapshot } from "./protocol.ts";
import { recipeSection } from "./recipe.ts";
import { reproductionSection } from "./reproductions.ts";
import { requestBanners } from "./requests.ts";
import type { ChangeState, VersionPageState } from "./state.ts";
import { summary } from "./summary.ts";

/** The version page. */
export function versionView(
  snapshot: VersionSnapshot,
  state: VersionPageState,
  change: ChangeState,
): TemplateResult {
  return html`${versionHeader(snapshot.version, versionActions(snapshot))}
  ${requestBanners(snapshot)} ${notices(snapshot)} ${summary(snapshot)} ${markingSection(snapshot)}
  ${metricSection(snapshot)} ${metadataSections(snapshot)} ${recipeSection(snapshot, state, change)}
  ${reproductionSection(snapshot)} ${modelSection(snapshot)}
  ${artifactSection(snapshot, state, change)} ${lineageSection(snapshot)}
  ${historySections(snapshot)}`;
}

function notices({
  version,
  absentFiles,
  awayFiles,
  conflicts,
  canExport,
}: VersionSnapshot): TemplateResult {
  const { claimedNumber, rolledBackAt, number } = version;
  return html`${
    claimedNumber === undefined
      ? nothing
      : notice(
          "info",
          l10n.t(
            "Registered as {0}. Another clone had claimed that number first, so this is version {1}.",
            versionTitle({ ...version, number: claimedNumber }),
            number,
          ),
        )
  }
  ${
    rolledBackAt === undefined
      ? nothing
      : notice(
          "discard",
          richText(
            l10n.t(
              "A rollback took this version out of its stage {0}. The reason is in its history.",
            ),
            age(rolledBackAt),
          ),
        )
  }
  ${
    absentFiles.length === 0
      ? nothing
      : notice("error", [absentText(absentFiles), absentRemedy(absentFiles.length)].join(" "))
  }
  ${awayFiles.length === 0 ? nothing : awayNotice(version, awayFiles.length, canExport)}
  ${conflicts.map(({ text, remedy }) =>
    notice(
      "git-merge",
      remedy === undefined
        ? l10n.t("Resolved by merging: {0}", text)
        : `${l10n.t("Resolved by merging: {0}.", text)} ${remedy}`,
    ),
  )}`;
}

/** Says that files are in the shared registry only, and offers to fetch them. */
function awayNotice(
  { id }: VersionSnapshot["version"],
  files: number,
  canFetch: boolean,
): TemplateResult {
  const text =
    files === 1
      ? l10n.t("1 file of this version is not on this machine. It is fetched when it is needed.")
      : l10n.t(
          "{0} files of this version are not on this machine. They are fetched when they are needed.",
          formatNumber(files),
        );
  const fetch = link(l10n.t("Fetch now"), l10n.t("Fetch the files of this version"), () => {
    host.send({ type: "fetch-files", version: id });
  });
  return notice("cloud-download", html`${text} ${canFetch ? fetch : nothing}`);
}

/** Names the files whose bytes the registry no longer has as they were recorded. */
function absentText(files: VersionSnapshot["absentFiles"]): string {
  const named = files
    .slice(0, 3)
    .map(({ path, problem, uri }) =>
      uri === undefined ? `${path} (${problem})` : `${path} (${problem}: ${uri})`,
    );
  const more =
    files.length > named.length
      ? [l10n.t("{0} more", formatNumber(files.length - named.length))]
      : [];
  return l10n.t(
    "Bytes of this version are not in the registry as they were recorded: {0}.",
    [...named, ...more].join(", "),
  );
}

function absentRemedy(files: number): string {
  return files === 1
    ? l10n.t(
        "It can’t be exported, promoted or restored until the bytes are back: register the same file again, or copy it from a clone that has it.",
      )
    : l10n.t(
        "It can’t be exported, promoted or restored until the bytes are back: register the same files again, or copy them from a clone that has them.",
      );
}

function notice(name: string, text: unknown): TemplateResult {
  return html`<p class="notice">${icon(name)}<span>${text}</span></p>`;
}
