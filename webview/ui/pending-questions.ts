import type { RequestId } from "../protocol.ts";

/** Questions of a page that have no reply yet, by their ids. */
export class PendingQuestions {
  readonly #pending = new Map<RequestId, (reply: unknown) => void>();
  /** A page that was hidden or reloaded must not take the replies to its predecessor for its own. */
  readonly #prefix = crypto.getRandomValues(new Uint32Array(2)).join("-");
  #count = 0;

  /** Returns an id that no other page has. */
  nextId(): RequestId {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }

  /** Adds a question. `reply` resolves once it is settled. */
  add(): { readonly id: RequestId; readonly reply: Promise<unknown> } {
    const id = this.nextId();
    const reply = new Promise<unknown>((resolve) => {
      this.#pending.set(id, resolve);
    });
    return { id, reply };
  }

  /** Settles a question. Returns false if it is not one of these, or has had its reply. */
  settle(id: RequestId, reply: unknown): boolean {
    const resolve = this.#pending.get(id);
    this.#pending.delete(id);
    resolve?.(reply);
    return resolve !== undefined;
  }
}
