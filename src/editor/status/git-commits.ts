import { Disposable, extensions, type Event } from "vscode";
import { log } from "../log.ts";

interface GitRepository {
  readonly state: {
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly onDidChange: Event<void>;
  };
}

/** The little of git's extension that is used here. */
interface GitExtension {
  getAPI(version: 1): {
    readonly repositories: readonly GitRepository[];
    readonly onDidOpenRepository: Event<GitRepository>;
  };
}

/**
 * Calls a function after HEAD of a repository of the window has moved: after a commit, also one of a
 * terminal, a pull or a checkout. Nothing where git's own extension is disabled.
 */
export function onDidMoveHead(moved: () => void): Disposable {
  const listening: Disposable[] = [];
  let isDisposed = false;
  const follow = (repository: GitRepository): void => {
    let known = repository.state.HEAD?.commit;
    listening.push(
      repository.state.onDidChange(() => {
        const commit = repository.state.HEAD?.commit;
        // The first one is what was there when the repository was opened.
        const isMove = known !== undefined && commit !== undefined && commit !== known;
        known = commit ?? known;
        if (isMove) moved();
      }),
    );
  };
  const begin = async (): Promise<void> => {
    const api = (await extensions.getExtension<GitExtension>("vscode.git")?.activate())?.getAPI(1);
    if (!api || isDisposed) return;
    for (const repository of api.repositories) follow(repository);
    listening.push(api.onDidOpenRepository(follow));
  };
  begin().catch((error: unknown) => {
    log().debug(`git's extension is not active: ${String(error)}`);
  });
  return new Disposable(() => {
    isDisposed = true;
    for (const each of listening) each.dispose();
  });
}
