import { html, type TemplateResult } from "lit";
import { count } from "../../src/core/text/format.ts";
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
    "Stages on a day",
    html`<div class="toolbar" role="group" aria-label="Stage and day">
        ${selectField("What was in", options, chosenStage(state), (stage) => {
          change({ stage });
        })}
        ${dateField("at the end of", dayInQuestion(state), (day) => {
          change({ day });
        })}
      </div>
      ${placements(state, answer)}`,
  );
}

function placements(state: AuditPageState, answer: StagesAnswer | undefined): TemplateResult {
  const day = dayInQuestion(state);
  if (answer?.at !== endOfDay(day) || answer.stage !== chosenStage(state)) {
    return emptyNote("Reading…");
  }
  const { placements: found, omitted, stage } = answer;
  if (found.length === 0) return emptyNote(`No version was in ${stage} then.`);
  return html`${windowedRows({
    label: `In ${stage} at the end of ${day}`,
    head: html`<tr>
      <th scope="col">Model</th>
      <th scope="col" class="number">Version</th>
      <th scope="col">In the stage since</th>
    </tr>`,
    rows: found,
    columns: 3,
    row: ({ version, model, number, since }) =>
      html`<th scope="row">${model}</th>
        <td class="number">${versionLink({ id: version, model, number }, String(number))}</td>
        <td>${age(since)}</td>`,
  })}
  ${omitted > 0 ? emptyNote(`${count(omitted, "more version")} not shown.`) : ""}`;
}
