import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { windowsProgram } from "../../registry/hooks/windows-program.ts";

/** Time (ms) in which a program that can't open the file has usually said so. */
const failsWithin = 3000;

/**
 * Opens a file with the program that the system has for it. No shell sees its name, and no program
 * takes it for an option, as it is absolute.
 *
 * @returns why it could not be opened; undefined if nothing is known against it
 */
export async function openFile(path: string): Promise<string | undefined> {
  const [program, ...args] = opener(path);
  const child = spawn(program, args, { detached: true, stdio: "ignore" });
  const problem = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => {
      resolve(undefined);
    }, failsWithin);
    child.once("error", ({ message }) => {
      clearTimeout(timer);
      resolve(`${program} can't be started: ${message}`);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? undefined : `${program} ended with code ${code ?? -1}`);
    });
  });
  child.unref();
  return problem;
}

/** Returns the program that opens a file as a double click does, with its arguments. */
export function opener(
  path: string,
  platform: NodeJS.Platform = process.platform,
): readonly [string, ...string[]] {
  switch (platform) {
    case "darwin":
      return ["open", path];
    case "win32": {
      // As a URL it has neither spaces nor quotes; “start” would need a shell.
      const { href } = pathToFileURL(path, { windows: true });
      return [windowsProgram("rundll32.exe"), "url.dll,FileProtocolHandler", href];
    }
    default:
      return ["xdg-open", path];
  }
}
