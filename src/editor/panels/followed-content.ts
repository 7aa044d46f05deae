import type { PageContent } from "./editor-page.ts";

/** Source of a page's content about something that goes on, and may end. */
export interface Followed<Snapshot> {
  readonly read: () => Promise<PageContent<Snapshot>>;
  /** Returns true once nothing more comes. */
  readonly hasEnded: (snapshot: Snapshot) => boolean;
  readonly isVisible: () => boolean;
  /** Makes the page ask for its content at once, or as soon as it has got what it asked for. */
  readonly changed: () => void;
}

/** The content of a page that looks now and then whether there is something new. */
export class FollowedContent<Snapshot> {
  readonly #subject: Followed<Snapshot>;
  #last: Snapshot | undefined;
  #isReading = false;
  /** Content that was just read, for the page that asks for it now. */
  #fresh: PageContent<Snapshot> | undefined;

  constructor(subject: Followed<Snapshot>) {
    this.#subject = subject;
  }

  /** Returns the content for the page. */
  async read(): Promise<PageContent<Snapshot>> {
    const content = this.#fresh ?? (await this.#subject.read());
    this.#last = content.snapshot;
    return content;
  }

  /**
   * Looks for something new, unless nobody sees the page, it has ended, or that goes on already. Shows
   * only what differs: a chart that is drawn again loses what a person points at.
   */
  async follow(): Promise<void> {
    const { hasEnded, isVisible, changed, read } = this.#subject;
    if (this.#isReading || this.#last === undefined) return;
    if (!isVisible() || hasEnded(this.#last)) return;
    this.#isReading = true;
    // What can't be read is reported by what the page itself asks for.
    const now = await read().catch(() => undefined);
    this.#isReading = false;
    if (!now || JSON.stringify(now.snapshot) === JSON.stringify(this.#last)) return;
    this.#fresh = now;
    changed();
    // A page that asks later gets what there is then.
    this.#fresh = undefined;
  }
}
