import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { ModelDescription } from "../../src/core/model/inspection.ts";
import { inputCount, outputCount } from "../../src/core/text/counts.ts";
import { frameworkName } from "../../src/core/text/display-names.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import type { ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { versionLink } from "../ui/links.ts";
import { formatCount } from "../ui/numbers.ts";
import { factList, section } from "../ui/section.ts";
import { signatureTable } from "../ui/signature.ts";
import { safety, verdictBadge } from "../ui/verdict.ts";
import { filesSection } from "./files.ts";
import { host } from "./host.ts";
import type { InspectSnapshot, VersionPlace } from "./protocol.ts";
import type { ChangeState, InspectPageState } from "./state.ts";
import { tensorSection } from "./tensors.ts";

/** Renders the page about a model file or folder. */
export function inspectView(
  snapshot: InspectSnapshot,
  state: InspectPageState,
  change: ChangeState,
): TemplateResult {
  const { description, path, files } = snapshot;
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return html`${pageHeader(name, verdictBadge(description.verdict), actions(snapshot))}
  ${overview(snapshot)} ${section(l10n.t("Safety"), safety(description))}
  ${signatureSection(description)} ${files.length > 0 ? filesSection(files) : nothing}
  ${tensorSection(snapshot, state, change)} ${metadataSection(description)}`;
}

function actions({ canRegister }: InspectSnapshot): readonly ActionButton[] {
  if (!canRegister) return [];
  const register = (): void => {
    host.send({ type: "register" });
  };
  return [{ label: l10n.t("Register model…"), icon: "add", primary: true, run: register }];
}

function overview({
  description,
  size,
  bytesRead,
  formatName,
  path,
  registered,
  sameBytes = [],
}: InspectSnapshot): TemplateResult {
  const { formatVersion, framework, frameworkVersion, producer, task, architecture } = description;
  const { parameterCount, dtypes, quantisation, opsets } = description;
  const known = (facts: readonly (readonly [string, unknown])[]): TemplateResult =>
    factList(facts.filter(([, value]) => value !== undefined && value !== "" && value !== false));
  return html`<section aria-label=${l10n.t("Overview")}>
    <div class="columns">
      ${known([
        [l10n.t("Format"), [formatName, formatVersion].filter(Boolean).join(" ")],
        [
          l10n.t("Framework"),
          [framework && frameworkName(framework), frameworkVersion].filter(Boolean).join(" "),
        ],
        [l10n.t("Produced by"), producer],
        [l10n.t("File"), path],
        [l10n.t("Registered as"), registered && registeredAs(registered)],
        [
          registered ? l10n.t("Same bytes in") : l10n.t("Registered as"),
          sameBytes.length > 0 && list(sameBytes),
        ],
      ])}
      ${known([
        [l10n.t("Architecture"), architecture],
        [l10n.t("Task"), task],
        [l10n.t("Parameters"), parameterCount ? formatCount(parameterCount) : undefined],
        [l10n.t("Types"), dtypes?.join(", ")],
        [l10n.t("Quantisation"), quantisation],
      ])}
      ${known([
        [
          l10n.t("Size"),
          // Worth saying only of large files: how little of them it took.
          bytesRead < size / 2
            ? html`${formatBytes(size)}
                <span class="muted">${l10n.t("({0} read)", formatBytes(bytesRead))}</span>`
            : formatBytes(size),
        ],
        [
          l10n.t("Operator sets"),
          opsets &&
            Object.entries(opsets)
              .map(([domain, version]) => `${domain} ${version}`)
              .join(", "),
        ],
      ])}
    </div>
  </section>`;
}

/** `fraud 4 — Production`, and whether the file is still what was registered. */
function registeredAs({
  version,
  bytes,
}: NonNullable<InspectSnapshot["registered"]>): TemplateResult {
  const state = {
    same: nothing,
    modified: html`<div class="muted">
      ${icon("diff-modified")} ${l10n.t("The file has changed since.")}
    </div>`,
    unsure: html`<div class="muted">${l10n.t("The file may have changed since.")}</div>`,
  }[bytes];
  return html`${versionLink(version)} — ${version.stage} ${state}`;
}

/** Versions that have the same bytes. */
function list(versions: readonly VersionPlace[]): TemplateResult {
  return html`<ul>
    ${versions.map((version) => html`<li>${versionLink(version)} — ${version.stage}</li>`)}
  </ul>`;
}

function signatureSection({ signature }: ModelDescription): TemplateResult | typeof nothing {
  if (!signature) return nothing;
  const { inputs, outputs } = signature;
  return section(
    l10n.t("Signature"),
    signatureTable(signature),
    html`<p class="muted">${inputCount(inputs.length)}, ${outputCount(outputs.length)}</p>`,
  );
}

function metadataSection({ metadata }: ModelDescription): TemplateResult | typeof nothing {
  const entries = Object.entries(metadata ?? {});
  if (entries.length === 0) return nothing;
  return section(l10n.t("Metadata"), factList(entries, "facts-columns"));
}
