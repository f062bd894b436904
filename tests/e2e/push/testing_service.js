/* npm's web-push-testing behind TLS: its own application, as it comes, and its own model for what a browser does.

     testing_service.js CERTIFICATE KEY

   It does not look at the audience of what we say of ourselves; strict_service.js does. */

import { createRequire } from "node:module";

import { converse, listen } from "./stage.js";

process.noDeprecation = true;  // Theirs are not ours to mend.
const require = createRequire(import.meta.url);
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
const Server = require("web-push-testing/src/server.js");

const [certificate, key] = process.argv.slice(2);
const model = new PushApiModel();
const server = new Server(model, 0);
server.setRequestHandlers();
const port = await listen(server._app, certificate, key);
model.notifyUrl = `https://localhost:${port}/notify/`;

converse({ origin: `https://localhost:${port}` }, {
  subscribe: ({ applicationServerKey }) => model.subscribe({ userVisibleOnly: "true", applicationServerKey }),
  notifications: ({ clientHash }) => model.getNotifications({ clientHash }),
  expire: ({ clientHash }) => model.expireSubscription(clientHash),
});
