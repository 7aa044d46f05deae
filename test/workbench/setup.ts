/**
 * Makes what the tests need and a checkout does not hold: a complete VS Code with its web workbench
 * (the npm package code-server) and a Chromium to open it in. Run directly to do it ahead of time.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { lock } from "proper-lockfile";
import { downloads, projectRoot } from "./paths.ts";
import { childEnvironment, mustRun, which } from "./processes.ts";

const codeServerVersion = "4.139.1";

const home = join(downloads, `code-server-${codeServerVersion}`);
const server = join(home, "node_modules/code-server/lib/vscode/out/server-main.js");

/** Answers where VS Code's own server is, to be run by this Node; installs it if it is missing. */
export function setUpServer(): Promise<string> {
  const find = (): string | undefined =>
    existsSync(home) && which("git") !== undefined ? server : undefined;
  return setUp(find, async () => {
    if (which("git") === undefined) await installPackage("git");
    if (!existsSync(home)) await installCodeServer();
  });
}

/** Answers where a Chromium or Chrome is; installs one if it is missing. */
export function setUpChromium(): Promise<string> {
  return setUp(findChromium, () => installPackage("chromium"));
}

/** Answers where a program is; installs the Debian package that has it if it is missing. */
export function setUpProgram(program: string, debianPackage: string): Promise<string> {
  const find = (): string | undefined => {
    const system = `/usr/sbin/${program}`;
    return which(program) ?? (existsSync(system) ? system : undefined);
  };
  return setUp(find, () => installPackage(debianPackage));
}

/** Returns where the programs of the PostgreSQL server are; installs it if they are missing. */
export function setUpPostgres(): Promise<string> {
  const find = (): string | undefined => {
    const initdb = globSync("/usr/lib/postgresql/*/bin/initdb").toSorted().at(-1);
    return initdb === undefined ? undefined : dirname(initdb);
  };
  return setUp(find, () => installPackage("postgresql"));
}

/**
 * Answers where a program written in Go is (`example.org/module/cmd/name@v1.2.3`); builds it once.
 */
export async function setUpGoProgram(source: string): Promise<string> {
  const [path = "", version = ""] = source.split("@");
  const name = basename(path);
  const folder = join(downloads, `${name}-${version}`);
  const find = (): string | undefined => {
    const program = join(folder, name);
    return existsSync(program) ? program : undefined;
  };
  return setUp(find, async () => {
    const go = findGo();
    console.log(`Building ${name} ${version} once: 1 to 3 minutes…`);
    const made = await mkdtemp(`${folder}.new-`);
    // Without symbols for a debugger, linking takes less time.
    await mustRun(go, ["install", "-ldflags=-s -w", source], {
      env: childEnvironment({ GOBIN: made, CGO_ENABLED: "0" }),
    });
    await rename(made, folder);
  });
}

/** @throws Error if there is none: the Debian package is older than what programs need */
function findGo(): string {
  const found = which("go") ?? ["/usr/local/go/bin/go"].find((path) => existsSync(path));
  if (found === undefined) throw new Error("Go is missing: see https://go.dev/doc/install");
  return found;
}

/**
 * Answers the Python of an environment with these packages (`name==version`) and no others, which is
 * made once; installs Python if it is missing.
 */
export async function setUpPython(requirements: readonly string[]): Promise<string> {
  const systemPython = await setUp(findPython, () => installPackage("python3-venv"));
  const version = spawnSync(systemPython, ["--version"], { encoding: "utf8" }).stdout.trim();
  const key = createHash("sha256")
    .update([version, ...requirements].join("\n"))
    .digest("hex");
  const environment = join(downloads, `python-${key.slice(0, 16)}`);
  const isWindows = process.platform === "win32";
  const python = join(environment, isWindows ? "Scripts/python.exe" : "bin/python");
  const marker = join(environment, "complete");
  const find = (): string | undefined => (existsSync(marker) ? python : undefined);
  return setUp(find, async () => {
    await mustRun(systemPython, ["-m", "venv", "--clear", environment]);
    if (requirements.length > 0) {
      console.log(`Installing Python packages once: ${requirements.join(", ")}…`);
      const quietly = ["--quiet", "--disable-pip-version-check"];
      await mustRun(python, ["-m", "pip", "install", ...quietly, ...requirements]);
    }
    await writeFile(marker, "");
  });
}

/** The first Python that can make environments with pip. */
function findPython(): string | undefined {
  return ["python3", "python"].map(which).find((path) => {
    if (path === undefined) return false;
    return spawnSync(path, ["-c", "import ensurepip, venv"], { stdio: "ignore" }).status === 0;
  });
}

