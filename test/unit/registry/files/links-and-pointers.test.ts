import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { artifactSha256 } from "../../../../src/core/model/artifact.ts";
import type { VersionDetail } from "../../../../src/core/state/version.ts";
import { inspectModel } from "../../../../src/registry/files/inspect-model.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import { suggestRegistration } from "../../../../src/registry/registration/suggest-registration.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { pointedSha256, pointerTexts } from "../../support/pointer-texts.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registration, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const numbers = await readFile(
  new URL("../../../fixtures/models/digits.safetensors", import.meta.url),
);

/** A registry over a folder with these files; a value `→ target` makes a link. */
async function registryWith(files: Readonly<Record<string, string | Buffer>>): Promise<Registry> {
  const folder = await temporaryFolder();
  await place(folder, files);
  return openRegistry(folder);
}

async function place(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(folder, path);
    await mkdir(dirname(absolute), { recursive: true });
    const isLink = typeof content === "string" && content.startsWith("→ ");
    if (isLink) await symlink(content.slice(2), absolute);
    else await writeFile(absolute, content);
  }
}

/** A folder that is not in the workspace. */
async function outside(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outside-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await place(folder, files);
  return folder;
}

async function registered(registry: Registry, paths: readonly string[]): Promise<VersionDetail> {
  const { parts } = await suggestRegistration(registry, { paths });
  const { id } = await register(registry, registration({ paths, parts }));
  const detail = await registry.read((state) => state.detail(id));
  if (!detail) throw new Error("there is no such version");
  return detail;
}

const pathsOf = ({ artifacts }: VersionDetail): string[] => artifacts.map(({ path }) => path);

describe("links", () => {
  test("of a snapshot of Hugging Face are followed and keep their names", async () => {
    const blobs = { "hub/blobs/11": '{"model_type":"bert"}', "hub/blobs/22": numbers };
    const links = {
      "hub/snapshots/abc/config.json": "→ ../../blobs/11",
      "hub/snapshots/abc/model.safetensors": "→ ../../blobs/22",
    };
    for (const [registry, root] of [
      [await registryWith({ ...blobs, ...links }), "."],
      [await registryWith({}), await outside({ ...blobs, ...links })],
    ] as const) {
      const snapshot = join(root, "hub/snapshots/abc");
      expect(pathsOf(await registered(registry, [snapshot]))).toEqual([
        "abc/config.json",
        "abc/model.safetensors",
      ]);
      const path = join(registry.folder, snapshot);
      const given = root === "." ? path : snapshot;
      const { files, inspection } = await inspectModel({ path: given, workspace: registry.folder });
      expect(files.map((file) => file.path)).toEqual(["model.safetensors"]);
      expect(inspection.description).toMatchObject({
        format: "huggingface",
        verdict: "weights-only",
      });
    }
  });

  test("of a file that is named lead wherever they lead", async () => {
    const elsewhere = await outside({ "ab/cd": numbers });
    const registry = await registryWith({
      ".dvc/cache/files/md5/ab/cd": numbers,
      "cached.safetensors": "→ .dvc/cache/files/md5/ab/cd",
      "elsewhere.safetensors": `→ ${elsewhere}/ab/cd`,
      "chain.safetensors": "→ elsewhere.safetensors",
      "folder/a.bin": "a",
      "linked-folder": "→ folder",
    });
    const first = await registered(registry, ["cached.safetensors"]);
    expect(first.artifacts).toMatchObject([
      { path: "cached.safetensors", sha256: sha256(numbers) },
    ]);
    expect(first.registration.source).toBe("cached.safetensors");
    for (const path of ["elsewhere.safetensors", "chain.safetensors"]) {
      const request = registration({ paths: [path], allowIdentical: true });
      const { id } = await register(registry, request);
      const detail = await registry.read((state) => state.detail(id));
      expect(detail?.artifacts).toMatchObject([{ path, sha256: sha256(numbers) }]);
      const about = await inspectModel({ path: join(registry.folder, path) });
      expect(about.inspection.description.format).toBe("safetensors");
    }
    expect(pathsOf(await registered(registry, ["linked-folder"]))).toEqual(["linked-folder/a.bin"]);
  });

  test("that lie in a folder lead to files of the workspace that are not hidden, and nowhere else", async () => {
    const secrets = await outside({ id_rsa: "secret" });
    const registry = await registryWith({
      "runs/7/weights.bin": "weights",
      ".env": "secret",
      "m/good/best.bin": "→ ../../runs/7/weights.bin",
      "m/good/last.bin": "→ best.bin",
      "m/outside/a.bin": `→ ${secrets}/id_rsa`,
      "m/hidden/a.bin": "→ ../../.env",
      "m/own/a.bin": "→ ../../.model-registry/writer",
      "m/folder/a.bin": "→ ../../runs",
      "m/dangling/a.bin": "→ nowhere",
      "m/loop/a.bin": "→ a.bin",
      // A store that is a link itself is none.
      ".dvc/cache": `→ ${secrets}`,
      "m/store/a.bin": "→ ../../.dvc/cache/id_rsa",
    });
    const good = await registered(registry, ["m/good"]);
    expect(good.artifacts.map((artifact) => artifactSha256(artifact))).toEqual([
      sha256("weights"),
      sha256("weights"),
    ]);
    for (const [folder, reason] of [
      ["outside", "leads out of its folder"],
      ["hidden", "leads out of its folder"],
      ["own", "leads out of its folder"],
      ["folder", "a link to a folder"],
      ["dangling", "leads nowhere"],
      ["loop", "leads to itself"],
      ["store", "leads out of its folder"],
    ] as const) {
      const request = registration({ paths: [`m/${folder}`] });
      const refusal = await refusalOf(register(registry, request));
      expect([folder, refusal.code]).toEqual([folder, "file-problem"]);
      expect(refusal.message).toContain(reason);
      const path = join(registry.folder, "m", folder);
      const { files } = await inspectModel({ path, workspace: registry.folder });
      expect([folder, files]).toEqual([folder, []]);
    }
  });

  test("that are named and lead nowhere are refused by name", async () => {
    const registry = await registryWith({ "a.bin": "→ nowhere", "b.bin": "→ b.bin" });
    for (const path of ["a.bin", "b.bin"]) {
      const { message } = await refusalOf(register(registry, registration({ paths: [path] })));
      expect(message).toContain(path);
      expect(message).toContain("is a link that leads nowhere");
    }
  });
});

