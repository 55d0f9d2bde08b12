# Cmath statistics fractions decimal.
import cmath, statistics, fractions, decimal
print(statistics.mean([1, 2, 3]), statistics.mean([1, 2]), statistics.median([1, 3, 2]))
print(statistics.median([1, 2, 3, 4]), statistics.stdev([1, 2, 3]), statistics.variance([1, 2, 3, 4]))
print(statistics.mode('aab'), statistics.pstdev([1, 3]), statistics.fmean([1, 2]))
F = fractions.Fraction
D = decimal.Decimal
