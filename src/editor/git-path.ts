import { delimiter } from "node:path";
import { workspace, type ConfigurationChangeEvent } from "vscode";
import * as z from "zod";
import { gitVariable } from "../core/files/git-variable.ts";

const ownSetting = "modelRegistry.gitPath";
/** The setting of VS Code's own git extension: a path, or several of which the first found is taken. */
const editorSetting = "git.path";

const Paths = z
  .union([z.string().transform((path) => [path]), z.array(z.string())])
  .catch([])
  .transform((paths) => paths.filter((path) => path !== ""));

/**
 * Returns the environment variable for where the settings say that git is, our own before VS Code's;
 * none if they don't say it. Only the user's and the machine's settings are read: a repository must
 * not choose which program is run, also where VS Code does not know the setting's scope because its
 * git extension is switched off.
 */
export function gitEnvironment(): Readonly<Record<string, string>> {
  const settings = workspace.getConfiguration();
  const paths = [ownSetting, editorSetting].flatMap((name) =>
    Paths.parse(settings.inspect<unknown>(name)?.globalValue),
  );
  return paths.length === 0 ? {} : { [gitVariable]: paths.join(delimiter) };
}

/** Returns whether a change of the settings may be one of git's path. */
export function affectsGit(change: ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(ownSetting) || change.affectsConfiguration(editorSetting);
}
