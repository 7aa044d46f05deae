import { describe, expect, test } from "vitest";
import { TagKey } from "../../../src/core/model/markings.ts";
import { invisibleCharacter } from "../../../src/core/text/invisible-characters.ts";
import { setTag } from "../../../src/registry/annotations/set-tag.ts";
import { sha256 } from "../../../src/storage/ledger/ledger-line.ts";
import { parsePolicy } from "../../../src/storage/policy/policy-text.ts";
import { refusalOf } from "../support/refusal.ts";
import {
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

const hidden = [
  ["a mark of direction", "\u061c"],
  ["a zero-width space", "\u200b"],
  ["a zero-width joiner", "\u200d"],
  ["an override of direction", "\u202e"],
  ["a word joiner", "\u2060"],
  ["a Hangul filler", "\u3164"],
  ["a half-width Hangul filler", "\uffa0"],
  ["a byte order mark", "\ufeff"],
  ["a variation selector", "\ufe0f"],
  ["a tag", "\u{e0041}"],
] as const;

describe("names that look like others", () => {
  test.each(hidden)("because of %s are not given any more", async (_, character) => {
    const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
    expect(invisibleCharacter(`fraud${character}`)).toBe(code);
    await withRegistry(await temporaryFolder(), async (registry) => {
      const { model, id } = await registerContent(registry, "v1");
      const name = `fr${character}aud`;
      const refused = await refusalOf(registerContent(registry, "v2", { model: name }));
      expect(refused.code).toBe("invalid-request");
      expect(refused.message).toContain(code);
      for (const subject of [{ model }, { model, version: id }]) {
        const key = TagKey.parse(`owner${character}`);
        const tag = await refusalOf(setTag(registry, { subject, key, value: "ada" }));
        expect([tag.code, tag.message.includes(code)]).toEqual(["invalid-request", true]);
      }
      expect(await versionsOf(registry)).toHaveLength(1);
    });
    const text = `version: 1\nstages: [{ name: None }, { name: "Stag${character}ing" }]\n`;
    expect(parsePolicy(text, sha256(Buffer.from(text))).ok).toBe(false);
  });

  test("names of all scripts that are seen stay", async () => {
    await withRegistry(await temporaryFolder(), async (registry) => {
      for (const model of ["fraud", "détection", "詐欺", "обман", "사기"]) {
        expect((await registerContent(registry, model, { model })).model).toBe(model);
      }
    });
  });
});
