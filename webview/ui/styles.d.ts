/** A page's own stylesheet, built to `dist/webview/<page>.css` beside its script. */
declare module "*.css";
