import { dataImports, knownImports, nestedLoaders } from "./known-imports.ts";

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

/**
 * Functions of libraries whose purpose is to rebuild an object out of its pickle, by module; read in
 * the libraries' `__reduce__` methods. What Cython generates is known by its form.
 */
const reconstructors: Readonly<Record<string, readonly string[]>> = {
  "numpy.random": words("__RandomState_ctor"),
  "numpy.random.__init__": words("__RandomState_ctor"),
  "numpy.core": words("_ufunc_reconstruct"),
  "numpy._core": words("_ufunc_reconstruct"),
  "numpy.core.numeric": words("_frombuffer"),
  "numpy.ma.core": words("_mareconstruct _mrreconstruct"),
  "numpy.ma.mrecords": words("_mrreconstruct"),
  "pandas._libs.internals": words("_unpickle_block"),
  "pandas.core.internals.blocks": words("new_block"),
  "pandas.indexes.base": words("_new_Index"),
  "pandas.tseries.index": words("_new_DatetimeIndex"),
  "pandas.tseries.period": words("_new_PeriodIndex"),
  "pandas._libs.tslibs.timestamps": words("_unpickle_timestamp"),
  "pandas._libs.tslibs.timedeltas": words("_timedelta_unpickle"),
  "pandas._libs.tslibs.nattype": words("_nat_unpickle"),
  "pandas._libs.tslibs.period": words("_unpickle_period"),
  "sklearn.neighbors._kd_tree": words("newObj"),
  "sklearn.neighbors._ball_tree": words("newObj"),
  "sklearn.neighbors.kd_tree": words("newObj"),
  "sklearn.neighbors.ball_tree": words("newObj"),
  "sklearn.neighbors._dist_metrics": words("newObj"),
  "sklearn.neighbors.dist_metrics": words("newObj"),
  "sklearn.metrics._dist_metrics": words("newObj"),
  "torch._tensor": words("_rebuild_from_type_v2"),
  "torch._utils": words(`
    _rebuild_from_type _rebuild_from_type_v2 _rebuild_xla_tensor _rebuild_wrapper_subclass
    _rebuild_nested_tensor
  `),
  "pyarrow.lib": words("_restore_array _rebuild_record_batch _reconstruct_table"),
  "spacy.vocab": words("unpickle_vocab"),
  "spacy.tokens.doc": words("unpickle_doc"),
  "spacy.tokens.underscore": words("unpickle_ent_span"),
  "networkx.classes.graph": words("_CachedPropertyResetterAdj"),
};

/**
 * Returns whether calling `module.name` makes an instance of a class or rebuilds a pickled object
 * of the library, judged by names: Python's classes begin with a capital letter (PEP 8), and
 * functions that rebuild are listed. Any other function is called for its effect.
 */
export function rebuildsObjects(module: string, name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  if (/^_*\p{Lu}/u.test(last)) return true;
  if (/^__pyx_unpickle_\w+$/.test(last)) return true;
  if (module.startsWith("pandas.core.indexes.") && /^_new_\w*Index$/.test(name)) return true;
  return [dataImports, knownImports, nestedLoaders, reconstructors].some(
    (lists) => Object.hasOwn(lists, module) && (lists[module]?.includes(name) ?? false),
  );
}