describe("pointers", () => {
  test("of Git LFS and git-annex are told for what they are, with the command", async () => {
    const registry = await registryWith({
      "models/lfs.safetensors": pointerTexts.lfs,
      "models/annex.pkl": pointerTexts.annex,
      "bert/.git/HEAD": "ref: refs/heads/main",
      "bert/model.safetensors": pointerTexts.lfs,
      "bert/config.json": '{"model_type":"bert"}',
    });
    await mkdir(join(registry.folder, ".git"));
    for (const [path, format, command] of [
      [
        "models/lfs.safetensors",
        "git-lfs-pointer",
        "git lfs pull --include=models/lfs.safetensors",
      ],
      ["models/annex.pkl", "git-annex-pointer", "git annex get models/annex.pkl"],
      ["bert", "huggingface", "git -C bert lfs pull --include=model.safetensors"],
    ] as const) {
      const { inspection } = (await registered(registry, [path])).registration;
      expect(inspection?.description).toMatchObject({ format, verdict: "unreadable" });
      const seen = await inspectModel({
        path: join(registry.folder, path),
        workspace: registry.folder,
      });
      for (const { findings } of [inspection!.description, seen.inspection.description]) {
        const pointer = findings.find(({ code }) => code === "pointer");
        expect(pointer?.message).toContain("438 MB");
        expect(pointer?.message.endsWith(`Fetch it with: ${command}`)).toBe(true);
      }
    }
  });

  test("of DVC mean the file that they stand for", async () => {
    const registry = await registryWith({
      "models/model.pkl": "weights",
      "models/model.pkl.dvc": pointerTexts.dvc,
      "models/gone.pkl.dvc": pointerTexts.dvc.replace("model.pkl", "gone.pkl"),
    });
    const secret = join(await outside({ id_rsa: "secret" }), "id_rsa");
    const far = relative(join(registry.folder, "models"), secret);
    await place(registry.folder, {
      "models/far.pkl.dvc": pointerTexts.dvc.replace("model.pkl", far),
    });
    const { model } = await suggestRegistration(registry, { paths: ["models/model.pkl.dvc"] });
    // Named for the workspace, less what tells versions apart.
    expect(basename(registry.folder)).toContain(model);
    const detail = await registered(registry, ["models/model.pkl.dvc"]);
    expect(detail.artifacts).toMatchObject([{ path: "model.pkl", sha256: sha256("weights") }]);
    expect(detail.registration.source).toBe("models/model.pkl");
    const request = registration({ paths: ["models/gone.pkl.dvc"] });
    const refusal = await refusalOf(register(registry, request));
    expect(refusal.message).toContain("gone.pkl (37.9 MB) is not here");
    expect(refusal.wayOut).toContain("dvc pull models/gone.pkl.dvc");
    const path = join(registry.folder, "models/gone.pkl.dvc");
    const { inspection } = await inspectModel({ path, workspace: registry.folder });
    expect(inspection.description.format).toBe("dvc-file");
    // What the repository names is not what the person named: it stays a file of DVC.
    expect(pathsOf(await registered(registry, ["models/far.pkl.dvc"]))).toEqual(["far.pkl.dvc"]);
  });

  test("of git-annex that are links to what was not fetched are refused with the command", async () => {
    const key = `SHA256E-s9--${pointedSha256}.pkl`;
    const registry = await registryWith({
      "model.pkl": `→ .git/annex/objects/a/b/${key}/${key}`,
      "whole/weights.bin": "weights",
      "whole/model.pkl": `→ ../.git/annex/objects/a/b/${key}/${key}`,
    });
    for (const [path, command] of [
      ["model.pkl", "git annex get model.pkl"],
      ["whole", "git annex get whole/model.pkl"],
    ] as const) {
      const refusal = await refusalOf(register(registry, registration({ paths: [path] })));
      expect(refusal.message).toContain("is only a pointer of git-annex");
      expect(refusal.wayOut).toContain(command);
    }
    const path = join(registry.folder, "model.pkl");
    expect((await refusalOf(inspectModel({ path }))).wayOut).toContain("git annex get");
    await place(registry.folder, { [`.git/annex/objects/a/b/${key}/${key}`]: "weights" });
    const detail = await registered(registry, ["model.pkl"]);
    expect(detail.artifacts).toMatchObject([{ path: "model.pkl", sha256: sha256("weights") }]);
  });
});

