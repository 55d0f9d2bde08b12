import { test } from 'vitest';
import { writeFileSync, mkdirSync } from 'node:fs';
import { analyse, openWorkspace } from '../support/analyse';
import { graphViewOf } from '../../src/ide/graphView';
mkdirSync('/tmp/g4views', { recursive: true });
test('x', async () => {
  const w = await openWorkspace(['/usr/lib/python3/dist-packages']);
  for (const t of (process.env.T ?? 'torchvision.models.resnet:resnet18@1x3x224x224').split(' ')) {
    try {
      const t0 = performance.now();
      const a = analyse(w, t);
      const t1 = performance.now();
      const v = graphViewOf(a.trace, t, () => null);
      console.log(t, t1 - t0, performance.now() - t1, v.nodes.length, v.groups.length, v.edges.length, v.problems);
      writeFileSync('/tmp/g4views/' + t.split(':')[1].split('@')[0] + '.json', JSON.stringify(v));
    } catch (e) { console.log(t, String((e as Error).stack).slice(0, 600)); }
  }
});
