class Stack(list):
    def push(self, x): self.append(x); return self
    @property
    def top(self): return self[-1] if self else None
s = Stack().push(1).push(2); print(s, s.top, s.pop(), s, Stack().top)
def balanced(t):
    pairs, st = {')': '(', ']': '['}, []
    for c in t:
        if c in pairs.values(): st.append(c)
        elif c in pairs and (not st or st.pop() != pairs[c]): return False
    return not st
print([balanced(t) for t in ['([])', '([)]', '((', '']])
def rpn(expr):
    import operator
    ops = {'+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv}; st = []
    for tok in expr.split():
        if tok in ops: b, a = st.pop(), st.pop(); st.append(ops[tok](a, b))
        else: st.append(float(tok) if '.' in tok else int(tok))
    return st[0]
print(rpn('3 4 + 2 *'), rpn('1.5 2 /'))
class LRU:
    def __init__(self, n): from collections import OrderedDict; self.d, self.n = OrderedDict(), n
    def get(self, k):
        if k not in self.d: return -1
        self.d.move_to_end(k); return self.d[k]
    def put(self, k, v):
        self.d[k] = v; self.d.move_to_end(k)
        if len(self.d) > self.n: self.d.popitem(last=False)
c = LRU(2); c.put(1, 1); c.put(2, 2); c.get(1); c.put(3, 3); print(c.get(2), c.get(1), list(c.d))
