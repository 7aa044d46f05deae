import { createRequire } from "node:module";
import { join } from "node:path";
import type * as vscode from "vscode";
import { extensions } from "vscode";
import manifest from "../../../package.json" with { type: "json" };

const id = `${manifest.publisher}.${manifest.name}`;
const found = extensions.getExtension<undefined>(id);
if (!found) throw new Error(`${id} is not in this window.`);

export const extension = found;

/** True if the window itself has activated the extension, before any test asked for it. */
export const wasActiveAtStart = extension.isActive;

/**
 * VS Code makes an API object for each extension, and answers it to whoever requires "vscode" from
 * within that extension's folder. This is the one that the extension under test has: what is put
 * in it takes the place of what the extension calls.
 */
export const apiOfExtension = createRequire(join(extension.extensionPath, "dist", "extension.cjs"))(
  "vscode",
) as typeof vscode;
