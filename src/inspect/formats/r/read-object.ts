import { Unreadable } from "../../contract/format.ts";
import { maxNames } from "../../contract/tensors.ts";
import { noFindings, type RContents } from "./contents.ts";
import type { RStream } from "./stream.ts";
import {
  codeTypes,
  languageTypes,
  listTypes,
  numberTypes,
  singletons,
  types,
  type RAttributes,
  type RObject,
  type RPair,
} from "./types.ts";

/** Bits of the number before an object. */
const flagBits = { attributes: 0x200, tag: 0x400 };
const activeBinding = 0x8000;
const maxDepth = 2000;
const maxObjects = 2_000_000;
const keptTexts = 1000;
const keptIntegers = 64;

/**
 * Surroundings of an object. Promises are usual where environments keep their variables: as values of a
 * frame, or of the frames of a table. Nowhere else has a program reason to put one.
 */
interface Context {
  readonly depth: number;
  readonly place?: "table" | "frame" | "value";
}

/** Reads the objects of R's serialisation (serialize.c), evaluates nothing, and notes what could run. */
export class ObjectReader {
  readonly contents: RContents = noFindings();
  readonly #stream: RStream;
  readonly #references: string[] = [];
  #objects = 0;
  #textLength = 0;

  constructor(stream: RStream) {
    this.#stream = stream;
  }

  /** Reads the outermost object. */
  async root(): Promise<RObject> {
    return this.#object({ depth: 0 });
  }

  /** Reads the outermost object of a file of variables, which is a pairlist. */
  async variables(): Promise<readonly RPair[]> {
    const flags = await this.#stream.integer();
    if ((flags & 0xff) === types.nothing) return [];
    if ((flags & 0xff) !== types.pairlist) throw new Unreadable("The file has no variables");
    return this.#pairs(flags, { depth: 0 });
  }

