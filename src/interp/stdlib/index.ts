// The modules of the standard library that are known, by their dotted names. A module is made at its first import.
import type { NativeModule } from '../machine';
import { abc, collectionsAbc } from './abc';
import { argparse } from './argparse';
import { ast } from './ast';
import { collections } from './collections';
import { contextlib } from './contextlib';
import { copyModule } from './copy';
import { dataclasses } from './dataclasses';
import { enumModule } from './enum';
import { io } from './files';
import { FOLDER_MODULES } from './folders';
import { functools } from './functools';
import { inspect } from './inspect';
import { itertools } from './itertools';
import { json } from './json';
import { logging, loggingConfig, loggingHandlers, warnings } from './logging';
import { BINARY_MODULES } from './binary';
import { math } from './math';
import { numpyModules } from './numpy/index';
import { operator } from './operator';
import { os, osPath, pathlib, sys } from './os';
import { PURE_MODULES } from './pure';
import { random } from './random';
import { re } from './re';
import { RUNTIME_MODULES } from './runtime';
import {
  absl, abslFlags, atexit, builtinsModule, future, gc, importlib, importlibMetadata, importlibOther, importlibUtil, numbers,
  types,
  weakref,
} from './types';
import { typing, typingExtensions } from './typing';
import { yaml } from './yaml';

export const STDLIB: ReadonlyMap<string, NativeModule> = new Map<string, NativeModule>([
  ...RUNTIME_MODULES, ...PURE_MODULES, ...BINARY_MODULES, ...numpyModules, ...FOLDER_MODULES,
  ['typing', typing], ['typing_extensions', typingExtensions], ['types', types], ['functools', functools],
  ['collections', collections],
  ['collections.abc', collectionsAbc], ['itertools', itertools], ['math', math], ['copy', copyModule],
  ['re', re],
  ['dataclasses', dataclasses], ['enum', enumModule], ['warnings', warnings], ['inspect', inspect], ['os', os],
  ['os.path', osPath],
  ['posixpath', osPath], ['pathlib', pathlib], ['sys', sys], ['logging', logging], ['logging.handlers', loggingHandlers],
  ['logging.config', loggingConfig], ['argparse', argparse], ['abc', abc], ['contextlib', contextlib], ['operator', operator],
  ['random', random], ['numbers', numbers], ['json', json], ['builtins', builtinsModule], ['weakref', weakref],
  ['importlib', importlib],
  ['importlib.util', importlibUtil], ['importlib.metadata', importlibMetadata], ['importlib_metadata', importlibMetadata],
  ['importlib.machinery', importlibOther('importlib.machinery')], ['importlib.resources', importlibOther('importlib.resources')],
  ['io', io],
  ['__future__', future], ['gc', gc], ['atexit', atexit], ['absl', absl], ['absl.flags', abslFlags],
  ['yaml', yaml], ['ast', ast],
]);
