import { Uri, type TreeDragAndDropController } from "vscode";
import { runCommand } from "../run-command.ts";

const uriList = "text/uri-list";

/** Registers files and folders dropped on the tree. Nodes of the tree can't be dragged. */
export const dropToRegister: TreeDragAndDropController<unknown> = {
  dragMimeTypes: [],
  dropMimeTypes: [uriList],
  handleDrop: async (_target, data) => {
    const text = await data.get(uriList)?.asString();
    const uris = (text ?? "")
      .split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => Uri.parse(line, true));
    const [first] = uris;
    if (first) await runCommand("register", first, uris);
  },
};
