import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** Message of a child whose registration was acknowledged. */
export interface Acknowledgement {
  readonly id: string;
  readonly number: number;
  readonly content: string;
}

/** A process of its own that registers versions in a loop. */
export class RegisteringChild {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = "";
  #errors = "";

  /** `script` is the bundled `register-loop`; `contents` as it takes them. */
  constructor(script: string, folder: string, count: number, contents?: number) {
    this.#process = spawn(
      process.execPath,
      [script, folder, String(count), ...(contents === undefined ? [] : [String(contents)])],
      {
        stdio: ["pipe", "pipe", "pipe"],
        env: childEnvironment(),
      },
    );
    this.#process.stdout?.on("data", (chunk) => (this.#output += String(chunk)));
    this.#process.stderr?.on("data", (chunk) => (this.#errors += String(chunk)));
    this.#process.stdin?.on("error", () => undefined);
    this.#ended = once(this.#process, "close");
  }

  /** Waits until it has opened the registry. */
  async ready(): Promise<void> {
    while (!this.#output.startsWith("ready\n")) {
      if (this.#process.exitCode !== null) throw new Error(`it ended early: ${this.#errors}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  go(): void {
    this.#process.stdin?.write("go\n");
  }

  /** Waits until it has been acknowledged a version. */
  async firstAcknowledgement(): Promise<void> {
    while (this.#process.exitCode === null && this.acknowledged().length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Kills it, and answers when all it said has arrived. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
    if (this.#errors !== "") throw new Error(`it failed before it was killed: ${this.#errors}`);
  }

  /** Waits until it is done. */
  async finished(): Promise<void> {
    await this.#ended;
    if (this.#process.exitCode !== 0) throw new Error(`it failed: ${this.#errors}`);
  }

  /** Returns the acknowledgements so far. */
  acknowledged(): Acknowledgement[] {
    const lines = this.#output.split("\n").slice(1, -1);
    // The child's own words.
    return lines.map((line) => JSON.parse(line) as Acknowledgement);
  }
}

/**
 * A script of `children/` and all it imports in one file, because children that read a hundred
 * sources each spend most of their life on that. Answers its path.
 */
export async function bundleChild(name: string): Promise<string> {
  const folder = join(tmpdir(), "model-registry-test-children");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [new URL(`children/${name}.ts`, import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    // Where `wasm.ts` looks from, and what sql.js and others find in a CommonJS module.
    define: { "import.meta.url": JSON.stringify(import.meta.url) },
    banner: {
      js: `import { createRequire } from "node:module";
        const require = createRequire(${JSON.stringify(import.meta.url)});
        const __dirname = "/", __filename = "/x";`,
    },
  });
  return outfile;
}

/** Named by the environment, no git is asked. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_OPTIONS: "",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    NODE_COMPILE_CACHE: join(tmpdir(), "model-registry-test-children", "compiled"),
  };
}
