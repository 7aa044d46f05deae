import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../../src/core/text/format.ts";
import type { Progress } from "../protocol.ts";
import { actionButton } from "../ui/button.ts";

/** Progress of the work that the page waits for. */
export type ShownProgress = Omit<Progress, "type">;

/** Renders the progress of a long task, with a button that cancels it. */
export function progressView(
  progress: ShownProgress | undefined,
  title: string,
  cancel: () => void,
): TemplateResult {
  const { message, done, total } = progress ?? {};
  const isKnown = done !== undefined && total !== undefined && total > 0;
  return html`<div class="progress-box" role="group" aria-label=${title}>
    <p>
      <strong>${title}</strong>${
        isKnown
          ? html`<span class="muted">
              · ${l10n.t("{0} of {1}", formatBytes(done), formatBytes(total))}</span
            >`
          : nothing
      }
    </p>
    <progress
      aria-label=${title}
      max=${isKnown ? total : nothing}
      value=${isKnown ? Math.min(done, total) : nothing}
    ></progress>
    <p class="muted progress-message">${message ?? l10n.t("Starting…")}</p>
    ${actionButton({ label: l10n.t("Cancel"), icon: "debug-stop", run: cancel })}
  </div>`;
}
