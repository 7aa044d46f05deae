import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { dateField, selectField } from "../ui/fields.ts";
import { versionLink } from "../ui/links.ts";
import { emptyNote, section } from "../ui/section.ts";
import { windowedRows } from "../ui/windowed-rows.ts";
import type { AuditSnapshot, StagesAnswer } from "./protocol.ts";
import {
  chosenStage,
  dayInQuestion,
  endOfDay,
  type AuditPageState,
  type ChangeState,
} from "./state.ts";

/** Renders the form that asks for the versions in a stage on a day, and its answer. */
export function stagesSection(
  { stages }: AuditSnapshot,
  state: AuditPageState,
  answer: StagesAnswer | undefined,
  change: ChangeState,
): TemplateResult {
  const names = new Set([...stages.map(String), chosenStage(state)]);
  const options = [...names].map((name) => [name, name] as const);
  return section(
    l10n.t("Stages on a day"),
    html`<div class="toolbar" role="group" aria-label=${l10n.t("Stage and day")}>
        ${selectField(l10n.t("Stage"), options, chosenStage(state), (stage) => {
          change({ stage });
        })}
        ${dateField(l10n.t("At the end of"), dayInQuestion(state), (day) => {
          change({ day });
        })}
      </div>
      ${placements(state, answer)}`,
  );
}

function placements(state: AuditPageState, answer: StagesAnswer | undefined): TemplateResult {
  const day = dayInQuestion(state);
  if (answer?.at !== endOfDay(day) || answer.stage !== chosenStage(state)) {
    return emptyNote(l10n.t("Reading…"));
  }
  const { placements: found, omitted, stage } = answer;
  if (found.length === 0) return emptyNote(l10n.t("No version was in {0} then.", stage));
  return html`${windowedRows({
    label: l10n.t("In {0} at the end of {1}", stage, day),
    head: html`<tr>
      <th scope="col">${l10n.t("Model")}</th>
      <th scope="col" class="number">${l10n.t("Version")}</th>
      <th scope="col">${l10n.t("In the stage since")}</th>
    </tr>`,
    rows: found,
    columns: 3,
    row: ({ version, model, number, since }) =>
      html`<th scope="row">${model}</th>
        <td class="number">${versionLink({ id: version, model, number }, String(number))}</td>
        <td>${age(since)}</td>`,
  })}
  ${omitted > 0 ? emptyNote(omittedText(omitted)) : ""}`;
}

function omittedText(n: number): string {
  return n === 1
    ? l10n.t("1 more version is not shown.")
    : l10n.t("{0} more versions are not shown.", formatNumber(n));
}
