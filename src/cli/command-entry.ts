import type { Command } from "commander";

/** A command as the list of commands shows it. The rest of it is loaded when it is chosen. */
export interface CommandEntry {
  readonly name: string;
  /** Name in the release before, which goes on working for one release, with a note. */
  readonly formerName?: string;
  /** Parameters after the name and the options, as the definition has them: `<reference> [key]`. */
  readonly parameters: string;
  /** One line. */
  readonly summary: string;
  /** Returns the function that adds description, options and action to the command. */
  readonly load: () => Promise<(command: Command) => void>;
}
