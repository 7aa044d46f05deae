import { commands, Uri, type TreeDragAndDropController } from "vscode";

const uriList = "text/uri-list";

/** Files and folders dropped on the tree are registered. Nothing can be dragged out of it. */
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
    if (first) await commands.executeCommand("modelRegistry.register", first, uris);
  },
};
