/** A text that VS Code makes a link of wherever it looks for links; a click on it runs a command. */
export function linkTo(words: string): string {
  return `[${words}](command:workbench.action.files.newUntitledFile)`;
}
