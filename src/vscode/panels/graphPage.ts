// The page of the architecture graph: structure and content security policy. All content comes later, as text, by messages.

export interface PageParts {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  readonly locale: string;
}

export function graphPage(parts: PageParts): string {
  const { cspSource, nonce, script, style, title, locale } = mapValues(parts, escapeHtml);
  // The toolkit finds the nonce for its one style sheet in the meta element; the layout's worker comes from a blob.
  const policy = [
    `default-src 'none'`, 'img-src data: blob:', `font-src ${cspSource}`, `style-src ${cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
  ].join('; ');
  const arrows = ['flow', 'residual', 'concat', 'added', 'removed', 'touched'].map((kind) =>
    `<marker id="arrow-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse"
 orient="auto"><path d="M0,0.5L8,4L0,7.5Z"/></marker>`);
  return `<!DOCTYPE html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<header id="toolbar"></header>
<div id="headline" role="status"></div>
<div id="message" role="status"></div>
<div id="bars"><div id="totals" role="group"></div><div id="legend"></div></div>
<main id="stage">
<svg id="graph" tabindex="0" role="application"><defs>${arrows.join('')}</defs></svg>
<canvas id="minimap" aria-hidden="true"></canvas><div id="table"></div>
</main>
<aside id="details" hidden></aside>
<div id="live" aria-live="polite"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
function mapValues(parts: PageParts, f: (text: string) => string): PageParts {
  return { cspSource: parts.cspSource, nonce: f(parts.nonce), script: f(parts.script), style: f(parts.style),
    title: f(parts.title), locale: f(parts.locale) };
}
