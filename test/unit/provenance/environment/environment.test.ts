import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readEnvironment } from "../../../../src/provenance/environment/environment.ts";
import {
  parseCondaDependency,
  parseRequirement,
} from "../../../../src/provenance/environment/requirement.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

async function packages(name: string, content: string): Promise<unknown> {
  const folder = temporaryFolder();
  write(folder, { [name]: content });
  return (await readEnvironment(folder, name)).packages;
}

describe("parseRequirement", () => {
  it.each([
    ["numpy==1.26.4", "numpy", "1.26.4"],
    ["  Typing_Extensions == 4.9.0  # why", "typing-extensions", "4.9.0"],
    ["torch===2.1.0+cu121", "torch", "2.1.0+cu121"],
    ["scikit-learn[alldeps,plot]==1.4.0", "scikit-learn", "1.4.0"],
    ['pandas==2.2.0 ; python_version >= "3.9"', "pandas", "2.2.0"],
    ["idna==3.6 --hash=sha256:abc --hash=sha256:def", "idna", "3.6"],
    ["scipy >= 1.2, < 2", "scipy", ">=1.2,<2"],
    ["six (>=1.5)", "six", ">=1.5"],
    ["attrs==23.*", "attrs", "==23.*"],
    ["requests", "requests", "*"],
    ["ruamel.yaml~=0.18", "ruamel-yaml", "~=0.18"],
    ["pip @ https://me:token@example.org/pip.whl", "pip", "https://example.org/pip.whl"],
    [
      "-e git+https://github.com/a/b.git@main#egg=b_c",
      "b-c",
      "git+https://github.com/a/b.git@main",
    ],
  ])("reads %j", (line, name, version) => {
    expect(parseRequirement(line)).toEqual({ name, version });
  });

  it.each([
    "",
    "# numpy==1",
    "-r base.txt",
    "--index-url https://x",
    "-e .",
    "./wheel.whl",
    "a b c",
  ])("passes over %j", (line) => {
    expect(parseRequirement(line)).toBeUndefined();
  });

  it("takes any text, in no time", () => {
    const piece = fc.constantFrom(
      "a",
      "-",
      "_",
      "[",
      "]",
      "(",
      ")",
      "==",
      ">",
      ",",
      " ",
      "#",
      ";",
      "@",
      "/",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4000 }), (pieces) => {
        const text = pieces.join("");
        for (const found of [parseRequirement(text), parseCondaDependency(text)]) {
          expect(found?.name ?? "none").toMatch(/^[a-z0-9_]/i);
        }
      }),
    );
    for (const text of ["a" + " ".repeat(4000) + "b", "a[".repeat(2000), "a,==".repeat(1000)]) {
      expect(parseRequirement(text)).toBeUndefined();
    }
  });
});

describe("parseCondaDependency", () => {
  it.each([
    ["python=3.11", "python", "3.11"],
    ["conda-forge::numpy=1.26.4=py311h64a7726_0", "numpy", "1.26.4"],
    ["pytorch==2.1.0", "pytorch", "2.1.0"],
    ["scipy>=1.2,<2", "scipy", ">=1.2,<2"],
    ["numpy 1.26.*", "numpy", "1.26.*"],
    ["_libgcc_mutex=0.1=main", "_libgcc-mutex", "0.1"],
    ["pip", "pip", "*"],
  ])("reads %j", (text, name, version) => {
    expect(parseCondaDependency(text)).toEqual({ name, version });
  });
});

