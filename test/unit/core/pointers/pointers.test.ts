import { describe, expect, it } from "vitest";
import { fetchCommand, readPointer } from "../../../../src/core/pointers/pointer.ts";
import { pointedSha256, pointerTexts } from "../../support/pointer-texts.ts";

const md5 = "a304afb96060aad90176268345e10355";

describe("pointers", () => {
  it.each([
    ["Git LFS", "model.pkl", pointerTexts.lfs],
    ["Git LFS", "with extensions", pointerTexts.lfs.replace("oid", "ext-0-case x\noid")],
    ["Git LFS", "of Windows", pointerTexts.lfs.replaceAll("\n", "\r\n")],
    ["git-annex", "model.pkl", pointerTexts.annex],
    [
      "git-annex",
      "a link as text",
      `../.git/annex/objects/Xy/2z/k/SHA256-s438007537--${pointedSha256}`,
    ],
  ])("of %s (%s) tell digest and size", (tool, name, text) => {
    expect(readPointer(name, text)).toEqual({
      tool,
      digests: { sha256: pointedSha256 },
      size: 438007537,
    });
  });

  it.each([
    ["model.pkl.dvc", pointerTexts.dvc, { target: "model.pkl", digests: { md5 }, size: 37891850 }],
    [
      "data.dvc",
      `outs:\n- {md5: ${md5}.dir, nfiles: 3, path: data}\n`,
      { target: "data", digests: { md5: `${md5}.dir` } },
    ],
    ["a.dvc", "wdir: ..\nouts:\n- path: models/a\n", { target: "../models/a", digests: {} }],
  ])("of DVC (%s) tell what they stand for", (name, text, expected) => {
    expect(readPointer(name, text)).toEqual({ tool: "DVC", ...expected });
  });

  it.each([
    ["model.pkl", "version 3\n"],
    ["model.pkl", pointerTexts.lfs.replace(/size \d+/, "size many")],
    ["model.pkl", pointerTexts.lfs.replace("4d7a", "zzzz")],
    ["model.pkl", pointerTexts.lfs + "x".repeat(1024)],
    ["notes.txt", pointerTexts.dvc],
    ["model.pkl.dvc", "outs: []\n"],
    ["model.pkl.dvc", "deps:\n- path: a\n"],
    ["model.pkl.dvc", "a: *b\n"],
    ["paths.txt", "see /annex/objects/ for more\n"],
  ])("are not seen in %s: %j", (name, text) => {
    expect(readPointer(name, text)).toBeUndefined();
  });

  it.each([
    ["Git LFS", { paths: ["models/a.bin"] }, "git lfs pull --include=models/a.bin"],
    [
      "Git LFS",
      { paths: ["a.bin", "b.bin"], folder: "bert" },
      "git -C bert lfs pull --include=a.bin,b.bin",
    ],
    ["Git LFS", { paths: ["a[1],2.bin"] }, "git lfs pull"],
    ["DVC", { paths: ["models"], isFolder: true }, "dvc pull -R models"],
    ["DVC", { paths: ["a.dvc"], folder: "sub" }, "dvc --cd sub pull a.dvc"],
    ["git-annex", { paths: ["-x", "$(reboot)'.bin"] }, "git annex get ./-x '$(reboot)'\\''.bin'"],
  ] as const)(
    "of %s at %j are fetched by a command that a shell takes as it is",
    (tool, place, expected) => {
      expect(fetchCommand(tool, place)).toBe(expected);
    },
  );
});
