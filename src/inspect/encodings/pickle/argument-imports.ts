import { isNode, type CallNode, type GlobalNode, type Value } from "./value.ts";

/**
 * Functions that take something by its name: which name decides whether calling them is harmful.
 * Honest models call them for bound methods, time zones, `str.split` and NumPy's own functions.
 */

/** Effect of a call of such a function. */
export type ArgumentImport =
  /** Same effect as importing `module.name`. */
  | { readonly kind: "import"; readonly module: string; readonly name: string }
  /** The call returns a harmless object, by its arguments. */
  | { readonly kind: "harmless" };

type Resolver = (args: readonly Value[]) => ArgumentImport | undefined;

const text = (value: Value | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** `f("module", "name", …)`: NumPy's and SciPy's way to name one of their functions. */
const byModuleAndName: Resolver = (args) => {
  const [module, name] = [text(args[0]), text(args[1])];
  return module === undefined || name === undefined ? undefined : { kind: "import", module, name };
};

/** `getattr(object, "name")`: an attribute of an import, or of an instance of an imported class. */
const attribute: Resolver = (args) => {
  const owner = classOfObject(args[0]);
  const name = text(args[1]);
  if (owner === undefined || name === undefined || args.length > 3) return undefined;
  return { kind: "import", module: owner.module, name: `${owner.name}.${name}` };
};

function classOfObject(value: Value | undefined): { module: string; name: string } | undefined {
  if (typeof value === "string") return { module: "builtins", name: "str" };
  if (!isNode(value)) return undefined;
  if (value.kind === "global") return value;
  if (value.kind === "list" || value.kind === "tuple" || value.kind === "dict")
    return { module: "builtins", name: value.kind };
  return value.kind === "call" ? madeClass(value) : undefined;
}

/** Returns the class of an instance, if a class made it: other callables may return anything. */
function madeClass({ callee, instance, args }: CallNode): GlobalNode | undefined {
  if (!isNode(callee) || callee.kind !== "global") return undefined;
  if (/^dill\.(?:_?dill)$/.test(callee.module) && callee.name === "_load_type") {
    const [type] = args;
    return typeof type === "string" && dillTypes.has(type)
      ? { kind: "global", module: "builtins", name: type }
      : undefined;
  }
  if (callee.name === "_reconstructor") {
    const [made] = args;
    return isNode(made) && made.kind === "global" ? made : undefined;
  }
  return instance || /^_*\p{Lu}/u.test(callee.name) ? callee : undefined;
}

/** Types by the names that dill gives them (dill, _dill.py, `_typemap`); none of them makes code. */
const dillTypes = new Set(
  `bool int float complex str bytes bytearray list tuple set frozenset dict object range slice type
   NoneType Logger RLock Lock OrderedDict`.split(/\s+/),
);

const dillType: Resolver = ([name]) =>
  typeof name === "string" && dillTypes.has(name) ? { kind: "harmless" } : undefined;

/** `_create_array(f, args, state, npdict)` calls `f(*args)`; dill writes NumPy's own function there. */
const dillArray: Resolver = ([maker]) =>
  isNode(maker) &&
  maker.kind === "global" &&
  /^numpy\.(?:_?core)\.multiarray$/.test(maker.module) &&
  maker.name === "_reconstruct"
    ? { kind: "harmless" }
    : undefined;

const resolvers: ReadonlyMap<string, Resolver> = new Map([
  ["builtins.getattr", attribute],
  ["__builtin__.getattr", attribute],
  ["numpy.core._ufunc_reconstruct", byModuleAndName],
  ["numpy._core._ufunc_reconstruct", byModuleAndName],
  ["scipy._lib._uarray._backend.unpickle_function", byModuleAndName],
  ["dill._dill._getattr", attribute],
  ["dill._dill._get_attr", attribute],
  ["dill._dill._load_type", dillType],
  ["dill._dill._create_array", dillArray],
  ["dill.dill._load_type", dillType],
  ["dill.dill._create_array", dillArray],
]);

/** Returns whether the effect of calling `module.name` depends on its arguments. */
export function decidesByArguments(module: string, name: string): boolean {
  return resolvers.has(`${module}.${name}`);
}

/**
 * Returns the effect of calling such a function with these arguments; undefined if it is not known.
 */
export function resolveArgumentImport(
  { module, name }: GlobalNode,
  args: Value,
): ArgumentImport | undefined {
  if (!isNode(args) || args.kind !== "tuple" || args.clipped) return undefined;
  return resolvers.get(`${module}.${name}`)?.(args.items);
}
