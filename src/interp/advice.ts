// What a reader can do about a library that is not known.

/** Where the source of a module's package would be read from. */
export const sourceAdvice = (module: string): string => `If the source of ${module.split('.')[0] ?? module} is in the workspace, `
  + 'a folder of convlens.searchPaths, or the selected environment, it is read';
