// Layout off the main thread: a graph's sizes in, positions out. Answers carry the number of their question.
import type { LayoutInput } from '../../src/diagram/geometry';
import { layoutDiagram } from '../../src/diagram/layout';

interface Question { readonly id: number; readonly input: LayoutInput }

addEventListener('message', (event: MessageEvent<Question>) => {
  const { id, input } = event.data;
  postMessage({ id, layout: layoutDiagram(input) });
});
