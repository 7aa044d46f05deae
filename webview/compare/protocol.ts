import * as z from "zod";
import { NamedParent } from "../../src/core/model/parent.ts";
import { Recipe } from "../../src/core/model/recipe.ts";
import { RecordedInspection } from "../../src/core/model/recorded-inspection.ts";
import { ChooseVersions, commonActions, noQuestions, VersionHead } from "../protocol.ts";

/** Everything the comparison page shows: two or more versions, in the order chosen. */
export const CompareSnapshot = z.object({
  versions: z
    .array(
      VersionHead.extend({
        recipe: Recipe,
        inspection: RecordedInspection.optional(),
        madeFrom: z.array(NamedParent).readonly(),
      }),
    )
    .readonly(),
});
export type CompareSnapshot = z.infer<typeof CompareSnapshot>;

export const compareProtocol = {
  ...noQuestions,
  snapshot: CompareSnapshot,
  action: z.discriminatedUnion("type", [...commonActions, ChooseVersions]),
} as const;
