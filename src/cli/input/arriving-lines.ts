/**
 * Yields the lines of standard input as they arrive: all that have arrived meanwhile at once, up to
 * `limit` of them, so that a slow writer waits for nobody and a fast one gets large batches.
 */
export async function* arrivingLines(limit: number): AsyncGenerator<readonly string[]> {
  const { stdin } = process;
  const pending: string[] = [];
  let [rest, isOver] = ["", false];
  let failure: Error | undefined;
  let wake = (): void => undefined;
  stdin.setEncoding("utf8");
  stdin.on("data", (chunk) => {
    const lines = `${rest}${String(chunk)}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) pending.push(line);
    if (pending.length >= 2 * limit) stdin.pause();
    wake();
  });
  stdin.once("end", () => {
    if (rest !== "") pending.push(rest);
    isOver = true;
    wake();
  });
  stdin.once("error", (error) => {
    failure = error;
    wake();
  });
  while (pending.length > 0 || !isOver) {
    if (failure) throw failure;
    if (pending.length === 0) {
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    const batch = pending.splice(0, limit);
    if (pending.length < limit) stdin.resume();
    yield batch;
  }
}