/**
 * Answers what is there, and makes it first where it is missing. Several processes may ask at the same
 * time: one makes it, the others wait; those that ask for things in other folders don't.
 */
export async function setUp(
  find: () => string | undefined,
  install: () => Promise<void>,
  folder = downloads,
): Promise<string> {
  const present = find();
  if (present !== undefined) return present;

  await mkdir(folder, { recursive: true });
  const release = await lock(folder, {
    stale: 30_000,
    retries: { forever: true, minTimeout: 500, maxTimeout: 2000 },
  });
  try {
    if (find() === undefined) await install();
  } finally {
    await release();
  }
  const made = find();
  if (made === undefined) throw new Error("It was set up, yet it is not there.");
  return made;
}

async function installCodeServer(): Promise<void> {
  if (!process.version.startsWith("v24.")) {
    throw new Error(
      `VS Code's server needs Node 24, this is ${process.version}. ` +
        "Run it through npm (npm test, npm start), which puts the right one first on PATH.",
    );
  }
  await installBuildTools();
  console.log(
    `Installing VS Code's server (code-server ${codeServerVersion}) once: 2 to 5 minutes…`,
  );
  for (const leftover of globSync("code-server-*.new-*", { cwd: downloads })) {
    await rm(join(downloads, leftover), { recursive: true, force: true, maxRetries: 10 });
  }
  // Takes its name only when complete, so what has that name is never half an installation; and in a
  // folder of its own, because the npm of an interrupted set-up may still be at work in another.
  const made = await mkdtemp(`${home}.new-`);
  // npm asks for the packages whose install scripts may run, which here build the native modules.
  const manifest = { private: true, allowScripts: { "code-server": true, argon2: true } };
  await writeFile(join(made, "package.json"), JSON.stringify(manifest));
  await mustRun(
    process.platform === "win32" ? "npm.cmd" : "npm",
    ["install", "--prefix", made, "--no-audit", "--no-fund", `code-server@${codeServerVersion}`],
    { cwd: made, shell: process.platform === "win32", env: childEnvironment(nodeHeaders()) },
  );
  await rename(made, home);
}

/**
 * Installs the tools that build code-server's native modules; elsewhere than on Linux they come
 * with the system.
 */
async function installBuildTools(): Promise<void> {
  if (process.platform !== "linux") return;
  if (which("make") === undefined || which("g++") === undefined) {
    await installPackage("build-essential");
  }
  if (which("python3") === undefined) await installPackage("python3");
  if (!existsSync("/usr/include/gssapi/gssapi.h")) await installPackage("libkrb5-dev");
}

/**
 * Native modules are built with the headers that come with the npm package `node`. Without them
 * node-gyp would download headers, or take those of another Node from the person's npm settings.
 */
function nodeHeaders(): NodeJS.ProcessEnv {
  const [header] = globSync("node_modules/node/node_modules/node-*/include/node/node_api.h", {
    cwd: projectRoot,
  });
  if (header === undefined) return {};
  return { npm_config_nodedir: resolve(projectRoot, header, "../../..") };
}

function findChromium(): string | undefined {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen !== undefined && !existsSync(chosen)) {
    throw new Error(`CHROMIUM_PATH is ${chosen}, but there is no such file.`);
  }
  const macApplications = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ];
  return (
    chosen ??
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
      .map(which)
      .find((path) => path !== undefined) ??
    macApplications.find((path) => existsSync(path))
  );
}

/** Installs a Debian package when that is possible, else says what the person has to do. */
async function installPackage(name: string): Promise<void> {
  const command = `apt-get update && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ${name}`;
  if (which("apt-get") === undefined) {
    const hint = name === "chromium" ? ", or set CHROMIUM_PATH to a Chromium or Chrome" : "";
    throw new Error(`"${name}" is missing. Install it with this system's package manager${hint}.`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      `The Debian package "${name}" is missing. Install it with: sudo sh -c '${command}'`,
    );
  }
  console.log(`Installing the Debian package ${name}…`);
  await mustRun("sh", ["-c", command], {
    env: childEnvironment({ DEBIAN_FRONTEND: "noninteractive" }),
  });
}

if (import.meta.main) {
  console.log(`VS Code's server: ${await setUpServer()}`);
  console.log(`Chromium: ${await setUpChromium()}`);
  // The wheel is built with it.
  console.log(`Python: ${await setUpPython([])}`);
}
