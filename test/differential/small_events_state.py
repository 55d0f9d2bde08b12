class Machine:
    states = {'idle': {'start': 'run'}, 'run': {'stop': 'idle', 'fail': 'err'}, 'err': {}}
    def __init__(self): self.state, self.log = 'idle', []
    def fire(self, ev):
        nxt = self.states[self.state].get(ev)
        if nxt is None: raise ValueError(f'cannot {ev!r} from {self.state!r}')
        self.log.append((self.state, ev, nxt)); self.state = nxt; return self
m = Machine().fire('start').fire('stop').fire('start'); print(m.state, m.log)
try: m.fire('start')
except ValueError as e: print(e)
try: m.fire('fail').fire('x')
except ValueError as e: print(e, m.state)
class Emitter:
    def __init__(self): self._h = {}
    def on(self, name):
        def reg(f): self._h.setdefault(name, []).append(f); return f
        return reg
    def emit(self, name, *a, **k): return [f(*a, **k) for f in self._h.get(name, [])]
e = Emitter()
@e.on('x')
def one(v, k=0): return v + k
e.on('x')(lambda v, **k: (v, k)); print(e.emit('x', 1, k=2), e.emit('none'))
