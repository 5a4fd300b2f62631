// Does with @kafkajs/confluent-schema-registry what it is told on its standard input, a JSON list of steps, and prints
// what came of each: {"value": …} or {"status": …, "message": …}. A fresh client for each step remembers nothing.
"use strict";

const { SchemaRegistry } = require("@kafkajs/confluent-schema-registry");

const [host, user, password] = process.argv.slice(2);
const auth = user ? { username: user, password } : undefined;

const STEPS = {
  register: (registry, { schema, subject, compatibility }) =>
    registry.register(schema, compatibility ? { subject, compatibility } : { subject }),
  encode: async (registry, { id, value }) => (await registry.encode(id, value)).toString("base64"),
  decode: (registry, { bytes }) => registry.decode(Buffer.from(bytes, "base64")),
  latest: (registry, { subject }) => registry.getLatestSchemaId(subject),
  version: (registry, { subject, version }) => registry.getRegistryId(subject, version),
  look_up: (registry, { subject, schema }) => registry.getRegistryIdBySchema(subject, schema),
};

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const found = [];
  for (const step of JSON.parse(Buffer.concat(chunks))) {
    try {
      const registry = new SchemaRegistry({ host, auth, retry: { retries: 0 } });
      found.push({ value: await STEPS[step.do](registry, step) });
    } catch (error) {
      found.push({ status: error.status ?? error.cause?.status ?? null, message: String(error.message) });
    }
  }
  process.stdout.write(JSON.stringify(found));
}

main();