describe("parts of a model", () => {
  const index = (ending: string): string =>
    JSON.stringify({ weight_map: { a: `w-1${ending}`, b: `sub/w-2${ending}` } });

  test("that lie beside it come along where they belong", async () => {
    const registry = await registryWith({
      "models/model.safetensors.index.json": index(".safetensors"),
      "models/w-1.safetensors": "one",
      "models/sub/w-2.safetensors": "two",
      "models/pytorch_model.bin.index.json": index(".bin"),
      "models/w-1.bin": "one",
      "models/w-3.bin": "three",
    });
    const whole = ["models/model.safetensors.index.json"];
    expect(pathsOf(await registered(registry, whole))).toEqual([
      "model.safetensors.index.json",
      "sub/w-2.safetensors",
      "w-1.safetensors",
    ]);
    // Naming a part as well changes nothing.
    const named = [...whole, "models/sub/w-2.safetensors", "models/w-3.bin"];
    expect(pathsOf(await registered(registry, named))).toEqual([
      "model.safetensors.index.json",
      "sub/w-2.safetensors",
      "w-1.safetensors",
      "w-3.bin",
    ]);
    const incomplete = await registered(registry, ["models/pytorch_model.bin.index.json"]);
    expect(pathsOf(incomplete)).toEqual(["pytorch_model.bin.index.json", "w-1.bin"]);
    expect(incomplete.registration.inspection?.description).toMatchObject({
      format: "pytorch-sharded",
      verdict: "unreadable",
      findings: expect.arrayContaining([
        expect.objectContaining({ code: "pytorch-shard-missing", where: "sub/w-2.bin" }),
      ]) as unknown,
    });
  });

  test("are never taken from outside of its folder", async () => {
    const secrets = await outside({ id_rsa: "secret" });
    const registry = await registryWith({
      "models/model.safetensors.index.json": JSON.stringify({
        weight_map: { a: "../other.safetensors", b: "linked.safetensors" },
      }),
      "models/linked.safetensors": `→ ${secrets}/id_rsa`,
      "other.safetensors": "other",
    });
    const paths = ["models/model.safetensors.index.json"];
    const { parts } = await suggestRegistration(registry, { paths });
    expect(parts).toEqual([]);
    for (const path of ["../other.safetensors", "linked.safetensors"]) {
      const request = registration({ paths, parts: [{ model: paths[0]!, path }] });
      expect((await refusalOf(register(registry, request))).code).toBe("file-problem");
    }
  });
});
