import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, globSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { descendants, killTree } from "./process-tree.ts";
import { childEnvironment, freePort, mustRun, until } from "./processes.ts";
import { quietSettings } from "./settings.ts";
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
}

/** A running VS Code server with a data folder of its own. */
export interface Workbench {
  readonly process: ChildProcess;
  /** The address that opens a folder, with the extension. */
  url(address: WorkbenchAddress): string;
  /** Replaces the user settings, for windows opened after it. */
  writeSettings(settings: Settings): Promise<void>;
  /** Waits until the extension hosts of all closed windows have ended. */
  windowsClosed(): Promise<void>;
  /** The logs of all extension hosts so far, oldest first. */
  extensionHostLog(): Promise<string>;
  /** Copies the server's output and all of VS Code's logs into a folder. */
  keepLogs(folder: string): Promise<void>;
  /** Ends the server and everything it started, and removes its folders. */
  dispose(): Promise<void>;
}

/** Starts a VS Code server on a free loopback port and waits until it answers. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await setUpServer();
  const home = await mkdtemp(join(tmpdir(), "model-registry-workbench-"));
  const data = join(home, "server");
  const extensions = join(home, "extensions");
  const folders = ["--server-data-dir", data, "--extensions-dir", extensions];
  const userSettings = join(data, "data", "User", "settings.json");
  const output = join(home, "server.log");

  const writeSettings = async (settings: Settings): Promise<void> => {
    const all = { ...quietSettings, ...options.settings, ...settings };
    await mkdir(dirname(userSettings), { recursive: true });
    await writeFile(userSettings, JSON.stringify(all, undefined, 2));
  };
  await writeSettings({});
  if (options.extensionPath !== undefined) await listAsInstalled(options.extensionPath, extensions);
  if (options.vsix !== undefined) {
    await mustRun(process.execPath, [server, ...folders, "--install-extension", options.vsix]);
  }

  const port = await freePort();
  // Whoever reaches the server can run programs here, and other users share the loopback interface.
  const token = randomBytes(16).toString("hex");
  const args = ["--host", "127.0.0.1", "--port", String(port), "--connection-token", token];
  const child = spawn(
    process.execPath,
    [
      server,
      ...args,
      ...folders,
      "--accept-server-license-terms",
      // Without it a built workbench ignores extensionDevelopmentPath and extensionTestsPath. With
      // it no notification is ever shown, so it is left out where people or UI tests look.
      ...(options.extensionDevelopmentPath === undefined ? [] : ["--enable-smoke-test-driver"]),
      "--telemetry-level=off",
      // Extension hosts of closed pages end soon instead of waiting hours for a reconnection.
      "--reconnection-grace-time=5",
      ...(options.trust === true ? [] : ["--disable-workspace-trust"]),
    ],
    { env: childEnvironment(options.env), stdio: ["ignore", "pipe", "pipe"] },
  );
  const log = createWriteStream(output);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });

  const workbench: Workbench = {
    process: child,
    url: (address) => workbenchUrl(port, token, address, options.extensionDevelopmentPath),
    writeSettings,
    windowsClosed: async () => {
      await until("the extension host ends", 30_000, () => {
        const hosts = descendants(child.pid ?? 0).filter(({ command }) =>
          command.includes("--type=extensionHost"),
        );
        return hosts.length === 0 ? true : undefined;
      });
    },
    extensionHostLog: () => extensionHostLog(data),
    keepLogs: async (folder) => {
      await mkdir(folder, { recursive: true });
      await cp(output, join(folder, "server.log"));
      await cp(join(data, "data", "logs"), join(folder, "logs"), { recursive: true, force: true });
    },
    dispose: async () => {
      process.off("exit", killNow);
      killNow();
      await rm(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  const killNow = (): void => {
    if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
  };
  // A runner that is interrupted leaves no server behind.
  process.once("exit", killNow);

  try {
    await until("VS Code's server answers", 60_000, () => answers(port, child));
  } catch (error) {
    console.error(await readFile(output, "utf8"));
    await workbench.dispose();
    throw error;
  }
  return workbench;
}

/** VS Code's list of installed extensions may point anywhere, so nothing needs to be copied. */
async function listAsInstalled(extension: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(extension, "package.json"), "utf8")) as {
    readonly publisher: string;
    readonly name: string;
    readonly version: string;
  };
  const entry = {
    identifier: { id: `${manifest.publisher}.${manifest.name}` },
    version: manifest.version,
    location: { $mid: 1, scheme: "file", path: extension },
  };
  await mkdir(extensions, { recursive: true });
  await writeFile(join(extensions, "extensions.json"), JSON.stringify([entry]));
}

/**
 * The address of a window. VS Code takes what would be command-line options of the desktop
 * application from the payload: pairs of name and value.
 */
function workbenchUrl(
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
  const url = new URL(`http://${authority}/`);
  const kind = address.folder.endsWith(".code-workspace") ? "workspace" : "folder";
  url.searchParams.set("tkn", token);
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

async function extensionHostLog(data: string): Promise<string> {
  const found = globSync("data/logs/**/remoteexthost.log", { cwd: data }).sort();
  return (await Promise.all(found.map((path) => readFile(join(data, path), "utf8")))).join("\n");
}
