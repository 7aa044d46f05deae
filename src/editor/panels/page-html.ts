import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";
import { shownLanguage, translations } from "../translations.ts";
import type { PageSubject } from "./page-subject.ts";

/** The toolkit tests what the browser can with an empty `<style>`; its hash is that of no bytes. */
const emptyStyleHash = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * Returns the HTML of a page. Scripts run by nonce, styles and fonts come from `dist/webview`,
 * nothing else is loaded. It contains no data but translated texts: that is sent when the page reports
 * that it is ready.
 */
export function pageHtml(webview: Webview, extension: Uri, subject: PageSubject): string {
  const nonce = randomBytes(16).toString("base64");
  const asset = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(extension, "dist", "webview", name)).toString();
  const csp = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Only a script of the page can make one, from a text that is bundled with it.
    "worker-src blob:",
    `style-src ${webview.cspSource} ${emptyStyleHash}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${attribute(shownLanguage())}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Model Registry</title>
<link id="vscode-codicon-stylesheet" rel="stylesheet" href="${asset("codicon.css")}">
<link rel="stylesheet" href="${asset("page.css")}">
<link rel="stylesheet" href="${asset(`${subject.page}.css`)}">
</head>
<body data-subject="${attribute(JSON.stringify(subject))}">
${translatedTexts()}<script type="module" nonce="${nonce}" src="${asset(`${subject.page}.js`)}"></script>
</body>
</html>`;
}

/** Returns the texts in the editor's language as a data block, which no CSP forbids, as nothing runs it. */
function translatedTexts(): string {
  const texts = translations();
  if (!texts) return "";
  const json = JSON.stringify(texts).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="translations">${json}</script>\n`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
