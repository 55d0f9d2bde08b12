// The text of a bundled worker, put in by the build.
declare module 'worker:*' {
  const code: string;
  export default code;
}
