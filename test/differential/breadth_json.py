# Json.
import json
print(json.dumps({'a': [1, 2.5, None, True, 'é"\n'], 'b': {'c': ()}}), json.dumps([1, 2], indent=2))
print(json.dumps({'b': 1, 'a': 2}, sort_keys=True, separators=(',', ':')))
print(json.dumps({1: 2, None: 3, True: 4, 1.5: 5}))
print(json.loads('{"a": [1, 2.0, null, true, "\\u00e9"], "b": -1e3}'), json.dumps('é', ensure_ascii=False))
print(json.dumps(float('nan')), json.dumps(1e100), json.loads('[]'), json.dumps({'a': {1, 2}}, default=list))
print(json.dumps([]), json.dumps({}, indent=4), json.dumps({'x': [{'y': 1}]}, indent='\t'))
try: json.loads('{a: 1}')
except json.JSONDecodeError as e: print(e, e.pos, e.lineno)
try: json.dumps({1, 2})
except TypeError as e: print(e)
class Enc(json.JSONEncoder):
    def default(self, o): return repr(o) if isinstance(o, complex) else super().default(o)
print(json.dumps([1j], cls=Enc), json.loads('{"a": 1}', object_hook=lambda d: sorted(d.items())))
print(json.loads('1.5', parse_float=str), json.loads('{"b":1,"a":2}', object_pairs_hook=list))
import io
f = io.StringIO()
json.dump({'a': 1}, f)
print(f.getvalue(), json.load(io.StringIO('[1]')))
