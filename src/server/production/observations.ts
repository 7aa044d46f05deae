import * as z from "zod";
import { requireGiven } from "../../registry/observations/given-observation.ts";
import { observe } from "../../registry/observations/observe.ts";
import { RequiredText } from "../http/fields.ts";
import { route, type Route } from "../http/route.ts";

/** Number of observations that one request can have. */
const maxObservations = 20_000;

/** Endpoints of observations of versions in use. */
export const observationRoutes: readonly Route[] = [
  route({
    method: "POST",
    isOwn: true,
    path: "/observations",
    request: z.object({
      /** Reference for those that name none. */
      version: RequiredText.optional(),
      observations: z.array(z.unknown()).min(1).max(maxObservations),
    }),
    answer: async ({ version, observations }, { registry }) => {
      const given = observations.map((value, index) => requireGiven(value, index + 1));
      const counts = await observe(registry, { observations: given, version });
      return {
        recorded: given.length,
        versions: [...counts].map(([id, count]) => ({ version: id, observations: count })),
      };
    },
  }),
];
