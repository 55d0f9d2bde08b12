// torch.autograd.Variable, which older programs wrap every tensor in and ask isinstance() of.
import { tensorOf, int } from '../../tensor/value';
import { bool, builtinClass, method, NONE, type Class } from '../value';
import { objectType } from '../types/index';
import { constructor } from '../types/define';
import { fill, typeType } from '../types/roots';
import { asFlag, isTensor, torchState } from './support';
import { aliasOf, tensorType } from './tensor';

/** Every tensor is a Variable; the class itself makes tensors. */
const metaType: Class = builtinClass('VariableMeta', 'torch.autograd.variable', [typeType], {
  __instancecheck__: method('__instancecheck__', (m, [, value]) => {
    const answer = m.isInstance(value ?? NONE, tensorType);
    return answer === undefined ? m.unknown('data-dependent-value', 'whether a value is a tensor is not known') : bool(answer);
  }),
});

export const variableType: Class = builtinClass('Variable', 'torch.autograd.variable', [objectType], {});
variableType.metaclass = metaType;
fill(variableType, {
  __new__: constructor((m, _, args, kwargs) => {
    const data = args[0] ?? kwargs.get('data');
    if (!data || data.kind === 'none') return tensorOf({ shape: [int(0)], dtype: torchState(m).defaultDType });
    if (data.kind === 'unknown') return data;
    if (!isTensor(data)) return m.raise('TypeError', `Variable data has to be a tensor, but got ${m.typeOf(data).name}`);
    const requiresGrad = asFlag(args[1] ?? kwargs.get('requires_grad')) ?? false;
    // A parameter in it is a parameter no longer.
    return data.cls || data.requiresGrad !== requiresGrad ? aliasOf(m, data, { requiresGrad }) : data;
  }),
});
