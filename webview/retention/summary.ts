import { html, nothing, type TemplateResult } from "lit";
import { count, formatBytes } from "../../src/core/text/format.ts";
import { actionButton } from "../ui/button.ts";
import { icon } from "../ui/icon.ts";
import { factList } from "../ui/section.ts";
import { host } from "./host.ts";
import type { RetentionSnapshot } from "./protocol.ts";

/** Returns the actions that are due as a sentence. */
export function summaryText({ counts, freed }: RetentionSnapshot): string {
  if (counts.delete + counts.archive === 0) return "Nothing is due.";
  return `${count(counts.delete, "version")} to delete, which frees ${formatBytes(freed)}; ${count(counts.archive, "version")} to archive.`;
}

/** The rule, what it would do now, and what stands in its way. */
export function summary(snapshot: RetentionSnapshot): TemplateResult {
  const { rule = "", counts, freed, missing, obstacle } = snapshot;
  const due = counts.delete + counts.archive > 0;
  return html`<section aria-label="Summary">
      ${factList([
        ["Rule", `${rule.slice(0, 1).toUpperCase()}${rule.slice(1)}.`],
        [
          "To delete",
          counts.delete === 0
            ? "Nothing"
            : `${count(counts.delete, "version")}: ${formatBytes(freed)} that no other version has would be freed`,
        ],
        ["To archive", counts.archive === 0 ? "Nothing" : count(counts.archive, "version")],
        ["Kept", count(counts.keep, "version")],
      ])}
    </section>
    ${due ? nothing : notice("pass", "Nothing is due. Retention changes nothing until you apply it: look again when there are more versions.")}
    ${missing ? missingNotice(missing, snapshot.canApply) : nothing}
    ${obstacle && counts.delete > 0 ? notice("lock", `${obstacle.message} ${obstacle.wayOut}`) : nothing}`;
}

function missingNotice(
  { message, wayOut }: NonNullable<RetentionSnapshot["missing"]>,
  canApply: boolean,
): TemplateResult {
  const add = actionButton({
    label: "Add to policy",
    icon: "edit",
    title: "Write the missing transitions into the policy, for you to look at and save",
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
