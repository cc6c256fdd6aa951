// The operations of an OpenAPI document as TypeScript: a table for the client to call from, and the client's shape.

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/** `If-Match` → `ifMatch`, as `Camel` in `src/shape.ts` says it in types. */
function camel(header) {
  const pascal = header.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join('');
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

const upper = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function resolve(document, node) {
  let found = node;
  while (found?.$ref !== undefined) {
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  }
  return found;
}

/** The field names of a schema of closed objects; nothing where it is another kind or takes fields that it does not name. */
function closedFields(document, schema) {
  const found = resolve(document, schema);
  const variants = found?.oneOf ?? found?.anyOf;
  if (variants !== undefined) {
    const fields = variants.map((variant) => closedFields(document, variant));
    return fields.includes(undefined) ? undefined : fields.flat();
  }
  if (found?.allOf?.length === 1) return closedFields(document, found.allOf[0]);
  return found?.type === 'object' && found.additionalProperties === false ? Object.keys(found.properties ?? {}) : undefined;
}

function bodyOf(document, operation, taken) {
  const body = resolve(document, operation.requestBody);
  if (body === undefined) return undefined;
  const [[type, media]] = Object.entries(body.content);
  const fields = type === 'application/json' ? closedFields(document, media.schema) : undefined;
  const flat = fields !== undefined && !fields.some((field) => taken.has(field));
  return { flat, required: body.required === true, type };
}

function answerOf(document, operation) {
  const success = Object.keys(operation.responses).find((status) => status.startsWith('2'));
  const content = resolve(document, operation.responses[success])?.content ?? {};
  const [type, media] = Object.entries(content)[0] ?? ['', {}];
  if (type === 'text/event-stream') return 'events';
  if (type === 'application/json') {
    const fields = resolve(document, media.schema)?.properties ?? {};
    return 'ok' in fields && 'data' in fields ? 'data' : 'json';
  }
  return type.startsWith('text/') ? 'text' : 'bytes';
}

function read(document) {
  const operations = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => name in item)) {
      const operation = item[method];
      const id = operation.operationId;
      if (!/^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/.test(id ?? '')) {
        throw new Error(`${method} ${path}: an operationId reads area.verb, and this one is ${id}`);
      }
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) => resolve(document, each));
      const named = (place) => parameters.filter((each) => each.in === place).map((each) => each.name);
      const answer = answerOf(document, operation);
      // A stream sends `Last-Event-ID` by itself.
      const headers = answer === 'events' ? [] : named('header').map((name) => [camel(name), name]);
      const query = named('query');
      const names = [...named('path'), ...query, ...headers.map(([name]) => name)];
      const taken = new Set(names);
      if (taken.size !== names.length) throw new Error(`${id}: two of its parameters have one name`);
      const [area, verb] = id.split('.');
      operations.push({ id, area, verb, method: method.toUpperCase(), path, query, headers, answer, body: bodyOf(document, operation, taken), operation });
    }
  }
  return operations;
}

function entry({ method, path, query, headers, body, answer }) {
  const fields = [`method: '${method}'`, `path: '${path}'`];
  if (query.length > 0) fields.push(`query: [${query.map((name) => `'${name}'`).join(', ')}]`);
  if (headers.length > 0) fields.push(`headers: { ${headers.map(([name, header]) => `${name}: '${header}'`).join(', ')} }`);
  if (body !== undefined) fields.push(`body: { flat: ${body.flat}, required: ${body.required}, type: '${body.type}' }`);
  fields.push(`answer: '${answer}'`);
  return `{ ${fields.join(', ')} }`;
}

function comment(operation) {
  const lines = [operation.summary, operation.description].filter(Boolean).flatMap((text, at) => [...(at > 0 ? [''] : []), ...text.split('\n')]);
  const codes = operation['x-openwork-errors'] ?? [];
  if (codes.length > 0) lines.push('', `@throws OpenWorkError ${codes.map((code) => `\`${code}\``).join(', ')}`);
  return ['/**', ...lines.map((line) => ` * ${line.replaceAll('*/', '*\\/')}`.trimEnd()), ' */'].map((line) => `    ${line}`).join('\n');
}

function signature({ id, answer, body }) {
  const name = id.split('.').map(upper).join('');
  if (answer === 'events') return `Watch<T.${name}Data, T.${name}Responses>`;
  return `Call<T.${name}Data, T.${name}Responses${body === undefined || body.flat ? '' : ", 'nested'"}>`;
}

/** The whole of `operations.gen.ts`. */
export function operationsModule(document, header) {
  const operations = read(document);
  const areas = [...new Set(operations.map(({ area }) => area))];
  const shape = areas.map((area) => {
    const verbs = operations.filter((each) => each.area === area);
    return `  ${area}: {\n${verbs.map((each) => `${comment(each.operation)}\n    ${each.verb}: ${signature(each)};`).join('\n')}\n  };`;
  });
  return `${header}

import type { Call, Operation, Watch } from '../shape.js';
import type * as T from './types.gen.js';

export const operations = {
${operations.map((each) => `  '${each.id}': ${entry(each)},`).join('\n')}
} as const satisfies Record<string, Operation>;

/** The name of an operation, such as \`sessions.create\`. */
export type OperationId = keyof typeof operations;

/** Every operation of the server: \`client.area.verb(parameters)\`. */
export interface OpenWorkClient {
${shape.join('\n')}
}
`;
}
