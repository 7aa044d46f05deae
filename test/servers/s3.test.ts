import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  test,
  vi,
} from "vitest";
import { Stage } from "../../src/core/model/ids.ts";
import { fetchMissingOf } from "../../src/registry/exchange/fetch-bytes.ts";
import { pull, push } from "../../src/registry/exchange/sync.ts";
import { transition } from "../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../src/registry/registry.ts";
import type { Remote } from "../../src/remotes/contract/remote.ts";
import { openS3Remote } from "../../src/remotes/s3/open-s3.ts";
import {
  describeRemote,
  readObject,
  stored,
  writeObject,
} from "../unit/remotes/conformance/remote-contract.ts";
import { findings, registerContent, versionsOf } from "../unit/support/registry.ts";
import { openClone } from "../unit/support/shared-clones.ts";
import { temporaryParent } from "../unit/support/temporary-parent.ts";
import type { Fault } from "./places/faulty-proxy.ts";
import { startS3Host, type S3Host } from "./places/s3-host.ts";

describe.skipIf(inject("s3Service") === "")("through S3", () => {
  let folder: string;
  let host: S3Host;

  beforeAll(async () => {
    folder = await mkdtemp(join(temporaryParent(), "model-registry-s3-"));
    host = await startS3Host(folder);
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(host.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    host.proxy.next = () => "none";
    vi.unstubAllEnvs();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function open(bucket: string, prefix = "team/fraud"): Remote {
    return openS3Remote(`s3://${bucket}/${prefix}`, { bucket, prefix, endpoint: host.endpoint });
  }

  describeRemote("a bucket of S3", async () => {
    const bucket = await host.newBucket();
    return { open: () => open(bucket), remove: () => Promise.resolve() };
  });

  test("registries with different prefixes of a bucket know nothing of each other", async () => {
    const bucket = await host.newBucket();
    const object = stored("x");
    await open(bucket, "a").objects.put(object, await writeObject(folder, "x"));
    expect((await open(bucket, "b").objects.has([object])).size).toBe(0);
    expect((await open(bucket, "a").objects.has([object])).size).toBe(1);
  });

  test("credentials come from the profile of the person, and wrong ones are refused", async () => {
    const bucket = await host.newBucket();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    const file = join(folder, "credentials");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "no-config"));
    vi.stubEnv("AWS_PROFILE", "team");
    await writeFile(file, "[default]\naws_access_key_id = nobody\naws_secret_access_key = wrong\n");
    await expect(open(bucket).log.readHead()).rejects.toMatchObject({
      refusal: { code: "remote-denied", reason: "s3-credentials-missing" },
    });
    const keys = "aws_access_key_id = ada\naws_secret_access_key = secretsecret\n";
    await writeFile(file, `[default]\naws_access_key_id=nobody\n[team]\n${keys}`);
    expect((await open(bucket).log.readHead()).head).toBeUndefined();
    await writeFile(file, `[team]\n${keys.replace("secretsecret", "wrong")}`);
    await expect(open(bucket).log.readHead()).rejects.toMatchObject({
      refusal: { code: "remote-denied" },
    });
  });

  test("a clock that is wrong by hours does not matter", async () => {
    const bucket = await host.newBucket();
    vi.useFakeTimers({ now: Date.now() + 5 * 60 * 60 * 1000, toFake: ["Date"] });
    try {
      const remote = open(bucket);
      const object = stored("x");
      expect((await remote.log.readHead()).head).toBeUndefined();
      await remote.objects.put(object, await writeObject(folder, "x"));
      expect((await remote.objects.has([object])).size).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a bucket that is missing is said to be", async () => {
    await expect(open("no-such-bucket").log.readHead()).rejects.toMatchObject({
      refusal: { code: "remote-denied", problem: expect.stringMatching(/NoSuchBucket/) as string },
    });
  });

  test.each<Fault>(["request lost", "answer lost", "503", "half arrives"])(
    "a file arrives whole although the fault is “%s”",
    async (fault) => {
      const bucket = await host.newBucket();
      const remote = open(bucket);
      const content = randomBytes(3_000_000);
      const object = stored(content);
      const path = await writeObject(folder, content);
      let count = 0;
      host.proxy.next = () => {
        count += 1;
        return count % 3 === 1 ? fault : "none";
      };
      for (let attempt = 0; attempt < 4; attempt += 1) {
        try {
          await remote.objects.put(object, path);
          break;
        } catch (error) {
          expect(error).toMatchObject({ refusal: { code: "remote-unreachable" } });
        }
      }
      expect((await remote.objects.has([object])).size).toBe(1);
      expect((await readObject(remote, object)).equals(content)).toBe(true);
      expect(host.proxy.injected).toBeGreaterThan(1);
    },
  );

  test("clones exchange history and files through a bucket although requests and answers get lost", async () => {
    const bucket = await host.newBucket();
    const address = `s3://${bucket}/fraud?endpoint=${host.endpoint}`;
    const clones = ["a", "b"].map((name) => openClone(join(folder, name), address));
    const [a, b] = (await Promise.all(clones)) as [Registry, Registry];
    let count = 0;
    const kinds: readonly Fault[] = ["request lost", "answer lost", "503"];
    host.proxy.next = () => {
      count += 1;
      return count % 4 === 0 ? kinds[count % kinds.length]! : "none";
    };
    const first = await registerContent(a, "through a bucket");
    await push(a, {});
    await pull(b, {});
    await transition(b, { version: first.id, to: Stage.parse("Staging") });
    await fetchMissingOf(b, first.id);
    await pull(a, {});
    expect((await versionsOf(a)).map(({ stage }) => stage)).toEqual(["Staging"]);
    expect(await findings(b)).toEqual([]);
    expect(host.proxy.injected).toBeGreaterThan(3);
    for (const registry of [a, b]) await registry.close();
  });

  test("a large file that was broken off goes on with the parts that are missing", async () => {
    const bucket = await host.newBucket();
    const remote = open(bucket);
    const content = randomBytes(50 * 1024 * 1024);
    const object = stored(content);
    const path = await writeObject(folder, content);
    const sent: string[] = [];
    const partOf = (url = ""): string | undefined => /partNumber=(\d+)/.exec(url)?.[1];
    host.proxy.next = ({ method, url }) => {
      const part = method === "PUT" ? partOf(url) : undefined;
      if (part !== undefined && part !== "3") sent.push(part);
      return part === "3" ? "request lost" : "none";
    };
    await expect(remote.objects.put(object, path)).rejects.toMatchObject({
      refusal: { code: "remote-unreachable" },
    });
    expect((await remote.objects.has([object])).size).toBe(0);
    const again: string[] = [];
    host.proxy.next = ({ method, url }) => {
      const part = method === "PUT" ? partOf(url) : undefined;
      if (part !== undefined) again.push(part);
      return "none";
    };
    let bytes = 0;
    await open(bucket).objects.put(object, path, { onBytes: (more) => (bytes += more) });
    expect(bytes).toBe(content.length);
    expect(again).toContain("3");
    expect(again.filter((part) => sent.includes(part))).toEqual([]);
    expect((await readObject(remote, object)).equals(content)).toBe(true);
  });

  test("a large file that has changed is not stored", async () => {
    const bucket = await host.newBucket();
    const remote = open(bucket);
    const content = Buffer.alloc(40 * 1024 * 1024, 1);
    const object = stored(content);
    content[content.length - 1] = 2;
    await expect(
      remote.objects.put(object, await writeObject(folder, content)),
    ).rejects.toMatchObject({ refusal: { code: "artifact-changed" } });
    expect((await remote.objects.has([object])).size).toBe(0);
  });
});
