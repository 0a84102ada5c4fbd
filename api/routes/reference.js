// Shows openapi.json: an entry per operation with what it takes and what it answers.
"use strict";

function element(name, attributes, ...inside) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...inside.filter((part) => part !== null));
  return made;
}

function resolved(schema, all, met = []) {
  // The schema with its references put in; one that holds itself is cut.
  if (Array.isArray(schema)) return schema.map((part) => resolved(part, all, met));
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return met.includes(name) ? name : resolved(all[name], all, [...met, name]);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, resolved(part, all, met)]));
}

function kind(schema) {
  if (!schema) return "";
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf || schema.oneOf) return (schema.anyOf || schema.oneOf).map(kind).join(" or ");
  if (schema.type === "array") return "list of " + kind(schema.items);
  return schema.format || schema.type || "object";
}

function table(rows) {
  return rows.length
    ? element("table", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, cell)))))
    : null;
}

function folded(title, content) {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  return element("details", {}, element("summary", {}, title), element("pre", {}, text));
}

function body(media, all) {
  const schema = resolved(media.schema || {}, all);
  const needed = schema.required || [];
  const rows = Object.entries(schema.properties || {}).map(([name, part]) => [
    name + (needed.includes(name) ? " *" : ""), kind(part), part.description || "",
  ]);
  const example = media.example || (schema.examples || [])[0];
  return [table(rows), example ? folded("example", example) : null, folded("schema", schema)];
}

function curl(method, path, operation) {
  const types = Object.keys((operation.requestBody || {}).content || {});
  const sent = types.includes("multipart/form-data")
    ? " \\\n  -F files=@invoice.pdf -F 'prompt=Extract invoice number, total amount'"
    : types.length ? " \\\n  -H 'Content-Type: application/json' -d @body.json" : "";
  const key = path.startsWith("/v1/blobs/") || !path.startsWith("/v1/") ? "" : ' \\\n  -H "Authorization: Bearer $FAKTUM_API_KEY"';
  return `curl -X ${method.toUpperCase()} ${location.origin}${path}${key}${sent}`;
}

function shown(method, path, operation, all) {
  const parameters = (operation.parameters || []).map((one) => [
    one.name + (one.required ? " *" : ""), `${one.in}, ${kind(resolved(one.schema, all))}`, one.description || "",
  ]);
  const bodies = Object.entries((operation.requestBody || {}).content || {}).flatMap(([type, media]) => [
    element("h4", {}, "Body, " + type), ...body(media, all),
  ]);
  const answers = Object.entries(operation.responses || {}).flatMap(([status, answer]) => {
    const media = Object.entries(answer.content || {})[0];
    const example = media && (media[1].example || Object.values(media[1].examples || {}).map((one) => one.value)[0]);
    return [[status, answer.description || "", example ? folded("example", example) : (media || [""])[0]]];
  });
  return element("section", { id: operation.operationId }, element("h3", {}, element("b", {}, method.toUpperCase()), " " + path),
    ...(operation.description || operation.summary || "").split("\n\n").map((text) => element("p", {}, text)),
    table(parameters), ...bodies, element("h4", {}, "Answers"), table(answers), folded("curl", curl(method, path, operation)));
}

async function main() {
  const described = await (await fetch("openapi.json")).json();
  const all = (described.components || {}).schemas || {};
  const tags = new Map();
  for (const [path, operations] of Object.entries(described.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const tag = (operation.tags || ["other"])[0];
      tags.set(tag, [...(tags.get(tag) || []), [method, path, operation]]);
    }
  for (const [tag, entries] of tags) {
    document.querySelector("nav").append(element("h2", {}, tag));
    document.querySelector("main").append(element("h2", {}, tag));
    for (const [method, path, operation] of entries) {
      const link = element("a", { href: "#" + operation.operationId }, `${method.toUpperCase()} ${path}`);
      document.querySelector("nav").append(link);
      document.querySelector("main").append(shown(method, path, operation, all));
    }
  }
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

main();
