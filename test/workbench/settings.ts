/** Values of VS Code settings by their full name. */
export type Settings = Readonly<Record<string, unknown>>;

/** The appearances the tests and pictures are made in, and VS Code's own themes for them. */
export const themes = {
  light: { id: "Light Modern", label: "Light Modern", style: "vs" },
  dark: { id: "Dark Modern", label: "Dark Modern", style: "vs-dark" },
  hc: { id: "Default High Contrast", label: "Dark High Contrast", style: "hc-black" },
} as const;

export type Theme = keyof typeof themes;

/** User settings of a quiet, repeatable VS Code: nothing that phones out, suggests or animates. */
export const quietSettings: Settings = {
  "chat.disableAIFeatures": true,
  "editor.cursorBlinking": "solid",
  "explorer.compactFolders": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": "off",
  "extensions.ignoreRecommendations": true,
  "files.simpleDialog.enable": true,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
  "remote.autoForwardPorts": false,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "always",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.colorTheme": themes.dark.id,
  "workbench.editor.useModal": "off",
  "workbench.enableExperiments": false,
  // Hovers that come by themselves would lie over what a test wants to click.
  "workbench.hover.delay": 60_000,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  // A second rendering of some rows at the top of a tree would be found in place of the real ones.
  "workbench.tree.enableStickyScroll": false,
};
