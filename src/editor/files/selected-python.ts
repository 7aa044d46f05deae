import { extensions, type Uri } from "vscode";
import * as z from "zod";
import { log } from "../log.ts";

/**
 * The part of the Python extension's API that is used here:
 * https://github.com/microsoft/vscode-python/wiki/Python-Environment-APIs
 */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath?(resource?: Uri): unknown;
  };
}

/** Path of the program of an environment, or of its folder if it has none. */
const EnvironmentPath = z.object({ path: z.string().min(1) });

/**
 * Returns the Python that is selected in the Python extension for a folder; undefined if it is not
 * running. It is not activated for this: it would start the Pythons that it finds.
 */
export function findSelectedPython(folder: Uri): string | undefined {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (!extension?.isActive) return undefined;
  try {
    const selected = extension.exports.environments?.getActiveEnvironmentPath?.(folder);
    return EnvironmentPath.safeParse(selected).data?.path;
  } catch (error) {
    log().warn("The Python extension could not say which Python is selected.", error);
    return undefined;
  }
}
