import * as z from "zod";
import { Milliseconds } from "../../core/model/run.ts";
import { routeRequest } from "../../registry/routing/route-request.ts";
import { Integer, RequiredText } from "../http/fields.ts";
import { route, type Route } from "../http/route.ts";

/** Endpoints of A/B tests. */
export const abTestRoutes: readonly Route[] = [
  route({
    method: "GET",
    isOwn: true,
    path: "/ab-tests/:test/route",
    request: z.object({
      /** Name or id. */
      test: RequiredText,
      /** Id of the request; a random answer without it. */
      request: RequiredText.optional(),
      /** Time of the first request of a person, in milliseconds since the epoch. */
      since: Integer.pipe(Milliseconds).optional(),
    }),
    answer: async ({ test, request, since }, { registry }) => {
      const routed = await routeRequest(registry, { test, id: request, since });
      const { version, variant, shadows } = routed;
      const references = await registry.read((state) =>
        [version, ...shadows].map((id) => {
          const found = state.version(id);
          return { id, reference: found ? `${found.model}@${found.number}` : id };
        }),
      );
      const [first, ...others] = references;
      return { version: first, variant, shadows: others };
    },
  }),
];
