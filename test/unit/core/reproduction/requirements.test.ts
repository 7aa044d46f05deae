import { win32 } from "node:path";
import { expect, test } from "vitest";
import { Environment } from "../../../../src/core/model/recipe/environment.ts";
import {
  environmentCommands,
  requirementsOf,
} from "../../../../src/core/reproduction/requirements.ts";
import { shellText } from "../../../../src/core/text/command-text.ts";

const folder = win32.join("C:\\Users\\Ada Lovelace", "model-registry", "fraud-5");

/** The commands of pip as they are shown. */
function pip(file: string, isWindows: boolean): readonly string[] {
  const ways = environmentCommands(file, undefined, { isWindows });
  return (ways.find(({ tool }) => tool === "pip")?.commands ?? []).map((words) =>
    shellText(words, { isWindows }),
  );
}

test("the environment's own Python is named as it is called on Windows", () => {
  const python = win32.join(".venv", "Scripts", "python.exe");
  expect(pip(win32.join(folder, "requirements.txt"), true)).toEqual([
    "python -m venv .venv",
    `${python} -m pip install --requirement "C:\\Users\\Ada Lovelace\\model-registry\\fraud-5\\requirements.txt"`,
  ]);
});

test("elsewhere it is in bin, and paths with spaces are quoted for a shell", () => {
  expect(pip("/home/ada l/requirements.txt", false)).toEqual([
    "python3 -m venv .venv",
    ".venv/bin/python -m pip install --requirement '/home/ada l/requirements.txt'",
  ]);
});

test.each([
  ["C:\\a\\b", "C:\\a\\b"],
  ["C:\\it's here", `"C:\\it's here"`],
  // PowerShell replaces these within double quotes, and so does cmd.exe with %.
  ["C:\\$HOME", "'C:\\$HOME'"],
  ["C:\\100%\\it's", "'C:\\100%\\it''s'"],
  ['say "hi"', `'say "hi"'`],
  ["", '""'],
])("the word %s can be pasted on Windows", (word, text) => {
  expect(shellText([word], { isWindows: true })).toBe(text);
});

test("a recorded version that pip could take for an option, a path or a command is left out", () => {
  const packages = {
    numpy: "2.1.0",
    scipy: ">=1.2,<2",
    any: "*",
    fork: "git+https://example.org/fork.git@1f",
    "-r evil.txt": "1.0",
    evil: "1.0 --index-url http://evil",
    local: "file:///etc/passwd",
  };
  const environment = Environment.parse({ source: "requirements.txt", packages });
  expect(requirementsOf(environment)).toEqual({
    lines: ["any", "fork @ git+https://example.org/fork.git@1f", "numpy==2.1.0", "scipy>=1.2,<2"],
    leftOut: ["-r evil.txt", "evil", "local"],
  });
});

test("Python itself is no requirement, and what else is on PATH is none of the version's", () => {
  const environment = {
    source: "poetry.lock",
    packages: { python: "3.11", numpy: "1.26.4", scipy: ">=1.2" },
    installed: { numpy: "2.1.0", scipy: "1.15.0", awscli: "1.45.11" },
  };
  const on = (kind: string): Environment =>
    Environment.parse({ ...environment, python: { kind, name: "/usr/bin/python3" } });
  expect(requirementsOf(on("Python on PATH")).lines).toEqual(["numpy==1.26.4", "scipy==1.15.0"]);
  expect(requirementsOf(on("virtual environment")).lines).toEqual([
    "awscli==1.45.11",
    "numpy==2.1.0",
    "scipy==1.15.0",
  ]);
});
