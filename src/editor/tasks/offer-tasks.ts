import {
  ProcessExecution,
  Task,
  TaskGroup,
  tasks,
  workspace,
  type Disposable,
  type ExtensionContext,
  type TaskDefinition,
  type WorkspaceFolder,
} from "vscode";
import * as z from "zod";
import { commandLine } from "../command-line.ts";

/** Type of the tasks in the manifest (`contributes.taskDefinitions`), and their source. */
const taskType = "model-registry";

/** A task as `tasks.json` has it; whoever wrote that may have written anything. */
const Definition = z.object({
  type: z.literal(taskType),
  command: z.enum(["verify", "monitor", "sync"]),
  /** Look again and again, until the task is ended. */
  watch: z.boolean().exactOptional(),
});
type Definition = z.infer<typeof Definition>;

/** Tasks that are offered without being written down. */
const offered: readonly Definition[] = [
  { type: taskType, command: "verify" },
  { type: taskType, command: "monitor" },
  { type: taskType, command: "monitor", watch: true },
  { type: taskType, command: "sync" },
];

/**
 * Offers the command line's `verify`, `monitor` and `sync` as tasks, for **Tasks: Run Task** and
 * `tasks.json`. In Restricted Mode VS Code runs no task, and none is offered.
 */
export function offerTasks(context: Pick<ExtensionContext, "extensionUri">): Disposable {
  return tasks.registerTaskProvider(taskType, {
    provideTasks: () => {
      const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : [];
      return folders
        .filter(({ uri }) => uri.scheme === "file")
        .flatMap((folder) => offered.map((each) => taskOf(context, folder, each, each)));
    },
    resolveTask: ({ definition, scope }) => {
      const parsed = Definition.safeParse(definition).data;
      const folder = typeof scope === "object" ? scope : workspace.workspaceFolders?.[0];
      if (!parsed || folder?.uri.scheme !== "file" || !workspace.isTrusted) return undefined;
      // VS Code takes the definition that it gave for the task's identity.
      return taskOf(context, folder, parsed, definition);
    },
  });
}

function taskOf(
  context: Pick<ExtensionContext, "extensionUri">,
  folder: WorkspaceFolder,
  { command: name, watch = false }: Definition,
  definition: TaskDefinition,
): Task {
  const isWatching = name === "monitor" && watch;
  const words = [name, ...(isWatching ? ["--watch"] : [])];
  const { command, args, env } = commandLine(context, [...words, "--folder", folder.uri.fsPath]);
  const execution = new ProcessExecution(command, [...args], {
    cwd: folder.uri.fsPath,
    env: { ...env },
  });
  const matchers = name === "verify" ? ["$model-registry"] : [];
  const task = new Task(definition, folder, words.join(" "), taskType, execution, matchers);
  task.isBackground = isWatching;
  if (name === "verify") task.group = TaskGroup.Test;
  return task;
}
