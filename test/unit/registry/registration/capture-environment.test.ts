import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { Environment } from "../../../../src/core/model/recipe/environment.ts";
import { captureEnvironment } from "../../../../src/registry/registration/capture-environment.ts";
import { temporaryFolder, write } from "../../provenance/temporary-folder.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a Python with these packages on PATH, and nothing else. */
function onPath(packages: Readonly<Record<string, string>>): void {
  const place = temporaryFolder();
  write(place, { "3.12.3/bin/python3": "", "3.12.3/lib/python3.12/site-packages/x": "" });
  for (const [name, version] of Object.entries(packages)) {
    const folder = `3.12.3/lib/python3.12/site-packages/${name}-${version}.dist-info`;
    write(place, { [`${folder}/METADATA`]: `Name: ${name}\nVersion: ${version}\n` });
  }
  for (const name of ["VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_VERSION"]) vi.stubEnv(name, "");
  vi.stubEnv("POETRY_CACHE_DIR", join(place, "none"));
  vi.stubEnv("PATH", join(place, "3.12.3/bin"));
}

function lock(packages: Readonly<Record<string, string>>): string {
  return Object.entries(packages)
    .map(([name, version]) => `[[package]]\nname = "${name}"\nversion = "${version}"\n`)
    .join("\n");
}

async function captured(files: Readonly<Record<string, string>>): Promise<Environment | undefined> {
  const folder = temporaryFolder();
  write(folder, files);
  const [environmentFile] = Object.keys(files);
  const request = { ...(environmentFile !== undefined && { environmentFile }) };
  return captureEnvironment(folder, { ...request, detectEnvironment: {} }, []);
}

const locked = { numpy: "2.1.0", scipy: "1.14.0", torch: "2.4.0", "scikit-learn": "1.5.0" };

test("beside a lock file the Python on PATH counts only if it has the versions of the lock", async () => {
  onPath({ numpy: "1.26.0", ansible: "9.0.0" });
  const other = await captured({ "poetry.lock": lock(locked) });
  expect(other).toMatchObject({ source: "poetry.lock", packages: locked });
  expect(other).not.toHaveProperty("python");
  expect(other).not.toHaveProperty("installed");

  onPath({ numpy: "1.26.0", scipy: "1.11.0", torch: "2.1.0", "scikit-learn": "1.3.0" });
  expect(await captured({ "poetry.lock": lock(locked) })).not.toHaveProperty("installed");

  // As in an image into which the lock file was installed.
  onPath({ ...locked, pip: "24.0" });
  expect(await captured({ "poetry.lock": lock(locked) })).toMatchObject({
    python: { kind: "Python on PATH", version: "3.12.3" },
    installed: { numpy: "2.1.0", pip: "24.0" },
  });
});

test("beside requirements it counts if it has most of what they name, in whatever version", async () => {
  const requirements = { "requirements.txt": "numpy>=2\nscipy\ntorch\n" };
  onPath({ numpy: "1.26.0", ansible: "9.0.0" });
  expect(await captured(requirements)).not.toHaveProperty("installed");
  onPath({ numpy: "1.26.0", scipy: "1.11.0" });
  expect(await captured(requirements)).toMatchObject({ installed: { numpy: "1.26.0" } });
});

test("with no file it is what is known", async () => {
  onPath({ numpy: "2.1.0" });
  expect(await captured({})).toMatchObject({ packages: { numpy: "2.1.0" } });
});
