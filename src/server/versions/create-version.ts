import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { isUri } from "../../core/model/uri.ts";
import { versionOfId } from "../../registry/records/read-record.ts";
import { registerReference } from "../../registry/registration/register-reference.ts";
import { register } from "../../registry/registration/register.ts";
import { listOf, Pair, recordOf, RequiredText, Text } from "../http/fields.ts";
import { invalidParameter, notFound } from "../http/mlflow-error.ts";
import { route } from "../http/route.ts";
import { requireModelName } from "../wire/find.ts";
import { wireVersion } from "../wire/version.ts";

/** Registers a version from where its files are. */
export const createVersion = route({
  method: "POST",
  path: "/model-versions/create",
  request: z.object({
    name: RequiredText,
    source: RequiredText.max(4096),
    run_id: Text.max(256).default(""),
    run_link: Text.max(500).default(""),
    description: Text.optional(),
    tags: listOf(Pair).default([]),
    model_id: Text.max(256).default(""),
  }),
  answer: async (request, { registry, signal }) => {
    const model = await requireModelName(registry, request.name);
    const about = {
      model,
      ...(request.description !== undefined && { description: request.description }),
      tags: recordOf(request.tags),
      ...(request.run_id !== "" && {
        run: { id: request.run_id, ...(isUri(request.run_link) && { uri: request.run_link }) },
      }),
    };
    const path = await localPath(registry.folder, request.source);
    const id =
      path === undefined
        ? await registerReference(registry, { ...about, uri: request.source })
        : (
            await register(
              registry,
              {
                ...about,
                paths: [path],
                parents: [],
                metricsFiles: [],
                parametersFiles: [],
                datasets: [],
                allowIdentical: true,
              },
              { signal },
            )
          ).id;
    const [{ policy }, record] = await Promise.all([registry.policy(), versionOfId(registry, id)]);
    if (!record) throw notFound(`Model Version (id=${id}) not found`);
    return { model_version: wireVersion(policy, record) };
  },
});

/**
 * Returns the path of a file or folder of the workspace; undefined if the source is a URI.
 *
 * @throws MlflowError if it is outside of the workspace or not there
 */
async function localPath(folder: string, source: string): Promise<string | undefined> {
  const isFile = /^file:/i.test(source);
  if (!isFile && /^[a-z][a-z0-9+.-]+:/i.test(source)) return undefined;
  const refused = invalidParameter(
    `Invalid model version source: '${source.slice(0, 200)}'. It must be a URI, or the path of a file or folder in the workspace.`,
  );
  const absolute = await Promise.resolve()
    .then(() => resolve(folder, isFile ? fileURLToPath(source) : source))
    .then((path) => realpath(path))
    .catch(() => {
      throw refused;
    });
  const inside = relative(await realpath(folder), absolute);
  if (inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..") throw refused;
  return join(folder, inside);
}
