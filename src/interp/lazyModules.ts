// Libraries whose modules are evaluated when something of them is first looked at: they know nothing of PyTorch, so that
// importing one changes nothing that a model could see, and most programs that import them never come to use them. What
// they define is the same then as at the import. Only where they are installed: a neighbour of that name is a module like
// any other. What is installed can be imported, also where a program has a plan for its absence. Names that a module takes
// from them (`from PIL import Image`) are looked up when the module's variable is.
import type { FileId } from '../base/source';
import type { Stmt } from '../python/ast';
import type { Interpreter } from './interpreter';
import { AttrMap, pyModule, type PyModule, type SourceFile, type Value } from './value';

const LIBRARIES: ReadonlySet<string> = new Set([
  'PIL', 'boto3', 'botocore', 'bs4', 'certifi', 'chardet', 'charset_normalizer', 'click', 'colorama', 'cv2', 'cycler',
  'dateutil', 'docutils', 'filelock', 'fsspec', 'gradio', 'h5py', 'httpx', 'huggingface_hub', 'idna', 'imageio', 'jinja2',
  'joblib', 'jsonschema', 'lmdb', 'lxml', 'markdown', 'matplotlib', 'mpmath', 'networkx', 'nltk', 'numba', 'onnx',
  'onnxruntime', 'openpyxl', 'pandas', 'pkg_resources', 'plotly', 'prettytable', 'psutil', 'pycocotools', 'pygments',
  'pyparsing', 'pytest', 'pytz', 'regex', 'requests', 'rich', 'scipy', 'seaborn', 'setuptools', 'six', 'skimage', 'sklearn',
  'sympy', 'tabulate', 'tensorboard', 'termcolor', 'tqdm', 'tzdata', 'urllib3', 'wandb', 'wheel', 'yacs',
]);
const INSTALLED = /[/\\](?:site|dist)-packages[/\\]/;
export const isInstalled = (file: FileId): boolean => INSTALLED.test(file);

const topOf = (name: string): string => name.split('.', 1)[0] ?? name;

/** The name of a library that is evaluated when it is used, where it is installed. */
export const isLateLibrary = (name: string): boolean => LIBRARIES.has(name);
/** Whether a module belongs to a library that is evaluated when it is used. */
export const isEvaluatedLate = (name: string, file: FileId): boolean => isLateLibrary(topOf(name)) && INSTALLED.test(file);

/** Whether a module that the running code imports can wait. */
export function canWait(m: Interpreter, name: string, file: SourceFile): boolean {
  // Who imports its own package may be in the middle of it.
  return isEvaluatedLate(name, file.id) && topOf(m.act.file.module) !== topOf(name);
}

/** The module, not evaluated: `evaluate` is asked for its variables when somebody looks at them. */
export function waitingModule(m: Interpreter, name: string, file: SourceFile,
  evaluate: (into: Map<string, Value>) => PyModule): PyModule {
  /** What has been evaluated since the run was taken back last. */
  const evaluated = (): PyModule => {
    const known = m.evaluatedLate.get(module);
    if (known) return known;
    const attrs = new AttrMap();
    // While it is evaluated, it is there already: its parts may import it.
    m.evaluatedLate.set(module, pyModule(name, attrs, { file }));
    const made = evaluate(attrs);
    m.evaluatedLate.set(module, made);
    return made;
  };
  const module: PyModule = Object.defineProperties(pyModule(name, undefined, { file }), {
    isWaiting: { value: () => !m.evaluatedLate.has(module) },
    attrs: { get: () => evaluated().attrs, enumerable: true },
    lost: { get: () => evaluated().lost, set: (lost: PyModule['lost']) => { evaluated().lost = lost; }, enumerable: true },
  });
  return module;
}

// ---- names of them ------------------------------------------------------------------------------------------------------
/** Stands in a module's variables for what is looked up when somebody asks for it. */
class LateName {
  private known: { readonly of: PyModule; readonly value: Value } | null = null;

  constructor(private readonly m: Interpreter, private readonly module: PyModule, private readonly find: () => Value) {}

  value(): Value {
    const { m, module } = this;
    // What was found before the run was taken back belongs to a module that is no more.
    if (this.known && this.known.of === m.evaluatedLate.get(module)) return this.known.value;
    const value = m.heap.unwatched(this.find);
    const of = m.evaluatedLate.get(module);
    this.known = of ? { of, value } : null;
    return value;
  }
}

const isLate = (value: unknown): value is LateName => value instanceof LateName;
const settled = (value: Value | LateName): Value => (isLate(value) ? value.value() : value);

/** The variables of a module that takes names from such libraries. */
class LateAttrMap extends AttrMap {
  override get(name: string): Value | undefined {
    const value = super.get(name);
    return value && settled(value);
  }
  override *entries(): MapIterator<[string, Value]> {
    for (const [name, value] of super.entries()) yield [name, settled(value)];
  }
  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }
  override *values(): MapIterator<Value> {
    for (const value of super.values()) yield settled(value);
  }
  override forEach(visit: (value: Value, name: string, map: Map<string, Value>) => void): void {
    super.forEach((value, name) => { visit(settled(value), name, this); });
  }
  /** The value, or what stands for it. */
  raw(name: string): Value | undefined {
    return super.get(name);
  }
  /** Those that are not late. */
  known(): Map<string, Value> {
    return new Map([...super.entries()].filter(([, value]) => !isLate(value)));
  }
}

const NO_STATEMENTS: readonly Stmt[] = [];

/** Whether statements of a module's level take names from such libraries. */
const takesLate = (body: readonly Stmt[]): boolean => body.some((s) =>
  (s.kind === 'ImportFrom' ? s.level === 0 && isLateLibrary(topOf(s.module)) : takesLate(statementsIn(s))));

function statementsIn(s: Stmt): readonly Stmt[] {
  if (s.kind === 'Try') return [...s.body, ...s.handlers.flatMap((handler) => handler.body), ...s.orelse, ...s.finalbody];
  if (s.kind === 'If') return [...s.body, ...s.orelse];
  return s.kind === 'With' ? s.body : NO_STATEMENTS;
}

/** What holds the variables of a module. */
export const variablesOf = ({ parse }: SourceFile): AttrMap => (takesLate(parse.module.body) ? new LateAttrMap() : new AttrMap());

/** What a variable is bound to, without looking it up: the same object as long as nobody binds it anew. */
export const boundIn = (attrs: Map<string, Value>, name: string): Value | undefined =>
  (attrs instanceof LateAttrMap ? attrs.raw(name) : attrs.get(name));

/** A module's variables as far as they have been looked up. */
export const withoutLate = (attrs: Map<string, Value>): ReadonlyMap<string, Value> =>
  (attrs instanceof LateAttrMap ? attrs.known() : attrs);

/** Stands for the name in the variables where it can wait: in such a library whose text shows that it has the name. */
export function lateName(m: Interpreter, into: Map<string, Value>, module: PyModule, name: string,
  find: () => Value): Value | null {
  const text = module.isWaiting && module.file?.parse.text;
  if (!text || !(into instanceof LateAttrMap) || !new RegExp(`\\b${name}\\b`).test(text)) return null;
  return new LateName(m, module, find) as unknown as Value;
}
