// The nn.Module classes, by path: native modules, intermediate classes, modules written in Python.
// Knows no namespaces.
import { findModule } from '../../ops/index';
import type { Machine } from '../machine';
import { builtinClass, type Class, type Value } from '../value';
import { defaultBase, INTERMEDIATE, pythonModuleOf } from './classTree';
import { makeClass, setClassLookup } from './leaf';
import { moduleType } from './module';
import { findPython, lastPart } from './pythonText';
import { torchState } from './support';

/** Classes of native modules are the same in every run; what a program writes to them is undone when its run ends. */
const natives = new Map<string, Class>();

/** A class (or function written in Python) by path. */
export function findClass(m: Machine, path: string): Value | undefined {
  const known = natives.get(path) ?? torchState(m).classes.get(path);
  if (known) return known;
  const name = lastPart(path);
  if (name === 'Module' && path.startsWith('torch.nn')) return moduleType;
  const def = findModule(path);
  const native = def ? makeClass(def, baseOf(m, name, def.base)) : undefined;
  if (native) {
    natives.set(path, native);
    return native;
  }
  const written = findPython(m, path);
  if (written) torchState(m).classes.set(path, written);
  return written ?? intermediate(m, path);
}

function baseOf(m: Machine, name: string, stated: string | undefined): Class {
  const path = stated ?? `torch.nn.${defaultBase(name)}`;
  const cls = path === `torch.nn.${name}` ? undefined : findClass(m, path);
  return cls?.kind === 'class' ? cls : moduleType;
}

/** A class that exists only to be a base: `_BatchNorm`. */
function intermediate(m: Machine, path: string): Class | undefined {
  const name = lastPart(path);
  if (path !== `torch.nn.${name}` && path !== `${pythonModuleOf(name)}.${name}`) return undefined;
  const canonical = `torch.nn.${name}`;
  if (path !== canonical) {
    const cls = findClass(m, canonical);
    if (cls?.kind === 'class') return cls;
  }
  const known = natives.get(canonical);
  if (known) return known;
  const base = INTERMEDIATE[name];
  if (base === undefined) return undefined;
  const parent = base === 'Module' ? moduleType : findClass(m, `torch.nn.${base}`);
  const cls = builtinClass(name, pythonModuleOf(name), [parent?.kind === 'class' ? parent : moduleType], {});
  natives.set(canonical, cls);
  return cls;
}

setClassLookup(findClass);
