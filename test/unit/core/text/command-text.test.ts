import { expect, test } from "vitest";
import { commandText } from "../../../../src/core/text/command-text.ts";

test("a command shows exactly what runs", () => {
  expect(commandText(["./scripts/deploy.sh", "--to=eu-1", "a@b:1,2"])).toBe(
    "./scripts/deploy.sh --to=eu-1 a@b:1,2",
  );
  expect(commandText(["my program", "", "a;b", "$HOME", 'say "x"'])).toBe(
    String.raw`"my program" "" "a;b" "$HOME" "say \"x\""`,
  );
});

test("no character of it hides, moves others or begins a new line", () => {
  expect(commandText(["run", "a\nb", "\u001b[2K", "x\u202egpj.sh", "\u200b", "\u{e0041}"])).toBe(
    String.raw`run "a\nb" "\u001b[2K" "x\u{202e}gpj.sh" "\u{200b}" "\u{e0041}"`,
  );
});