  async #object(context: Context): Promise<RObject> {
    return this.#body(await this.#stream.integer(), context);
  }

  async #body(flags: number, context: Context): Promise<RObject> {
    const type = flags & 0xff;
    this.#objects += 1;
    if (this.#objects > maxObjects) throw new Unreadable("There are too many objects");
    if (context.depth > maxDepth) throw new Unreadable("Objects are nested too deeply");
    const inner = { depth: context.depth + 1 };
    if (singletons.has(type)) return { type, length: 0 };
    const numbers = numberTypes.get(type);
    if (numbers) return this.#numbers(flags, numbers[0], inner);
    if (listTypes.has(type)) return this.#list(flags, context);
    if (codeTypes.has(type)) return this.#code(flags, context);
    if (type === types.pairlist || type === types.dots) {
      const pairs = await this.#pairs(flags, context);
      return { type, length: pairs.length, parts: pairs.map(({ value }) => value) };
    }
    return this.#single(flags, inner);
  }

  async #single(flags: number, context: Context): Promise<RObject> {
    const type = flags & 0xff;
    switch (type) {
      case types.reference:
        return this.#reference(flags);
      case types.symbol:
        return this.#symbol();
      case types.environment:
        return this.#environment(context);
      case types.special:
      case types.builtin: {
        const name = await this.#stream.text(await this.#stream.integer());
        return { type, length: 0, texts: [name] };
      }
      case types.character:
        return { type, length: 0, texts: [await this.#character(flags, context)] };
      case types.bytecode:
        return this.#bytecode(flags, context);
      case types.s4:
        return { type, length: 0, ...(await this.#attributes(flags, context)) };
      default:
        return this.#special(flags, context);
    }
  }

  async #special(flags: number, context: Context): Promise<RObject> {
    const type = flags & 0xff;
    switch (type) {
      case types.package:
      case types.namespace:
      case types.persistent: {
        const [name = ""] = await this.#names(context);
        if (type === types.persistent) this.contents.persistent += 1;
        else this.contents.packages.add(name.replace(/^package:/, ""));
        this.#references.push(name);
        return { type, length: 0 };
      }
      case types.externalPointer:
        this.#references.push("");
        await this.#object(context);
        await this.#object(context);
        return { type, length: 0, ...(await this.#attributes(flags, context)) };
      case types.weakReference:
        this.#references.push("");
        return { type, length: 0, ...(await this.#attributes(flags, context)) };
      case types.altrep:
        return this.#altrep(context);
      default:
        throw new Unreadable(`An object is of type ${type}`, this.#stream.where());
    }
  }

  async #numbers(flags: number, width: number, context: Context): Promise<RObject> {
    const type = flags & 0xff;
    const length = await this.#stream.length();
    const isKept = type === types.integer && length <= keptIntegers;
    const integers = isKept ? await this.#stream.integers(length) : undefined;
    if (!integers) await this.#stream.cursor.skip(length * width);
    return {
      type,
      length,
      ...(integers && { integers }),
      ...(await this.#attributes(flags, context)),
    };
  }

  async #list(flags: number, { depth, place }: Context): Promise<RObject> {
    const type = flags & 0xff;
    const context = { depth: depth + 1 };
    const forParts: Context = place === "table" ? { ...context, place: "frame" } : context;
    const length = await this.#stream.length();
    if (type === types.string) {
      const texts: string[] = [];
      for (let index = 0; index < length; index += 1) {
        const text =
          this.#stream.textAtHand(isPlainText) ??
          (await this.#character(await this.#stream.integer(), context));
        if (index < keptTexts) texts.push(this.#keep(text));
      }
      return { type, length, texts, ...(await this.#attributes(flags, context)) };
    }
    const parts: RObject[] = [];
    for (let index = 0; index < length; index += 1) parts.push(await this.#object(forParts));
    if (type === types.expression) this.contents.calls.add("expression");
    return { type, length, parts, ...(await this.#attributes(flags, context)) };
  }

  /** A `CHARSXP`; −1 is a missing text. */
  async #character(flags: number, context: Context): Promise<string> {
    if ((flags & 0xff) !== types.character) {
      throw new Unreadable("A text is of another type", this.#stream.where());
    }
    const text = await this.#stream.text(await this.#stream.integer());
    await this.#attributes(flags, context);
    return text;
  }

  async #symbol(): Promise<RObject> {
    const name = await this.#character(await this.#stream.integer(), outside);
    this.#references.push(this.#keep(name));
    return { type: types.symbol, length: 0, texts: [name] };
  }

  async #reference(flags: number): Promise<RObject> {
    const index = flags >>> 8 || (await this.#stream.integer());
    const name = this.#references[index - 1];
    if (name === undefined) throw new Unreadable("A reference leads nowhere", this.#stream.where());
    return { type: types.symbol, length: 0, texts: [name] };
  }

  async #environment(context: Context): Promise<RObject> {
    await this.#stream.integer();
    this.#references.push("");
    // The enclosing environment, then variables in a list, or in a table of lists.
    await this.#object(context);
    await this.#object({ ...context, place: "frame" });
    await this.#object({ ...context, place: "table" });
    const attributes = attributesOf(await this.#pairs(await this.#stream.integer(), context));
    return { type: types.environment, length: 0, attributes };
  }

  /** The entries of a pairlist whose first number has been read; loops where R nests. */
  async #pairs(first: number, context: Context): Promise<RPair[]> {
    const pairs: RPair[] = [];
    // Arguments that a function passes on (`...`) are promises as well.
    const isFrame = context.place === "frame" || context.place === "value";
    for (let flags = first; ; flags = await this.#stream.integer()) {
      if ((flags & 0xff) === types.nothing) return pairs;
      if ((flags & 0xff) !== types.pairlist && (flags & 0xff) !== types.dots) {
        pairs.push({ tag: "", value: await this.#body(flags, context) });
        return pairs;
      }
      this.#objects += 1;
      if (this.#objects > maxObjects) throw new Unreadable("There are too many objects");
      const inner = { depth: context.depth + 1 };
      await this.#attributes(flags, inner);
      const tag = (flags & flagBits.tag) !== 0 ? nameOf(await this.#object(inner)) : "";
      if (context.place === "frame" && ((flags >>> 12) & activeBinding) !== 0) {
        this.contents.activeBindings += 1;
      }
      pairs.push({
        tag,
        value: await this.#object(isFrame ? { ...inner, place: "value" } : inner),
      });
    }
  }

  /** A call, function or promise: attributes, tag or environment, the first and the other parts. */
  async #code(flags: number, context: Context): Promise<RObject> {
    const type = flags & 0xff;
    const inner = { depth: context.depth + 1 };
    const attributes = await this.#attributes(flags, inner);
    if ((flags & flagBits.tag) !== 0) await this.#object(inner);
    const first = await this.#object(inner);
    const rest = await this.#object(inner);
    if (type === types.closure) this.contents.functions += 1;
    if (type === types.call) {
      this.#noteCall(nameOf(first));
      if (attributes.attributes?.has("dataClasses")) this.contents.terms ??= attributes.attributes;
    }
    if (type === types.promise && first.type === types.unbound) {
      if (context.place === "value") this.contents.promises += 1;
      else this.contents.unexpectedPromises += 1;
    }
    return { type, length: rest.length, texts: [nameOf(first)], ...attributes };
  }

  #noteCall(name: string): void {
    if (name !== "" && this.contents.calls.size < keptTexts) this.contents.calls.add(name);
  }

  /** A vector in another form: its class, its state, and attributes. */
  async #altrep(context: Context): Promise<RObject> {
    const info = await this.#object(context);
    const [, packageName] = info.parts ?? [];
    if (packageName) this.contents.packages.add(nameOf(packageName));
    const state = await this.#object(context);
    const attributes = attributesOf(await this.#pairs(await this.#stream.integer(), context));
    return { ...state, attributes };
  }

  async #bytecode(flags: number, context: Context): Promise<RObject> {
    await this.#stream.integer();
    await this.#bytecodeBody(context);
    return { type: types.bytecode, length: 0, ...(await this.#attributes(flags, context)) };
  }

  async #bytecodeBody(context: Context): Promise<void> {
    const inner = { depth: context.depth + 1 };
    await this.#object(inner);
    const constants = await this.#stream.integer();
    for (let index = 0; index < constants; index += 1) {
      const type = await this.#stream.integer();
      if (type === types.bytecode) await this.#bytecodeBody(inner);
      else if (languageTypes.has(type)) await this.#bytecodeLanguage(type, inner);
      else await this.#object(inner);
    }
  }

  /** Calls and lists among the constants of bytecode, which may be shared. */
  async #bytecodeLanguage(first: number, context: Context): Promise<string> {
    this.#objects += 1;
    if (this.#objects > maxObjects || context.depth > maxDepth) {
      throw new Unreadable("Objects are nested too deeply");
    }
    const inner = { depth: context.depth + 1 };
    let type = first;
    if (type === types.bytecodeReference) {
      await this.#stream.integer();
      return "";
    }
    if (type === types.bytecodeDefinition) {
      await this.#stream.integer();
      type = await this.#stream.integer();
    }
    if (!languageTypes.has(type)) return nameOf(await this.#object(inner));
    if (type === types.attributedCall || type === types.attributedList) await this.#object(inner);
    await this.#object(inner);
    const name = await this.#bytecodeLanguage(await this.#stream.integer(), inner);
    if (type === types.call || type === types.attributedCall) this.#noteCall(name);
    await this.#bytecodeLanguage(await this.#stream.integer(), inner);
    return "";
  }

  /** The name and the version of a package, or what names another object. */
  async #names(context: Context): Promise<string[]> {
    await this.#stream.integer();
    const length = await this.#stream.integer();
    const names: string[] = [];
    for (let index = 0; index < length; index += 1) {
      const name = await this.#character(await this.#stream.integer(), context);
      if (index < 2) names.push(this.#keep(name));
    }
    return names;
  }

  async #attributes(flags: number, context: Context): Promise<{ attributes?: RAttributes }> {
    if ((flags & flagBits.attributes) === 0) return {};
    return { attributes: attributesOf(await this.#pairs(await this.#stream.integer(), context)) };
  }

  #keep(text: string): string {
    this.#textLength += text.length;
    if (this.#textLength > maxNames) throw new Unreadable("There is too much text");
    return text;
  }
}

const outside: Context = { depth: 0 };

function isPlainText(flags: number): boolean {
  return (flags & 0xff) === types.character && (flags & flagBits.attributes) === 0;
}

function attributesOf(pairs: readonly RPair[]): RAttributes {
  return new Map(pairs.map(({ tag, value }) => [tag, value]));
}

function nameOf({ texts = [] }: RObject): string {
  return texts[0] ?? "";
}
