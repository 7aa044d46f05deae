import type { Command } from "commander";
import type { Policy } from "../../../core/model/policy.ts";
import { productionStage } from "../../../core/policy/stage-roles.ts";
import { versionCountText } from "../../../core/state/version.ts";
import { modelSummaries, type ModelSummary } from "../../../registry/models/model-summaries.ts";
import { addHelp } from "../../options.ts";
import { versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { tableLines } from "../../terminal/table.ts";

/** Defines `model-registry models`. */
export function defineModels(command: Command): void {
  addHelp(command, {
    examples: ["models", "models fraud", "models --json | jq -r '.models[].name'"],
  })
    .argument("[filter]", "only models with this in their name, upper or lower case")
    .action((filter: string | undefined, _options: unknown, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { policy } = await registry.policy();
        const models = await modelSummaries(registry, { ...(filter !== undefined && { filter }) });
        output.answer(
          { models: models.map(modelDocument) },
          models.length > 0 ? modelLines(models, policy) : [],
        );
        if (models.length > 0) return;
        output.note(
          filter === undefined
            ? `No models in ${registry.folder}.`
            : `No model has “${filter}” in its name.`,
        );
      }),
    );
}

function modelDocument({ model, latest, production, description, tags }: ModelSummary): unknown {
  return {
    name: model.name,
    id: model.id,
    ...(model.formerNames && { formerNames: model.formerNames }),
    versions: model.versionCount,
    latest: latest ? versionDocument(latest) : null,
    production: production ? versionDocument(production) : null,
    description: description ?? null,
    tags,
    registeredAt: model.registeredAt,
    changedAt: model.changedAt,
  };
}

function modelLines(models: readonly ModelSummary[], policy: Policy): readonly string[] {
  const stage = productionStage(policy);
  return tableLines(
    [
      { title: "NAME" },
      { title: "VERSIONS" },
      { title: "LATEST", align: "right" },
      { title: stage?.toUpperCase() ?? "", align: "right" },
      { title: "TAGS" },
      { title: "DESCRIPTION" },
    ],
    models.map(({ model, latest, production, description = "", tags }) => [
      model.name,
      versionCountText(model),
      [latest?.number, latest?.label].filter(Boolean).join(" · "),
      [production?.number, production?.label].filter(Boolean).join(" · "),
      Object.entries(tags)
        .map(([key, value]) => (value === "" ? key : `${key}=${value}`))
        .join(", "),
      firstLine(description),
    ]),
  );
}

function firstLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return more.length > 0 ? `${first} …` : first;
}
