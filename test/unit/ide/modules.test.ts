// Which modules are read before a run, so that it need not start over for them.
import { expect, it } from 'vitest';
import { ParseCache } from '../../../src/frontends/sources';
import { Documents } from '../../../src/ide/documents';
import { Modules } from '../../../src/ide/modules';
import { testHost } from '../../support/service';

const FILES: Readonly<Record<string, string>> = {
  'file:///ws/helpers.py': 'from PIL import Image\nimport shapes\n',
  'file:///ws/shapes.py': 'import math\n',
  'file:///lib/site-packages/PIL/__init__.py': 'from . import _version\n',
  'file:///lib/site-packages/PIL/_version.py': 'import PIL._farther\n',
  'file:///lib/site-packages/PIL/Image.py': 'from . import ImageMode\nfrom ._util import is_path\n',
  'file:///lib/site-packages/PIL/ImageMode.py': 'from . import _farther\n',
  'file:///lib/site-packages/PIL/_util.py': '',
};

it('reads what a program imports of a library that is evaluated late, and what that imports itself', async () => {
  const { host } = testHost();
  const asked: string[] = [];
  const cache = new ParseCache(() => { throw new Error('nothing is parsed before it is imported'); });
  const modules = new Modules({
    ...host,
    async findModule(name) {
      asked.push(name);
      const path = name.replaceAll('.', '/');
      const uri = [`file:///ws/${path}.py`, `file:///lib/site-packages/${path}/__init__.py`, `file:///lib/site-packages/${path}.py`]
        .find((each) => each in FILES);
      return uri === undefined ? null : { uri, isPackage: uri.endsWith('__init__.py'), bytes: new TextEncoder().encode(FILES[uri]) };
    },
  }, cache, new Documents(cache));
  await modules.load('file:///ws/main.py', ['helpers']);
  expect(asked.sort()).toEqual(['PIL', 'PIL.Image', 'PIL.ImageMode', 'PIL._util', 'PIL._version', 'helpers', 'shapes']);
});
