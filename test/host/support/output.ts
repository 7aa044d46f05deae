/** Lines of the extension's output channels, which no API lets a test read. */
import { apiOfExtension } from "./extension.ts";

const written = new Map<string, string[]>();

const { createOutputChannel } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  createOutputChannel: (name: string, ...rest: readonly unknown[]) => {
    const channel = Reflect.apply(createOutputChannel, undefined, [name, ...rest]) as ReturnType<
      typeof createOutputChannel
    >;
    const lines: string[] = [];
    written.set(name, lines);
    const appendLine = channel.appendLine.bind(channel);
    return Object.assign(Object.create(channel) as typeof channel, {
      appendLine: (line: string) => {
        lines.push(line);
        appendLine(line);
      },
      show: () => {
        channel.show(true);
      },
    });
  },
});

/** The lines of a channel so far. */
export function outputLines(channel: string): readonly string[] {
  return written.get(channel) ?? [];
}
