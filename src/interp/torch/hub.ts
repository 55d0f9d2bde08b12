// torch.hub.load: a repository's builder by name. torchvision's repository gives torchvision's builders, every other one
// is a download.
import type { Machine } from '../machine';
import { builtin, NO_KWARGS, type Args, type Kwargs, type Value } from '../value';

/** Arguments of load itself; all others are the builder's. */
const OWN = new Set(['repo_or_dir', 'model', 'source', 'trust_repo', 'force_reload', 'verbose', 'skip_validation']);

export const hubLoad = builtin('load', (m, args, kwargs) => {
  const repository = args[0] ?? kwargs.get('repo_or_dir');
  const model = args[1] ?? kwargs.get('model');
  if (repository?.kind === 'str' && model?.kind === 'str' && /^pytorch\/vision(:|$)/.test(repository.value)) {
    const build = findBuilder(m, model.value);
    const rest: Kwargs = new Map([...kwargs].filter(([name]) => !OWN.has(name)));
    if (build) return m.call(build, args.slice(2) as Args, rest.size > 0 ? rest : NO_KWARGS);
  }
  return m.unknown('external-input', 'load loads a model or checkpoint from outside, which is known only at run time');
});

function findBuilder(m: Machine, name: string): Value | undefined {
  for (const home of ['torchvision.models', 'torchvision.models.segmentation']) {
    const module = m.import(home);
    const found = module.kind === 'module' && !module.lost ? m.findattr(module, name) : undefined;
    if (found && found.kind !== 'unknown') return found;
  }
  return undefined;
}
