/** Request for a snapshot, by the id that the page gave it. */
interface SnapshotRequest {
  readonly id: string;
}

/** State of a panel, as far as the snapshots of its page are concerned. */
export type PanelState<Request extends SnapshotRequest> =
  /** VS Code starts the page, or has thrown it away because its tab is hidden. */
  | { readonly kind: "loading" }
  /** The page shows what there is. */
  | { readonly kind: "ready"; readonly request: Request }
  | {
      /** A snapshot is read and sent. */
      readonly kind: "sending";
      /** The newest request of the page. */
      readonly request: Request;
      /** The request that the snapshot was begun for. */
      readonly reading: Request;
      /** Something has changed since it was begun. */
      readonly isOutdated: boolean;
    }
  | { readonly kind: "disposed" };

export type PanelEvent<Request extends SnapshotRequest> =
  /** The page is hidden, or is made anew. */
  | { readonly type: "unloaded" }
  /** The page asks for a snapshot. */
  | { readonly type: "requested"; readonly request: Request }
  /** There is something new to show. */
  | { readonly type: "changed" }
  /** A snapshot was sent, or was not wanted any more. */
  | { readonly type: "sent"; readonly request: Request }
  | { readonly type: "disposed" };

/** A state, and the request for which a snapshot is to be read now. */
export interface PanelStep<Request extends SnapshotRequest> {
  readonly state: PanelState<Request>;
  readonly read?: Request;
}

/**
 * Returns the state that follows an event. One snapshot is read at a time: while a registry changes
 * often, the next one is begun when the page has got the last.
 */
export function nextPanelState<Request extends SnapshotRequest>(
  state: PanelState<Request>,
  event: PanelEvent<Request>,
): PanelStep<Request> {
  if (state.kind === "disposed") return { state };
  switch (event.type) {
    case "disposed":
      return { state: { kind: "disposed" } };
    case "unloaded":
      return { state: { kind: "loading" } };
    case "requested":
      return state.kind === "sending"
        ? { state: { ...state, request: event.request, isOutdated: true } }
        : read(event.request);
    case "changed":
      if (state.kind === "ready") return read(state.request);
      return { state: state.kind === "sending" ? { ...state, isOutdated: true } : state };
    case "sent":
      // What was begun before the page was hidden concerns nobody any more.
      if (state.kind !== "sending" || state.reading.id !== event.request.id) return { state };
      return state.isOutdated
        ? read(state.request)
        : { state: { kind: "ready", request: state.request } };
  }
}

function read<Request extends SnapshotRequest>(request: Request): PanelStep<Request> {
  return {
    state: { kind: "sending", request, reading: request, isOutdated: false },
    read: request,
  };
}

/**
 * Returns true if the page waits for the snapshot of a request: it was neither hidden since nor has
 * it asked for something else. A snapshot that changes have overtaken is sent all the same, so that a
 * page shows something while changes go on.
 */
export function isAwaited<Request extends SnapshotRequest>(
  state: PanelState<Request>,
  { id }: Request,
): boolean {
  return state.kind === "sending" && state.reading.id === id && state.request.id === id;
}
