rows = [('Layer', 'Shape', 'Params'), ('conv1', (64, 112, 112), 9408), ('bn1', (64, 112, 112), 128), ('fc', (1000,), 513000)]
w = [max(len(str(r[i])) for r in rows) for i in range(3)]
for r in rows: print(' | '.join(str(c).ljust(n) if i < 2 else str(c).rjust(n) for i, (c, n) in enumerate(zip(r, w))))
print('=' * (sum(w) + 6)); total = sum(r[2] for r in rows[1:]); print('Total params: {:,}'.format(total)); print(f'Size (MB): {total * 4 / 1024 ** 2:.2f}'); print('%-20s %10d %6.2f%%' % ('trainable', total, 100.0))
for unit, div in (('K', 1e3), ('M', 1e6)): print(f'{total / div:.3f}{unit}', end=' ')
print(); print('\t'.join(['a', 'b']).expandtabs(8), repr('\t'), 'x'.ljust(3) + '|', '{:>{w}}'.format('r', w=5), f"{'c':^{5}}|")
