import { html, nothing, type TemplateResult } from "lit";
import { versionTitle } from "../../src/core/state/version.ts";
import { age } from "../ui/age.ts";
import { versionHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { versionActions } from "./actions.ts";
import { artifactSection } from "./artifacts.ts";
import { historySections } from "./history.ts";
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

function notices({ version, absentFiles, conflicts }: VersionSnapshot): TemplateResult {
  const { claimedNumber, rolledBackAt, number } = version;
  return html`${
    claimedNumber === undefined
      ? nothing
      : notice(
          "info",
          html`Registered as ${versionTitle({ ...version, number: claimedNumber })}. Another clone
          had claimed that number first, so this is version ${number}.`,
        )
  }
  ${
    rolledBackAt === undefined
      ? nothing
      : notice(
          "discard",
          html`A rollback took this version out of its stage ${age(rolledBackAt)}. The reason is in
          its history.`,
        )
  }
  ${
    absentFiles.length === 0
      ? nothing
      : notice(
          "error",
          html`${absentText(absentFiles)} Until then it can't be exported, promoted or restored.
          Register the same ${absentFiles.length === 1 ? "file" : "files"} again to put the bytes
          back, or copy them from a clone that has them.`,
        )
  }
  ${conflicts.map(({ text, remedy }) =>
    notice(
      "git-merge",
      html`Resolved by merging:
      ${text}${remedy === undefined ? nothing : html`. To change it: <code>${remedy}</code>`}`,
    ),
  )}`;
}

/** Names the files whose bytes the registry no longer has as they were recorded. */
function absentText(files: VersionSnapshot["absentFiles"]): string {
  const named = files.slice(0, 3).map(({ path, problem }) => `${path} (${problem})`);
  const more = files.length > named.length ? [`${files.length - named.length} more`] : [];
  return `Bytes of this version are not in the registry as they were recorded: ${[...named, ...more].join(", ")}.`;
}

function notice(name: string, text: TemplateResult): TemplateResult {
  return html`<p class="notice">${icon(name)}<span>${text}</span></p>`;
}
