import { Unreadable } from "../../contract/format.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import type { PickleScan } from "./scan.ts";
import { tooLarge, type Node, type Value } from "./value.ts";

/** The stack, the marks and the memo of one pickle; CPython, Modules/_pickle.c (`Pdata`, `memo`). */
export class PickleStack {
  readonly #scan: PickleScan;
  readonly #values: Value[] = [];
  /** Heights of the stack at the marks. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Value>();

  constructor(scan: PickleScan) {
    this.#scan = scan;
  }

  push(value: Value): void {
    if (this.#values.length >= this.#scan.limits.stack) {
      throw new LimitReached("The pickle stacks more values than are looked at");
    }
    this.#values.push(value);
  }

  /**
   * Pushes an object that the pickle has just made, at the memory cost of `cost` values, or a
   * placeholder if there is no more room: reading continues, to find further effects.
   */
  pushNew(node: Node, cost: number): void {
    if (this.#scan.values + cost > this.#scan.limits.values) {
      this.push(tooLarge);
      return;
    }
    this.#scan.values += cost;
    this.push(node);
  }

  /** Takes the top; what lies below the last mark can't be taken. */
  pop(): Value {
    if (this.#values.length <= this.#fence) throw underflow();
    return this.#values.pop() ?? null;
  }

  /** Takes the upmost `count`, the top last. */
  popSeveral(count: number): Value[] {
    if (this.#values.length - count < this.#fence) throw underflow();
    return this.#values.splice(-count);
  }

  top(): Value {
    if (this.#values.length <= this.#fence) throw underflow();
    return this.#values.at(-1) ?? null;
  }

  replaceTop(value: Value): void {
    this.pop();
    this.push(value);
  }

  mark(): void {
    if (this.#marks.length >= this.#scan.limits.stack) {
      throw new LimitReached("The pickle sets more marks than are looked at");
    }
    this.#marks.push(this.#values.length);
  }

  /** Takes everything down to the last mark, and the mark. */
  popToMark(): Value[] {
    const height = this.#marks.pop();
    if (height === undefined)
      throw new Unreadable("The pickle takes values down to a mark it has not set");
    return this.#values.splice(height);
  }

  /** POP takes the mark when nothing lies above it. */
  discard(): void {
    if (this.#values.length > this.#fence) this.#values.pop();
    else if (this.#marks.pop() === undefined) throw underflow();
  }

  remember(key: number, value: Value): void {
    if (this.#memo.size >= this.#scan.limits.memo && !this.#memo.has(key)) {
      throw new LimitReached("The pickle remembers more values than are looked at");
    }
    this.#memo.set(key, value);
  }

  get remembered(): number {
    return this.#memo.size;
  }

  recall(key: number): Value {
    const value = this.#memo.get(key);
    if (value === undefined)
      throw new Unreadable(`The pickle recalls value ${key}, which it has not remembered`);
    return value;
  }

  /**
   * Adds to a list of stored items, each as large as `cost` values, while there is room; false if
   * there is none.
   */
  keep<T>(items: T[], more: readonly T[], cost = 1): boolean {
    const room = Math.max(0, this.#scan.limits.values - this.#scan.values);
    const kept = Math.min(Math.floor(room / cost), more.length);
    for (let index = 0; index < kept; index++) {
      const item = more[index];
      if (item !== undefined) items.push(item);
    }
    this.#scan.values += kept * cost;
    return kept === more.length;
  }

  /** Returns text as a value, or a placeholder if too much text has been stored. */
  text(text: string): Value {
    if (text.length > maxTextLength || this.#scan.text + text.length > this.#scan.limits.text)
      return tooLarge;
    this.#scan.text += text.length;
    return text;
  }

  get #fence(): number {
    return this.#marks.at(-1) ?? 0;
  }
}

/** Longer texts are no names of anything. */
const maxTextLength = 64 * 1024;

function underflow(): Unreadable {
  return new Unreadable("The pickle takes more values than it has stacked");
}
