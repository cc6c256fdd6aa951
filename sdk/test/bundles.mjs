// Bundles through the SDK: published, fetched, and a secret that is not given out. Run by the suite against a live server.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN } = process.env;
const { bundles } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

const { url } = await bundles.publish({ bundleType: 'skill', name: 'sdk', payload: { content: 'by the SDK' } });
const { bundle } = await bundles.fetch({ bundleUrl: url });
const error = await bundles
  .publish({ bundleType: 'skill', payload: { token: 'planted-4711' } })
  .then(() => ({ code: 'none' }), (error) => error);
console.log(JSON.stringify({ bundle, code: error.code, path: error.details?.[0]?.path }));
