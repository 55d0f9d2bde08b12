print([i for i in range(10, 0, -3)], list(range(0)), [*range(3)][::-1], sum(range(0, 101, 5)), [(i, j) for i in range(2) for j in range(i, 3)], list(zip(range(3), range(3, 0, -1))), [x for x in range(100) if x % 7 == 3][:3], range(5)[1:4], range(10)[::3], 7 in range(0, 10, 2), len(range(5, 5)), range(-5, 5, 3)[-1])
for i, c in enumerate('abc', start=10): print(i, c, end=' ')
print(); n = 27; steps = 0
while n != 1: n = n // 2 if n % 2 == 0 else 3 * n + 1; steps += 1
print(steps); tri = [[1]]
for _ in range(4): r = tri[-1]; tri.append([1] + [a + b for a, b in zip(r, r[1:])] + [1])
print(tri); out = []
for i in range(1, 16): out.append('FizzBuzz' if i % 15 == 0 else 'Fizz' if i % 3 == 0 else 'Buzz' if i % 5 == 0 else i)
print(out); a, b = 48, 36
while b: a, b = b, a % b
print(a); grid = [['.'] * 4 for _ in range(2)]; grid[1][2] = '#'; print('\n'.join(map(''.join, grid)))
for i in range(3):
    for j in range(3):
        if j == 1: continue
        if i == 1: break
        print(i, j, end=';')
    else: print('done', i, end=';')
print(); i = 0
while i < 3: i += 1
else: print('else', i)
for x in (1, 'a', None, [2]): print(type(x).__name__, end=' ')
print(); print(next((x for x in range(10) if x > 5), None), next((x for x in [] ), 'none'), any(x == 3 for x in range(5)), [min(5, max(0, x)) for x in (-1, 3, 9)])
