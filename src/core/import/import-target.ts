import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { ModelName } from "../model/ids.ts";
import { formatNumber } from "../text/language.ts";

/** Reason why the versions of a family go to their model. */
export const ImportTarget = z.discriminatedUnion("kind", [
  /** No model has the name, or the namesake has other files and is left alone. */
  z.object({
    kind: z.literal("new"),
    namesake: z
      .object({
        /** The name that the family would have had. */
        name: ModelName,
        /** The model that has it, or had it before. */
        model: ModelName,
      })
      .optional(),
  }),
  /** The person named this model, and it exists. */
  z.object({ kind: z.literal("named") }),
  /** The model has the family's name and never had a version. */
  z.object({ kind: z.literal("empty") }),
  /** The model has some of the files already. */
  z.object({ kind: z.literal("registered"), files: z.int().min(1) }),
]);
export type ImportTarget = z.infer<typeof ImportTarget>;

/** Describes a target: `a new model, as churn has other files`. */
export function importTargetText(target: ImportTarget): string {
  switch (target.kind) {
    case "new":
      return target.namesake
        ? l10n.t("a new model, as {0}", namesakeText(target.namesake))
        : l10n.t("a new model");
    case "named":
      return l10n.t("an existing model, which gets these as its next versions");
    case "empty":
      return l10n.t("an existing model without versions");
    case "registered":
      return l10n.t("an existing model, which has {0} of these files", formatNumber(target.files));
  }
}

type Namesake = NonNullable<Extract<ImportTarget, { kind: "new" }>["namesake"]>;

/** Describes a namesake: `churn has other files`. */
export function namesakeText({ name, model }: Namesake): string {
  return name === model
    ? l10n.t("{0} has other files", model)
    : l10n.t("{0} is a former name of {1}, which has other files", name, model);
}
