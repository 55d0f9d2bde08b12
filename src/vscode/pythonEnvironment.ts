// Where the selected Python environment keeps its packages: asked of the Python extension where it is installed, else
// guessed from a virtual environment's usual folders. Packages are read, never executed.
import * as vscode from 'vscode';

/** The part of the Python extension's API that is used here. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<PythonEnvironment | undefined>;
  };
}
interface PythonEnvironment { readonly executable: { readonly sysPrefix?: string } }

const cache = new Map<string, Promise<readonly vscode.Uri[]>>();

export function sitePackages(file: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri;
  const key = folder?.toString() ?? '';
  let found = cache.get(key);
  if (!found) {
    found = find(folder).catch(() => []); // Whatever goes wrong in another extension means: no packages are known.
    cache.set(key, found);
  }
  return found;
}

/** After another environment was selected or created. */
export function forgetEnvironments(): void { cache.clear(); }

async function find(folder: vscode.Uri | undefined): Promise<readonly vscode.Uri[]> {
  const prefix = await selectedPrefix(folder);
  const usual = folder ? ['.venv', 'venv', 'env'].map((name) => vscode.Uri.joinPath(folder, name)) : [];
  const prefixes = prefix ? [prefix] : usual;
  const found = await Promise.all(prefixes.map(packagesUnder));
  return found.flat();
}

async function selectedPrefix(folder: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const extension = vscode.extensions.getExtension<Partial<PythonApi>>('ms-python.python');
  if (!extension) return undefined;
  const { environments } = extension.isActive ? extension.exports : await extension.activate();
  if (!environments) return undefined;
  const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
  const prefix = environment?.executable.sysPrefix;
  return prefix === undefined ? undefined : vscode.Uri.file(prefix);
}

/** lib/python3.11/site-packages, or Lib/site-packages on Windows; Debian's own Python has dist-packages. */
async function packagesUnder(prefix: vscode.Uri): Promise<vscode.Uri[]> {
  const names = async (uri: vscode.Uri): Promise<string[]> => {
    try {
      return (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name);
    } catch {
      return []; // No such folder.
    }
  };
  const result: vscode.Uri[] = [];
  for (const lib of ['lib', 'Lib']) {
    const folder = vscode.Uri.joinPath(prefix, lib);
    const inside = await names(folder);
    for (const name of inside) {
      if (name === 'site-packages') result.push(vscode.Uri.joinPath(folder, name));
      if (/^python3(\.\d+)?$/.test(name)) {
        for (const packages of ['site-packages', 'dist-packages']) {
          result.push(vscode.Uri.joinPath(folder, name, packages));
        }
      }
    }
  }
  return result;
}
