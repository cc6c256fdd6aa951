// Makes `src/generated` from the document: into a temporary folder, then over what differs. With `--check` nothing is
// written, and any difference is a failure.
import { createClient } from '@hey-api/openapi-ts';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import config from '../openapi-ts.config.mjs';
import { operationsModule } from './operations.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, config.output.path);
const input = join(root, config.input);
const check = process.argv.includes('--check');

const files = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map((each) => join(each.parentPath ?? each.path, each.name).slice(folder.length + 1))
    : [];
const text = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

const fresh = mkdtempSync(join(tmpdir(), 'openwork-sdk-'));
try {
  await createClient({ ...config, input, output: { ...config.output, path: fresh } });
  const document = JSON.parse(readFileSync(input, 'utf8'));
  writeFileSync(join(fresh, 'operations.gen.ts'), operationsModule(document, config.output.header.join('\n')));

  const stale = [...new Set([...files(fresh), ...files(target)])].sort().filter((name) => text(join(fresh, name)) !== text(join(target, name)));
  if (check) {
    for (const name of stale) {
      const at = (folder) => (existsSync(join(folder, name)) ? join(folder, name) : '/dev/null');
      const { stdout } = spawnSync('diff', ['-u', '--label', `kept/${name}`, '--label', `made/${name}`, at(target), at(fresh)], { encoding: 'utf8' });
      console.error(stdout?.split('\n').slice(0, 60).join('\n') || `${name} differs`);
    }
    if (stale.length > 0) {
      console.error('sdk/src/generated is stale: run make contract');
      process.exitCode = 1;
    }
  } else {
    for (const name of stale) {
      const made = text(join(fresh, name));
      if (made === undefined) {
        rmSync(join(target, name));
      } else {
        mkdirSync(dirname(join(target, name)), { recursive: true });
        writeFileSync(join(target, name), made);
      }
      console.log(`src/generated/${name} ${made === undefined ? 'removed' : 'written'}`);
    }
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
