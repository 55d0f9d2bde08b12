a = [1]; b = a; c = [1]; print(a is b, a is c, a == c, a is not c, id(a) == id(b), None is None, (a, a)[0] is (a, a)[1], [a, c].index(c), a in [c], [x is a for x in (b, c)])
def f(x, acc=None): acc = acc if acc is not None else []; acc.append(x); return acc
print(f(1), f(2), f(3, [0])); x = y = {}; x['k'] = 1; print(y, x is y, {} is {}, x.copy() is x, x == x.copy()); t = (1, [2]); t[1].append(3); print(t, hash((1, 2)) == hash((1, 2)))
try: hash(t)
except TypeError as e: print(e)
m = [[]] * 3; m[0].append(1); print(m, m[0] is m[1]); n = [[] for _ in range(3)]; n[0].append(1); print(n); class_list = [object() for _ in range(2)]; print(class_list[0] == class_list[0], class_list[0] == class_list[1], len(set(class_list)), float('nan') in [float('nan')], (nan := float('nan')) in [nan], [nan] == [nan], nan == nan)
