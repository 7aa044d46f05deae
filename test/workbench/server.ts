import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { descendants, killTree } from "./process-tree.ts";
import { childEnvironment, freePort, mustRun, until } from "./processes.ts";
import { Profile } from "./profile.ts";
import type { Settings } from "./settings.ts";
import { setUpServer } from "./setup.ts";

export interface WorkbenchOptions {
  /** The folder of an extension, taken as if it were installed: what a user sees. */
  readonly extensionPath?: string;
  /** The folder of an extension under development, to run tests in its extension host. */
  readonly extensionDevelopmentPath?: string;
  /** A packaged extension to install. */
  readonly vsix?: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Settings;
  /** True leaves workspace trust on: folders open in Restricted Mode. False trusts every folder. */
  readonly trust?: boolean;
  /** Environment variables for the server, and so for the extension host. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface WorkbenchAddress {
  /** The folder, or the `.code-workspace` file, to open. */
  readonly folder: string;
  /** A module whose exported `run()` the extension host calls. */
  readonly extensionTestsPath?: string;
  /** The port on which the extension host waits for a debugger before it does anything. */
  readonly waitForDebuggerOn?: number;
}

/** A running VS Code server with a profile of its own. */
export interface Workbench {
  readonly process: ChildProcess;
  readonly profile: Profile;
  /** The address that opens a folder, with the extension. */
  url(address: WorkbenchAddress): string;
  /** Replaces the user settings, for windows opened after it. */
  writeSettings(settings: Settings): Promise<void>;
  /** Waits until the extension hosts of all closed windows have ended. */
  windowsClosed(): Promise<void>;
  /** Ends the server and everything it started, and removes its profile. */
  dispose(): Promise<void>;
}

/** Starts a VS Code server on a free loopback port and waits until it answers. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await setUpServer();
  const profile = await Profile.create();
  await profile.writeSettings({ ...options.settings });
  if (options.extensionPath !== undefined) await profile.listAsInstalled(options.extensionPath);
  if (options.vsix !== undefined) {
    const install = [...profile.serverOptions, "--install-extension", options.vsix];
    await mustRun(process.execPath, [server, ...install]);
  }
  const port = await freePort();
  const token = await writeToken(profile);
  const child = spawn(
    process.execPath,
    [server, ...serverOptions(options, port), ...token.serverOptions, ...profile.serverOptions],
    {
      // What the extension keeps of the person beside the workspace is of this profile as well.
      env: {
        ...childEnvironment(options.env),
        // As if started in a terminal: no shell is started to ask it for the person's variables.
        VSCODE_CLI: "1",
        XDG_CONFIG_HOME: profile.configuration,
        XDG_CACHE_HOME: profile.cache,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const log = createWriteStream(profile.output);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });

  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
  };
  // A runner that ends early leaves no server behind.
  const killAtExit = (): void => {
    kill();
    profile.removeNow();
  };
  process.once("exit", killAtExit);
  const dispose = async (): Promise<void> => {
    kill();
    await profile.remove();
    process.off("exit", killAtExit);
  };

  try {
    await until("VS Code's server answers", 300_000, () => answers(port, child));
  } catch (error) {
    console.error(await readFile(profile.output, "utf8"));
    await dispose();
    throw error;
  }
  return {
    process: child,
    profile,
    url: (address) => windowUrl(port, token.value, address, options.extensionDevelopmentPath),
    writeSettings: (settings) => profile.writeSettings({ ...options.settings, ...settings }),
    windowsClosed: async () => {
      await until("the extension host ends", 300_000, () => {
        const hosts = descendants(child.pid ?? 0).filter(({ command }) =>
          command.includes("--type=extensionHost"),
        );
        return hosts.length === 0 ? true : undefined;
      });
    },
    dispose,
  };
}

function serverOptions(options: WorkbenchOptions, port: number): readonly string[] {
  return [
    "--host=127.0.0.1",
    `--port=${port}`,
    "--accept-server-license-terms",
    "--telemetry-level=off",
    // Extension hosts of closed pages end soon instead of waiting hours for a reconnection.
    "--reconnection-grace-time=5",
    // Without it a built workbench ignores extensionDevelopmentPath and extensionTestsPath. With it
    // no notification is ever shown, so it is left out where people or UI tests look.
    ...(options.extensionDevelopmentPath === undefined ? [] : ["--enable-smoke-test-driver"]),
    ...(options.trust === true ? [] : ["--disable-workspace-trust"]),
  ];
}

/**
 * Makes the secret that opens the server: whoever reaches it can run programs here, and other users
 * share the loopback interface. In a file, because they also see command lines.
 */
async function writeToken(
  profile: Profile,
): Promise<{ readonly value: string; readonly serverOptions: readonly string[] }> {
  const value = randomBytes(16).toString("hex");
  const file = join(profile.home, "token");
  await writeFile(file, value, { mode: 0o600 });
  return { value, serverOptions: ["--connection-token-file", file] };
}

/**
 * The address of a window. VS Code takes what would be command-line options of the desktop
 * application from the payload: pairs of name and value.
 */
function windowUrl(
  port: number,
  token: string,
  address: WorkbenchAddress,
  extension?: string,
): string {
  const authority = `127.0.0.1:${port}`;
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [["skipWelcome", "true"]];
  if (extension !== undefined) payload.push(["extensionDevelopmentPath", remote(extension)]);
  if (address.extensionTestsPath !== undefined) {
    payload.push(["extensionTestsPath", remote(address.extensionTestsPath)]);
  }
  if (address.waitForDebuggerOn !== undefined) {
    payload.push(["inspect-brk-extensions", String(address.waitForDebuggerOn)]);
  }
  const url = new URL(`http://${authority}/`);
  url.searchParams.set("tkn", token);
  const kind = address.folder.endsWith(".code-workspace") ? "workspace" : "folder";
  url.searchParams.set(kind, address.folder);
  url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}

async function answers(port: number, child: ChildProcess): Promise<true | undefined> {
  if (child.exitCode !== null) throw new Error("VS Code's server ended at once.");
  try {
    const response = await fetch(`http://127.0.0.1:${port}/version`);
    return response.ok ? true : undefined;
  } catch {
    return undefined;
  }
}
