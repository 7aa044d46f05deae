/**
 * A row as VS Code knows it. It is one object for as long as it is in the tree, so that what VS Code
 * asks for or calls a command on is always found; what it stands for changes with the registry.
 */
export class TreeRow<N> {
  /** Unique in the tree, and the same for the same thing each time. */
  readonly id: string;
  /** Absent for the rows at the top. */
  readonly parent: TreeRow<N> | undefined;
  node: N;
  /** Everything that VS Code shows of the row, to see whether that has changed. */
  look: string;
  /** Absent until VS Code has asked for them. */
  children: readonly TreeRow<N>[] | undefined;

  constructor(id: string, parent: TreeRow<N> | undefined, node: N, look: string) {
    this.id = id;
    this.parent = parent;
    this.node = node;
    this.look = look;
  }
}

/** Returns what a command is called on, where VS Code gives it rows: alone, or as the selection. */
export function withoutRows(argument: unknown): unknown {
  if (argument instanceof TreeRow) return argument.node;
  return Array.isArray(argument) ? argument.map(withoutRows) : argument;
}
