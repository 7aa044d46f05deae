import { globSync, rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quietSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";

/**
 * The folders of one VS Code server: user settings, extensions, logs. Nothing is shared or kept.
 */
export class Profile {
  readonly home: string;
  readonly #data: string;
  readonly #extensions: string;

  private constructor(home: string) {
    this.home = home;
    this.#data = join(home, "server");
    this.#extensions = join(home, "extensions");
  }

  static async create(): Promise<Profile> {
    return new Profile(await mkdtemp(join(tmpdir(), "model-registry-workbench-")));
  }

  /** The options that make a server use these folders. */
  get serverOptions(): readonly string[] {
    return ["--server-data-dir", this.#data, "--extensions-dir", this.#extensions];
  }

  /** Folder in which programs keep what belongs to the person. */
  get configuration(): string {
    return join(this.home, "config");
  }

  /** Folder in which programs keep what they can make again. */
  get cache(): string {
    return join(this.home, "cache");
  }

  /** File with the output of the server. */
  get output(): string {
    return join(this.home, "server.log");
  }

  /** Writes the user settings: the quiet ones and, before them, these. */
  async writeSettings(settings: Settings): Promise<void> {
    const file = join(this.#data, "data", "User", "settings.json");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
  }

  /**
   * Makes the server take an extension's own folder for an installed extension: VS Code's list of
   * installed extensions may point anywhere, so nothing needs to be copied.
   */
  async listAsInstalled(extension: string): Promise<void> {
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
    await mkdir(this.#extensions, { recursive: true });
    await writeFile(join(this.#extensions, "extensions.json"), JSON.stringify([entry]));
  }

  /** The logs of all extension hosts so far, oldest first. */
  async extensionHostLog(): Promise<string> {
    const logs = globSync("data/logs/**/remoteexthost.log", { cwd: this.#data }).sort();
    const texts = logs.map((path) => readFile(join(this.#data, path), "utf8"));
    return (await Promise.all(texts)).join("\n");
  }

  /** Copies the server's output and all of VS Code's logs into a folder. */
  async keepLogs(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await cp(this.output, join(folder, "server.log"));
    await cp(join(this.#data, "data", "logs"), join(folder, "logs"), { recursive: true });
  }

  async remove(): Promise<void> {
    await rm(this.home, { recursive: true, force: true, maxRetries: 10 });
  }

  /** For the moment in which a process exits and nothing can be waited for. */
  removeNow(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10 });
  }
}
