import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import { findPython } from "../../../../src/provenance/environment/find-python.ts";
import { readMachine } from "../../../../src/provenance/environment/machine.ts";
import { readPython } from "../../../../src/provenance/environment/python-installation.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

const metadata = (name: string, version: string): string =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: x\n\nVersion: 9.9\n`;

/** Files of packages as pip and conda leave them. */
const installed = (site: string): Record<string, string> => ({
  [`${site}/scikit_learn-1.9.1.dist-info/METADATA`]: metadata("scikit-learn", "1.9.1"),
  [`${site}/torch-2.1.0+cu121.dist-info/METADATA`]: metadata("torch", "2.1.0+cu121"),
  // Without metadata the name of the folder tells.
  [`${site}/no_metadata-3.0.dist-info/RECORD`]: "",
  // The project itself, which no index has.
  [`${site}/fraud-0.1.0.dist-info/METADATA`]: metadata("fraud", "0.1.0"),
  [`${site}/fraud-0.1.0.dist-info/direct_url.json`]: JSON.stringify({
    dir_info: { editable: true },
    url: "file:///home/ada/fraud",
  }),
  [`${site}/old-1.2-py3.11.egg-info`]: metadata("old", "1.2"),
  [`${site}/older.egg-info/PKG-INFO`]: metadata("older", "0.1"),
  [`${site}/sklearn/__init__.py`]: "raise SystemExit('started')",
});
const packages = {
  "scikit-learn": "1.9.1",
  torch: "2.1.0+cu121",
  "no-metadata": "3.0",
  old: "1.2",
  older: "0.1",
};

describe("a virtual environment that Python made", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "provenance-")));
  let site = "";
  let version = "";
  beforeAll(() => {
    const run = (...args: string[]): string =>
      execFileSync("python3", args, { encoding: "utf8", cwd: folder }).trim();
    run("-m", "venv", "--without-pip", ".venv");
    version = run("-c", "import platform; print(platform.python_version())");
    const [major, minor] = version.split(".");
    site = `.venv/lib/python${major}.${minor}/site-packages`;
    write(folder, installed(site));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("is read without starting it: version, name and packages", async () => {
    expect(await readPython(folder, join(folder, ".venv"))).toEqual({
      python: { kind: "virtual environment", name: ".venv", version },
      packages,
    });
  });

  test("is found in the workspace, by the variable, and by the program that is selected", async () => {
    const elsewhere = temporaryFolder();
    const venv = join(folder, ".venv");
    const here = await findPython(folder, { variables: {} });
    expect(here).toMatchObject({ python: { name: ".venv" }, isChosen: true });
    const active = await findPython(elsewhere, { variables: { VIRTUAL_ENV: venv } });
    expect(active).toMatchObject({ python: { name: ".venv", version }, packages });
    // The program of an environment is a link to the one that it was made with.
    const selected = join(venv, "bin", "python3");
    const chosen = await findPython(elsewhere, { selected, variables: {} });
    expect(chosen).toMatchObject({ packages, isChosen: true });
  });

  test("the selected one counts over the active one, and that over the workspace's", async () => {
    write(folder, {
      "other/pyvenv.cfg": "version_info = 3.9.1.final.0\nimplementation = PyPy\n",
      "other/lib/pypy3.9/site-packages/a-1.dist-info/METADATA": metadata("a", "1"),
    });
    const other = join(folder, "other");
    const variables = { VIRTUAL_ENV: other };
    expect(await findPython(folder, { variables })).toMatchObject({
      python: { name: "other", version: "3.9.1", implementation: "PyPy" },
      packages: { a: "1" },
    });
    const selected = join(folder, ".venv");
    expect(await findPython(folder, { selected, variables })).toMatchObject({
      python: { name: ".venv" },
    });
  });

  test("outside of the workspace only its name is recorded, no path of a home folder", async () => {
    const found = await findPython(temporaryFolder(), {
      variables: { VIRTUAL_ENV: join(folder, ".venv") },
    });
    expect(JSON.stringify(found)).not.toContain(folder);
  });
});

test("a conda environment is read from the names in conda-meta, and pip's packages in it", async () => {
  const folder = temporaryFolder();
  write(folder, {
    "envs/ml/conda-meta/python-3.12.3-hab00c5b_0_cpython.json": "{",
    "envs/ml/conda-meta/scikit-learn-1.9.0-py312h7d485d2_0.json": "{",
    "envs/ml/conda-meta/_libgcc_mutex-0.1-conda_forge.json": "{",
    "envs/ml/conda-meta/history": "==> 2026",
    "envs/ml/lib/python3.12/site-packages/xgboost-2.1.0.dist-info/METADATA": metadata(
      "xgboost",
      "2.1.0",
    ),
  });
  const variables = { CONDA_PREFIX: join(folder, "envs/ml") };
  expect(await findPython(temporaryFolder(), { variables })).toEqual({
    python: { kind: "conda environment", name: "ml", version: "3.12.3" },
    packages: {
      "_libgcc-mutex": "0.1",
      python: "3.12.3",
      "scikit-learn": "1.9.0",
      xgboost: "2.1.0",
    },
    isChosen: true,
  });
});

test("a virtual environment with the system's packages has both, its own first", async () => {
  const folder = temporaryFolder();
  write(folder, {
    "base/lib/python3.12/site-packages/a-1.dist-info/METADATA": metadata("a", "1"),
    "base/lib/python3.12/site-packages/b-1.dist-info/METADATA": metadata("b", "1"),
    ".venv/lib/python3.12/site-packages/a-2.dist-info/METADATA": metadata("a", "2"),
    ".venv/pyvenv.cfg": `home = ${join(folder, "base/bin")}\nversion = 3.12.1\n`,
  });
  expect((await readPython(folder, join(folder, ".venv")))?.packages).toEqual({ a: "2" });
  write(folder, {
    ".venv/pyvenv.cfg": `home = ${join(folder, "base/bin")}\ninclude-system-site-packages = true\n`,
  });
  expect((await readPython(folder, join(folder, ".venv")))?.packages).toEqual({ a: "2", b: "1" });
});

describe("Python on PATH", () => {
  test("is the one that the program leads to, and pyenv's shims lead to its versions", async () => {
    const folder = temporaryFolder();
    write(folder, {
      "opt/3.12.3/bin/python3.12": "#!/bin/sh\nexit 1\n",
      "opt/3.12.3/lib/python3.12/site-packages/a-1.dist-info/METADATA": metadata("a", "1"),
      "pyenv/shims/python3": "#!/bin/sh\nexit 1\n",
      "pyenv/versions/3.11.7/lib/python3.11/site-packages/b-1.dist-info/METADATA": metadata(
        "b",
        "1",
      ),
      "pyenv/version": "3.11\n",
      "empty/python3": "",
    });
    mkdirSync(join(folder, "bin"));
    symlinkSync(join(folder, "opt/3.12.3/bin/python3.12"), join(folder, "bin/python3"));
    const found = (...places: string[]): ReturnType<typeof findPython> =>
      findPython(temporaryFolder(), {
        variables: { PATH: places.map((place) => join(folder, place)).join(delimiter) },
      });
    expect(await found("none", "empty", "bin", "pyenv/shims")).toEqual({
      python: { kind: "Python", name: "3.12.3", version: "3.12.3" },
      packages: { a: "1" },
      isChosen: false,
    });
    expect(await found("pyenv/shims")).toMatchObject({
      python: { version: "3.11.7" },
      packages: { b: "1" },
    });
    expect(await found("none")).toBeUndefined();
  });
});

test("hostile files are no packages, and block nothing", async () => {
  const folder = temporaryFolder();
  const site = ".venv/lib/python3.12/site-packages";
  write(folder, {
    ".venv/pyvenv.cfg":
      "home = \\\\host\\share\ninclude-system-site-packages = true\nversion = x\n",
    [`${site}/a-1.dist-info/METADATA`]: `Name: a\nVersion: ${"1".repeat(3000)}\n`,
    [`${site}/__proto__-1.dist-info/METADATA`]: metadata("__proto__", "1"),
  });
  execFileSync("mkfifo", [join(folder, site, "pipe-1.dist-info")]);
  symlinkSync("loop-1.egg-info", join(folder, site, "loop-1.egg-info"));
  writeFileSync(join(folder, site, "binary-1.egg-info"), Buffer.from([0xff, 0xfe, 0x00]));
  const found = await readPython(folder, join(folder, ".venv"));
  expect(found?.python).toEqual({ kind: "virtual environment", name: ".venv", version: "3.12" });
  expect(found?.packages["a"]).toHaveLength(250);
  expect(Object.keys(found?.packages ?? {})).not.toContain("__proto__");
});

test("the machine is described without its name: system, processor, accelerators", async () => {
  const folder = temporaryFolder();
  write(folder, {
    "etc/os-release": 'NAME="Ubuntu"\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\n',
    "proc/driver/nvidia/version":
      "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n",
    "proc/driver/nvidia/gpus/0000:01:00.0/information":
      "Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ:   \t\t 33\nGPU UUID: \t GPU-secret\n",
    "proc/driver/nvidia/gpus/0000:02:00.0/information": "Model: \t\t NVIDIA A100-SXM4-40GB\n",
    "sys/class/kfd/kfd/topology/nodes/0/properties": "cpu_cores_count 8\ngfx_target_version 0\n",
    "sys/class/kfd/kfd/topology/nodes/1/properties": "simd_count 440\ngfx_target_version 90010\n",
    "usr/local/cuda/version.json": '{ "cuda" : { "name" : "CUDA SDK", "version" : "12.4.1" } }',
  });
  const machine = await readMachine(folder);
  expect(machine).toMatchObject({
    os: "Ubuntu 24.04.1 LTS",
    architecture: process.arch,
    driver: "NVIDIA 550.54.15",
    cuda: "12.4.1",
    accelerators: ["NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB", "AMD gfx90a"],
  });
  expect(machine.cpus).toBeGreaterThan(0);
  expect(JSON.stringify(machine)).not.toContain("secret");
  expect(await readMachine(join(folder, "nothing"))).not.toHaveProperty("accelerators");
});
