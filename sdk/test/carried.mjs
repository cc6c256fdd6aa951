// A workspace that is carried through the SDK: given out, looked at, taken in. Run by the suite against a live server with the
// ids of two workspaces.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN } = process.env;
const [from, to] = process.argv.slice(2);
const { bundles } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

const { bundle } = await bundles.export({ workspaceId: from, sensitive: 'exclude' });
const { plan, possible } = await bundles.previewImport({ workspaceId: to, bundle });
const { changed } = await bundles.import({ workspaceId: to, bundle, ifPlan: plan });
const again = await bundles.import({ workspaceId: to, bundle });
const stale = await bundles
  .import({ workspaceId: to, bundle, ifPlan: plan })
  .then(() => 'none', (error) => error.code);
console.log(JSON.stringify({ possible, changed, again: again.changed, stale }));
