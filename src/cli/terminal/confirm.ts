import { createInterface } from "node:readline/promises";

/**
 * Asks a question on the terminal; only `y` or `yes` is a yes. Cancelled, it is a no.
 *
 * @param question without the choice: `Run it?`
 */
export async function confirm(question: string, signal: AbortSignal | undefined): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // In raw mode Ctrl+C reaches nobody else.
  const abort = new AbortController();
  terminal.once("SIGINT", () => {
    abort.abort();
    process.kill(process.pid, "SIGINT");
  });
  try {
    const stop = AbortSignal.any([abort.signal, ...(signal ? [signal] : [])]);
    const answer = await terminal.question(`${question} [y/N] `, { signal: stop });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return false;
    throw error;
  } finally {
    terminal.close();
  }
}
