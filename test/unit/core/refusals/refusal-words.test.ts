import { readFileSync } from "node:fs";
import { Command } from "commander";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { commandTable } from "../../../../src/cli/command-table.ts";
import { reportedRefusal } from "../../../../src/cli/refusals/reported-refusal.ts";
import { RegistryError, type Refusal } from "../../../../src/core/refusals/refusal.ts";
import { messageOf, recordedMessage } from "../../../../src/core/refusals/words.ts";
import { useLanguage } from "../../../../src/core/text/language.ts";
import { wordsOf } from "../../../../src/editor/refusals/refusal-words.ts";
import { refusalSamples } from "../../support/refusals/refusal-samples.ts";

vi.mock("vscode", async () => ({ l10n: await import("@vscode/l10n") }));

const samples: readonly (readonly [string, Refusal])[] = Object.entries(refusalSamples).flatMap(
  ([reason, refusals]) => refusals.map((refusal): [string, Refusal] => [reason, refusal]),
);

/** Options that the command line has, by the name of the command. */
const options = new Map<string, readonly string[]>();

beforeAll(async () => {
  for (const { name, load } of commandTable) {
    const command = new Command(name);
    (await load())(command);
    options.set(
      name,
      command.options.flatMap(({ short, long }) => [short ?? [], long ?? []].flat()),
    );
  }
});

/** Titles of the editor's commands, as the palette shows them. */
function editorTitles(): ReadonlySet<string> {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
  const { contributes } = read("package.json") as {
    contributes: { commands: readonly { title: string }[] };
  };
  const texts = read("package.nls.json") as Readonly<Record<string, string>>;
  return new Set(
    contributes.commands.map(({ title }) => texts[title.replaceAll("%", "")] ?? title),
  );
}

/** Removes the commands of git, which are the same everywhere. */
function withoutGit(text: string): string {
  return text.replace(/(“git [^”]+”|\(git [^)]+\)|: git [^.]+)/g, "");
}

test("each sample stands under its own reason", () => {
  for (const [reason, refusal] of samples) expect(refusal.reason).toBe(reason);
});

describe.each([
  ["the command line", (refusal: Refusal) => reportedRefusal(refusal)],
  ["the editor", (refusal: Refusal) => wordsOf(refusal)],
])("%s", (_, wordsFor) => {
  test.each(samples)("has words for %s", (_, refusal) => {
    const { message, wayOut } = wordsFor(refusal);
    for (const text of [message, wayOut]) {
      expect(text).toMatch(/^[\p{Lu}\d“(]?.*[.!?)”]$/u);
      expect(text).not.toMatch(/undefined|\[object|NaN|\{\d+\}|\s\s|\s[,;:]/);
    }
  });
});

test.each(samples)("the editor names its own commands in %s", (_, refusal) => {
  const { message, wayOut } = wordsOf(refusal);
  const text = withoutGit(`${message} ${wayOut}`);
  expect(text).not.toMatch(/“model-registry |(^|\s)--[a-z]/);
  const titles = editorTitles();
  for (const [, title] of withoutGit(wayOut).matchAll(/\b[Rr]un “([^”]+)”/g))
    expect(titles).toContain(title);
});

test.each(samples)("the command line names what it has in %s", (_, refusal) => {
  const { message, wayOut } = reportedRefusal(refusal);
  const all = new Set([...options.values()].flat());
  for (const [line, name = ""] of `${message} ${wayOut}`.matchAll(
    /“model-registry (\S+?)[ ”][^”]*/g,
  )) {
    expect([...options.keys()]).toContain(name);
    for (const [option] of line.matchAll(/--[a-z-]+/g)) {
      expect(options.get(name)).toContain(option);
    }
  }
  for (const [option] of withoutGit(wayOut).matchAll(/--[a-z-]+/g)) expect(all).toContain(option);
});

describe("in a translated editor", () => {
  const refusal: Refusal = { code: "unknown-model", reason: "unknown-model", model: "fraud" };
  const english = "There is no model named “fraud” in this registry.";
  const german = { "There is no model named “{0}” in this registry.": "Kein Modell namens „{0}“." };

  afterEach(() => {
    useLanguage("en", {});
  });

  test("people read their language; the ledger and logs have English", () => {
    useLanguage("de", german);
    expect(messageOf(refusal)).toBe("Kein Modell namens „fraud“.");
    expect(recordedMessage(refusal)).toBe(english);
    expect(new RegistryError(refusal).message).toBe(english);
    expect(messageOf(refusal)).toBe("Kein Modell namens „fraud“.");
  });
});
