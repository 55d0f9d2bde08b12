// A module with parameters that forward never calls.
import type { Site } from '../../base/source';
import type { ModelTrace } from '../../frontends/pytorch';
import type { ModuleScope } from '../../graph/graph';
import type { Rule } from '../rule';

/** Whether the class of a module says what it does by the mode: heads of its own may be for training alone. */
function branchesOnMode({ interpreter }: ModelTrace, definition: Site): boolean {
  const parse = interpreter.fileOf(definition.file)?.parse;
  const node = parse?.nodes[definition.node];
  return parse !== undefined && node !== undefined && /\bself\.training\b/.test(parse.text.slice(node.start, node.end));
}

export const unusedModule: Rule = {
  code: 'unused-module',
  doc: 'A sub-module with parameters that forward never uses: it costs memory and trains nothing.',
  check(trace) {
    const { graph } = trace;
    if (!graph.root) return [];
    const called = new Set(graph.calls.map((call) => call.module.path));
    // Parameters read directly (F.conv2d(x, self.conv.weight)) are uses too.
    const used = new Set(graph.nodes.flatMap((node) => node.inputs.map((edge) => edge.tensor)));
    const isUsed = (scope: ModuleScope): boolean =>
      called.has(scope.path) ||
      [...scope.parameters.values(), ...scope.buffers.values()].some(
        (tensor) => tensor !== null && used.has(tensor.id),
      ) ||
      [...scope.children.values()].some(isUsed);
    const hasParameters = (scope: ModuleScope): boolean =>
      [...scope.parameters.values()].some((tensor) => tensor !== null) ||
      [...scope.children.values()].some(hasParameters);
    const found: ModuleScope[] = [];
    const visit = (scope: ModuleScope, inherited: boolean): void => {
      // Lists of modules do what the class does that has them.
      const own = scope.qualified.startsWith('torch.nn.') ? null : scope.definition;
      const byMode = own ? !trace.training && branchesOnMode(trace, own) : inherited;
      for (const child of scope.children.values()) {
        if (!hasParameters(child)) continue;
        if (isUsed(child)) visit(child, byMode);
        else if (!byMode) found.push(child);
      }
    };
    visit(graph.root, false);
    return found.flatMap((scope) =>
      scope.origin
        ? [
            {
              rule: 'unused-module',
              site: scope.origin.at,
              message: '{0} ({1}) has parameters but forward never calls it',
              values: [scope.path, scope.type],
            },
          ]
        : [],
    );
  },
};
