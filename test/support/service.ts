// The analysis service as the editor uses it, with files that a test states.
import { createAnalysisService } from '../../src/ide/service';
import type { AnalysisService, Configuration, FoundData, FoundModule, HostService } from '../../src/protocol/analysis';
import { parserFiles } from './analyse';

export const CONFIGURATION: Configuration = {
  inputs: {},
  chosenInputs: {},
  macsConvention: 'torchvision',
  training: false,
  advice: true,
  budget: { steps: 4_000_000, seconds: 8 },
  maxFiles: 100,
  workspaceFolders: ['file:///ws'],
  locale: 'en',
  strings: {},
};

export interface TestHost {
  readonly host: HostService;
  readonly asked: string[];
  readonly refreshed: string[];
}

/** Files by URI; modules are found beside the workspace's root. */
export function testHost(files: Readonly<Record<string, string>> = {}): TestHost {
  const asked: string[] = [];
  const refreshed: string[] = [];
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const host: HostService = {
    async readFile(uri) {
      return uri in files ? bytes(files[uri] ?? '') : null;
    },
    async findModule(name): Promise<FoundModule | null> {
      asked.push(name);
      const path = name.replaceAll('.', '/');
      for (const [uri, isPackage] of [
        [`file:///ws/${path}/__init__.py`, true],
        [`file:///ws/${path}.py`, false],
      ] as const) {
        if (uri in files) return { uri, isPackage, bytes: bytes(files[uri] ?? '') };
      }
      return null;
    },
    async findData(path): Promise<FoundData | null> {
      asked.push(path);
      const uri = path.startsWith('/') ? `file://${path}` : `file:///ws/${path}`;
      return uri in files ? { uri, bytes: bytes(files[uri] ?? '') } : null;
    },
    async findFiles() {
      return Object.keys(files);
    },
    async log() {},
    async refresh(kinds) {
      refreshed.push(...kinds);
    },
    async progress() {},
  };
  return { host, asked, refreshed };
}

type Started = Promise<{ service: AnalysisService } & TestHost>;

/** `overrides` replace parts of the host: another disk, a host that is slow. */
export async function startService(
  files: Readonly<Record<string, string>> = {},
  configuration: Partial<Configuration> = {},
  overrides: Partial<HostService> = {},
): Started {
  const asStated = testHost(files);
  const made = { ...asStated, host: { ...asStated.host, ...overrides } };
  const { runtime, grammar } = parserFiles();
  const service = await createAnalysisService(made.host, { parser: { runtime, python: grammar }, revision: null });
  await service.setConfiguration({ ...CONFIGURATION, ...configuration });
  return { service, ...made };
}
