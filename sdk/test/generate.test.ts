import assert from 'node:assert/strict';
import { it } from 'node:test';

const { operationsModule } = (await import(new URL('../../scripts/operations.mjs', import.meta.url).href)) as {
  operationsModule: (document: object, header: string) => string;
};

const json = (schema: object): object => ({ required: true, content: { 'application/json': { schema } } });
const answer = (type: string, schema: object = {}): object => ({ 200: { content: { [type]: { schema } } } });
const parameter = (place: string, name: string): object => ({ in: place, name });

function made(operation: object): string {
  const document = {
    components: { schemas: { Closed: { type: 'object', properties: { id: {}, title: {} }, additionalProperties: false } } },
    paths: { '/a/{id}': { put: { operationId: 'area.verb', responses: answer('application/json'), ...operation } } },
  };
  return operationsModule(document, '// header');
}

it('writes fields side by side only where that is unambiguous', () => {
  const closed = { $ref: '#/components/schemas/Closed' };
  assert.match(made({ requestBody: json(closed) }), /body: \{ flat: true, required: true, type: 'application\/json' \}/);
  assert.match(made({ requestBody: json({ oneOf: [closed, { type: 'object', properties: {}, additionalProperties: false }] }) }), /flat: true/);
  assert.match(made({ requestBody: json(closed), parameters: [parameter('path', 'id')] }), /flat: false[^]*Call<T\.AreaVerbData, T\.AreaVerbResponses, 'nested'>/);
  assert.match(made({ requestBody: json({ type: 'object', properties: {} }) }), /flat: false/);
  assert.match(made({ requestBody: json({ type: 'array' }) }), /flat: false/);
  assert.match(made({ requestBody: { content: { 'application/octet-stream': {} } } }), /flat: false, required: false, type: 'application\/octet-stream'/);
});

it('knows the kinds of answers, headers as parameters, and bad names', () => {
  assert.match(made({ responses: answer('application/json', { properties: { ok: {}, data: {} } }) }), /answer: 'data'/);
  assert.match(made({ responses: answer('text/event-stream'), parameters: [parameter('header', 'Last-Event-ID')] }), /path: '\/a\/\{id\}', answer: 'events'[^]*Watch</);
  assert.match(made({ responses: answer('text/plain') }), /answer: 'text'/);
  assert.match(made({ responses: answer('image/png') }), /answer: 'bytes'/);
  assert.match(made({ parameters: [parameter('header', 'If-None-Match')] }), /headers: \{ ifNoneMatch: 'If-None-Match' \}/);
  assert.throws(() => made({ operationId: 'area.sub.verb' }), /area\.verb/);
  assert.throws(() => made({ parameters: [parameter('path', 'id'), parameter('query', 'id')] }), /one name/);
});
