import json
d = {'a': 1, 'b': [1.5, None, True], 'c': {'n': 'x"y\n'}, 'u': 'é'}
print(json.dumps(d), json.dumps(d, ensure_ascii=False), json.dumps(d, sort_keys=True, indent=2))
print(json.dumps([1, 2], indent=4), json.dumps({}), json.dumps([]), json.dumps([], indent=2), json.dumps('s'), json.dumps(None), json.dumps(1.0), json.dumps({1: 'i', None: 2, True: 3, 2.5: 4}), json.dumps((1, 2)), json.dumps([1, 2], separators=(',', ':')), json.dumps({'a': 1}, separators=(',', ':')), json.dumps(float('inf')), json.dumps(10 ** 20))
print(json.loads('{"a": [1, 2.0, null, true, "s\\u00e9\\n"], "b": {"c": -1e3}}'), json.loads(' 5 '), json.loads('"x"'), json.loads('[]'), json.loads('123456789012345678901'), json.loads('1.0'), type(json.loads('1')).__name__, json.loads('NaN'))
for t in ['{bad}', '[1,', '', '{"a" 1}', '[1] x', "{'a': 1}", '{"a": 1,}']:
    try: print(json.loads(t))
    except json.JSONDecodeError as e: print(type(e).__name__, e)
class X: pass
try: json.dumps(X())
except TypeError as e: print(e)
print(json.dumps({'x': X()}, default=lambda o: type(o).__name__), json.loads(json.dumps(d)) == d, json.loads('{"k": 1}', object_hook=lambda h: list(h.items())))
try: json.dumps({(1, 2): 3})
except TypeError as e: print(e)
try: json.loads(5)
except TypeError as e: print(e)
