// The page of a run.
import { webviewPage, type PageParts } from './webviewPage';

export const runPage = (parts: PageParts): string => webviewPage(parts, `<header id="toolbar" class="toolbar"></header>
<div id="progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" hidden><i></i><span id="progress-text"></span></div>
<div id="message" role="status"></div>
<div id="body">
<aside id="side"><div id="headline"></div><div id="input"></div><div id="results"></div><div id="figures"></div></aside>
<main><div id="strip"></div><div id="page"></div></main>
</div>`);
