/**
 * Returns a text that VS Code turns into a link wherever it looks for links; a click on it runs a
 * command.
 */
export function linkTo(words: string): string {
  return `[${words}](command:workbench.action.files.newUntitledFile)`;
}
