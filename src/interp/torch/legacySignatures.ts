// Signatures that PyTorch keeps from its first versions, in which numbers come before the tensors that they belong to:
// `p.add_(-lr, grad)` is `p.add_(grad, alpha=-lr)`, `torch.addmm(beta, input, alpha, a, b)` has both by name today.
import type { Args, Kwargs, Value } from '../value';
import type { CallName } from './names';

interface Given { readonly args: Args; readonly kwargs: Kwargs }

const ALPHA: ReadonlySet<string> = new Set(['add', 'sub']);
const VALUE: ReadonlySet<string> = new Set(['addcmul', 'addcdiv']);
const BETA: ReadonlySet<string> = new Set(['addmm', 'addmv', 'addr', 'addbmm', 'baddbmm', 'sspaddmm']);

const isNumber = (value: Value | undefined): value is Value =>
  value?.kind === 'int' || value?.kind === 'float' || value?.kind === 'bool';
const isTensor = (value: Value | undefined): value is Value => value?.kind === 'tensor';
const named = (kwargs: Kwargs, more: Readonly<Record<string, Value>>): Kwargs => new Map([...kwargs, ...Object.entries(more)]);

/** The call as today's signature has it; the same call where it is none of the old ones. */
export function modernised(call: CallName, args: Args, kwargs: Kwargs): Given {
  const given = { args, kwargs };
  const name = call.name.replace(/([^_])_$/, '$1');
  if (BETA.has(name)) return withFactors(call, given);
  const [self, factor, ...tensors] = args;
  // Of a number the factor may stand behind it without its name.
  if (ALPHA.has(name) && isTensor(self) && isNumber(factor) && args.length === 3 && isNumber(args[2])) {
    return { args: [self, factor], kwargs: named(kwargs, { alpha: args[2] }) };
  }
  if (!isTensor(self) || !isNumber(factor) || !tensors.every(isTensor)) return given;
  if (ALPHA.has(name) && tensors.length === 1) return { args: [self, ...tensors], kwargs: named(kwargs, { alpha: factor }) };
  if (VALUE.has(name) && tensors.length === 2) return { args: [self, ...tensors], kwargs: named(kwargs, { value: factor }) };
  return given;
}

/** `addmm(beta, input, alpha, mat1, mat2)` and without alpha; as a method `self` stands first. */
function withFactors(call: CallName, given: Given): Given {
  const { args, kwargs } = given;
  const [first, second] = call.method ? [args[0], args[1]] : [args[1], args[0]];
  if (!isTensor(first) || !isNumber(second)) return given;
  const [third] = args.slice(2);
  const tensors = args.slice(isNumber(third) ? 3 : 2);
  if (tensors.length !== 2 || !tensors.every(isTensor)) return given;
  return { args: [first, ...tensors], kwargs: named(kwargs, { beta: second, ...isNumber(third) ? { alpha: third } : {} }) };
}
