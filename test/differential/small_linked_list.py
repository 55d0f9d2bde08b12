class Node:
    def __init__(self, v, nxt=None): self.v, self.next = v, nxt
    def __iter__(self):
        n = self
        while n: yield n.v; n = n.next
    def __repr__(self): return '->'.join(map(str, self))
def build(vals):
    head = None
    for v in reversed(vals): head = Node(v, head)
    return head
def rev(n):
    prev = None
    while n: n.next, prev, n = prev, n, n.next
    return prev
h = build([1, 2, 3]); print(h, len(list(h)), 2 in h); h = rev(h); print(h, sum(h), max(h)); a, *b = h; print(a, b)
