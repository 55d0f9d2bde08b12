// The short path of operators on Python's exact number types; types/number.ts computes.
export { compareExact as compareNumbers, exactArithmetic as arithmetic } from './types/number';
