// Modules without types of their own.
declare module 'mocha/mocha.js';
declare module 'all-suites';