describe("readEnvironment", () => {
  it("reads requirements, also over several lines, and says where from", async () => {
    const folder = temporaryFolder();
    const text =
      "# pinned\r\nNumpy==1.26.4 \\\r\n    --hash=sha256:abc\r\n-r more.txt\r\n\r\nscipy>=1\r\n";
    write(folder, { "env/requirements.txt": text });
    const expected = {
      source: "env/requirements.txt",
      packages: { numpy: "1.26.4", scipy: ">=1" },
    };
    expect(await readEnvironment(folder, "env/requirements.txt")).toEqual(expected);
    expect(await readEnvironment(folder, join(folder, "env/requirements.txt"))).toEqual(expected);
  });

  it("keeps both versions of a package that depends on the platform", async () => {
    const text = 'a==1; sys_platform == "win32"\na==2; sys_platform != "win32"\nb==1\nB==1\n';
    expect(await packages("requirements.txt", text)).toEqual({ a: "1 | 2", b: "1" });
  });

  it("reads conda's environment.yml with its pip section", async () => {
    const text =
      "name: fraud\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - numpy=1.26.4=py311_0\n  - pip\n  - pip:\n    - torch==2.1.0\n    - 7\n";
    expect(await packages("environment.yml", text)).toEqual({
      python: "3.11",
      numpy: "1.26.4",
      pip: "*",
      torch: "2.1.0",
    });
    expect(await packages("environment.yaml", "name: empty\n")).toEqual({});
    expect(await packages("environment.yaml", "dependencies: {a: b}\n")).toEqual({});
  });

  it("reads the lock files of uv, Poetry and PEP 751", async () => {
    const uv = `version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "numpy"\nversion = "1.26.4"\nsource = { registry = "https://pypi.org/simple" }\ndependencies = [\n    { name = "other", version = "9" },\n]\n\n[package.metadata]\nname = "not"\nversion = "this"\n\n[[package]]\nname = "Local_Project"\nsource = { virtual = "." }\n`;
    expect(await packages("uv.lock", uv)).toEqual({ numpy: "1.26.4" });
    const poetry = `[[package]]\r\nname = "idna"\r\nversion = "3.6"\r\n\r\n[[package.source]]\r\nname = "x"\r\n\r\n[metadata]\r\nlock-version = "2.0"\r\n`;
    expect(await packages("poetry.lock", poetry)).toEqual({ idna: "3.6" });
    const pylock = `lock-version = '1.0'\n[[packages]]\nname = 'attrs'\nversion = '23.2.0'\n`;
    expect(await packages("pylock.toml", pylock)).toEqual({ attrs: "23.2.0" });
  });

  it("reads what pyproject.toml and PDM's lock file name", async () => {
    const project =
      '[project]\nname = "fraud"\nrequires-python = ">=3.11"\ndependencies = [\n  "numpy>=1.26,<2", # why\n  "scikit_learn==1.3.0; sys_platform == \'linux\'",\n]\n[project.optional-dependencies]\ndev = ["pytest"]\n[tool.ruff]\nline-length = 100\n';
    expect(await packages("pyproject.toml", project)).toEqual({
      python: ">=3.11",
      numpy: ">=1.26,<2",
      "scikit-learn": "1.3.0",
    });
    const poetry =
      '[tool.poetry.dependencies]\npython = "^3.11"\ntorch = { version = "2.1.0", extras = ["x"] }\nlocal = { path = "." }\n';
    expect(await packages("pyproject.toml", poetry)).toEqual({
      python: "^3.11",
      torch: "2.1.0",
      local: "*",
    });
    expect(await packages("pyproject.toml", "[tool.ruff]\n")).toEqual({});
    const pdm =
      '[metadata]\nlock_version = "4.5.0"\n\n[[package]]\nname = "idna"\nversion = "3.6"\n';
    expect(await packages("pdm.lock", pdm)).toEqual({ idna: "3.6" });
  });

  it("leaves out the project itself and other folders of the workspace", async () => {
    const six = (name: string, rest: string): string =>
      `[[${name}]]\nname = "six"\nversion = "1.17.0"\n\n[[${name}]]\nname = "proj"\nversion = "0.1.0"\n${rest}\n`;
    const locked = {
      "uv.lock": [
        six("package", 'source = { virtual = "." }'),
        six("package", 'source = { editable = "." }'),
        six("package", 'source = { directory = "lib" }'),
      ],
      "poetry.lock": [six("package", '[package.source]\ntype = "directory"\nurl = "lib"')],
      "pdm.lock": [six("package", 'editable = true\npath = "./lib"')],
      "pylock.toml": [six("packages", 'directory = { path = "." }')],
    };
    for (const [file, texts] of Object.entries(locked)) {
      for (const text of texts) expect(await packages(file, text)).toEqual({ six: "1.17.0" });
    }
  });

  it("says where TOML is wrong", async () => {
    const folder = temporaryFolder();
    write(folder, { "uv.lock": "[[package]]\nname = 'a'\nversion = = 1\n" });
    const { message } = await refusalOf(readEnvironment(folder, "uv.lock"));
    expect(message).toMatch(/^uv\.lock, line 3 is not valid TOML: /);
  });

  it("names no home folder", async () => {
    const folder = temporaryFolder();
    vi.stubEnv("HOME", folder);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    write(folder, { "ada/requirements.txt": "a==1\n" });
    const path = join(folder, "ada/requirements.txt");
    expect((await readEnvironment(temporaryFolder(), path)).source).toBe("~/ada/requirements.txt");
  });

  it("is not led astray by a package called __proto__", async () => {
    expect(
      Object.keys((await packages("requirements.txt", "a==1\n__proto__==2\n")) as object),
    ).toEqual(["a"]);
  });

  it("refuses what is missing, broken or endless", async () => {
    const folder = temporaryFolder();
    const many = Array.from({ length: 5001 }, (_, i) => `package${i}==1`).join("\n");
    write(folder, { "requirements.txt": many, "environment.yml": "a: [" });
    expect(await refusalOf(readEnvironment(folder, "requirements.txt"))).toMatchObject({
      message: "requirements.txt names more than 5000 packages.",
    });
    for (const name of ["environment.yml", "none.txt"]) {
      expect(await refusalOf(readEnvironment(folder, name))).toMatchObject({
        code: "file-problem",
      });
    }
  });
});
