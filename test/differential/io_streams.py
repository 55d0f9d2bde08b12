import io
import json

s = io.StringIO('first\nsecond\n\nlast')
print(s.readline(), repr(s.read(3)), s.tell())
print([line for line in s], s.read() == '', s.readline() == '')
s.seek(0)
print(s.readlines(), s.getvalue().count('\n'))
s.seek(0)
for number, line in enumerate(s):
    print(number, line.rstrip('\n'))

out = io.StringIO()
print('a', 1, sep='-', file=out)
out.write('more')
out.writelines([' lines', '\n'])
print(repr(out.getvalue()), out.tell())
with out as same:
    print(same is out, out.closed)
print(out.closed)
try:
    out.write('late')
except ValueError as e:
    print(e)

b = io.BytesIO(b'\x00\x01ab\ncd')
print(b.read(2), b.readline(), b.read(), b.seek(1), b.tell())

try:
    open('nothing', 'rq')
except ValueError as e:
    print(e)
print(issubclass(io.UnsupportedOperation, OSError), issubclass(io.UnsupportedOperation, ValueError))

config = io.StringIO('{"channels": [3, 16, 32], "name": "tiny", "scale": 0.5}')
print(json.load(config)['channels'], json.loads(b'{"x": "\xc3\xa9"}'))

blocks = []
for line in io.StringIO('[net]\nwidth=32\n\n# a comment\n[conv]\nfilters = 8\nsize=3\n').read().split('\n'):
    line = line.strip()
    if not line or line.startswith('#'):
        continue
    if line.startswith('['):
        blocks.append({'type': line[1:-1].rstrip()})
    else:
        key, value = line.split('=')
        blocks[-1][key.rstrip()] = value.lstrip()
print(blocks)
print(b'a-b-c'.find(b'-', 2), b'abc'.find(b'c', 0, 2), b'abc'.find(b'a', -3), b''.find(b''))
