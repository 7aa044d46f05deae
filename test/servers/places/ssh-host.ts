import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort, which } from "../../workbench/processes.ts";
import { setUpProgram } from "../../workbench/setup.ts";
import { listening, startProgram } from "./program.ts";

/** An ssh server of this machine, on which the user of the tests logs in with a key. */
export interface SshHost {
  readonly port: number;
  /** Value for `GIT_SSH_COMMAND`. */
  readonly command: string;
  /** Makes `git-lfs-authenticate` answer with a shell script. */
  readonly authenticateWith: (script: string) => Promise<void>;
}

/** Starts an ssh server with a host key and settings of its own. */
export async function startSshHost(folder: string): Promise<SshHost> {
  const sshd = await setUpProgram("sshd", "openssh-server");
  await setUpProgram("ssh", "openssh-client");
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const name of ["host", "user"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  await copyFile(join(folder, "user.pub"), join(folder, "authorized"));
  const port = await freePort();
  const path = `${bin}:${dirname(which("git")!)}:/usr/bin:/bin`;
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    `AuthorizedKeysFile ${join(folder, "authorized")}`,
    `PidFile ${join(folder, "sshd.pid")}`,
    `SetEnv PATH=${path}`,
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    "StrictModes no",
    "UsePAM no",
  ];
  const file = join(folder, "sshd_config");
  await writeFile(file, `${settings.join("\n")}\n`);
  // The folder in which a server that began as root gives up its rights.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  startProgram(sshd, ["-D", "-e", "-f", file]);
  await listening(port);
  const options = [
    "StrictHostKeyChecking=accept-new",
    `UserKnownHostsFile=${join(folder, "known")}`,
  ];
  const key = `-F /dev/null -i ${join(folder, "user")} -o IdentitiesOnly=yes`;
  return {
    port,
    command: `ssh ${key} ${options.map((option) => `-o ${option}`).join(" ")}`,
    authenticateWith: async (script) => {
      const program = join(bin, "git-lfs-authenticate");
      await writeFile(program, `#!/bin/sh\n${script}\n`);
      await chmod(program, 0o755);
    },
  };
}
