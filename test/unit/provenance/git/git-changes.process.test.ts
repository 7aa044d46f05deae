import { createHash, randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { captureGit } from "../../../../src/provenance/git/git.ts";
import { commitAll, git } from "../../support/git.ts";
import { write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe("captureGit of changes", () => {
  it("keeps a patch that leads from the commit to the work tree, byte for byte", async () => {
    const folder = repository({
      "staged.py": "a\n",
      "gone.py": "b\n",
      "blob.bin": "\0\x01",
      "größe.txt": "ä\n",
    });
    const files = {
      "train.py": Buffer.from("print('caf\xe9')\n", "latin1"),
      "staged.py": Buffer.from("a2\n"),
      "new.py": Buffer.from("new\n"),
      "blob.bin": Buffer.from([0, 255, 254, 1]),
      "größe.txt": Buffer.from("ö\n"),
    };
    write(folder, files);
    git(folder, "add", "staged.py", "new.py");
    rmSync(join(folder, "gone.py"));
    const { state, patch, missing } = await captureGit(folder, { paths: [] });
    expect(state?.dirty?.files).toEqual([...Object.keys(files), "gone.py"].sort());
    expect(missing).toEqual([]);

    git(folder, "stash", "--quiet");
    write(folder, { "../code.patch": patch! });
    git(folder, "apply", "--binary", "../code.patch");
    for (const [path, content] of Object.entries(files)) {
      expect(readFileSync(join(folder, path)).equals(content), path).toBe(true);
    }
    expect(() => readFileSync(join(folder, "gone.py"))).toThrow();
  });

  it("writes the patch the same way whatever the configuration says", async () => {
    const folder = repository();
    write(folder, { "train.py": "print(2)\n" });
    for (const setting of [
      ["diff.noprefix", "true"],
      ["diff.mnemonicPrefix", "true"],
      ["color.ui", "always"],
      ["core.quotePath", "false"],
      ["status.showUntrackedFiles", "all"],
      ["core.pager", "false"],
    ]) {
      git(folder, "config", ...setting);
    }
    const { patch } = await captureGit(folder, { paths: [] });
    expect(text(patch)).toMatch(
      /^diff --git a\/train.py b\/train.py\n.*\n--- a\/train.py\n\+\+\+ b\/train.py\n@@ -1 \+1 @@\n-print\(1\)\n\+print\(2\)\n$/,
    );
  });

  it("gives paths relative to a workspace folder below the top of the repository", async () => {
    const top = repository({ "models/fraud/train.py": "1\n", "shared/util.py": "1\n" });
    write(top, { "models/fraud/train.py": "2\n", "shared/util.py": "2\n" });
    const folder = join(top, "models/fraud");
    const { state, patch, missing } = await captureGit(folder, {
      paths: [join(folder, "out/model.onnx")],
    });
    expect(state?.dirty?.files).toEqual(["train.py", "../../shared/util.py"]);
    expect(text(patch)).toContain("+++ b/shared/util.py");
    expect(missing).toEqual([{ about: "out/model.onnx", reason: "not tracked by git" }]);
  });

  it("leaves the registered file out of the patch, since its bytes are kept", async () => {
    const folder = repository({ "model.onnx": "old", "model.onnx.txt": "old" });
    const model = join(folder, "model.onnx");
    write(folder, { "model.onnx": "new" });
    const only = await captureGit(folder, { paths: [model] });
    expect(only.state?.dirty?.files).toEqual(["model.onnx"]);
    expect(only.patch).toBeUndefined();
    expect(only.missing).toEqual([]);

    write(folder, { "train.py": "print(2)\n" });
    const both = await captureGit(folder, { paths: [model] });
    expect(both.state?.dirty?.files).toEqual(["model.onnx", "train.py"]);
    expect(text(both.patch)).toContain("train.py");
    expect(text(both.patch)).not.toContain("model.onnx");
  });

  it("leaves a very large file out of the patch and says so", async () => {
    const folder = repository({ "big.bin": "small" });
    writeFileSync(join(folder, "big.bin"), Buffer.alloc(33 * 1024 * 1024));
    write(folder, { "train.py": "print(2)\n" });
    const { state, patch, missing } = await captureGit(folder, { paths: [] });
    expect(state?.dirty?.files).toEqual(["big.bin", "train.py"]);
    expect(text(patch)).not.toContain("big.bin");
    expect(missing).toEqual([
      { about: "big.bin", reason: "its change is not in the patch: larger than 32 MiB" },
    ]);
  });

  it("keeps no patch that is too large as a whole", async () => {
    const folder = repository({ "noise.bin": "1" });
    writeFileSync(join(folder, "noise.bin"), randomBytes(27 * 1024 * 1024));
    const { state, patch, missing } = await captureGit(folder, { paths: [] });
    expect(state?.dirty?.files).toEqual(["noise.bin"]);
    expect(patch).toBeUndefined();
    expect(missing).toEqual([{ about: "git patch", reason: "patch too large" }]);
  });

  it("tells a conflict from a clean file", async () => {
    const folder = repository();
    git(folder, "switch", "--quiet", "--create", "other");
    write(folder, { "train.py": "print(2)\n" });
    commitAll(folder, "Two");
    git(folder, "switch", "--quiet", "main");
    write(folder, { "train.py": "print(3)\n" });
    commitAll(folder, "Three");
    expect(() => git(folder, "merge", "other")).toThrow();
    const { state } = await captureGit(folder, { paths: [] });
    expect(state?.dirty?.files).toEqual(["train.py"]);
  });
});

describe("captureGit of files behind a filter", () => {
  const pointer = (content: string): string =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash("sha256").update(content).digest("hex")}\nsize ${content.length}\n`;

  /** As Git LFS leaves it: a pointer committed, the content in the work tree, times unknown. */
  function lfsRepository(content: string): string {
    const folder = repository({
      ".gitattributes": "*.onnx filter=lfs diff=lfs merge=lfs -text\n",
      "model.onnx": pointer("weights"),
    });
    git(folder, "config", "filter.lfs.clean", "git-lfs clean -- %f");
    git(folder, "config", "filter.lfs.process", "git-lfs filter-process");
    git(folder, "config", "filter.lfs.required", "true");
    write(folder, { "model.onnx": content });
    return folder;
  }

  it("knows that Git LFS content is what its pointer says", async () => {
    const folder = lfsRepository("weights");
    const capture = await captureGit(folder, { paths: [] });
    expect(capture.state?.dirty).toBeUndefined();
    expect(capture.missing).toEqual([]);
  });

  it("names changed Git LFS content, and keeps the rest of the patch", async () => {
    const folder = lfsRepository("other weights");
    write(folder, { "train.py": "print(2)\n" });
    const { state, patch, missing } = await captureGit(folder, { paths: [] });
    expect(state?.dirty?.files).toEqual(["model.onnx", "train.py"]);
    expect(text(patch)).toContain("train.py");
    expect(text(patch)).not.toContain("weights");
    expect(missing).toEqual([
      {
        about: "model.onnx",
        reason: "its change is not in the patch: it goes through the filter lfs, which is not run",
      },
    ]);
  });
});
