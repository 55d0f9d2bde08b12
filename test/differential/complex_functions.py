import cmath
import math

print(cmath.sqrt(-1), cmath.sqrt(4), cmath.sqrt(3 - 4j), cmath.sqrt(0))
print(cmath.exp(0), cmath.exp(1j * math.pi).real, abs(cmath.exp(1j)))
print(cmath.polar(1 + 1j), cmath.phase(-1), cmath.phase(1j), cmath.rect(2, 0))
print(cmath.log(1), cmath.log(-1), cmath.log(8, 2).real, cmath.log10(100))
print(cmath.isnan(complex(1, math.nan)), cmath.isinf(1), cmath.isfinite(1j), cmath.isclose(1, 1 + 1e-12), cmath.pi, cmath.inf)
print(round(cmath.cos(1j).real, 9), round(cmath.sin(1).real, 9), cmath.cosh(0), cmath.sinh(0))
try:
    cmath.log(0)
except ValueError as error:
    print(error)
