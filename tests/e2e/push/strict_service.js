/* A push service that takes nothing that the standards do not allow: RFC 8030, 8188, 8291 and 8292. What it found wrong
   with a request is its answer 400 (or 403 for who asks), and a list that the test reads.

     strict_service.js CERTIFICATE KEY

   The last part of an endpoint's path says what the service answers to a good request. */

import crypto from "node:crypto";
import http from "node:http";
import { createRequire } from "node:module";

import { bodyOf, converse, listen } from "./stage.js";

const ece = createRequire(import.meta.url)("http_ece");
const [certificate, key] = process.argv.slice(2);
const MAX_EXPIRY_S = 24 * 3600;
const TOPIC = /^[A-Za-z0-9_-]{1,32}$/;
const LONG_BYTES = 64 << 20;  // More than fits between a server and a client that does not read.
const URGENCIES = ["very-low", "low", "normal", "high"];

const subscriptions = new Map();
let received = [];
let longRead = null;

/** A public key in SubjectPublicKeyInfo, from its 65 bytes. */
function publicKey(point) {
  const frame = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
  return crypto.createPublicKey({ key: Buffer.concat([frame, point]), format: "der", type: "spki" });
}

/** What is wrong with who asks (RFC 8292 section 2). */
function faultsOfIdentity(headers, subscription) {
  const form = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(headers.authorization ?? "");
  if (!form) return ["no vapid"];
  const [, head, claims, signature, k] = form;
  const faults = [];
  if (k !== subscription.applicationServerKey) faults.push("another key than the subscription's");
  const { typ, alg } = JSON.parse(Buffer.from(head, "base64url"));
  if (typ !== "JWT" || alg !== "ES256") faults.push("head");
  const point = Buffer.from(k, "base64url");
  const sound = point.length === 65 && crypto.verify("sha256", Buffer.from(`${head}.${claims}`),
    { key: publicKey(point), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  if (!sound) faults.push("signature");
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url"));
  const now = Date.now() / 1000;
  if (aud !== origin) faults.push("audience");
  if (!Number.isInteger(exp) || exp <= now || exp > now + MAX_EXPIRY_S) faults.push("expiry");
  if (!/^(mailto:|https:)./.test(sub ?? "")) faults.push("contact");
  return faults;
}

function faultsOfHeaders(headers) {
  const faults = [];
  if (!/^\d{1,9}$/.test(headers.ttl ?? "")) faults.push("ttl");
  if (headers.topic !== undefined && !TOPIC.test(headers.topic)) faults.push("topic");
  if (headers.urgency !== undefined && !URGENCIES.includes(headers.urgency)) faults.push("urgency");
  if (headers["content-encoding"] !== "aes128gcm") faults.push("encoding");
  if (!/^\d+$/.test(headers["content-length"] ?? "")) faults.push("length");
  return faults;
}

function decrypt(body, subscription) {
  if (body.length > 4096) throw new Error("longer than a push service must take");
  if (body.readUInt32BE(16) !== 4096 || body[20] !== 65) throw new Error("not one record under a key of 65 bytes");
  const { ecdh: privateKey, auth } = subscription;
  return ece.decrypt(body, { version: "aes128gcm", privateKey, authSecret: auth.toString("base64url") }).toString();
}

const ANSWERS = {
  taken: (response) => response.writeHead(201, { Location: `${origin}/message/1` }).end(),
  busy: (response) => response.writeHead(429, { "Retry-After": "120" }).end(),
  later: (response) => response.writeHead(503, { "Retry-After": new Date(Date.now() + 3600_000).toUTCString() }).end(),
  broken: (response) => response.writeHead(500).end("no"),
  unknown: (response) => response.writeHead(404).end(),
  gone: (response) => response.writeHead(410).end(),
  forbidden: (response) => response.writeHead(403).end(),
  large: (response) => response.writeHead(413).end(),
  elsewhere: (response) => response.writeHead(307, { Location: `${origin}/push/taken` }).end(),
  slow: () => {},
  // Far more than the head: whether all of it was read is told by `long_read`.
  long: (response) => {
    const piece = Buffer.alloc(65536, "x");
    let written = 0;
    longRead = new Promise((resolve) => response.once("close", () => resolve(written === LONG_BYTES)));
    response.on("error", () => {});
    response.writeHead(201);
    const more = () => {
      while (written < LONG_BYTES) {
        written += piece.length;
        if (!response.write(piece)) return response.once("drain", more);
      }
      return response.end();
    };
    more();
  },
  // The head, and an end in the middle of what it announces.
  torn: (response) => {
    response.writeHead(201, { "Content-Length": "10" });
    response.write("abc", () => response.socket.destroy());
  },
  cut: (response) => response.socket.destroy(),
};

async function handle(request, response) {
  const body = await bodyOf(request);
  const scenario = new URL(request.url, origin).pathname.split("/").pop();
  const subscription = subscriptions.get(request.url);
  const entry = { scenario, faults: [], headers: request.headers, length: body.length };
  received.push(entry);
  if (!subscription || request.method !== "POST") return response.writeHead(404).end();
  const identity = faultsOfIdentity(request.headers, subscription);
  entry.faults.push(...identity, ...faultsOfHeaders(request.headers));
  try {
    entry.text = decrypt(body, subscription);
  } catch (error) {
    entry.faults.push(`cannot be read: ${error.message}`);
  }
  if (identity.length > 0) return response.writeHead(403).end();
  if (entry.faults.length > 0) return response.writeHead(400).end();
  return ANSWERS[scenario](response);
}

const port = await listen(handle, certificate, key);
const origin = `https://localhost:${port}`;

converse({ origin }, {
  /** A browser's part: {endpoint, keys}, as PushSubscription.toJSON() has it. */
  subscribe({ scenario, applicationServerKey }) {
    const ecdh = crypto.createECDH("prime256v1");
    ecdh.generateKeys();
    const auth = crypto.randomBytes(16);
    const path = `/push/${crypto.randomUUID()}/${scenario}`;
    subscriptions.set(path, { ecdh, auth, applicationServerKey });
    return { endpoint: origin + path,
             keys: { p256dh: ecdh.getPublicKey().toString("base64url"), auth: auth.toString("base64url") } };
  },
  /** What came since the last question. */
  received() {
    const all = received;
    received = [];
    return all;
  },
  /** Whether somebody read all of the last long answer; waits until it has ended in one way or the other. */
  async long_read() {
    return { all: await longRead };
  },
  /** The same service under an address that its certificate does not name. */
  async elsewhere() {
    return { origin: `https://127.0.0.2:${await listen(handle, certificate, key, { host: "127.0.0.2" })}` };
  },
  /** Something that speaks HTTP without TLS. */
  async plain() {
    const server = http.createServer((request, response) => response.writeHead(204).end());
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { origin: `http://127.0.0.1:${server.address().port}` };
  },
});
