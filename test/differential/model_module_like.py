from collections import OrderedDict
class Parameter:
    def __init__(self, *shape): self.shape = shape
    def numel(self):
        n = 1
        for d in self.shape: n *= d
        return n
class Module:
    def __init__(self):
        object.__setattr__(self, '_parameters', OrderedDict()); object.__setattr__(self, '_modules', OrderedDict()); self.training = True
    def __setattr__(self, name, value):
        params = self.__dict__.get('_parameters')
        if isinstance(value, Parameter):
            if params is None: raise AttributeError('cannot assign parameters before Module.__init__() call')
            params[name] = value
        elif isinstance(value, Module): self.__dict__['_modules'][name] = value
        else: object.__setattr__(self, name, value)
    def __getattr__(self, name):
        for store in ('_parameters', '_modules'):
            if store in self.__dict__ and name in self.__dict__[store]: return self.__dict__[store][name]
        raise AttributeError("'{}' object has no attribute '{}'".format(type(self).__name__, name))
    def __call__(self, *a, **k): return self.forward(*a, **k)
    def forward(self, *a): raise NotImplementedError
    def named_modules(self, memo=None, prefix=''):
        memo = set() if memo is None else memo
        if self not in memo:
            memo.add(self); yield prefix, self
            for n, m in self._modules.items():
                if m is None: continue
                yield from m.named_modules(memo, prefix + ('.' if prefix else '') + n)
    def named_parameters(self):
        for p, m in self.named_modules():
            for n, v in m._parameters.items(): yield (p + '.' if p else '') + n, v
    def parameters(self): return (p for _, p in self.named_parameters())
    def children(self): yield from self._modules.values()
    def apply(self, fn):
        for c in self.children(): c.apply(fn)
        fn(self); return self
    def train(self, mode=True):
        self.training = mode
        for c in self.children(): c.train(mode)
        return self
    def eval(self): return self.train(False)
    def extra_repr(self): return ''
    def __repr__(self):
        kids = [f'({n}): ' + repr(m).replace('\n', '\n  ') for n, m in self._modules.items()]
        if not kids: return f'{type(self).__name__}({self.extra_repr()})'
        return type(self).__name__ + '(\n  ' + '\n  '.join(kids) + '\n)'
class Linear(Module):
    def __init__(self, i, o, bias=True):
        super().__init__(); self.i, self.o = i, o; self.weight = Parameter(o, i)
        if bias: self.bias = Parameter(o)
    def forward(self, x): return f'linear({x})'
    def extra_repr(self): return f'{self.i}, {self.o}'
class Net(Module):
    def __init__(self):
        super().__init__(); self.fc1 = Linear(4, 8); self.fc2 = Linear(8, 2, bias=False); self.scale = 3
        for i in range(2): setattr(self, f'head{i}', Linear(2, i + 1))
    def forward(self, x):
        x = self.fc2(self.fc1(x))
        return [getattr(self, f'head{i}')(x) for i in range(2)]
n = Net(); print(n); print(n('x'), [k for k, _ in n.named_parameters()], sum(p.numel() for p in n.parameters()), [k for k, _ in n.named_modules()], n.scale, len(list(n.children())))
n.eval(); print(n.fc1.training, n.training); seen = []; n.apply(lambda m: seen.append(type(m).__name__)); print(seen)
try: n.missing
except AttributeError as e: print(e)
try: Module()(1)
except NotImplementedError as e: print(type(e).__name__, repr(e))
class BadInit(Module):
    def __init__(self): self.w = Parameter(1)
try: BadInit()
except AttributeError as e: print(e)
hooks = []
def hook(mod): hooks.append(mod.extra_repr())
for m in n.named_modules():
    if isinstance(m[1], Linear): hook(m[1])
print(hooks, isinstance(n, Module), [type(m).__name__ for m in n._modules.values()], n.fc1 is n._modules['fc1'])
