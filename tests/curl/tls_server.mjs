// SPDX-License-Identifier: MIT
// An HTTP/2 server over TLS for the tests of the transport: answers each request with what it was sent and which protocol
// carried it. Its certificate is worth nothing anywhere else.
import http2 from "node:http2";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const server = http2.createSecureServer(
    { key: fs.readFileSync(path.join(here, "test-key.pem")), cert: fs.readFileSync(path.join(here, "test-cert.pem")), allowHTTP1: true },
    (request, response) => {
        let body = "";
        request.setEncoding("utf8");
        request.on("data", (piece) => (body += piece));
        request.on("end", () => {
            response.setHeader("content-type", "text/plain");
            setTimeout(() => response.end(request.httpVersion + " " + sessions + " " + body), 20);
        });
    });
let sessions = 0;
server.on("session", () => ++sessions);
server.listen(0, "127.0.0.1", () => console.log("ready " + server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
