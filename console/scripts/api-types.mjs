// Writes src/api/schema.d.ts from the API's own OpenAPI document. Made anew by every build, so that a change of the API
// that the console does not follow fails in the type check. PYTHON names the interpreter; .venv's is taken if it is not set.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const root = new URL("../..", import.meta.url);
const own = new URL(".venv/bin/python", root);
const python = process.env.PYTHON ?? (existsSync(own) ? own.pathname : "python3");
// The document depends on the routes alone: no store, chain or key is opened for it
const PROGRAM = `
import json, sys
from unittest.mock import MagicMock
from api.app import create_app
json.dump(create_app(MagicMock()).openapi(), sys.stdout)
`;
const document = execFileSync(python, ["-W", "ignore", "-c", PROGRAM], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
const ast = await openapiTS(JSON.parse(document), { alphabetize: false });
writeFileSync(new URL("../src/api/schema.d.ts", import.meta.url), astToString(ast));
