/** A graph as far as its columns go. */
export interface Directed {
  readonly ids: readonly string[];
  readonly links: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Returns the column of each node, from 0: one for each step of derivation, so that every link leads
 * to the right. What nothing leads to, and what only such things lead to, as data to a run, stands
 * just before the first that it leads to. Links that would close a circle, which only a damaged or forged history can have, count for nothing.
 */
export function derivationColumns({ ids, links }: Directed): ReadonlyMap<string, number> {
  const known = new Set(ids);
  const next = new Map<string, string[]>();
  const before = new Map<string, string[]>();
  for (const { from, to } of links) {
    if (from === to || !known.has(from) || !known.has(to)) continue;
    push(next, from, to);
    push(before, to, from);
  }
  const order = orderOf(ids, next);
  const place = new Map(order.map((id, index) => [id, index]));
  const isForward = (from: string, to: string): boolean =>
    (place.get(from) ?? 0) < (place.get(to) ?? 0);
  const columns = new Map<string, number>();
  for (const id of order) {
    const steps = (before.get(id) ?? [])
      .filter((from) => isForward(from, id))
      .map((from) => (columns.get(from) ?? 0) + 1);
    columns.set(id, largest(steps, 0));
  }
  const origins = (id: string): readonly string[] =>
    (before.get(id) ?? []).filter((from) => isForward(from, id));
  const isSource = (id: string): boolean => origins(id).length === 0;
  const moveRight = (id: string): void => {
    const targets = (next.get(id) ?? []).filter((to) => isForward(id, to));
    if (targets.length > 0) {
      columns.set(id, smallest(targets.map((to) => columns.get(to) ?? 0)) - 1);
    }
  };
  const [sources, others] = [order.filter(isSource), order.filter((id) => !isSource(id))];
  for (const id of others) if (origins(id).every(isSource)) moveRight(id);
  for (const id of sources) moveRight(id);
  // Numbered without gaps.
  const used = [...new Set(columns.values())].sort((a, b) => a - b);
  const numbers = new Map(used.map((column, index) => [column, index]));
  return new Map(ids.map((id) => [id, numbers.get(columns.get(id) ?? 0) ?? 0]));
}

/** Returns the nodes so that every link leads forward but those that close a circle. */
function orderOf(
  ids: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const finished: string[] = [];
  const seen = new Set<string>();
  for (const start of ids) {
    if (seen.has(start)) continue;
    seen.add(start);
    // A list instead of recursion: a chain may be longer than the stack.
    const path = [{ id: start, at: 0 }];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const to = next.get(step.id)?.[step.at];
      step.at += 1;
      if (to === undefined) {
        finished.push(step.id);
        path.pop();
      } else if (!seen.has(to)) {
        seen.add(to);
        path.push({ id: to, at: 0 });
      }
    }
  }
  return finished.reverse();
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function largest(values: readonly number[], least: number): number {
  return values.reduce((a, b) => Math.max(a, b), least);
}

function smallest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
