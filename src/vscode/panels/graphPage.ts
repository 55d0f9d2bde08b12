// The page of the architecture graph.
import { webviewPage, type PageParts } from './webviewPage';

export function graphPage(parts: PageParts): string {
  const arrows = ['flow', 'residual', 'concat', 'added', 'removed', 'touched'].map((kind) =>
    `<marker id="arrow-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse"
 orient="auto"><path d="M0,0.5L8,4L0,7.5Z"/></marker>`);
  return webviewPage(parts, `<header id="toolbar"></header>
<div id="headline" role="status"></div>
<div id="message" role="status"></div>
<div id="bars"><div id="totals" role="group"></div><div id="legend"></div></div>
<main id="stage">
<svg id="graph" tabindex="0" role="application"><defs>${arrows.join('')}</defs></svg>
<canvas id="minimap" aria-hidden="true"></canvas><div id="table"></div>
</main>
<aside id="details" hidden></aside>
<div id="live" aria-live="polite"></div>`, { workers: true });
}
