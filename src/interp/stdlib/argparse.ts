// argparse as Python text: the command line is taken as empty, so every argument has its default; parse_args(list)
// reads that list. Help texts are not made.
import type { NativeModule } from '../machine';
import { builtin } from '../value';
import { pythonModule } from './support';

const TEXT = String.raw`
SUPPRESS = '==SUPPRESS=='
OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, PARSER, REMAINDER = '?', '*', '+', 'A...', '...'

class ArgumentError(Exception):
    pass
class ArgumentTypeError(Exception):
    pass
class HelpFormatter:
    def __init__(self, *args, **kwargs):
        pass
class RawDescriptionHelpFormatter(HelpFormatter):
    pass
class RawTextHelpFormatter(HelpFormatter):
    pass
class ArgumentDefaultsHelpFormatter(HelpFormatter):
    pass
class MetavarTypeHelpFormatter(HelpFormatter):
    pass

class Namespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)
    def __eq__(self, other):
        if not isinstance(other, Namespace):
            return NotImplemented
        return vars(self) == vars(other)
    def __contains__(self, key):
        return key in self.__dict__
    def __repr__(self):
        return f'{type(self).__name__}({", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())})'

class FileType:
    def __init__(self, mode='r', *args, **kwargs):
        self.mode = mode

class Action:
    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None, required=False,
        help=None,
                 metavar=None, **kwargs):
        self.option_strings, self.dest, self.nargs, self.const = option_strings, dest, nargs, const
        self.default, self.type, self.choices, self.required = default, type, choices, required
        self.help, self.metavar = help, metavar
        self.kind = 'store'
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values)

class BooleanOptionalAction(Action):
    def __init__(self, option_strings, dest, **kwargs):
        names = []
        for name in option_strings:
            names.append(name)
            if name.startswith('--'):
                names.append('--no-' + name[2:])
        super().__init__(names, dest, nargs=0, **kwargs)
        self.kind = 'custom'
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, not option_string.startswith('--no-'))

_FLAGS = {'store_true': (True, False), 'store_false': (False, True)}

class _Container:
    def __init__(self, root):
        self._root = root

    def add_argument(self, *names, **kwargs):
        action = kwargs.pop('action', 'store')
        options = [n for n in names if n.startswith('-')]
        dest = kwargs.pop('dest', None)
        if dest is None:
            if options:
                long = [n for n in options if n.startswith('--')]
                dest = (long or options)[0].lstrip('-').replace('-', '_')
            else:
                dest = names[0] if names else ''
        if not isinstance(action, str):
            made = action(options, dest, **kwargs)
            made.kind = 'custom'
        else:
            if action in _FLAGS:
                const, default = _FLAGS[action]
                kwargs.setdefault('default', default)
                made = Action(options, dest, nargs=0, const=const, **kwargs)
            elif action in ('store_const', 'append_const', 'count', 'help', 'version'):
                kwargs.pop('version', None)
                made = Action(options, dest, nargs=0, **kwargs)
            else:
                made = Action(options, dest, **kwargs)
            made.kind = action
        self._root._actions.append(made)
        return made

    def add_argument_group(self, *args, **kwargs):
        return _Container(self._root)
    def add_mutually_exclusive_group(self, *args, **kwargs):
        return _Container(self._root)

class _SubParsers:
    def __init__(self, dest):
        self.dest = dest
        self.choices = {}
    def add_parser(self, name, **kwargs):
        kwargs.pop('help', None)
        kwargs.pop('aliases', None)
        self.choices[name] = ArgumentParser(**kwargs)
        return self.choices[name]

class ArgumentParser(_Container):
    def __init__(self, prog=None, usage=None, description=None, epilog=None, parents=(), formatter_class=HelpFormatter,
        prefix_chars='-',
                 fromfile_prefix_chars=None, argument_default=None, conflict_handler='error', add_help=True, allow_abbrev=True,
                 exit_on_error=True):
        _Container.__init__(self, self)
        self.prog, self.description = prog or '', description
        self._actions = []
        self._defaults = {}
        self._subparsers = None
        self._argument_default = argument_default
        for parent in parents:
            self._actions.extend(parent._actions)
            self._defaults.update(parent._defaults)

    def add_subparsers(self, **kwargs):
        self._subparsers = _SubParsers(kwargs.get('dest'))
        return self._subparsers

    def set_defaults(self, **kwargs):
        self._defaults.update(kwargs)
        for action in self._actions:
            if action.dest in kwargs:
                action.default = kwargs[action.dest]

    def get_default(self, dest):
        for action in self._actions:
            if action.dest == dest and action.default is not None:
                return action.default
        return self._defaults.get(dest)

    def _convert(self, action, text):
        value = text if action.type is None else action.type(text)
        if action.choices is not None and value not in action.choices:
            self.error(f'argument {"/".join(action.option_strings) or action.dest}: invalid choice: {value!r} '
                       f'(choose from {", ".join(map(repr, action.choices))})')
        return value

    def parse_args(self, args=None, namespace=None):
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error(f'unrecognized arguments: {" ".join(rest)}')
        return found

    def parse_known_args(self, args=None, namespace=None):
        ns = Namespace() if namespace is None else namespace
        for action in self._actions:
            if action.dest == SUPPRESS or action.default == SUPPRESS or action.kind in ('help', 'version'):
                continue
            if not hasattr(ns, action.dest):
                default = action.default
                if default is None and self._argument_default is not None:
                    default = self._argument_default
                if isinstance(default, str) and action.type is not None:
                    default = action.type(default)
                setattr(ns, action.dest, default)
        for name, value in self._defaults.items():
            if not hasattr(ns, name):
                setattr(ns, name, value)
        if self._subparsers is not None and self._subparsers.dest and not hasattr(ns, self._subparsers.dest):
            setattr(ns, self._subparsers.dest, None)
        # An argument that must be given is not known when there is no command line.
        if args is None:
            for action in self._actions:
                if action.required or not action.option_strings and action.nargs not in ('?', '*') and action.default is None:
                    setattr(ns, action.dest, _required(action.dest))
            return ns, []
        return ns, self._read(list(args), ns)

    def _read(self, args, ns):
        rest = []
        positional = [a for a in self._actions if not a.option_strings]
        by_name = {n: a for a in self._actions for n in a.option_strings}
        while args:
            word = args.pop(0)
            name, eq, inline = word.partition('=')
            if word.startswith('-') and name in by_name:
                self._take(by_name[name], name, ([inline] if eq else []) + args, bool(eq), args, ns)
            elif word.startswith('-') and not word.lstrip('-').replace('.', '', 1).isdigit():
                rest.append(word)
            elif positional:
                args.insert(0, word)
                self._take(positional.pop(0), None, list(args), False, args, ns)
            elif self._subparsers is not None and word in self._subparsers.choices:
                if self._subparsers.dest:
                    setattr(ns, self._subparsers.dest, word)
                found, more = self._subparsers.choices[word].parse_known_args(args, ns)
                rest.extend(more)
                args = []
            else:
                rest.append(word)
        return rest

    def _take(self, action, name, words, inline, args, ns):
        if action.nargs == 0:
            if action.kind == 'custom':
                action(self, ns, [], name)
            elif action.kind == 'count':
                setattr(ns, action.dest, (getattr(ns, action.dest) or 0) + 1)
            elif action.kind == 'append_const':
                setattr(ns, action.dest, list(getattr(ns, action.dest) or []) + [action.const])
            else:
                setattr(ns, action.dest, action.const)
            return
        taken = []
        limit = 1 if action.nargs in (None, '?') or inline else action.nargs if isinstance(action.nargs, int) else len(words)
        for word in words[:limit]:
            if word.startswith('-') and not inline and not word[1:].replace('.', '', 1).replace('e-', '', 1).isdigit():
                break
            taken.append(word)
        del args[:max(0, len(taken) - (1 if inline else 0))]
        values = [self._convert(action, word) for word in taken]
        if action.nargs is None:
            if not values:
                self.error(f'argument {"/".join(action.option_strings) or action.dest}: expected one argument')
            value = values[0]
        elif action.nargs == '?':
            value = values[0] if values else action.const
        else:
            value = values
        if action.kind == 'append':
            setattr(ns, action.dest, list(getattr(ns, action.dest) or []) + [value])
        elif action.kind == 'extend':
            setattr(ns, action.dest, list(getattr(ns, action.dest) or []) + list(value))
        elif action.kind == 'custom':
            action(self, ns, value, name)
        else:
            setattr(ns, action.dest, value)

    def parse_intermixed_args(self, args=None, namespace=None):
        return self.parse_args(args, namespace)
    def error(self, message):
        raise SystemExit(2)
    def exit(self, status=0, message=None):
        raise SystemExit(status)
    def print_help(self, file=None):
        pass
    def print_usage(self, file=None):
        pass
    def format_help(self):
        return ''
    def format_usage(self):
        return ''
`;

const requiredArgument = builtin('_required', (m, [dest]) =>
  m.unknown('external-input', `the command line argument ${dest?.kind === 'str' ? dest.value : ''} has no default`));

export const argparse: NativeModule = pythonModule('argparse', TEXT, () => ({ _required: requiredArgument }));
