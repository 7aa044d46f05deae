import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { versionCount } from "../../src/core/text/counts.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { actionButton } from "../ui/button.ts";
import { icon } from "../ui/icon.ts";
import { factList } from "../ui/section.ts";
import { host } from "./host.ts";
import type { RetentionSnapshot } from "./protocol.ts";

/** Returns the actions that are due as a sentence. */
export function summaryText({ counts, freed }: RetentionSnapshot): string {
  if (counts.delete + counts.archive === 0) return l10n.t("Nothing is due.");
  const sentences = [
    counts.delete === 1
      ? l10n.t("1 version to delete, which frees {0}.", formatBytes(freed))
      : l10n.t(
          "{0} versions to delete, which frees {1}.",
          formatNumber(counts.delete),
          formatBytes(freed),
        ),
    counts.archive === 1
      ? l10n.t("1 version to archive.")
      : l10n.t("{0} versions to archive.", formatNumber(counts.archive)),
  ];
  return sentences.join(" ");
}

/** The rule, what it would do now, and what stands in its way. */
export function summary(snapshot: RetentionSnapshot): TemplateResult {
  const { rule = "", counts, missing, obstacle } = snapshot;
  const due = counts.delete + counts.archive > 0;
  return html`<section aria-label=${l10n.t("Summary")}>
      ${factList([
        [l10n.t("Rule"), rule],
        [l10n.t("To delete"), deletionText(snapshot)],
        [
          l10n.t("To archive"),
          counts.archive === 0 ? l10n.t("Nothing") : versionCount(counts.archive),
        ],
        [l10n.t("Kept"), versionCount(counts.keep)],
      ])}
    </section>
    ${due ? nothing : notice("pass", l10n.t("Nothing is due. Retention changes nothing until you apply it: look again when there are more versions."))}
    ${missing ? missingNotice(missing, snapshot.canApply) : nothing}
    ${obstacle && counts.delete > 0 ? notice("lock", `${obstacle.message} ${obstacle.wayOut}`) : nothing}`;
}

function deletionText({ counts, freed }: RetentionSnapshot): string {
  if (counts.delete === 0) return l10n.t("Nothing");
  return counts.delete === 1
    ? l10n.t("1 version: {0} that no other version has would be freed", formatBytes(freed))
    : l10n.t(
        "{0} versions: {1} that no other version has would be freed",
        formatNumber(counts.delete),
        formatBytes(freed),
      );
}

function missingNotice(
  { message, wayOut }: NonNullable<RetentionSnapshot["missing"]>,
  canApply: boolean,
): TemplateResult {
  const add = actionButton({
    label: l10n.t("Add to policy"),
    icon: "edit",
    title: l10n.t("Write the missing transitions into the policy, for you to look at and save"),
    run: () => {
      host.send({ type: "edit-policy", step: "add-transitions" });
    },
  });
  return notice(
    "warning",
    html`<p>${message} ${wayOut}</p>
      ${canApply ? add : nothing}`,
  );
}

function notice(sign: string, content: unknown): TemplateResult {
  return html`<div class="notice notice-${sign}">
    ${icon(sign)}
    <div>${content}</div>
  </div>`;
}
