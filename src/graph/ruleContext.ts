// What shape rules ask with: their questions over plain numbers, lifted to open sizes and holes.
import { RuleError, type RuleContext } from '../ops/op';
import { equalDims, mapDims, plainShape, testDims } from '../tensor/dim';
import { constantOf, int, type Dim } from '../tensor/value';
import type { GraphClient } from './build';

/**
 * `onUnmet` hears of each requirement that depends on open sizes and does not hold at the reference binding: the op is let
 * pass, as it is right for some sizes, but not for those that are counted. `onKept` hears of axes that stay for other sizes only.
 */
export function createRuleContext(client: GraphClient, onUnmet: () => void, onKept: () => void): RuleContext {
  // A requirement is asked about in the expression that `require` is given, so that the last question is its own.
  let isUnmet = false;
  const asked = (answer: boolean | undefined, holds: (...sizes: number[]) => boolean, dims: readonly Dim[]) => {
    const sizes = answer === undefined ? plainShape(dims) : null;
    isUnmet = sizes !== null && !holds(...sizes);
    return answer;
  };
  return {
    map: (f, ...dims) => mapDims(f, null, ...dims),
    equal: (a, b) => asked(equalDims(a, b), (x, y) => x === y, [a, b]),
    test: (p, ...dims) => asked(testDims(p, ...dims), p, dims),
    kept: (dims) => { if (dims.some((dim) => constantOf(dim) === undefined && plainShape([dim])?.[0] === 1)) onKept(); },
    require: (ok, message, blame = []) => {
      if (ok === false) throw new RuleError('RuntimeError', message(), blame);
      if (ok === undefined && isUnmet) onUnmet();
    },
    raise: (type, message, blame = []) => {
      throw new RuleError(type, message, blame);
    },
    unknown: (code, message, hint) => client.newReason(code, message, hint),
    dim: (size) => int(size),
  };
}
