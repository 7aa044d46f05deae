import { commands, Uri, type TreeDragAndDropController } from "vscode";
import type { TreeNode } from "./tree-nodes.ts";

const uriList = "text/uri-list";

/** Files and folders dropped on the tree are registered. Nothing can be dragged out of it. */
export const dropToRegister: TreeDragAndDropController<TreeNode> = {
  dragMimeTypes: [],
  dropMimeTypes: [uriList],
  handleDrop: async (_target, data) => {
    const text = await data.get(uriList)?.asString();
    const uris = (text ?? "")
      .split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => Uri.parse(line, true));
    const [first] = uris;
    if (first) await commands.executeCommand("modelRegistry.register", first, uris);
  },
};
