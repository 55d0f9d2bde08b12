import math
from math import sqrt, log2, ceil, floor, pi
print(math.pi, math.e, math.tau, math.inf, math.nan, ceil(2.1), floor(-2.1), math.trunc(-2.9), sqrt(16), log2(8), math.log(math.e), math.log(8, 2), math.log10(1000), math.exp(0), math.log1p(0.0))
print(math.gcd(12, 18), math.gcd(), math.lcm(4, 6), math.factorial(20), math.factorial(25), math.comb(10, 3), math.perm(5, 2), math.isqrt(17), math.prod([2, 3, 4]), math.prod([], start=5), math.fsum([0.1] * 10), math.hypot(3, 4), math.dist((0, 0), (3, 4)))
print(math.sin(0), math.cos(0), math.degrees(math.pi), math.radians(180), math.atan2(1, 1), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 2), math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.copysign(1, -0.0), math.fmod(-7, 3), math.modf(2.5), math.frexp(8), math.ldexp(0.5, 4), math.pow(2, 10), math.fabs(-2))
print(ceil(5 / 2), ceil(4), floor(7.0), ceil(-0.5), type(ceil(2.5)).__name__, floor(1e20), math.erf(0.5), math.gamma(5), math.tanh(0.5))
for f in [lambda: sqrt(-1), lambda: math.log(0), lambda: math.log2(-1), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: sqrt('4'), lambda: math.exp(1000), lambda: ceil(math.inf), lambda: floor(math.nan), lambda: math.gcd(1.5, 2), lambda: sqrt(), lambda: math.comb(-1, 2), lambda: math.acos(2)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def make_divisible(v, divisor=8, min_value=None):
    min_value = min_value or divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v: new_v += divisor
    return new_v
print([make_divisible(c * w) for c in (16, 24, 32, 96, 1280) for w in (0.5, 0.75, 1.0, 1.4)])
print(int(math.ceil(1.2 * 3)), math.floor((224 + 2 * 3 - 7) / 2 + 1), int(math.log(256, 2)), 2 ** math.ceil(math.log2(100)), round(math.sqrt(2), 4), int(abs((math.log(512, 2) + 1) / 2)))
class HasCeil:
    def __ceil__(self): return 'ceil'
    def __float__(self): return 9.0
print(ceil(HasCeil()), sqrt(HasCeil()), math.floor(True))
