// Calling a module: hooks, lazy materialisation, forward, and the brackets that show the call in the graph.
// Knows no single module.
import type { GivenArguments } from '../../graph/graph';
import { unknownOf } from '../../tensor/value';
import type { Machine } from '../machine';
import { type Args, type Instance, type Kwargs, type Value } from '../value';
import { members, raw } from '../types/define';
import { lookup, unknownBase } from '../types/protocol';
import { fill } from '../types/roots';
import { hasPreHooks, runHooks, runPreHooks } from './hooks';
import { materialize } from './lazy';
import { noteMeeting } from './meetings';
import { asModule, ensureBegun, isBeingTyped, moduleType } from './module';
import { isTensor } from './support';
import { outputOf, pathOf, singleScope, tensorsIn, withRoot } from './scope';

function callModule(m: Machine, self: Instance, args: Args, kwargs: Kwargs): Value {
  const lost = self.attrs.has('_modules') ? undefined : unknownBase(self.cls);
  if (lost) return m.call(unknownOf(lost), args, kwargs);
  if (!ensureBegun(m, self)) {
    return m.raise('AttributeError', `'${self.cls.name}' object has no attribute '_backward_hooks'`);
  }
  return withRoot(m, self, () => bracketed(m, self, args, kwargs));
}

/** Ops of hooks belong to the call, as they do to the time a call takes. */
function bracketed(m: Machine, self: Instance, args: Args, kwargs: Kwargs): Value {
  noteMeeting(m, self, args, kwargs);
  const isHooked = hasPreHooks(self);
  const unfit = isHooked ? undefined : materialize(m, self, args, kwargs);
  if (unfit) return unfit;
  const path = pathOf(m, self);
  return m.withModule(path, () => {
    const open = (given: Args) =>
      [singleScope(m, self), tensorsIn([...given, ...kwargs.values()]), formOf(given, kwargs)] as const;
    const [scope, inputs, form] = open(args);
    const call = m.graph.enterModule(scope, path, inputs, form);
    try {
      const given = runPreHooks(m, self, args, kwargs);
      const lost = isHooked ? materialize(m, self, given, kwargs) : undefined;
      if (isHooked) m.graph.receive(call, ...open(given));
      const output = lost ?? runHooks(m, self, given, kwargs, forward(m, self, given, kwargs));
      m.graph.exitModule(call, outputOf(output));
      return output;
    } catch (error) {
      m.graph.exitModule(call, { kind: 'unknown',
        reason: { code: 'raised-before', message: 'the call raised an exception', origin: m.origin() } });
      throw error;
    }
  });
}

/** Constants beside the tensors are settings: `net(x, return_features=True)`. */
function formOf(args: Args, kwargs: Kwargs): GivenArguments {
  const count = args.findIndex((arg) => !isTensor(arg));
  const rest = [...(count < 0 ? [] : args.slice(count)), ...kwargs.values()];
  const [only] = args;
  if (args.length === 1 && kwargs.size === 0 && (only?.kind === 'list' || only?.kind === 'tuple'))
    return only.items.length > 0 && only.items.every((item: Value) => isTensor(item)) ? 'list' : 'other';
  return rest.every((arg) => SETTINGS.has(arg.kind)) ? 'tensors' : 'other';
}
const SETTINGS: ReadonlySet<string> = new Set(['none', 'bool', 'int', 'float', 'str']);

function forward(m: Machine, self: Instance, args: Args, kwargs: Kwargs): Value {
  const method = self.attrs.get('forward') ?? lookup(self.cls, 'forward');
  if (method === unimplemented && isBeingTyped(self)) return m.unknown('syntax-error', 'this class is not finished');
  const lost = method === unimplemented ? withoutForward(m, self, args, kwargs) : undefined;
  return lost ?? m.callMethod(self, 'forward', args, kwargs);
}

/** A class whose base could not be found: lessons' base classes call `net`, of others nothing is known. */
function withoutForward(m: Machine, self: Instance, args: Args, kwargs: Kwargs): Value | undefined {
  const reason = unknownBase(self.cls);
  if (!reason) return undefined;
  const net = m.getattrRaw(self, 'net') ?? m.findattr(self, 'net');
  return m.call(net && net.kind !== 'unknown' ? net : unknownOf(reason), args, kwargs);
}

const defined = members<Instance>(moduleType, asModule, {
  __call__: raw(callModule),
  forward: raw((m, self) => m.raise('NotImplementedError',
    `Module [${self.cls.name}] is missing the required "forward" function`)),
});
const unimplemented = defined.forward;
fill(moduleType, { ...defined, ...(defined.__call__
  ? { _call_impl: defined.__call__, _wrapped_call_impl: defined.__call__ } : {}) });
