// A module with parameters that forward never calls.
import type { ModuleScope } from '../../graph/graph';
import type { Rule } from '../rule';

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
    const visit = (scope: ModuleScope): void => {
      for (const child of scope.children.values()) {
        if (!hasParameters(child)) continue;
        if (isUsed(child)) visit(child);
        else found.push(child);
      }
    };
    visit(graph.root);
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
