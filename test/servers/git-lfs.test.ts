import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { findGit } from "../../src/provenance/git/find-git.ts";
import type { Remote } from "../../src/remotes/contract/remote.ts";
import { openGitRemote } from "../../src/remotes/git/open-git.ts";
import {
  describeRemote,
  readObject,
  stored,
  writeObject,
} from "../unit/remotes/conformance/remote-contract.ts";
import { git } from "../unit/support/git.ts";
import { temporaryParent } from "../unit/support/temporary-parent.ts";
import type { Fault } from "./places/faulty-proxy.ts";
import { startLfsHost, type LfsHost } from "./places/lfs-host.ts";
import { startSshHost, type SshHost } from "./places/ssh-host.ts";

describe.skipIf(inject("lfsPython") === "")("through Git LFS", () => {
  const execute = promisify(execFile);
  let folder: string;
  let host: LfsHost;
  let ssh: SshHost;
  let opened = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(temporaryParent(), "model-registry-lfs-"));
    host = await startLfsHost(folder);
    ssh = await startSshHost(folder);
  });
  afterEach(() => {
    host.proxy.next = () => "none";
    host.http.login = undefined;
    host.lfsLogin = undefined;
    vi.unstubAllEnvs();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Opens a repository as another clone does. */
  async function open(url: string): Promise<Remote> {
    opened += 1;
    const own = join(folder, `clone-${opened}.git`);
    return openGitRemote({ url, address: `git+${url}`, binary: (await findGit())!, folder: own });
  }

  function webUrl(repository: string): string {
    return `http://127.0.0.1:${host.proxy.port}/${repository}`;
  }

  function sshUrl(repository: string): string {
    const { username } = userInfo();
    return `ssh://${username}@127.0.0.1:${ssh.port}${host.pathOf(repository)}`;
  }

  /** References of the files that are blobs of a repository. */
  function blobsOf(repository: string): string {
    return git(host.pathOf(repository), "for-each-ref", "refs/model-registry");
  }

  describeRemote("a git host with Git LFS", async () => {
    const url = webUrl(host.newRepository());
    const remotes = await Promise.all(Array.from({ length: 6 }, () => open(url)));
    return { open: () => remotes.pop()!, remove: () => Promise.resolve() };
  });

  test("files go to Git LFS under the ids that git-lfs gives them, not into the repository", async () => {
    const repository = host.newRepository();
    const remote = await open(webUrl(repository));
    const content = randomBytes(500_000);
    const object = stored(content);
    await remote.objects.put(object, await writeObject(folder, content));
    expect(blobsOf(repository)).toBe("");

    const clone = join(folder, "with-git-lfs");
    git(folder, "init", "--quiet", clone);
    git(clone, "config", "lfs.url", `${webUrl(repository)}/info/lfs`);
    const pointer = ["version https://git-lfs.github.com/spec/v1", `oid sha256:${object.sha256}`];
    const smudging = execute("git", ["lfs", "smudge"], { cwd: clone, encoding: "buffer" });
    smudging.child.stdin!.end(`${[...pointer, `size ${object.size}`].join("\n")}\n`);
    expect((await smudging).stdout.equals(content)).toBe(true);
  });

  test("files are blobs where the host has no Git LFS, and found there once it has", async () => {
    const repository = host.newRepository();
    const content = randomBytes(1_000);
    const object = stored(content);
    const onDisk = await open(host.pathOf(repository));
    await onDisk.objects.put(object, await writeObject(folder, content));
    expect(blobsOf(repository)).toContain(object.sha256);
    const remote = await open(webUrl(repository));
    expect([...(await remote.objects.has([object]))]).toEqual([object.sha256]);
    expect((await readObject(remote, object)).equals(content)).toBe(true);
  });

  test("credentials come from git's helpers, and those that are wrong are given back", async () => {
    const repository = host.newRepository();
    host.http.login = "ada:secret";
    host.lfsLogin = "ada:secret";
    const content = randomBytes(1_000);
    const path = await writeObject(folder, content);
    const log = join(folder, "credentials.log");
    const helper = (password: string): void => {
      const answer = `test "$1" = get && echo username=ada && echo password=${password}`;
      vi.stubEnv("GIT_CONFIG_COUNT", "1");
      vi.stubEnv("GIT_CONFIG_KEY_0", "credential.helper");
      vi.stubEnv("GIT_CONFIG_VALUE_0", `!f() { echo "$1" >> ${log}; ${answer}; }; f`);
    };
    helper("wrong");
    await expect(
      (await open(webUrl(repository))).objects.put(stored(content), path),
    ).rejects.toMatchObject({ refusal: { code: "remote-denied" } });
    helper("secret");
    const remote = await open(webUrl(repository));
    await remote.objects.put(stored(content), path);
    expect((await readObject(remote, stored(content))).equals(content)).toBe(true);
    const actions = (await readFile(log, "utf8")).trim().split("\n");
    expect(new Set(actions)).toEqual(new Set(["get", "erase", "store"]));
  });

  test("over ssh, the server says where Git LFS is, and blobs are taken where it has none", async () => {
    vi.stubEnv("GIT_SSH_COMMAND", ssh.command);
    const content = randomBytes(100_000);
    const object = stored(content);
    const path = await writeObject(folder, content);

    const plain = host.newRepository();
    const without = await open(sshUrl(plain));
    expect((await without.log.readHead()).head).toBeUndefined();
    await without.objects.put(object, path);
    expect(blobsOf(plain)).toContain(object.sha256);
    expect((await readObject(await open(sshUrl(plain)), object)).equals(content)).toBe(true);

    const repository = host.newRepository();
    host.lfsLogin = "ada:by-ssh";
    const authorization = `Basic ${Buffer.from("ada:by-ssh").toString("base64")}`;
    const answer = {
      href: `${webUrl(repository)}/info/lfs`,
      header: { Authorization: authorization },
      expires_in: 600,
    };
    await writeFile(join(folder, "answer.json"), JSON.stringify(answer));
    await ssh.authenticateWith(
      `echo "$1" "$2" >> ${join(folder, "asked")}; cat ${join(folder, "answer.json")}`,
    );
    const remote = await open(sshUrl(repository));
    await remote.objects.put(object, path);
    expect(blobsOf(repository)).toBe("");
    expect((await readObject(remote, object)).equals(content)).toBe(true);
    const asked = await readFile(join(folder, "asked"), "utf8");
    expect(asked).toBe(`${host.pathOf(repository)} upload\n${host.pathOf(repository)} download\n`);
  });

  test("a key that the ssh server does not know is refused, in its words", async () => {
    vi.stubEnv("GIT_SSH_COMMAND", ssh.command.replace(/-i \S+/, `-i ${join(folder, "host")}`));
    const remote = await open(sshUrl(host.newRepository()));
    await expect(remote.objects.has([stored("x")])).rejects.toMatchObject({
      refusal: {
        code: "remote-denied",
        problem: expect.stringMatching(/Permission denied/) as string,
      },
    });
  });

  test.each<Fault>(["request lost", "answer lost", "503", "half arrives"])(
    "a file arrives whole or not at all when the fault is “%s”",
    async (fault) => {
      const remote = await open(webUrl(host.newRepository()));
      const content = randomBytes(3_000_000);
      const object = stored(content);
      const path = await writeObject(folder, content);
      host.proxy.next = ({ method }) => (method === "PUT" ? fault : "none");
      await expect(remote.objects.put(object, path)).rejects.toMatchObject({
        refusal: { code: "remote-unreachable" },
      });
      host.proxy.next = () => "none";
      const there = await remote.objects.has([object]);
      expect(there.size).toBe(fault === "answer lost" ? 1 : 0);
      await remote.objects.put(object, path);

      let left = 2;
      host.proxy.next = ({ method }) => (method === "GET" && left-- > 0 ? fault : "none");
      // What breaks off in the middle is fetched again by who asked for it.
      if (fault === "half arrives") await expect(readObject(remote, object)).rejects.toThrow();
      left = fault === "half arrives" ? 0 : 2;
      expect((await readObject(remote, object)).equals(content)).toBe(true);
      const objects = await readdir(host.storage, { recursive: true });
      expect(objects.filter((name) => name.endsWith(object.sha256))).toHaveLength(1);
    },
  );
});
