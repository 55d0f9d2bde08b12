print([bin(i).count('1') for i in range(8)], [i & -i for i in range(1, 9)], [1 << i for i in range(6)], 5 ^ 5, ~0, -1 & 0xff, 0b1010 >> 1, (1 << 64) - 1 & 0xffffffff)
def is_pow2(n): return n > 0 and n & (n - 1) == 0
print([n for n in range(70) if is_pow2(n)], (37).bit_length(), 2 ** (37 - 1).bit_length(), hex(0xdeadbeef ^ 0xffffffff), int('11' * 8, 2), f'{37:08b}', f'{255:X}', format(5, '#b'), -7 >> 1, -7 // 2, 7 >> 1, -8 >> 10, 1 >> 100, (-5) & 3, (-5) | 3, (-5) ^ 3, True & False, True | 2, 6 & True)
