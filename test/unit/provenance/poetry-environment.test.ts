import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPython } from "../../../src/provenance/environment/find-python.ts";
import { poetryEnvironment } from "../../../src/provenance/environment/poetry-environment.ts";
import { temporaryFolder, write } from "./temporary-folder.ts";

/** Hash in the name of an environment (`generate_env_name` in poetry/utils/env/env_manager.py). */
function hashOf(project: string): string {
  const digest = createHash("sha256").update(realpathSync(project)).digest("base64");
  return digest.replaceAll("+", "-").replaceAll("/", "_").slice(0, 8);
}

/** Makes environments of Poetry for a project, each with one package. */
function environments(project: string, versions: readonly string[]): string {
  const cache = temporaryFolder();
  for (const version of versions) {
    const place = `virtualenvs/fraud-${hashOf(project)}-py${version}`;
    write(cache, {
      [`${place}/pyvenv.cfg`]: `version_info = ${version}.4\n`,
      [`${place}/lib/python${version}/site-packages/numpy-2.1.0.dist-info/METADATA`]:
        "Name: numpy\nVersion: 2.1.0\n",
    });
  }
  write(cache, { "virtualenvs/other-AAAAAAAA-py3.13/pyvenv.cfg": "version = 3.13.0\n" });
  return cache;
}

describe("an environment that Poetry keeps in its cache", () => {
  test("is that of the project's folder, and chosen like one in the folder", async () => {
    const project = temporaryFolder();
    const cache = environments(project, ["3.12"]);
    const found = await findPython(project, { variables: { POETRY_CACHE_DIR: cache } });
    expect(found).toMatchObject({
      python: { kind: "virtual environment", version: "3.12.4" },
      packages: { numpy: "2.1.0" },
      isChosen: true,
    });
    const elsewhere = temporaryFolder();
    const variables = { POETRY_VIRTUALENVS_PATH: join(cache, "virtualenvs") };
    expect(await findPython(elsewhere, { project, variables })).toMatchObject({ isChosen: true });
    expect(await findPython(elsewhere, { variables })).toBeUndefined();
  });

  test("is the one in use, of several", async () => {
    const project = temporaryFolder();
    const cache = environments(project, ["3.9", "3.12", "3.11"]);
    const variables = { POETRY_CACHE_DIR: cache };
    expect(await poetryEnvironment(project, variables)).toMatch(/-py3\.12$/);
    const name = `fraud-${hashOf(project)}`;
    write(cache, { "virtualenvs/envs.toml": `[${name}]\nminor = "3.11"\npatch = "3.11.4"\n` });
    expect(await poetryEnvironment(project, variables)).toMatch(/-py3\.11$/);
    write(cache, { "virtualenvs/envs.toml": `[${name}` });
    expect(await poetryEnvironment(project, variables)).toMatch(/-py3\.12$/);
  });
});
