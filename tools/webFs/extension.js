// A FileSystemProvider over the test server's /mount/: what a virtual workspace on vscode.dev looks like to an extension.
const vscode = require('vscode');

exports.activate = (context) => {
  const base = new URL(context.extensionUri.toString(true)).origin + '/mount';
  const at = (uri, query = '') => base + uri.path.split('/').map(encodeURIComponent).join('/') + query;
  const ask = async (uri, query, init) => {
    const res = await fetch(at(uri, query), init);
    if (res.status === 404) throw vscode.FileSystemError.FileNotFound(uri);
    if (!res.ok) throw vscode.FileSystemError.Unavailable(uri);
    return res;
  };
  const changed = new vscode.EventEmitter();
  const write = async (uri, query, init, type) => { await ask(uri, query, init); changed.fire([{ type, uri }]); };
  const fs = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: async (uri) => (await ask(uri, '?stat')).json(),
    readDirectory: async (uri) => (await ask(uri, '?readdir')).json(),
    readFile: async (uri) => new Uint8Array(await (await ask(uri)).arrayBuffer()),
    writeFile: (uri, content) => write(uri, '', { method: 'PUT', body: content }, vscode.FileChangeType.Changed),
    createDirectory: (uri) => write(uri, '?mkdir', { method: 'PUT' }, vscode.FileChangeType.Created),
    delete: (uri) => write(uri, '', { method: 'DELETE' }, vscode.FileChangeType.Deleted),
    rename: (from, to) => write(from, '?to=' + encodeURIComponent(to.path), { method: 'POST' }, vscode.FileChangeType.Changed),
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('test-fs', fs, { isCaseSensitive: true }));

  // workspace.findFiles and Quick Open need a search provider for the scheme (proposed API, absent on some builds).
  if (!vscode.workspace.registerFileSearchProvider) return;
  context.subscriptions.push(vscode.workspace.registerFileSearchProvider('test-fs', {
    async provideFileSearchResults(query, options) {
      const found = [];
      const walk = async (dir) => {
        for (const [name, type] of await fs.readDirectory(dir)) {
          const uri = vscode.Uri.joinPath(dir, name);
          if (type === vscode.FileType.Directory) await walk(uri); else found.push(uri);
        }
      };
      await walk(options.folder);
      return found.filter((uri) => !query.pattern || uri.path.toLowerCase().includes(query.pattern.toLowerCase()));
    },
  }));
};
