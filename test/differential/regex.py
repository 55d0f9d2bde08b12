import re
m = re.match(r'(\w+)\s(\d+)', 'layer 42 rest'); print(m, m.group(), m.group(1), m.group(1, 2), m.groups(), m.start(), m.end(), m.span(2), m[2], m.string, m.lastindex, bool(m))
print(re.search(r'\d+', 'abc123def').group(), re.search('x', 'abc'), re.fullmatch(r'\d+', '123') is not None, re.fullmatch(r'\d+', '123a'), re.match('b', 'ab'))
print(re.findall(r'\d+', 'a1b22c333'), re.findall(r'(\w)(\d)', 'a1b2'), re.findall(r'(a)|b', 'ab'), [x.span() for x in re.finditer('a', 'banana')], re.findall('', 'ab'))
print(re.sub(r'\d', '#', 'a1b2'), re.sub(r'(\w+) (\w+)', r'\2 \1', 'hello world'), re.sub(r'(?P<a>\d)', r'<\g<a>>', 'x1'), re.sub('a', lambda m: m.group().upper(), 'banana'), re.sub('a', '-', 'banana', count=2), re.subn('a', 'b', 'aa'), re.sub('x*', '-', 'abxd'))
print(re.split(r'[,;]\s*', 'a, b;c'), re.split(r'(,)', 'a,b'), re.split(r'\s+', ' a b '), re.split('b', 'abab', maxsplit=1), re.escape('a.b*c[1]'))
p = re.compile(r'(?P<name>\w+)=(?P<val>\w+)?', re.I); print(p.pattern, p.groups, p.groupindex, p.match('k=v').groupdict(), p.match('k=').groups('d'), p.search('zz a=b').start(), p)
print(re.compile('^a', re.M).findall('a\nab\nb'), re.compile('a.b', re.S).match('a\nb') is not None, re.match('AB', 'ab', re.IGNORECASE).group(), re.findall(r'^\w', 'a\nb'), re.findall(r'\w$', 'a\nb\n'), re.search(r'\Ab', 'ab'), re.search(r'b\Z', 'ab').group())
print(re.compile(r'''
   (\d+)   # digits
   [a-z]   # letter
''', re.X).match('12a').groups(), re.match(r'(?:ab)+', 'ababx').group(), re.match(r'a{2,3}', 'aaaa').group(), re.match(r'a+?', 'aaa').group(), re.search(r'(?<=x)y', 'xy').span(), re.search(r'a(?!b)', 'abac').span(), re.match(r'(a)\1', 'aa').group(), re.match(r'[^\W\d]+', 'ab1').group())
key = 'features.denseblock1.denselayer2.norm.1.weight'
pat = re.compile(r'^(.*denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$')
r = pat.match(key); print(r.group(1) + r.group(2), pat.match('nope'))
print([re.match(r'([a-z]+)(\d*)', s).groups() for s in ['r1', 'k3', 'se', 'e6']], re.split(r'(\d.*)', 'k3x3'), re.sub(r'(?<!^)(?=[A-Z])', '_', 'CamelCaseName').lower(), re.sub(r'\s+', ' ', 'a \n b'), re.findall(r'\b\w', 'hi there you'))
try: m.group(9)
except IndexError as e: print(e)
try: m.group('zz')
except IndexError as e: print(e)
print(re.match('(a)(b)?', 'a').groups(), re.match('(a)(b)?', 'a').group(2), re.match(r'.*', 'ab\nc').group(), m.expand(r'\2-\1'), re.search('é', 'café').start(), re.findall(r'[\w.]+@[\w.]+', 'x a@b.c y'), re.sub(r'\.', r'\\.', 'a.b'), re.match(r'[]a]+', ']a').group(), re.match(r'\$\{(.*)\}', '${v}')[1])
try: re.match(1, 'a')
except TypeError as e: print(e)
try: re.match('a', 1)
except TypeError as e: print(e)
print(isinstance(p, re.Pattern), isinstance(m, re.Match), p.fullmatch('a=b').end('val'), p.sub('X', 'a=b c=d'), p.split('1 a=b 2'))
