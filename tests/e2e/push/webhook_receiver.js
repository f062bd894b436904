/* A receiver of webhooks that verifies them with npm's standardwebhooks, as its users do. Speaks HTTP/2 alone.

     webhook_receiver.js CERTIFICATE KEY SECRET

   The last part of the path is the status that a genuine webhook is answered with; any other one gets 401. */

import http2 from "node:http2";
import { createRequire } from "node:module";

import { bodyOf, converse, listen } from "./stage.js";

const { Webhook } = createRequire(import.meta.url)("standardwebhooks");
const [certificate, key, secret] = process.argv.slice(2);
let received = [];

async function handle(request, response) {
  const body = (await bodyOf(request)).toString();
  const entry = { id: request.headers["webhook-id"], type: request.headers["content-type"], version: request.httpVersion,
                  genuine: true };
  received.push(entry);
  try {
    entry.event = new Webhook(secret).verify(body, request.headers);
  } catch (error) {
    entry.genuine = false;
    return response.writeHead(401).end();
  }
  const status = Number(request.url.split("/").pop());
  return response.writeHead(status, status === 429 ? { "Retry-After": "30" } : {}).end();
}

const port = await listen(handle, certificate, key, { make: http2.createSecureServer });
converse({ origin: `https://localhost:${port}` }, {
  received() {
    const all = received;
    received = [];
    return all;
  },
});
