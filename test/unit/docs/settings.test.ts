import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import texts from "../../../package.nls.json" with { type: "json" };
import { projectRoot } from "../../workbench/paths.ts";

const { commands, configuration, keybindings } = manifest.contributes;
const titles: Readonly<Record<string, string>> = texts;

/** Key as people write it: `cmd+backspace` is `Cmd+Backspace`. */
function written(key: string): string {
  return key.replaceAll(
    /(^|\+)(\w)/g,
    (_, plus: string, letter: string) => plus + letter.toUpperCase(),
  );
}

describe("docs/settings.md", async () => {
  const text = await readFile(join(projectRoot, "docs/settings.md"), "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it.each(Object.entries(configuration.properties))("has %s with its default", (name, setting) => {
    const row = rows.find(([, first]) => first === `\`${name}\``);
    expect(row?.[2]).toBe(`\`${JSON.stringify(setting.default)}\``);
  });

  it.each(keybindings.map(({ command, ...keys }) => [command, keys] as const))(
    "has the keys of %s",
    (command, keys) => {
      const row = rows.find((cells) => cells[3]?.includes(`\`${command}\``));
      expect(row?.[1]).toContain(`\`${written(keys.key)}\``);
      if (keys.mac !== undefined) expect(row?.[1]).toContain(`\`${written(keys.mac)}\``);
    },
  );

  it("has every command with its title, and no other", () => {
    const listed = rows.filter(([, , id]) => id?.startsWith("`modelRegistry."));
    expect(listed.map(([, title, id]) => [title, id])).toEqual(
      commands.map(({ command }) => [titles[`${command}.title`], `\`${command}\``]),
    );
  });
});

it("binds keys in its own view and pages alone, and none twice", () => {
  const own =
    /^(focusedView == modelRegistry\.models && listFocus && !inputFocus|activeWebviewPanelId =~ \/\^modelRegistry\\\.\/)( |$)/;
  for (const { when } of keybindings) expect(when).toMatch(own);
  const places = keybindings.map(({ key, when }) => `${key} ${when.split(" ")[0] ?? ""}`);
  expect(new Set(places).size).toBe(places.length);
  // What changes something isn't offered where nothing may be changed.
  for (const { command, when } of keybindings) {
    const changes = /promote|rollBack|delete|rename/i.test(command);
    expect(when.includes("isWorkspaceTrusted"), command).toBe(changes);
  }
});

it("lets no workspace choose a program", () => {
  const paths = Object.entries(configuration.properties).filter(([name]) => /path$/i.test(name));
  expect(paths.length).toBeGreaterThan(0);
  for (const [name, setting] of paths) {
    expect(setting.scope).toBe("machine");
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(name);
  }
});
