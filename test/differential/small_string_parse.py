cfg = 'lr=0.1; depth = 50;name=res net ; flag'
out = {}
for part in cfg.split(';'):
    k, sep, v = part.partition('='); k, v = k.strip(), v.strip()
    out[k] = True if not sep else int(v) if v.isdigit() else float(v) if v.replace('.', '', 1).isdigit() else v
print(out)
def parse(s):
    s = s.strip()
    if s.startswith('[') and s.endswith(']'): return [parse(x) for x in s[1:-1].split(',') if x.strip()]
    for f in (int, float):
        try: return f(s)
        except ValueError: pass
    return {'true': True, 'false': False, 'none': None}.get(s.lower(), s)
print([parse(x) for x in ['1', '2.5', 'True', 'none', 'abc', '[1, 2.0, x]', '[]', '-3', '1e-3']])
spec = '64c3-p2-128c3s2-fc10'
import re
layers = []
for tok in spec.split('-'):
    if m := re.fullmatch(r'(\d+)c(\d)(?:s(\d))?', tok): layers.append(('conv', int(m[1]), int(m[2]), int(m[3] or 1)))
    elif m := re.fullmatch(r'([a-z]+)(\d+)', tok): layers.append((m[1], int(m[2])))
print(layers); print('a.b[0].c'.replace('[', '.').replace(']', '').split('.'), 'k1=v1&k2=v2'.split('&'), dict(p.split('=') for p in 'k1=v1&k2=v2'.split('&')), 'version 1.12.1+cu113'.split()[1].split('+')[0].split('.')[:2], tuple(int(x) for x in '1.12.1'.split('.')) >= (1, 8))
