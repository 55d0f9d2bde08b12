import copy, sys, json
class Registry:
    def __init__(self, name): self._name, self._map = name, {}
    def __repr__(self): return f'{self.__class__.__name__}(name={self._name}, items={sorted(self._map)})'
    def __len__(self): return len(self._map)
    def __contains__(self, k): return self.get(k) is not None
    def get(self, k): return self._map.get(k)
    def _register(self, cls, name=None, force=False):
        name = name or cls.__name__
        if not force and name in self._map: raise KeyError(f'{name} is already registered in {self._name}')
        self._map[name] = cls
    def register_module(self, name=None, force=False, module=None):
        if module is not None: self._register(module, name, force); return module
        def _r(cls): self._register(cls, name, force); return cls
        return _r
    def build(self, cfg, **kw):
        if not isinstance(cfg, dict): raise TypeError(f'cfg must be a dict, but got {type(cfg)}')
        args = cfg.copy(); args.update(kw); t = args.pop('type')
        cls = self.get(t) if isinstance(t, str) else t
        if cls is None: raise KeyError(f'{t} is not in the {self._name} registry')
        try: return cls(**args)
        except Exception as e: raise type(e)(f'{cls.__name__}: {e}')
BLOCKS = Registry('block')
@BLOCKS.register_module()
class Basic:
    expansion = 1
    def __init__(self, c, stride=1): self.c, self.stride = c, stride
    def __repr__(self): return f'{type(self).__name__}({self.c}, stride={self.stride})'
@BLOCKS.register_module(name='Neck')
class Bottleneck(Basic): expansion = 4
print(BLOCKS, len(BLOCKS), 'Neck' in BLOCKS, BLOCKS.build(dict(type='Basic', c=64)), BLOCKS.build({'type': Bottleneck, 'c': 3}, stride=2))
for cfg in [dict(type='Nope'), dict(type='Basic'), dict(type='Basic', c=1, z=2), [1]]:
    try: BLOCKS.build(cfg)
    except Exception as e: print(type(e).__name__, e)
try: BLOCKS.register_module(module=Basic)
except KeyError as e: print(e)
class Config(dict):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        for key, v in self.items():
            if isinstance(v, dict): self[key] = Config(v)
            elif isinstance(v, (list, tuple)): self[key] = type(v)(Config(x) if isinstance(x, dict) else x for x in v)
    def __getattr__(self, n):
        try: return self[n]
        except KeyError: raise AttributeError(f"'Config' has no attribute '{n}'") from None
    def __setattr__(self, n, v): self[n] = v
    def merge(self, o):
        for k, v in o.items():
            if isinstance(v, dict) and isinstance(self.get(k), dict): self[k].merge(v)
            else: self[k] = v
        return self
base = Config(model=dict(type='R', depth=50, stages=[dict(n=3), dict(n=4)]), lr=0.1)
c = copy.deepcopy(base).merge({'model': {'depth': 101}, 'extra': 1}); print(base.model.depth, c.model.depth, c.model.stages[1].n, type(c).__name__, c.extra, c)
try: c.nope
except AttributeError as e: print(e)
c.model.width = 2; print(c['model'], hasattr(c, 'lr'), json.dumps(c))
_m = sys.modules[__name__]; print(hasattr(_m, 'Registry'), getattr(_m, 'Basic').__name__, _m.__name__)
print({k: v.__name__ for k, v in list(globals().items()) if isinstance(v, type) and issubclass(v, Basic)}, 'BLOCKS' in globals(), callable(globals()['Basic']))
def f(a, b=2): x = 1; return locals()
print(f(1), sorted(vars(Basic(1))))
