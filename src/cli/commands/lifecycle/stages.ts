import type { Command } from "commander";
import type { Placement } from "../../../core/audit/stages-at.ts";
import type { Timestamp } from "../../../core/model/ids.ts";
import { versionReference } from "../../../core/state/version.ts";
import { count } from "../../../core/text/format.ts";
import { stateAt } from "../../../registry/versions/state-at.ts";
import { givenMoment } from "../../input/given-moment.ts";
import { addDespiteDamage, addHelp } from "../../options.ts";
import { modelOf, stageOf } from "../../references.ts";
import { run } from "../../run.ts";
import { tableLines } from "../../terminal/table.ts";

interface StagesOptions {
  readonly despiteDamage: boolean;
  readonly at: Timestamp;
  readonly model?: string;
  readonly stage?: string;
}

/** Defines `model-registry stages`. */
export function defineStages(command: Command): void {
  addHelp(command, {
    more: "It is computed from the events up to then. Of a day, its end is meant; times are UTC.",
    examples: [
      "stages --at 2026-03-31 --stage Production",
      "stages --at 2026-03-31T09:30Z --model fraud-detection --json",
    ],
  });
  addDespiteDamage(command)
    .requiredOption("--at <time>", "the day or the moment (ISO 8601, UTC)", moment)
    .option("--model <name>", "only versions of this model")
    .option("--stage <stage>", "only versions that were in this stage")
    .action((options: StagesOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { at, model, stage, despiteDamage } = options;
        const placements = await stateAt(registry, {
          moment: { at },
          despiteDamage,
          ...(model !== undefined && { model: await modelOf({ registry, output }, model) }),
          ...(stage !== undefined && { stage: await stageOf(registry, stage) }),
        });
        output.answer(
          { at, versions: placements.map(placementDocument) },
          placements.length > 0 ? stageLines(placements) : [],
        );
        if (placements.length === 0) output.note(`No such versions at ${at}.`);
        else output.note(`${count(placements.length, "version")} at ${at}.`);
      }),
    );
}

/** Parses a moment; a day means its end, so that decisions of that day count. */
function moment(text: string): Timestamp {
  return givenMoment(text, "end");
}

function placementDocument(placement: Placement): unknown {
  const { version, model, number, stage, since, event } = placement;
  return {
    reference: versionReference(placement),
    id: version,
    model,
    number,
    stage,
    since,
    event,
  };
}

function stageLines(placements: readonly Placement[]): readonly string[] {
  return tableLines(
    [
      { title: "NAME" },
      { title: "VERSION", align: "right" },
      { title: "STAGE" },
      { title: "SINCE" },
    ],
    placements.map(({ model, number, stage, since }) => [model, String(number), stage, since]),
  );
}
