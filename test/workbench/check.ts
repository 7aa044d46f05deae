/**
 * `npm run check`: types, lint, format and unit tests side by side, which on two cores takes half the
 * time. What each says is printed when it ends, so that no two speak at once.
 */
import { spawn } from "node:child_process";
import { projectRoot } from "./paths.ts";
import { childEnvironment } from "./processes.ts";

const scripts = ["types", "lint", "format:check", "test:unit"];

/** Answers whether the script was content. */
function check(script: string): Promise<boolean> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "--silent", script], {
      cwd: projectRoot,
      env: childEnvironment(),
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => output.push(part));
    child.stderr.on("data", (part: Buffer) => output.push(part));
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      const result = code === 0 ? "passed" : "failed";
      // Of what passes, the last lines say enough.
      const text = Buffer.concat(output).toString().trimEnd();
      const shown = code === 0 ? text.split("\n").slice(-6).join("\n") : text;
      console.log(`━━━ ${script}: ${result}, ${seconds} s\n${shown}\n`);
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(scripts.map(check));
process.exitCode = passed.every(Boolean) ? 0 : 1;
