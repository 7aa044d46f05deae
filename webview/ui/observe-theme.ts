/** Calls `changed` when another theme, or another zoom of it, comes into effect. */
export function observeTheme(changed: () => void): { disconnect(): void } {
  const observer = new MutationObserver(changed);
  // VS Code marks the kind of theme on the body and sets the colours on the root element.
  observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributeFilter: ["style"] });
  return observer;
}
