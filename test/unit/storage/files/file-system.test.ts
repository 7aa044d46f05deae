import { spawnSync } from "node:child_process";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import { decideRegistration } from "../../../../src/core/registration/decide-registration.ts";
import { initialize } from "../../../../src/registry/initialize.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import { ArtifactStaging } from "../../../../src/storage/artifacts/artifact-staging.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { registrationData } from "../../support/events.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  ledgerFile,
  openRegistry,
  registerContent,
  registration,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const canMount = process.platform === "linux" && process.getuid?.() === 0;

describe("links", () => {
  test.each([".model-registry", ".model-registry/ledger", ".model-registry/artifacts"])(
    "%s being a link is refused",
    async (path) => {
      const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await symlink(elsewhere, join(folder, path));
      const refusal = await refusalOf(openRegistry(folder));
      expect(refusal.code).toBe("file-problem");
      expect(refusal.message).toContain(path);
      expect(await readdir(elsewhere)).toEqual([]);
    },
  );

  test("a folder that becomes a link later is refused as well", async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    const registry = await openRegistry(folder);
    await mkdir(join(folder, ".model-registry", "artifacts"), { recursive: true });
    await symlink(elsewhere, join(folder, ".model-registry", "artifacts", "sha256"));
    const refusal = await refusalOf(registerContent(registry, "v1"));
    expect(refusal.code).toBe("file-problem");
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await versionsOf(registry)).toEqual([]);
  });

  test("a folder of artifacts being a link is refused", async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    const registry = await openRegistry(folder);
    await initialize(registry, {});
    for (let byte = 0; byte < 256; byte += 1) {
      const name = byte.toString(16).padStart(2, "0");
      await symlink(elsewhere, join(registry.paths.artifacts, name));
    }
    expect((await refusalOf(registerContent(registry, "v1"))).code).toBe("file-problem");
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await versionsOf(registry)).toEqual([]);
  });

  test("a ledger file being a link is refused, and named", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, (registry) => registerContent(registry, "v1"));
    const ledger = await ledgerFile(folder);
    await rename(ledger, `${ledger}.real`);
    await symlink(`${ledger}.real`, ledger);
    const refusal = await refusalOf(openRegistry(folder));
    expect(refusal.code).toBe("file-problem");
    expect(refusal.message).toContain(ledger);
  });

  test("the name of this clone is not read through a link", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, async (registry) => {
      await initialize(registry, {});
      await symlink("/dev/zero", registry.paths.writer);
      expect((await registerContent(registry, "v1")).number).toBe(1);
    });
    expect(await readFile(join(folder, ".model-registry", "writer"), "utf8")).toHaveLength(27);
  });
});

describe("the lock", () => {
  test("one that was lost meanwhile is noticed, nothing is written, the other's stays", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, async (registry) => {
      await registerContent(registry, "v1");
      const before = await readFile(await ledgerFile(folder));
      const data = registrationData("fraud", "v2");
      const late = registry.commit(
        (state) =>
          decideRegistration(
            state,
            defaultPolicy,
            {
              registration: data,
              allowIdentical: false,
              now: 0,
            },
            { name: "Ada" },
          ),
        async () => {
          // Another process took this one for dead.
          await rm(registry.paths.lock, { recursive: true });
          await new Promise((resolve) => setTimeout(resolve, 20));
          await mkdir(registry.paths.lock);
          return () => Promise.reject(new Error("what was prepared may be relied on by the other"));
        },
      );
      expect((await refusalOf(late)).code).toBe("busy");
      expect(await readFile(await ledgerFile(folder))).toEqual(before);
      expect(await readdir(registry.paths.root)).toContain("lock");
      await rm(registry.paths.lock, { recursive: true });
      expect((await registerContent(registry, "v2")).number).toBe(2);
    });
  });
});

test("bytes published for an event that failed are taken away, those there before stay", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "there before");
    const staging = await ArtifactStaging.open(registry.paths);
    const before = await staging.addBytes(Buffer.from("there before"));
    const added = await staging.addBytes(Buffer.from("new"));
    const takeBack = await staging.publish();
    expect(await readFile(artifactPath(registry.paths, added.sha256), "utf8")).toBe("new");
    await takeBack();
    await expect(readFile(artifactPath(registry.paths, added.sha256))).rejects.toThrow("ENOENT");
    expect(await readFile(artifactPath(registry.paths, before.sha256), "utf8")).toBe(
      "there before",
    );
    await staging.discard();
  });
});

