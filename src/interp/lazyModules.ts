// Libraries whose modules are evaluated when something of them is first looked at: they know nothing of PyTorch, so that
// importing one changes nothing that a model could see, and most programs that import them never come to use them. What
// they define is the same then as at the import. Only where they are installed: a neighbour of that name is a module like
// any other.
import type { FileId } from '../base/source';
import type { Interpreter } from './interpreter';
import { AttrMap, pyModule, type PyModule, type SourceFile, type Value } from './value';

const LIBRARIES: ReadonlySet<string> = new Set([
  'PIL', 'boto3', 'botocore', 'bs4', 'certifi', 'charset_normalizer', 'chardet', 'click', 'colorama', 'cv2', 'cycler',
  'dateutil', 'docutils', 'filelock', 'h5py', 'httpx', 'idna', 'imageio', 'jinja2', 'joblib', 'jsonschema', 'lmdb',
  'lxml', 'markdown', 'matplotlib', 'mpmath', 'nltk', 'numba', 'openpyxl', 'pandas', 'pkg_resources', 'plotly',
  'prettytable', 'psutil', 'pycocotools', 'pygments', 'pyparsing', 'pytest', 'pytz', 'regex', 'requests', 'rich', 'scipy',
  'seaborn', 'setuptools', 'six', 'skimage', 'sklearn', 'sympy', 'tabulate', 'tensorboard', 'termcolor', 'tqdm', 'tzdata',
  'urllib3', 'wandb', 'wheel', 'yacs',
]);
const INSTALLED = /[/\\](?:site|dist)-packages[/\\]/;

const topOf = (name: string): string => name.split('.', 1)[0] ?? name;

/** The name of a library that is evaluated when it is used, where it is installed. */
export const isLateLibrary = (name: string): boolean => LIBRARIES.has(name);
/** Whether a module belongs to a library that is evaluated when it is used. */
export const isEvaluatedLate = (name: string, file: FileId): boolean => isLateLibrary(topOf(name)) && INSTALLED.test(file);

/** Whether a module that the running code imports can wait. */
export function canWait(m: Interpreter, name: string, file: SourceFile): boolean {
  // Who imports its own package may be in the middle of it, and who has a plan for a failure has to see it.
  return isEvaluatedLate(name, file.id) && topOf(m.act.file.module) !== topOf(name) && !m.importGuarded();
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
