/** Types of objects, and of what stands for some (R, Rinternals.h and serialize.c). */
export const types = {
  symbol: 1,
  pairlist: 2,
  closure: 3,
  environment: 4,
  promise: 5,
  call: 6,
  special: 7,
  builtin: 8,
  character: 9,
  logical: 10,
  integer: 13,
  real: 14,
  complex: 15,
  string: 16,
  dots: 17,
  list: 19,
  expression: 20,
  bytecode: 21,
  externalPointer: 22,
  weakReference: 23,
  raw: 24,
  s4: 25,
  altrep: 238,
  attributedList: 239,
  attributedCall: 240,
  baseEnvironment: 241,
  emptyEnvironment: 242,
  bytecodeReference: 243,
  bytecodeDefinition: 244,
  persistent: 247,
  package: 248,
  namespace: 249,
  baseNamespace: 250,
  missingArgument: 251,
  unbound: 252,
  globalEnvironment: 253,
  nothing: 254,
  reference: 255,
} as const;

/** Objects of which nothing follows. */
export const singletons: ReadonlySet<number> = new Set([
  types.baseEnvironment,
  types.emptyEnvironment,
  types.baseNamespace,
  types.missingArgument,
  types.unbound,
  types.globalEnvironment,
  types.nothing,
]);

/** Lists whose parts are objects. */
export const listTypes: ReadonlySet<number> = new Set([types.string, types.list, types.expression]);
/** Objects of two parts that are evaluated. */
export const codeTypes: ReadonlySet<number> = new Set([types.call, types.closure, types.promise]);

/** Constants of bytecode that have a form of their own. */
export const languageTypes: ReadonlySet<number> = new Set([
  types.call,
  types.pairlist,
  types.bytecodeDefinition,
  types.bytecodeReference,
  types.attributedCall,
  types.attributedList,
]);

/** Vectors of numbers: bytes of an element, and its usual type. */
export const numberTypes: ReadonlyMap<number, readonly [width: number, dtype: string]> = new Map([
  [types.logical, [4, "bool"]],
  [types.integer, [4, "int32"]],
  [types.real, [8, "float64"]],
  [types.complex, [16, "complex128"]],
  [types.raw, [1, "uint8"]],
]);

/**
 * An object, as far as it is stored: lists with their parts, texts and sizes where attributes need
 * them.
 */
export interface RObject {
  readonly type: number;
  readonly length: number;
  readonly texts?: readonly string[];
  readonly integers?: readonly number[];
  readonly parts?: readonly RObject[];
  readonly attributes?: RAttributes;
}
export type RAttributes = ReadonlyMap<string, RObject>;

/** An entry of a pairlist: a variable, an attribute, an argument. */
export interface RPair {
  readonly tag: string;
  readonly value: RObject;
}
