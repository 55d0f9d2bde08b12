import re, math, collections
from functools import partial
BlockArgs = collections.namedtuple('BlockArgs', ['num_repeat', 'kernel_size', 'stride', 'expand_ratio', 'input_filters', 'output_filters', 'se_ratio', 'id_skip'])
GlobalParams = collections.namedtuple('GlobalParams', ['width_coefficient', 'depth_coefficient', 'image_size', 'dropout_rate', 'depth_divisor', 'min_depth'])
GlobalParams.__new__.__defaults__ = (None,) * len(GlobalParams._fields)
def decode(s):
    ops = s.split('_'); options = {}
    for op in ops:
        splits = re.split(r'(\d.*)', op)
        if len(splits) >= 2: key, value = splits[:2]; options[key] = value
    return BlockArgs(num_repeat=int(options['r']), kernel_size=int(options['k']), stride=[int(options['s'][0])], expand_ratio=int(options['e']), input_filters=int(options['i']), output_filters=int(options['o']), se_ratio=float(options['se']) if 'se' in options else None, id_skip=('noskip' not in s))
def encode(b):
    args = ['r%d' % b.num_repeat, 'k%d' % b.kernel_size, 's%d%d' % (b.stride[0], b.stride[0]), 'e%s' % b.expand_ratio, 'i%d' % b.input_filters, 'o%d' % b.output_filters]
    if 0 < b.se_ratio <= 1: args.append('se%s' % b.se_ratio)
    if b.id_skip is False: args.append('noskip')
    return '_'.join(args)
def round_filters(f, g):
    m = g.width_coefficient
    if not m: return f
    d = g.depth_divisor; md = g.min_depth or d; f *= m
    nf = max(md, int(f + d / 2) // d * d)
    if nf < 0.9 * f: nf += d
    return int(nf)
def round_repeats(r, g): return int(math.ceil(g.depth_coefficient * r)) if g.depth_coefficient else r
strs = ['r1_k3_s11_e1_i32_o16_se0.25', 'r2_k3_s22_e6_i16_o24_se0.25', 'r4_k5_s11_e6_i112_o192_se0.25_noskip']
g = GlobalParams(width_coefficient=1.4, depth_coefficient=1.8, depth_divisor=8)
print(g, GlobalParams())
for b in map(decode, strs):
    print(b, encode(b)); b = b._replace(input_filters=round_filters(b.input_filters, g), output_filters=round_filters(b.output_filters, g), num_repeat=round_repeats(b.num_repeat, g)); print(b.input_filters, b.output_filters, b.num_repeat)
params = {'efficientnet-b0': (1.0, 1.0, 224, 0.2), 'efficientnet-b7': (2.0, 3.1, 600, 0.5)}
for name, (w, d, s, p) in params.items(): print(f'{name:<18}{w:>5}{d:>5} {s:4d} {p:.1%}')
def calc_same(size, k, s, d=1):
    o = math.ceil(size / s); return max((o - 1) * s + (k - 1) * d + 1 - size, 0)
print([calc_same(i, k, s) for i in (224, 7) for k, s in ((3, 2), (5, 1))])
