// A sign-in to an account through the SDK: handed over, told without its token, forgotten. Run by the suite against a
// live server with the sign-in.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN } = process.env;
const { cloud } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

await cloud.put(JSON.parse(process.argv[2]));
const put = await cloud.get();
const refused = await cloud
  .put({ authToken: 'hush' })
  .then(() => ['none'], (error) => [error.code, error.details?.[0]?.path]);
const deleted = [(await cloud.delete()).deleted, (await cloud.delete()).deleted];
console.log(JSON.stringify({ put, refused, deleted }));
