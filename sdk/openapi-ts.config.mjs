// What @hey-api/openapi-ts makes of the document: the types. Its runtime client is left out: `src/client.ts` calls, and
// `src/events.ts` streams, from the table of operations that `scripts/generate.mjs` makes of the same document.
export default {
  input: '../openapi/openwork.json',
  output: {
    path: 'src/generated',
    entryFile: false,
    header: ['// Made from openapi/openwork.json by `npm run generate`. Not edited by hand.'],
    importFileExtension: '.js',
  },
  logs: { file: false, level: 'silent' },
  plugins: ['@hey-api/typescript'],
};
