// What the pages of all panels have in common: the head with a strict content security policy. All content comes later, as
// text, by messages.

export interface PageParts {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  readonly locale: string;
}

/** A page with this body. Scripts run by the nonce only; the toolkit finds it in the meta element for its one style sheet. */
export function webviewPage(parts: PageParts, body: string, options: { readonly workers?: boolean } = {}): string {
  const { cspSource, nonce, script, style, title, locale } = escaped(parts);
  const policy = [
    `default-src 'none'`, 'img-src data: blob:', `font-src ${cspSource}`, `style-src ${cspSource} 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
    // Webviews start workers from texts only.
    ...(options.workers ? ['worker-src blob:'] : []),
  ].join('; ');
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
${body}
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

export function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/\W/g, 'x');
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const escaped = ({ cspSource, nonce, script, style, title, locale }: PageParts): PageParts => ({ cspSource,
  nonce: escapeHtml(nonce),
  script: escapeHtml(script), style: escapeHtml(style), title: escapeHtml(title), locale: escapeHtml(locale) });