describe.runIf(canMount)("a file system that fails", () => {
  const mounts: string[] = [];
  afterEach(async () => {
    for (const path of mounts.splice(0).reverse()) {
      spawnSync("umount", ["-l", path]);
      await rm(path, { recursive: true, force: true });
    }
  });

  async function mounted(...options: readonly string[]): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), "model-registry-mount-"));
    const { status, stderr } = spawnSync("mount", [...options, path], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    mounts.push(path);
    return path;
  }

  test("a full disk: a clear error, nothing half done, and it works again after", async () => {
    const folder = await mounted("-t", "tmpfs", "-o", "size=600k", "tmpfs");
    const elsewhere = await temporaryFolder();
    const large = join(elsewhere, "large.pkl");
    await writeFile(large, Buffer.alloc(2_000_000, 7));
    const registry = await openRegistry(folder);
    await registerContent(registry, "v1");

    const refusal = await refusalOf(register(registry, registration({ paths: [large] })));
    expect(refusal).toMatchObject({ code: "file-problem" });
    expect(refusal.message).toContain("no space left");
    expect(await readdir(registry.paths.staging)).toEqual([]);

    // Nothing but the ledger is written, until it does not fit any more.
    await writeFile(join(folder, "filler"), Buffer.alloc(600_000)).catch(() => undefined);
    const ledger = await ledgerFile(folder);
    let done = 1;
    let whole = await readFile(ledger);
    for (;;) {
      const data = registrationData("fraud", `v${done + 1}`, { description: "x".repeat(900) });
      const taken: boolean[] = [];
      const outcome = registry.commit(
        (state) =>
          decideRegistration(
            state,
            defaultPolicy,
            {
              registration: data,
              allowIdentical: false,
              now: 0,
            },
            { name: "Ada" },
          ),
        () =>
          Promise.resolve(() => {
            taken.push(true);
            return Promise.resolve();
          }),
      );
      const failure = await outcome.then(
        () => undefined,
        () => refusalOf(outcome),
      );
      if (failure) {
        expect(failure.message).toContain("no space left");
        expect(taken).toEqual([true]);
        break;
      }
      done += 1;
      whole = await readFile(ledger);
    }
    expect(await readFile(ledger)).toEqual(whole);
    expect(await versionsOf(registry)).toHaveLength(done);

    await rm(join(folder, "filler"));
    expect((await registerContent(registry, "after")).number).toBe(done + 1);
    await registry.close();
    await withRegistry(folder, async (reopened) => {
      expect(await versionsOf(reopened)).toHaveLength(done + 1);
      expect((await findings(reopened)).filter(({ where }) => where.startsWith("ledger"))).toEqual(
        [],
      );
    });
  });

  test("a folder that can't be written is named at once, and read", async () => {
    const source = await temporaryFolder();
    await withRegistry(source, (registry) => registerContent(registry, "v1"));
    await writeFile(join(source, "model.pkl"), "v2");
    const folder = await mounted("--bind", source);
    expect(spawnSync("mount", ["-o", "remount,bind,ro", folder]).status).toBe(0);
    await withRegistry(folder, async (registry) => {
      expect(await versionsOf(registry)).toHaveLength(1);
      expect(await findings(registry)).toEqual([]);
      const refusal = await refusalOf(register(registry, registration()));
      expect(refusal.code).toBe("read-only");
      expect(refusal.message).toContain(folder);
      const data = registrationData("fraud", "v2");
      const commit = registry.commit((state) =>
        decideRegistration(
          state,
          defaultPolicy,
          {
            registration: data,
            allowIdentical: false,
            now: 0,
          },
          { name: "Ada" },
        ),
      );
      expect((await refusalOf(commit)).code).toBe("read-only");
    });
  });

  test("a folder of somebody else, too", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, (registry) => registerContent(registry, "v1"));
    await writeFile(join(folder, "model.pkl"), "v2");
    expect(spawnSync("chmod", ["-R", "a+rX", folder]).status).toBe(0);
    process.seteuid?.(65_534);
    try {
      await withRegistry(folder, async (registry) => {
        expect(await versionsOf(registry)).toHaveLength(1);
        const refusal = await refusalOf(register(registry, registration()));
        expect(refusal.code).toBe("read-only");
        expect(refusal.message).toContain(folder);
      });
    } finally {
      process.seteuid?.(0);
    }
  });
});

test("a registry that was copied away goes on", async () => {
  const [folder, copy] = [await temporaryFolder(), await temporaryFolder()];
  await withRegistry(folder, (registry) => registerContent(registry, "v1"));
  const ledger = await ledgerFile(folder);
  await mkdir(join(copy, ".model-registry", "ledger"), { recursive: true });
  await copyFile(ledger, join(copy, ".model-registry", "ledger", "theirs.jsonl"));
  await withRegistry(copy, async (registry) => {
    expect((await registerContent(registry, "v2")).number).toBe(2);
    expect((await findings(registry)).map(({ where }) => where)).toEqual(["model.pkl of fraud 1"]);
  });
});
