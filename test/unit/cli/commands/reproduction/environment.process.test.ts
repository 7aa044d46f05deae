import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, ended, failure, start, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;

function virtualEnvironment(folder: string, packages: Readonly<Record<string, string>>): string {
  const run = (...args: string[]): string =>
    execFileSync("python3", args, { encoding: "utf8", cwd: folder }).trim();
  run("-m", "venv", "--without-pip", ".venv");
  const version = run("-c", "import platform; print(platform.python_version())");
  const [major, minor] = version.split(".");
  const site = `.venv/lib/python${major}.${minor}/site-packages`;
  for (const [name, installed] of Object.entries(packages)) {
    write(folder, {
      [`${site}/${name}-${installed}.dist-info/METADATA`]: `Name: ${name}\nVersion: ${installed}\n`,
    });
  }
  return version;
}

test("Python, installed packages and the machine are recorded without being asked, and shown", async () => {
  const folder = workspace();
  const version = virtualEnvironment(folder, { scikit_learn: "1.3.0", numpy: "2.1.0" });
  const text = await succeed(folder, ...register);
  expect(text).toContain(
    "contradiction: requirements.txt: scikit-learn (says 1.9.1; 1.3.0 is installed in the virtual environment .venv)",
  );
  const { recipe } = await document(folder, "show", "fraud@1");
  expect(recipe).toMatchObject({
    environment: {
      source: "requirements.txt",
      packages: { "scikit-learn": "1.9.1" },
      python: { kind: "virtual environment", name: ".venv", version },
      installed: { "scikit-learn": "1.3.0", numpy: "2.1.0" },
      machine: { architecture: process.arch },
    },
  });
  const page = await succeed(folder, "show", "fraud@1");
  expect(page).toContain(`Python ${version} (virtual environment .venv)`);
  expect(page).toMatch(/Environment\n(.*\n)* {2}installed +2 packages\n/);
  expect(page).toMatch(/Contradictions\n.*says 1\.9\.1; 1\.3\.0 is installed/);
});

test("an environment alone is enough; another one is a reason for the next number", async () => {
  const folder = workspace({ ".model-registry/policy.yaml": "version: 1\nversioning: semver\n" });
  rmSync(join(folder, "requirements.txt"));
  virtualEnvironment(folder, { numpy: "2.1.0" });
  const text = await succeed(folder, ...register);
  expect(text).toMatch(/^ {2}environment +virtual environment \.venv {2}\(found\)$/m);
  expect(text).not.toContain("no requirements");
  virtualEnvironment(folder, { scipy: "1.14.0" });
  write(folder, { "models/fraud.onnx": "weights 2" });
  expect(await succeed(folder, ...register)).toMatch(
    /label +1\.0\.1 \(.*environment \(scipy \(none\) → 1\.14\.0\) changed\)/,
  );
  const compared = await succeed(folder, "compare", "fraud@1", "fraud@2");
  expect(compared).toMatch(/scipy +1\.14\.0/);
});

test("the folder of an environment can be named, and --no-discover looks for none", async () => {
  const folder = workspace();
  virtualEnvironment(folder, { numpy: "2.1.0" });
  expect(
    await document(folder, ...register, "--environment", ".venv", "--no-discover"),
  ).toMatchObject({ took: { environment: ["virtual environment .venv"] } });
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, ...register, "--no-discover");
  const { recipe } = await document(folder, "show", "fraud@2");
  expect(recipe).not.toHaveProperty("environment");
  expect(await failure(folder, ...register, "--environment", "data")).toMatchObject({
    code: "file-problem",
    message: "data is a folder without a Python environment.",
  });
});

test("a Python on PATH that has none of the project's packages is another program's", async () => {
  const folder = workspace();
  virtualEnvironment(folder, { numpy: "2.1.0" });
  const env = {
    PATH: `${join(folder, ".venv/bin")}:${process.env["PATH"] ?? ""}`,
    // Not chosen: neither in the workspace nor active.
  };
  const elsewhere = workspace();
  const registered = async (): Promise<unknown> => {
    const { code, stderr } = await ended(start(elsewhere, [...register], { env }));
    expect(stderr).toBe("");
    expect(code).toBe(0);
    return (await document(elsewhere, "show", "fraud@latest"))["recipe"];
  };
  expect(await registered()).not.toHaveProperty("environment.python");
  rmSync(join(elsewhere, "requirements.txt"));
  write(elsewhere, { "models/fraud.onnx": "weights 2" });
  expect(await registered()).toMatchObject({
    environment: { python: { kind: "Python on PATH" }, packages: { numpy: "2.1.0" } },
  });
});
