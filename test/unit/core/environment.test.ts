import { describe, expect, test } from "vitest";
import { ModelDescription } from "../../../src/core/model/inspection.ts";
import {
  comparedEnvironment,
  environmentFacts,
} from "../../../src/core/model/recipe/environment-text.ts";
import {
  Environment,
  hasPackages,
  pythonOnPath,
} from "../../../src/core/model/recipe/environment.ts";
import { environmentContradictions } from "../../../src/core/registration/environment-contradictions.ts";

const python = { kind: "virtual environment", name: ".venv", version: "3.12.3" };

function description(framework: string, frameworkVersion: string): ModelDescription {
  return ModelDescription.parse({
    ...{ format: "pickle", verdict: "weights-only", findings: [] },
    ...{ framework, frameworkVersion },
  });
}

function said(environment: object, ...model: readonly [string, string] | []): readonly string[] {
  const found = environmentContradictions(
    Environment.parse({ source: "requirements.txt", packages: {}, ...environment }),
    model.length === 0 ? undefined : description(...model),
  );
  return found.map(({ about, reason, kind }) => `${kind ?? ""}: ${about} ${reason}`);
}

describe("contradictions of an environment", () => {
  test("requirements name another version of the framework than the model file", () => {
    const environment = { packages: { "scikit-learn": "1.3.0" } };
    expect(said(environment, "scikit-learn", "1.9.1")).toEqual([
      "contradiction: requirements.txt: scikit-learn says 1.3.0; the model file says 1.9.1",
    ]);
    expect(said(environment, "scikit-learn", "1.3.0")).toEqual([]);
    expect(said(environment, "xgboost", "1.9.1")).toEqual([]);
    expect(said(environment)).toEqual([]);
  });

  test("the installed version counts as well, by the package of the framework", () => {
    const environment = { source: ".venv", packages: { torch: "2.1.0+cu121" }, python };
    expect(said(environment, "pytorch", "2.2.0")).toEqual([
      "contradiction: virtual environment .venv: torch says 2.1.0+cu121; the model file says 2.2.0",
    ]);
  });

  test.each([
    ["1.9", "1.9.1"],
    ["1.9.1", "1.9.1+cpu"],
    ["2.1.0 | 1.9.1", "1.9.1"],
    [">=1.2,<2", "1.9.1"],
    ["~=1.9", "1.9.1"],
    ["==1.9.*", "1.9.1"],
    ["*", "1.9.1"],
    ["^1.0", "1.9.1"],
    ["git+https://example.org/a", "1.9.1"],
    [">=1.9", "2.0rc1"],
  ])("%s allows %s", (says, has) => {
    const environment = { packages: { a: says }, python, installed: { a: has } };
    expect(said(environment)).toEqual([]);
  });

  test.each([
    ["1.3.0", "1.9.1"],
    ["1.9.1", "1.9.10"],
    [">=1.2,<1.9", "1.9.1"],
    ["~=1.3.0", "1.9.1"],
  ])("%s does not allow %s", (says, has) => {
    const environment = { packages: { a: says }, python, installed: { a: has } };
    expect(said(environment)).toEqual([
      `contradiction: requirements.txt: a says ${says}; ${has} is installed in the virtual environment .venv`,
    ]);
  });

  test("Python itself is compared, where its whole version is known", () => {
    const asked = { packages: { python: ">=3.13" }, installed: {} };
    expect(said({ ...asked, python })).toHaveLength(1);
    expect(said({ ...asked, python: { ...python, version: "3.12" } })).toEqual([]);
  });

  test("many are counted, and an environment without any of the packages is a doubt", () => {
    const many = (version: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, version]));
    const facts = said({ packages: many("1"), python, installed: many("2") });
    expect(facts).toHaveLength(11);
    expect(facts.at(-1)).toContain("20 more packages of other versions are installed");
    expect(said({ packages: { a: "1" }, python, installed: { b: "1" } })).toEqual([
      "doubt: requirements.txt none of its packages is installed in the virtual environment .venv, which may be of another project",
    ]);
  });
});

test("Python and machine are facts, and are compared with the best known packages", () => {
  const environment = Environment.parse({
    source: "requirements.txt",
    packages: { numpy: ">=2", pandas: "2.2" },
    python,
    installed: { numpy: "2.1.0" },
    machine: {
      os: "Ubuntu 24.04",
      cpu: "EPYC",
      cpus: 2,
      architecture: "x64",
      memory: 8e9,
      accelerators: ["H100", "H100", "L4"],
    },
  });
  expect(environmentFacts(environment)).toEqual([
    ["Python", "Python 3.12.3 (virtual environment .venv)"],
    ["Operating system", "Ubuntu 24.04"],
    ["Processor", "EPYC, 2 logical processors, x64"],
    ["Memory", "8.0 GB"],
    ["Accelerator", "2 × H100, L4"],
  ]);
  expect(comparedEnvironment(environment)).toMatchObject({
    Python: "Python 3.12.3",
    numpy: "2.1.0",
    pandas: "2.2",
  });
});

test("the packages of a Python that nobody chose don't count as recorded", () => {
  const packages = { a: "1" };
  const found = { ...python, kind: pythonOnPath };
  expect(hasPackages({ source: "requirements.txt", packages })).toBe(true);
  expect(hasPackages({ source: ".venv", packages, python })).toBe(true);
  expect(hasPackages({ source: ".venv", packages, python: found })).toBe(false);
  expect(hasPackages({ source: "machine", packages: {} })).toBe(false);
});
