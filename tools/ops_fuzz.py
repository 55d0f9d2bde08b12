"""Random calls over PyTorch's public surface, with PyTorch's answers: the oracle of tools/ops-fuzz.mjs.

    python3 tools/ops_fuzz.py [--seed N] [--each N] [--only REGEX] [--engine] [--edges] [--seconds N] > cases.json

The templates are in tools/ops_fuzz.txt, one a line, `#` starts a comment. In a template
  {KIND}          is replaced by a random value of that kind;
  <a:KIND, b?:KIND, *c:KIND>   is an argument list: `?` may be left out, names are used positionally or as keywords, `*` is
                  spread. An argument without a name (`:KIND`) is positional.
Kinds are the functions of `Kinds` (see there); sizes in them are expressions over the case's named sizes (N, C, H, ...), which
are drawn once per case. Now and then a size, rank, dtype or argument is made wrong on purpose.
Output: {"torch", "cases": [...]} with the cases of tools/golden.py and "family", the template's text.
"""
import argparse
import json
import os
import random
import re
import select
import signal
import string
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import torch  # noqa: E402
from golden import run, without_changing_values  # noqa: E402

warnings.filterwarnings('ignore')
DTYPES = ['float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'uint8', 'int8', 'int16', 'bool']


class Sizes(dict):
    """Named sizes, drawn at their first use. Upper case letters: N batch, C D E channels, H W L spatial, G groups, K kernels."""

    def __init__(self, rng):
        super().__init__(__builtins__={})
        self.rng = rng

    def __missing__(self, name):
        r = self.rng
        choices = {'N': [1, 2, 2, 3], 'G': [1, 1, 2, 3], 'H': range(1, 10), 'W': range(1, 10), 'L': range(1, 9), 'K': [1, 2, 3, 3],
                   'S': range(1, 6), 'T': range(1, 6), 'B': [1, 2, 3], 'C': [1, 2, 3, 4, 6, 8], 'D': [1, 2, 3, 4, 6], 'E': [2, 4, 6, 8]}
        value = r.choice(list(choices.get(name, [1, 2, 3, 4, 5])))
        self[name] = value
        return value


class Case:
    def __init__(self, rng):
        self.rng = rng
        self.sizes = Sizes(rng)
        self.shapes, self.dtypes = [], []

    def tensor(self, shape, dtype='float32', exact=False):
        r = self.rng
        shape = list(shape)
        if not exact:
            luck = r.random()
            if luck < 0.06 and shape:
                i = r.randrange(len(shape))
                shape[i] = max(0, shape[i] + r.choice([-1, 1, 1, 2]))
            elif luck < 0.09:
                shape = shape[1:]
            elif luck < 0.11:
                shape = [r.choice([1, 2])] + shape
            elif luck < 0.12 and shape:
                shape[r.randrange(len(shape))] = 0
            if r.random() < 0.05:
                dtype = r.choice(DTYPES)
        if len(self.shapes) >= 8:
            return 'None'
        self.shapes.append(shape)
        self.dtypes.append(dtype)
        return string.ascii_lowercase[len(self.shapes) - 1]

    @property
    def rank(self):
        return len(self.shapes[0]) if self.shapes else 3


def tuple_text(values, rng=None):
    values = [str(v) for v in values]
    if rng is not None and rng.random() < 0.15:
        return '[' + ', '.join(values) + ']'
    return '(' + ', '.join(values) + (',)' if len(values) == 1 else ')')


class Kinds:
    """KIND or KIND(argument): each method gives Python text."""

    def __init__(self, case):
        self.case, self.rng = case, case.rng

    def size(self, text):
        return int(eval(text, self.case.sizes, self.case.sizes))

    def value(self, kind):
        kind = kind.strip()
        if '||' in kind:
            return self.value(self.rng.choice(kind.split('||')))
        if kind.startswith('='):  # literal text
            return kind[1:]
        match = re.fullmatch(r'(\w+)\((.*)\)', kind) or re.fullmatch(r'(\w+)\[(.*)\](?::(\w+))?', kind)
        if match:
            name, argument = match.group(1), match.group(2)
            if name == 'x':
                dtype = (match.group(3) if match.re.groups > 2 else None) or 'float32'
                return self.case.tensor([self.size(s) for s in argument.split()], dtype)
            return getattr(self, name)(argument)
        if hasattr(self, kind):
            return getattr(self, kind)()
        return str(self.size(kind))

    # tensors
    def t(self, ranks='0 1 2 3 4'):
        rank = int(self.rng.choice(ranks.split()))
        return self.case.tensor([self.rng.choice([1, 2, 3, 4, 5]) for _ in range(rank)])

    def ti(self, ranks='0 1 2 3'):
        rank = int(self.rng.choice(ranks.split()))
        return self.case.tensor([self.rng.choice([1, 2, 3, 4]) for _ in range(rank)], self.rng.choice(['int64', 'int64', 'int32', 'uint8', 'bool']))

    def tany(self, ranks='0 1 2 3'):
        rank = int(self.rng.choice(ranks.split()))
        return self.case.tensor([self.rng.choice([1, 2, 3, 4]) for _ in range(rank)], self.rng.choice(DTYPES))

    def like(self, dtype=''):
        """Broadcasts with the first tensor, most of the time."""
        r = self.rng
        shape = list(self.case.shapes[0]) if self.case.shapes else [2, 3]
        shape = [1 if r.random() < 0.25 else d for d in shape][r.choice([0, 0, 0, 1]):]
        return self.case.tensor(shape, dtype or 'float32')

    def likeany(self):
        return self.like(self.rng.choice(DTYPES))

    def same(self, dtype=''):
        return self.case.tensor(list(self.case.shapes[0]), dtype or self.case.dtypes[0])

    def tensors(self, argument='1 2 3'):
        """A list of tensors of the same shape but one axis."""
        r = self.rng
        base = [r.choice([1, 2, 3, 4]) for _ in range(r.choice([1, 2, 3, 4]))]
        axis = r.randrange(len(base))
        count = int(r.choice(argument.split()))
        names = [self.case.tensor([d if i != axis else r.choice([d, d, 1, 2, 3]) for i, d in enumerate(base)]) for _ in range(count)]
        return ('(' + ', '.join(names) + ',)') if r.random() < 0.3 else '[' + ', '.join(names) + ']'

    def alike(self, argument='1 2 3'):
        r = self.rng
        base = [r.choice([1, 2, 3, 4]) for _ in range(r.choice([0, 1, 2, 3]))]
        names = [self.case.tensor(base) for _ in range(int(r.choice(argument.split())))]
        return '[' + ', '.join(names) + ']'

    # numbers
    def i(self, values='0 1 2 3'):
        return self.rng.choice(values.split())

    def f(self):
        return self.rng.choice(['0.5', '1.0', '2', '-1.5', '0.1', '0', '1e-3', '3'])

    def p(self):
        return self.rng.choice(['0.0', '0.5', '0.1', '0.9', '1', '1.5', '-0.1'])

    def bool(self):
        return self.rng.choice(['True', 'False'])

    def none(self):
        return 'None'

    def dtype(self):
        return 'torch.' + self.rng.choice(DTYPES + ['float', 'long', 'half', 'double'])

    def any(self, text):
        """One of the words: any(a|b|c) gives quoted strings."""
        return repr(self.rng.choice(text.split('|')))

    def dim(self, extra='0'):
        r = self.case.rank + int(extra)
        low, high = -max(r, 1), max(r, 1) - 1
        if self.rng.random() < 0.08:
            return str(self.rng.choice([low - 1, high + 1, high + 3]))
        return str(self.rng.randint(low, high))

    def dims(self):
        r = self.rng
        if r.random() < 0.3:
            return self.dim()
        count = r.choice([1, 2, 2, 3, 0])
        dims = [r.randint(-max(self.case.rank, 1), max(self.case.rank, 1) - 1) for _ in range(count)]
        if r.random() < 0.85:
            seen, unique = set(), []
            for d in dims:
                if d % max(self.case.rank, 1) not in seen:
                    seen.add(d % max(self.case.rank, 1))
                    unique.append(d)
            dims = unique
        return tuple_text(dims, r)

    def perm(self):
        order = list(range(self.case.rank))
        self.rng.shuffle(order)
        if self.rng.random() < 0.1 and order:
            order[0] = self.rng.choice([order[-1], self.case.rank, -1])
        order = [d - self.case.rank if self.rng.random() < 0.2 else d for d in order]
        return self.rng.choice([', '.join(map(str, order)), tuple_text(order, self.rng)]) or '()'

    def numel(self):
        n = 1
        for d in self.case.shapes[0]:
            n *= d
        return n

    def shape(self):
        """A shape with as many elements as the first tensor, mostly; -1 now and then."""
        r = self.rng
        n, sizes = self.numel(), []
        while n > 1 and len(sizes) < 4 and r.random() < 0.85:
            divisors = [d for d in range(1, n + 1) if n % d == 0]
            d = r.choice(divisors)
            sizes.append(d)
            n //= d
        sizes.append(n)
        if r.random() < 0.4:
            sizes[r.randrange(len(sizes))] = -1
        if r.random() < 0.12:
            sizes[r.randrange(len(sizes))] = r.choice([2, 3, -1, -2, 0, 7])
        return ', '.join(map(str, sizes)) if r.random() < 0.6 else tuple_text(sizes, r)

    def newshape(self):
        sizes = [self.rng.choice([1, 2, 3, 4, 0, 5]) for _ in range(self.rng.choice([0, 1, 2, 3]))]
        return ', '.join(map(str, sizes)) if sizes and self.rng.random() < 0.5 else tuple_text(sizes, self.rng)

    def newshape1(self):
        return tuple_text([self.rng.choice([1, 2, 3, 4, 0, 5]) for _ in range(self.rng.choice([0, 1, 2, 3]))], self.rng)

    def expand(self):
        r = self.rng
        sizes = [r.choice([-1, d, d, r.choice([2, 3])]) if d == 1 or r.random() < 0.15 else r.choice([-1, d]) for d in self.case.shapes[0]]
        sizes = [r.choice([1, 2, 3]) for _ in range(r.choice([0, 0, 1]))] + sizes
        if r.random() < 0.06:
            sizes = sizes[1:]
        return ', '.join(map(str, sizes)) if sizes and r.random() < 0.6 else tuple_text(sizes, r)

    def repeats(self):
        r = self.rng
        sizes = [r.choice([1, 2, 3, 0]) if r.random() < 0.2 else r.choice([1, 2]) for _ in range(max(0, self.case.rank + r.choice([-1, 0, 0, 0, 1, 1])))]
        return ', '.join(map(str, sizes)) if sizes and r.random() < 0.6 else tuple_text(sizes, r)

    def ints(self, argument='1 3 0 4'):
        """A tuple: counts and values, `counts;values`."""
        counts, _, values = argument.partition(';')
        r = self.rng
        return tuple_text([r.choice((values or '0 1 2 3').split()) for _ in range(int(r.choice(counts.split())))], r)

    def _n(self, n, values, wrong=0.04):
        r = self.rng
        if r.random() < 0.5:
            return str(r.choice(values))
        if r.random() < 0.15:
            n = r.choice([1, n])
        if r.random() < wrong:
            n += 1
        return tuple_text([r.choice(values) for _ in range(n)], r)

    def k(self, n='2'):
        return self._n(int(n), [1, 2, 3, 3, 4, 5])

    def s(self, n='2'):
        return self._n(int(n), [1, 1, 2, 2, 3, 0] if self.rng.random() < 0.15 else [1, 2, 2, 3])

    def pad(self, n='2'):
        return self._n(int(n), [0, 1, 2, -1] if self.rng.random() < 0.1 else [0, 1, 1, 2])

    def cpad(self, n='2'):
        return self.rng.choice([self.pad(n), self.pad(n), "'same'", "'valid'"]) if self.rng.random() < 0.97 else "'full'"

    def dil(self, n='2'):
        return self._n(int(n), [1, 1, 2, 3])

    def out(self, n='2'):
        if self.rng.random() < 0.2:
            return tuple_text([self.rng.choice([None, 1, 3]) for _ in range(int(n))])
        return self._n(int(n), [1, 2, 3, 5, 7])

    def pads(self, argument='2 4'):
        count = int(self.rng.choice(argument.split()))
        return tuple_text([self.rng.choice([0, 1, 1, 2, -1, 3]) for _ in range(count)], self.rng)

    def scale(self, n='2'):
        r = self.rng
        values = ['2', '0.5', '1.5', '2.0', '3', '1.3', '0.7']
        return r.choice(values) if r.random() < 0.6 else tuple_text([r.choice(values) for _ in range(int(n))], r)

    def reduction(self):
        return self.rng.choice(["'mean'", "'sum'", "'none'", "'none'", "'batchmean'", "'avg'"])

    def sections(self):
        """Sizes that add up to an axis of the first tensor, mostly."""
        r = self.rng
        total = r.choice(self.case.shapes[0]) if self.case.shapes[0] else 3
        parts = []
        while total > 0 and len(parts) < 4:
            part = r.randint(1, total)
            parts.append(part)
            total -= part
        if total:
            parts.append(total)
        return tuple_text(parts or [1], self.rng)

    def index(self):
        """What stands between the brackets."""
        r = self.rng
        items, rank = [], self.case.rank
        shape = self.case.shapes[0]
        axis = 0
        for _ in range(r.choice([1, 1, 2, 2, 3, 4])):
            n = shape[axis] if axis < rank else 3
            number = lambda: r.choice([r.randint(0, max(n - 1, 0)), -r.randint(1, max(n, 1))])  # noqa: E731
            kind = r.choice(['int', 'slice', 'slice', 'slice', 'none', 'ellipsis', 'list', 'mask', 'tensor', 'bool', 'colon'])
            if kind == 'int':
                items.append(str(number() if r.random() < 0.93 else n))
            elif kind == 'slice':
                start, stop = r.choice(['', str(number())]), r.choice(['', str(number()), str(n + 2)])
                step = r.choice(['', '', '', ':2', ':1', ':3', ':-1', ':0'] if r.random() < 0.2 else ['', ':2'])
                items.append(f'{start}:{stop}{step}')
            elif kind == 'none':
                items.append('None')
                continue
            elif kind == 'ellipsis':
                if '...' in items and r.random() < 0.9:
                    continue
                items.append('...')
                axis = max(axis, rank - r.choice([0, 1, 2]))
                continue
            elif kind == 'list':
                items.append('[' + ', '.join(str(number()) for _ in range(r.choice([1, 2, 3]))) + ']')
            elif kind == 'mask' and len(self.case.shapes) < 5:
                items.append(self.case.tensor(shape[axis:axis + r.choice([1, 1, 2])] or [2], 'bool'))
            elif kind == 'tensor' and len(self.case.shapes) < 5:
                inner = r.choice(['', '', '%s'])
                values = [str(number()) for _ in range(r.choice([1, 2, 3]))]
                items.append(r.choice([f'torch.tensor([{", ".join(values)}])', f'torch.tensor({values[0]})', f'torch.tensor([[{values[0]}], [{values[-1]}]])']))
            elif kind == 'bool':
                items.append(r.choice([':', 'True', 'False'] if r.random() < 0.3 else [':']))
                continue
            else:
                items.append(':')
            axis += 1
        return ', '.join(items) or '...'


def arguments(text, kinds, rng):
    parts, depth, last = [], 0, 0
    for i, ch in enumerate(text + ','):
        depth += (ch in '([') - (ch in ')]')
        if ch == ',' and depth == 0:
            parts.append(text[last:i].strip())
            last = i + 1
    result, positional = [], True
    for part in (p for p in parts if p):
        star = part.startswith('*')
        name, _, kind = part.lstrip('*').partition(':')
        keyword_only = name.startswith('/')
        name = name.lstrip('/')
        optional = name.endswith('?')
        name = name.rstrip('?')
        if optional and rng.random() < 0.62:
            positional = positional and False if not star else positional
            continue
        value = kinds.value(kind)
        if star or not name or (positional and not keyword_only and rng.random() < (0.5 if optional else 0.85)):
            result.append(value)
        else:
            positional = False
            result.append(f'{name}={value}')
    return '(' + ', '.join(result) + ')'


def make(template, rng):
    case = Case(rng)
    kinds = Kinds(case)
    call = re.sub(r'\{([^{}]*)\}|<([^<>]*)>',
                  lambda m: kinds.value(m.group(1)) if m.group(1) is not None else arguments(m.group(2), kinds, rng), template)
    return {'call': call, 'shapes': case.shapes, 'dtypes': case.dtypes}


def answers(template, options, skip):
    """Cases of one template with PyTorch's answers, after each question; the first `skip` are left out."""
    weight = 1.0
    match = re.match(r'(\d+(?:\.\d+)?)\*\s+(.*)', template)
    if match:
        weight, template = float(match.group(1)), match.group(2)
    rng = random.Random(f'{options.seed} {template}')
    seen, number = set(), 0
    for _ in range(max(1, round(options.each * weight))):
        try:
            sample = make(template, rng)
        except Exception as error:
            raise RuntimeError(f'template {template!r}: {error!r}') from error
        key = json.dumps(sample)
        if key in seen:
            continue
        seen.add(key)
        number += 1
        if number <= skip:
            continue
        yield {'asked': sample}
        asked = {**sample, 'edges': options.edges, 'keep_state': options.engine}
        answer = without_changing_values(run(asked, 0), run(asked, 1))
        text = str(answer.get('ctor_error', answer.get('error', '')))
        if 'SyntaxError' in text:
            print(f'{sample["call"]}: {text}', file=sys.stderr)
        else:
            yield {'family': template, **sample, **answer}


class Child:
    """Answers from a process of its own, from the case after `skip` on."""

    def __init__(self, template, options, skip):
        read, write = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(read)
            with os.fdopen(write, 'w') as out:
                for answer in answers(template, options, skip):
                    out.write(json.dumps(answer) + '\n')
                    out.flush()
            os._exit(0)
        os.close(write)
        self.read, self.rest = read, b''

    def lines(self, seconds):
        """Until the process ends; raises TimeoutError when it is silent for too long, and ends it."""
        while True:
            if not select.select([self.read], [], [], seconds)[0]:
                os.kill(self.process, signal.SIGKILL)
                raise TimeoutError
            piece = os.read(self.read, 1 << 20)
            if not piece:
                return
            *whole, self.rest = (self.rest + piece).split(b'\n')
            yield from (json.loads(line) for line in whole)

    def close(self):
        os.close(self.read)
        return os.waitpid(self.process, 0)[1]


def in_child(template, options):
    """The cases of a template, each answered though some wrong arguments end PyTorch's process and others are computed forever."""
    found, asked, skip = [], None, 0
    while True:
        child, why = Child(template, options, skip), None
        try:
            for line in child.lines(options.seconds):
                if 'asked' in line:
                    asked, skip = line['asked'], skip + 1
                else:
                    found.append(json.dumps(line))
        except TimeoutError:
            why = f'gave no answer in {options.seconds} s'
        ended = child.close()
        if why is None and ended == 0:
            return found
        if asked is None:
            raise RuntimeError(f'no case of {template!r}')
        print(f'PyTorch {why or "ended"}: {asked["call"]} {asked["shapes"]}', file=sys.stderr)
        asked = None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--each', type=int, default=40)
    parser.add_argument('--only', default='')
    parser.add_argument('--engine', action='store_true')
    parser.add_argument('--edges', action='store_true')
    parser.add_argument('--seconds', type=float, default=20, help='after which a call is ended and left out')
    options = parser.parse_args()
    # LAPACK says on the standard output what it does not like of NaN.
    out = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    torch.set_num_threads(1)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ops_fuzz.txt')) as file:
        templates = [line.split(' #')[0].strip() for line in file if line.strip() and not line.startswith('#')]
    wanted = [template for template in templates if re.search(options.only, template)]
    lines = [line for template in wanted for line in in_child(template, options)]
    print('{"torch": "%s", "cases": [' % torch.__version__.split('a')[0], file=out)
    print(',\n'.join(lines), file=out)
    print(']}', file=out, flush=True)


if __name__ == '__main__':
    main()
