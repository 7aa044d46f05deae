import * as z from "zod";
import { Milliseconds } from "../../core/model/run.ts";
import { versionReference, type Version } from "../../core/state/version.ts";
import { abReportDocument, unreadAbDocument } from "../../registry/abtests/ab-document.ts";
import {
  readAbReport,
  readAbReports,
  type AbReport,
} from "../../registry/abtests/read-ab-results.ts";
import { routeRequest } from "../../registry/routing/route-request.ts";
import { Integer, RequiredText } from "../http/fields.ts";
import { route, type Route } from "../http/route.ts";

/** Endpoints of A/B tests. */
export const abTestRoutes: readonly Route[] = [
  route({
    method: "GET",
    isOwn: true,
    path: "/ab-tests",
    request: z.object({}),
    answer: async (_, { registry }) => {
      const reports = await readAbReports(registry);
      return {
        tests: reports.map((report) =>
          "problem" in report ? unreadAbDocument(report) : documentOf(report),
        ),
      };
    },
  }),
  route({
    method: "GET",
    isOwn: true,
    path: "/ab-tests/:test",
    request: z.object({
      /** Name or id. */
      test: RequiredText,
    }),
    answer: async ({ test }, { registry }) => documentOf(await readAbReport(registry, { test })),
  }),
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
          return { id, reference: found ? versionReference(found) : id };
        }),
      );
      const [first, ...others] = references;
      return { version: first, variant, shadows: others };
    },
  }),
];

function documentOf(report: AbReport): Record<string, unknown> {
  return abReportDocument(report, (version: Version) => ({
    id: version.id,
    reference: versionReference(version),
  }));
}
