import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { codeOf, readDocuments } from "../docs/documents.ts";
import { cli, useCli } from "./cli.ts";

/** A call of the command in a text: its name, and what follows on the line or in the pipe. */
const call = /(?<![\w./@-])model-registry(?: -C \S+)? ([a-z]+)([^\n|;&)]*)/g;
const option = /(?<=[\s[])--[a-z][a-z-]*/g;

useCli();

describe("command lines in documents", async () => {
  const documents = (await readDocuments()).filter(({ path }) => path !== "CHANGELOG.md");
  const uses = new Map<string, Set<string>>();
  for (const { text } of documents.flatMap(codeOf)) {
    for (const [, command = "", rest = ""] of text.matchAll(call)) {
      const known = uses.get(command) ?? new Set();
      for (const [name] of rest.matchAll(option)) known.add(name);
      uses.set(command, known);
    }
  }

  it("are found", () => {
    expect(uses.size).toBeGreaterThan(25);
    expect(uses.get("register")).toContain("--metrics");
  });

  it.each([...uses].sort())("of %s are those that it has", async (command, options) => {
    const help = await helpOf(command);
    const unknown = [...options].filter((name) => !new RegExp(`${name}(?![\\w-])`).test(help));
    expect(unknown).toEqual([]);
  });
});

/** The help of a command, with that of the commands below it. */
async function helpOf(command: string): Promise<string> {
  const { code, stdout, stderr } = await cli(tmpdir(), command, "--help");
  expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
  const below =
    command === "policy" ? ["check", "init", "show", "allow-hooks", "revoke-hooks"] : [];
  const helps = await Promise.all(below.map((name) => cli(tmpdir(), command, name, "--help")));
  return [stdout, ...helps.map((run) => run.stdout)].join("\n");
}
