/* What the servers of these tests share: TLS on loopback with the test's own certificate, and a conversation with the
   test in lines of JSON. A program ends when its standard input does. */

import fs from "node:fs";
import https from "node:https";
import readline from "node:readline";

/** Listens on a free port of `host`, with the certificate and key that the test made. Gives the port.
    `make`: node:https's HTTP/1.1, unless node:http2's is wanted. */
export async function listen(handler, certificate, key, { host = "127.0.0.1", make = https.createServer } = {}) {
  // A client that is killed in the middle of its request is what some tests are about; any other mistake ends us.
  const gone = ["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "ABORT_ERR"];
  const patient = async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      if (!gone.includes(error.code)) throw error;
    }
  };
  const server = make({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, patient);
  server.on("tlsClientError", () => {});  // Somebody who does not trust us: that is what some tests are about.
  server.on("clientError", (error, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, host, resolve));
  return server.address().port;
}

/** Says `greeting`, then answers each line with what `commands[line.do]` gives for it. */
export function converse(greeting, commands) {
  const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const request = JSON.parse(line);
    try {
      say((await commands[request.do](request)) ?? null);
    } catch (error) {
      say({ error: String(error) });
    }
  });
  lines.on("close", () => process.exit(0));
  say(greeting);
}

/** The whole body of a request, as bytes. */
export async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}
