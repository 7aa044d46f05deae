import { window, type LogOutputChannel } from "vscode";
import { maskText } from "../core/masking/mask-text.ts";

/** The log of the extension. What looks like a credential is masked before it gets there. */
interface Log {
  readonly debug: (text: string) => void;
  readonly info: (text: string) => void;
  readonly warn: (text: string, error?: unknown) => void;
  readonly error: (problem: string | Error) => void;
  readonly show: () => void;
}

let opened: Log | undefined;

/** The output channel “Model Registry”, made when something is first said. */
export function log(): Log {
  return (opened ??= maskedLog(window.createOutputChannel("Model Registry", { log: true })));
}

function maskedLog(channel: LogOutputChannel): Log {
  return {
    debug: (text) => {
      channel.debug(plain(text));
    },
    info: (text) => {
      channel.info(plain(text));
    },
    warn: (text, error) => {
      channel.warn(
        plain(
          error === undefined ? text : `${text} ${error instanceof Error ? error.message : ""}`,
        ),
      );
    },
    error: (problem) => {
      channel.error(
        plain(typeof problem === "string" ? problem : (problem.stack ?? String(problem))),
      );
    },
    show: () => {
      channel.show();
    },
  };
}

function plain(text: string): string {
  return maskText(text).text;
}
