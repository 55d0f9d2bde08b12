// This program's version, which the bundler puts in.
declare const CONVLENS_VERSION: string | undefined;
export const VERSION: string = typeof CONVLENS_VERSION === 'string' ? CONVLENS_VERSION : 'development';
