import { win32 } from "node:path";
import { environmentVariable } from "../../core/files/environment-variable.ts";

/**
 * Returns the absolute path of a program of Windows. By its bare name, Windows would take one in the
 * current folder first, which a hostile repository may bring.
 */
export function windowsProgram(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const root = environmentVariable(environment, "SystemRoot", "win32") ?? String.raw`C:\Windows`;
  return win32.join(root, "System32", name);
}
