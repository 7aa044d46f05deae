import * as z from "zod";
import { Environment } from "../model/recipe/environment.ts";
import { GitState } from "../model/recipe.ts";

/** Code and environment of a run, stored as JSON; fields of newer releases are passed over. */
export const RunContext = z.lazy(() =>
  z
    .object({
      v: z.literal(1),
      git: GitState.optional(),
      environment: Environment.optional(),
    })
    .readonly(),
);
export type RunContext = z.infer<typeof RunContext>;
