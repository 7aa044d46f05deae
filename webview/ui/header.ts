import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { versionReference, type Version } from "../../src/core/state/version.ts";
import { actionButton, type ActionButton } from "./button.ts";
import { copyButton, copyTexts } from "./copy-button.ts";
import { modelLink } from "./links.ts";
import { stageBadge } from "./stage-badge.ts";

/** The header line of a page: its title, what qualifies it, and its actions at the right. */
export function pageHeader(
  title: unknown,
  qualifiers: unknown,
  actions: readonly ActionButton[],
): TemplateResult {
  return html`<header class="page-header">
    <div class="page-title">
      <h1>${title}</h1>
      ${qualifiers}
    </div>
    <div class="actions" role="group" aria-label=${l10n.t("Actions")}>
      ${actions.map(actionButton)}
    </div>
  </header>`;
}

/** The header line of a page about one version. */
export function versionHeader(version: Version, actions: readonly ActionButton[]): TemplateResult {
  return pageHeader(
    html`${modelLink(version.model)} <span class="version-number">${version.number}</span>${
        version.label === undefined
          ? nothing
          : html` <span class="version-number muted">· ${version.label}</span>`
      }`,
    html`${stageBadge(version.stage)}${copyButton(
      versionReference(version),
      copyTexts(versionReference(version)),
    )}`,
    actions,
  );
}
