// tqdm, where its source is not found: a loop under a progress bar is the loop.
import type { NativeModule } from '../machine';
import type { PythonText } from './pythonText';
import { textModule } from './textModules';

const TEXT: PythonText = {
  module: 'tqdm', paths: [], python: `
class tqdm:
    def __init__(self, iterable=None, desc=None, total=None, *args, **kwargs):
        self.iterable = iterable
        self.desc = desc
        self.total = total
        self.disable = kwargs.get('disable', False)

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return self.total if self.iterable is None else len(self.iterable)

    def __bool__(self):
        return True if self.total is None and self.iterable is None else len(self) > 0

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    @classmethod
    def write(cls, *args, **kwargs):
        return None

    @classmethod
    def pandas(cls, *args, **kwargs):
        return None

    def __getattr__(self, name):
        if name in _SAYS:
            return _nothing
        if name.startswith('__'):
            raise AttributeError(name)
        return _external('how far a progress bar is is known only at run time')


_SAYS = ('set_description', 'set_description_str', 'set_postfix', 'set_postfix_str', 'update', 'close', 'clear', 'refresh',
         'reset', 'display', 'unpause', 'moveto')


def _nothing(*args, **kwargs):
    return None


def trange(*args, **kwargs):
    return tqdm(range(*args), **kwargs)


tqdm_notebook, tnrange = tqdm, trange
`,
};

export const PROGRESS: readonly (readonly [string, NativeModule])[] = ['', '.auto', '.autonotebook', '.notebook', '.std', '.rich']
  .map((part) => textModule(`tqdm${part}`, TEXT, part ? [] : ['auto', 'autonotebook', 'notebook', 'std', 'rich', 'contrib']));
