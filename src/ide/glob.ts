// Glob patterns of settings (`models/*.py`, `**/vgg*.py`, `{a,b}.py`) as regular expressions over workspace paths.

export function globToRegExp(pattern: string): RegExp {
  let source = '';
  let braces = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '*' && pattern[i + 1] === '*') {
      i += pattern[i + 2] === '/' ? 2 : 1;
      source += pattern[i] === '/' ? '(?:.*/)?' : '.*';
    } else if (c === '*') source += '[^/]*';
    else if (c === '?') source += '[^/]';
    else if (c === '{') {
      braces++;
      source += '(?:';
    } else if (c === '}' && braces > 0) {
      braces--;
      source += ')';
    } else if (c === ',' && braces > 0) source += '|';
    else source += c.replace(/[.+^$()|[\]\\{}]/g, '\\$&');
  }
  source += ')'.repeat(braces);
  // A pattern without a folder matches files anywhere, as in .gitignore.
  return new RegExp(pattern.includes('/') ? `^${source}$` : `(?:^|/)${source}$`);
}
