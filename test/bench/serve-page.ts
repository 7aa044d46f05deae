import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const theme = `:root { --vscode-foreground: #ccc; --vscode-editor-background: #1f1f1f;
--vscode-focusBorder: #0078d4; --vscode-charts-green: #89d185; --vscode-charts-red: #f14c4c;
--vscode-charts-yellow: #cca700; }`;
/** As strict as the editor's. */
const policy =
  "default-src 'none'; script-src 'self'; worker-src blob:; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; font-src 'self'; img-src data:; connect-src 'self'";

/** A page of the extension, as it is built (`dist/webview`), for a browser without an editor. */
export interface ServedPage {
  readonly url: string;
  readonly close: () => void;
}

/**
 * Serves a page by its name, and its snapshot as `snapshot.json`; `scroll-probe.js` stands in for the
 * editor.
 */
export async function servePage(name: string, snapshot: () => unknown): Promise<ServedPage> {
  const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${["codicon", "page", name, "theme"].map((each) => `<link rel="stylesheet" href="/${each}.css">`).join("")}
</head><body data-subject="{}"><script type="module" src="/${name}.js"></script></body></html>`;

  const answer = async (file: string): Promise<{ type: string; content: string | Buffer }> => {
    if (file === "") return { type: "text/html", content: html };
    if (file === "favicon.ico") return { type: "image/x-icon", content: "" };
    if (file === "theme.css") return { type: "text/css", content: theme };
    if (file === "snapshot.json") {
      return { type: "application/json", content: JSON.stringify(snapshot()) };
    }
    const path = join(import.meta.dirname, "../../dist/webview", file.replaceAll("/", ""));
    const type = { css: "text/css", js: "text/javascript" }[file.split(".").at(-1) ?? ""];
    return { type: type ?? "font/ttf", content: await readFile(path) };
  };

  const server = createServer((request, response) => {
    void answer((request.url ?? "/").slice(1).replace(/\?.*/, "")).then(({ type, content }) => {
      response.setHeader("content-type", type).end(content);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
