import { isPortablePath } from "../../core/model/artifact.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import { listRunArtifacts } from "../../registry/runs/run-artifacts.ts";
import { Text } from "../http/fields.ts";
import { invalidParameter } from "../http/mlflow-error.ts";
import { route, type Route } from "../http/route.ts";
import { ofRun } from "../tracking/runs.ts";
import { wireRunInfo } from "../tracking/wire-run.ts";
import { wireEntry } from "../wire/artifact.ts";

/** Endpoints of lists of a run's files. */
export const artifactRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/artifacts/list",
    request: ofRun({ path: Text.default(""), page_token: Text.optional() }),
    answer: async ({ run, fields: { path } }, { registry }) => {
      const folder = path.replace(/\/+$/, "");
      if (folder !== "" && !isPortablePath(folder)) throw invalidParameter("Invalid path");
      const { artifact_uri: root_uri } = wireRunInfo(await readRun(registry, { run }));
      const entries = await listRunArtifacts(registry, { run, folder });
      return { root_uri, files: entries.map(wireEntry) };
    },
  }),
];
