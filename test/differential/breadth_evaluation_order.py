# Evaluation order.
log = []
def t(x, r=None): log.append(x); return x if r is None else r
d = {t('k1'): t('v1'), t('k2'): t('v2')}
lst = [t('a'), *t('b', [1]), t('c')]
t('f', lambda *a, **k: None)(t('arg1'), *t('star', [2]), kw=t('kw'), **t('dd', {'z': 1}))
x = [0, 1, 2]
x[t('i', 1)] = t('value', 9)
x[t('j', 0)] += t('aug', 5)
t('l', 3) < t('m', 2) < t('never', 1)
t('n', 0) or t('o', 5) and t('p')
(t('then', 1) if t('cond', 0) else t('else', 2))
class A:
    a = t('body')
    def f(self, d=t('default')): pass
a, (b, c) = t('rhs', (1, (2, 3)))
assert t('ok'), t('msg')
del x[t('del', 0)]
